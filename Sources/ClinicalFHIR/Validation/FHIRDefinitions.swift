public import Foundation
import Synchronization

/// HL7's definitions of FHIR R4 (package hl7.fhir.r4.core 4.0.1), as `scripts/fhir_definitions.py` compacts them.
///
/// The file is a JSON array with one element a line. The first is an index; a type or value set is parsed when it is
/// first asked for, so that loading takes
/// milliseconds. Safe to share between tasks.
public final class FHIRDefinitions: Sendable {
    /// The name of the definitions file in the share folder.
    public static let fileName = "fhir-r4-definitions.json"

    /// The package that the definitions come from, e.g. `hl7.fhir.r4.core#4.0.1`.
    public let source: String
    /// Required value sets that the package alone cannot enumerate (such as UCUM); they are not checked.
    public let notEnumerable: [String]
    /// The names of all types, by kind.
    let kinds: [String: TypeKind]

    enum TypeKind: String, Sendable { case resource, complex, primitive, abstract }

    private struct Slice {
        let offset: Int
        let length: Int
    }

    private struct Cache {
        var types: [String: TypeDefinition] = [:]
        var valueSets: [String: ValueSet] = [:]
    }

    private let body: Data
    private let typeSlices: [String: Slice]
    private let valueSetSlices: [String: Slice]
    private let cache = Mutex(Cache())

    /// Reads definitions from the content of a definitions file.
    ///
    /// - Throws: `fhir.definitionsDamaged`.
    public init(content: Data) throws(FHIRError) {
        guard let newline = content.firstIndex(of: 0x0A) else { throw Self.damaged("no header") }
        // The first line is `[{...},`.
        let line = content[content.startIndex..<newline]
        guard line.first == UInt8(ascii: "["), line.last == UInt8(ascii: ",") else { throw Self.damaged("no header") }
        let header = try FHIRJSONDocument(Array(line.dropFirst().dropLast())).root
        guard header["format"]?.string == "medchain-fhir-definitions", header["version"]?.number == "1",
            let source = header["source"]?.string
        else { throw Self.damaged("not a definitions file of version 1") }
        self.source = source
        notEnumerable = header["notEnumerable"]?.elements.compactMap(\.string) ?? []
        body = Data(content[content.index(after: newline)...])
        var kinds: [String: TypeKind] = [:]
        for member in header["types"]?.members ?? [] {
            guard let kind = member.value.elements.last?.string.flatMap(TypeKind.init(rawValue:)) else {
                throw Self.damaged("a type without kind")
            }
            kinds[member.name] = kind
        }
        self.kinds = kinds
        typeSlices = try Self.slices(header["types"], bodyCount: body.count)
        valueSetSlices = try Self.slices(header["valueSets"], bodyCount: body.count)
        guard kinds["Patient"] == .resource else { throw Self.damaged("no types") }
    }

    /// Loads the definitions file from the share folder: `MEDCHAIN_SHARE`, else `share/medchain` beside the
    /// executable, above its folder (an installation: bin/, share/), or two folders above it (where SwiftPM builds).
    ///
    /// - Throws: `fhir.definitionsMissing` with what to do, `fhir.definitionsDamaged`.
    public static func load(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        executable: URL? = FHIRDefinitions.executable
    ) throws(FHIRError) -> FHIRDefinitions {
        let folders: [URL]
        if let share = environment["MEDCHAIN_SHARE"], !share.isEmpty {
            folders = [URL(fileURLWithPath: share)]
        } else {
            let beside = executable?.resolvingSymlinksInPath().deletingLastPathComponent()
            folders = ["share/medchain", "../share/medchain", "../../share/medchain"].compactMap {
                beside?.appendingPathComponent($0)
            }
        }
        for folder in folders {
            let file = folder.appendingPathComponent(fileName).standardizedFileURL
            if let content = try? Data(contentsOf: file) { return try FHIRDefinitions(content: content) }
        }
        throw FHIRError(
            .definitionsMissing,
            "\(fileName) was not found in \(folders.map(\.standardizedFileURL.path).joined(separator: " or ")); "
                + "run `make build` in the repository, or set MEDCHAIN_SHARE to the folder that holds it")
    }

    /// The running executable.
    public static var executable: URL? {
        #if os(Linux)
        return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        #else
        return Bundle.main.executableURL
        #endif
    }

    /// All concrete resource types, sorted.
    public var resourceTypes: [String] { kinds.filter { $0.value == .resource }.keys.sorted() }

    func type(_ name: String) -> TypeDefinition? {
        if let known = cache.withLock({ $0.types[name] }) { return known }
        guard let slice = typeSlices[name], let kind = kinds[name], let json = parse(slice) else { return nil }
        let definition = TypeDefinition(json, kind: kind)
        return cache.withLock { cache in
            cache.types[name] = definition
            return definition
        }
    }

    func valueSet(_ url: String) -> ValueSet? {
        if let known = cache.withLock({ $0.valueSets[url] }) { return known }
        guard let slice = valueSetSlices[url], let json = parse(slice) else { return nil }
        let valueSet = ValueSet(json)
        return cache.withLock { cache in
            cache.valueSets[url] = valueSet
            return valueSet
        }
    }

