/// Reads a JSON tree against the definitions: names, cardinality, types, codes, references. Collects issues.
struct FHIRElementBuilder {
    let definitions: FHIRDefinitions
    private(set) var issues: [FHIRIssue] = []

    init(definitions: FHIRDefinitions) {
        self.definitions = definitions
    }

    private mutating func report(_ code: FHIRErrorCode, _ path: @autoclosure () -> String, _ detail: String) {
        if issues.count < FHIRValidator.maximumIssues { issues.append(FHIRIssue(code, at: path(), detail)) }
    }

    /// An element's name in a path; what is no name of FHIR's kind is not repeated, because it may be anybody's data.
    private static func printable(_ name: String) -> String {
        let isName =
            (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
            }
        return isName ? name : "?"
    }

    // MARK: Resources

    mutating func buildResource(
        _ json: FHIRJSONValue, name: String, index: Int?, parent: FHIRElement?
    ) -> FHIRElement? {
        let place = { parent.map { $0.path + "." + name + (index.map { "[\($0)]" } ?? "") } ?? "Resource" }
        guard case .object(let members) = json.content else {
            report(.objectExpected, place(), "a resource is a JSON object")
            return nil
        }
        guard let type = json["resourceType"]?.string else {
            report(.resourceTypeMissing, place(), "resourceType is missing")
            return nil
        }
        guard definitions.kinds[type] == .resource, let definition = definitions.type(type) else {
            report(.resourceTypeUnknown, place(), "the resource type is none of FHIR R4")
            return nil
        }
        let element = FHIRElement(
            name: name, type: type, index: index, value: json, isPrimitive: false, isResource: true, parent: parent)
        element.invariants = definition.structure.invariants
        build(element, members: members, structure: definition.structure)
        return element
    }

    /// Reads the members of an object of which a part was taken out: that it is then empty is no issue.
    mutating func buildFragment(_ root: FHIRElement, members: [FHIRJSONMember], structure: Structure) {
        build(root, members: members, structure: structure)
        issues.removeAll { $0.code == .elementEmpty && $0.path == root.type }
    }

    // MARK: Objects

    /// What an object says about one element: the value and, for primitives, the `_name` beside it.
    private struct Found {
        var type: String
        var jsonName: String
        var value: FHIRJSONValue?
        var sibling: FHIRJSONValue?
    }

    private mutating func build(_ parent: FHIRElement, members: [FHIRJSONMember], structure: Structure) {
        var found: [Int: Found] = [:]
        for member in members {
            if parent.isResource && member.name == "resourceType" { continue }
            let isSibling = member.name.hasPrefix("_")
            let name = isSibling ? String(member.name.dropFirst()) : member.name
            guard let match = structure.byName[name],
                !isSibling || definitions.kinds[match.type] == .primitive
            else {
                report(.elementUnknown, parent.path + "." + Self.printable(member.name), "no such element here")
                continue
            }
            if let other = found[match.index], other.type != match.type {
                report(.choiceConflict, parent.path + "." + match.element.name, "more than one type for one element")
                continue
            }
            var entry = found[match.index] ?? Found(type: match.type, jsonName: name)
            if isSibling { entry.sibling = member.value } else { entry.value = member.value }
            found[match.index] = entry
        }
        for (index, definition) in structure.elements.enumerated() {
            let entry = found[index]
            let count = entry.map { build($0, of: definition, in: parent) } ?? 0
            if count < definition.minimum {
                report(
                    .elementMissing, parent.path + "." + definition.name,
                    "at least \(definition.minimum) needed, \(count) there")
            }
            if let maximum = definition.maximum, count > maximum {
                report(.elementRepeated, parent.path + "." + definition.name, "at most \(maximum), \(count) there")
            }
        }
        if !parent.isResource && !parent.isPrimitive && parent.children.allSatisfy({ $0.name == "id" }) {
            report(.elementEmpty, parent.path, "ele-1: an element has a value or children")
        }
    }