    /// The content that a content reference such as `Observation.referenceRange` stands for.
    func content(referenced path: String) -> Structure? {
        let names = path.split(separator: ".").map(String.init)
        guard let first = names.first, var structure = type(first)?.structure else { return nil }
        for name in names.dropFirst() {
            guard let element = structure.byName[name], let children = element.element.children else { return nil }
            structure = children
        }
        return structure
    }

    private func parse(_ slice: Slice) -> FHIRJSONValue? {
        let start = body.startIndex + slice.offset
        return try? FHIRJSONDocument(Array(body[start..<start + slice.length])).root
    }

    private static func slices(_ table: FHIRJSONValue?, bodyCount: Int) throws(FHIRError) -> [String: Slice] {
        var slices: [String: Slice] = [:]
        for member in table?.members ?? [] {
            let numbers = member.value.elements.prefix(2).compactMap { $0.number.flatMap { Int($0) } }
            guard numbers.count == 2, numbers[0] >= 0, numbers[1] > 0, numbers[0] <= bodyCount,
                numbers[1] <= bodyCount - numbers[0]
            else { throw damaged("an index entry that points outside") }
            slices[member.name] = Slice(offset: numbers[0], length: numbers[1])
        }
        return slices
    }

    private static func damaged(_ reason: String) -> FHIRError {
        FHIRError(.definitionsDamaged, "\(reason); delete the file and run `make build`")
    }
}

/// A type of FHIR with its elements.
final class TypeDefinition: Sendable {
    let name: String
    let kind: FHIRDefinitions.TypeKind
    let base: String?
    /// HL7's regular expression, for a primitive that has one.
    let pattern: String?
    let structure: Structure

    init(_ json: FHIRJSONValue, kind: FHIRDefinitions.TypeKind) {
        name = json["n"]?.string ?? ""
        base = json["b"]?.string
        pattern = json["p"]?.string
        self.kind = kind
        structure = Structure(json)
    }
}

/// The elements at one level of a type, and the invariants that hold there.
final class Structure: Sendable {
    let elements: [ElementDefinition]
    let invariants: [FHIRInvariant]
    /// By JSON name: `valueQuantity` leads to `value` with type Quantity.
    let byName: [String: (element: ElementDefinition, index: Int, type: String)]

    init(_ json: FHIRJSONValue) {
        let elements = json["e"]?.elements.map(ElementDefinition.init) ?? []
        var byName: [String: (element: ElementDefinition, index: Int, type: String)] = [:]
        for (index, element) in elements.enumerated() {
            if element.isChoice {
                for type in element.types {
                    byName[element.name + type.prefix(1).uppercased() + type.dropFirst()] = (element, index, type)
                }
            } else {
                byName[element.name] = (element, index, element.types.first ?? "BackboneElement")
            }
        }
        self.elements = elements
        self.byName = byName
        invariants = FHIRInvariant.list(json["i"])
    }
}

/// One element of a type.
final class ElementDefinition: Sendable {
    let name: String
    let isChoice: Bool
    let minimum: Int
    /// nil: any number.
    let maximum: Int?
    let types: [String]
    /// Resource types that a reference may point to; empty: any.
    let targets: [String]
    let requiredValueSet: String?
    let contentReference: String?
    let children: Structure?
    let invariants: [FHIRInvariant]

    init(_ json: FHIRJSONValue) {
        name = json["n"]?.string ?? ""
        isChoice = json["o"] != nil
        minimum = json["m"]?.number.flatMap { Int($0) } ?? 0
        let maximum = json["x"]?.number.flatMap { Int($0) } ?? 1
        self.maximum = maximum < 0 ? nil : maximum
        types = json["t"]?.elements.compactMap(\.string) ?? []
        targets = json["r"]?.elements.compactMap(\.string) ?? []
        requiredValueSet = json["v"]?.string
        contentReference = json["c"]?.string
        children = json["e"] == nil ? nil : Structure(json)
        // A backbone element's own invariants belong to its structure.
        invariants = json["e"] == nil ? FHIRInvariant.list(json["i"]) : []
    }

    var isList: Bool { maximum != 1 }
}

/// The codes of an enumerable value set.
final class ValueSet: Sendable {
    let codesBySystem: [String: Set<String>]
    let allCodes: Set<String>

    init(_ json: FHIRJSONValue) {
        var codesBySystem: [String: Set<String>] = [:]
        for member in json["s"]?.members ?? [] {
            codesBySystem[member.name] = Set(member.value.elements.compactMap(\.string))
        }
        self.codesBySystem = codesBySystem
        allCodes = codesBySystem.values.reduce(into: []) { $0.formUnion($1) }
    }

    func contains(system: String?, code: String) -> Bool {
        guard let system else { return false }
        return codesBySystem[system]?.contains(code) ?? false
    }
}

/// A rule of HL7's in FHIRPath.
struct FHIRInvariant: Sendable {
    /// HL7's key, e.g. `obs-6`.
    let key: String
    /// The compiled expression; nil when it uses what this evaluator does not have.
    let expression: FHIRPathExpression?

    static func list(_ json: FHIRJSONValue?) -> [FHIRInvariant] {
        (json?.elements ?? []).compactMap { pair in
            guard pair.elements.count == 2, let key = pair.elements[0].string, let text = pair.elements[1].string else {
                return nil
            }
            return FHIRInvariant(key: key, expression: try? FHIRPathExpression(parsing: text))
        }
    }
}