    /// Builds an element's occurrences and returns how many there are.
    private mutating func build(_ found: Found, of definition: ElementDefinition, in parent: FHIRElement) -> Int {
        let path = { parent.path + "." + definition.name }
        guard definition.isList else {
            if case .array = found.value?.content {
                report(.elementRepeated, path(), "this element does not repeat; a list stands there")
                return 1
            }
            buildOne(found, found.value, found.sibling, definition, index: nil, parent)
            return 1
        }
        for side in [found.value, found.sibling] {
            guard let side else { continue }
            guard case .array(let elements) = side.content else {
                report(.listExpected, path(), "this element repeats; a list is expected")
                return max(1, definition.minimum)
            }
            if elements.isEmpty {
                report(.elementEmpty, path(), "an empty list")
                return max(1, definition.minimum)
            }
        }
        let values = found.value?.elements ?? []
        let siblings = found.sibling?.elements ?? []
        let count = max(values.count, siblings.count)
        for index in 0..<count {
            let value = index < values.count ? values[index] : nil
            let sibling = index < siblings.count ? siblings[index] : nil
            let isPrimitive = definitions.kinds[found.type] == .primitive
            buildOne(
                found, isPrimitive && found.sibling != nil && value?.isNull == true ? nil : value,
                found.value != nil && sibling?.isNull == true ? nil : sibling,
                definition, index: index, parent)
        }
        return count
    }

    private mutating func buildOne(
        _ found: Found, _ value: FHIRJSONValue?, _ sibling: FHIRJSONValue?, _ definition: ElementDefinition,
        index: Int?, _ parent: FHIRElement
    ) {
        let type = found.type
        if definitions.kinds[type] == .primitive {
            buildPrimitive(found, value, sibling, definition, index: index, parent)
            return
        }
        guard let value else { return }
        if type == "Resource" {
            if let element = buildResource(value, name: definition.name, index: index, parent: parent) {
                parent.children.append(element)
            }
            return
        }
        let element = FHIRElement(
            name: definition.name, jsonName: found.jsonName, type: type, index: index, value: value, isPrimitive: false,
            isResource: false, parent: parent)
        parent.children.append(element)
        guard case .object(let members) = value.content else {
            report(.objectExpected, element.path, "a JSON object is expected")
            return
        }
        let structure: Structure?
        if let reference = definition.contentReference {
            structure = definitions.content(referenced: reference)
        } else {
            structure = definition.children ?? definitions.type(type)?.structure
        }
        guard let structure else { return }
        element.invariants = structure.invariants + definition.invariants
        if definition.children != nil || definition.contentReference != nil,
            let inherited = definitions.type(type)?.structure.invariants
        {
            element.invariants += inherited
        }
        build(element, members: members, structure: structure)
        if let url = definition.requiredValueSet { checkCodes(element, url) }
        if type == "Reference" { checkReference(element, definition) }
    }

    // MARK: Primitives

    private mutating func buildPrimitive(
        _ found: Found, _ value: FHIRJSONValue?, _ sibling: FHIRJSONValue?, _ definition: ElementDefinition,
        index: Int?, _ parent: FHIRElement
    ) {
        let type = found.type
        let element = FHIRElement(
            name: definition.name, jsonName: found.jsonName, type: type, index: index, value: value, isPrimitive: true,
            isResource: false, parent: parent)
        element.invariants = definition.invariants
        parent.children.append(element)
        if let sibling {
            if case .object(let members) = sibling.content, let structure = definitions.type("Element")?.structure {
                build(element, members: members, structure: structure)
            } else {
                report(.objectExpected, element.path, "beside a primitive stands an object with id and extension")
            }
        }
        guard let value else {
            if sibling == nil { report(.elementEmpty, element.path, "neither a value nor an extension") }
            return
        }
        guard let primitive = FHIRPrimitive(rawValue: type) else { return }
        switch (primitive.jsonKind, value.content) {
        case (.string, .string(let text)), (.number, .number(let text)):
            if !primitive.matches(text) {
                report(.primitiveFormat, element.path, "not in the format of \(type)")
            } else if let url = definition.requiredValueSet, let valueSet = definitions.valueSet(url),
                !valueSet.allCodes.contains(text)
            {
                report(.codeNotInValueSet, element.path, "not a code of \(url)")
            } else if primitive == .xhtml, let reason = NarrativeChecker.problem(in: text) {
                report(.narrative, element.path, reason)
            }
        case (.boolean, .boolean): break
        default:
            report(.primitiveKind, element.path, "\(type) is not written as this kind of JSON value")
        }
    }

    // MARK: Codes and references

    private mutating func checkCodes(_ element: FHIRElement, _ url: String) {
        guard let valueSet = definitions.valueSet(url) else { return }
        let codings: [FHIRElement]
        switch element.type {
        case "Coding", "Quantity", "Age", "Duration", "Count", "Distance", "SimpleQuantity": codings = [element]
        case "CodeableConcept":
            codings = element.children(named: "coding")
            // Only an extension (such as data-absent-reason) may stand in for a required code.
            if codings.isEmpty && element.children(named: "text").isEmpty { return }
        default: return
        }
        let matches = codings.contains { coding in
            coding.first("code")?.text.map { valueSet.contains(system: coding.first("system")?.text, code: $0) }
                ?? false
        }
        if !matches { report(.codeNotInValueSet, element.path, "no code of \(url)") }
    }

    private mutating func checkReference(_ element: FHIRElement, _ definition: ElementDefinition) {
        guard let reference = element.first("reference")?.text else { return }
        guard let target = ReferenceTarget(reference, definitions: definitions) else {
            report(.referenceFormat, element.path + ".reference", "neither relative, absolute, urn: nor #contained")
            return
        }
        guard case .resource(let type) = target, !definition.targets.isEmpty else { return }
        if !definition.targets.contains(type) {
            report(
                .referenceTarget, element.path + ".reference",
                "may point to \(definition.targets.joined(separator: ", ")) only")
        }
    }
}

/// What the text of a reference says about its target (https://hl7.org/fhir/R4/references.html#literal).
enum ReferenceTarget: Equatable {
    /// A resource of a known type: `Patient/1`, `https://host/fhir/Patient/1`, `Patient?identifier=...`.
    case resource(String)
    /// `#id` or `#`.
    case contained
    /// `urn:uuid:`, `urn:oid:` or an absolute URL without a type.
    case other

    init?(_ text: String, definitions: FHIRDefinitions) {
        if text.hasPrefix("#") {
            let id = String(text.dropFirst())
            guard id.isEmpty || FHIRPrimitive.id.matches(id) else { return nil }
            self = .contained
            return
        }
        guard FHIRPrimitive.uri.matches(text) else { return nil }
        if text.hasPrefix("urn:uuid:") {
            // FHIR asks for lower case; RFC 9562 reads both.
            guard FHIRPrimitive.uuid.matches(text.lowercased()) else { return nil }
            self = .other
            return
        }
        if text.hasPrefix("urn:oid:") {
            guard FHIRPrimitive.oid.matches(text) else { return nil }
            self = .other
            return
        }
        let hasScheme = text.contains("://") || text.hasPrefix("urn:")
        let path = text.split(separator: "#", maxSplits: 1).first.map(String.init) ?? text
        if let query = path.firstIndex(of: "?"), !hasScheme {
            let type = String(path[..<query])
            guard definitions.kinds[type] == .resource else { return nil }
            self = .resource(type)
            return
        }
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if segments.count >= 4, segments[segments.count - 2] == "_history" { segments.removeLast(2) }
        if segments.count >= 2, definitions.kinds[segments[segments.count - 2]] == .resource,
            FHIRPrimitive.id.matches(segments[segments.count - 1]), hasScheme || segments.count == 2
        {
            self = .resource(segments[segments.count - 2])
            return
        }
        guard hasScheme else { return nil }
        self = .other
    }
}
