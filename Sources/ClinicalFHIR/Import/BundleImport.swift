public import Foundation

/// What becomes of one entry of a Bundle.
public enum BundleEntryOutcome: Sendable {
    /// A record to be.
    case item(ImportItem)
    /// An Organization or a Practitioner: kept as what references point to, not a record of the patient.
    case directory(DirectoryEntry)
    /// Refused, with the reasons.
    case refused(RefusedEntry)
}

/// A resource of a Bundle that becomes a record.
public struct ImportItem: Sendable {
    /// The entry's position, from 0.
    public let index: Int
    /// The entry's fullUrl; `Type/id` where it has none, empty when there is no id either.
    public let fullUrl: String
    /// The resource with its category, date and title.
    public let record: ClinicalRecord
}

/// A directory entry that came with a Bundle.
public struct DirectoryEntry: Sendable {
    /// The entry's position, from 0.
    public let index: Int
    /// The entry's fullUrl.
    public let fullUrl: String
    /// `Organization` or `Practitioner`.
    public let resourceType: String
    /// The resource exactly as it stood in the Bundle.
    public let bytes: [UInt8]
    /// The name for people.
    public let title: String
}

/// An entry that was refused.
public struct RefusedEntry: Sendable {
    /// The entry's position, from 0.
    public let index: Int
    /// The entry's fullUrl, when it has a usable one.
    public let fullUrl: String?
    /// The resource type, when it is known.
    public let resourceType: String?
    /// The reasons; never empty.
    public let issues: [FHIRIssue]
}

/// What a Bundle gives, entry by entry. `items + directory + refused` are all its entries.
public struct BundleImportPlan: Sendable {
    /// The Bundle's type.
    public let bundleType: String
    /// How many entries the Bundle has.
    public let entryCount: Int
    /// Records to be, in the Bundle's order.
    public let items: [ImportItem]
    /// Organizations and Practitioners, in the Bundle's order.
    public let directory: [DirectoryEntry]
    /// Refused entries, in the Bundle's order.
    public let refused: [RefusedEntry]
    /// What is wrong with the Bundle around its entries; it hinders none of them.
    public let bundleIssues: [FHIRIssue]
}

/// A Bundle around its entries.
public struct BundleFrame: Sendable {
    /// The Bundle's type.
    public let bundleType: String
    /// How many entries it has.
    public let entryCount: Int
    /// What is wrong with the Bundle around its entries.
    public let bundleIssues: [FHIRIssue]
}

/// Reads Bundles for import.
///
/// The whole source is parsed once before the first entry is handed over, so that a truncated or malformed file is
/// refused
/// as a whole. Only one entry's tree is in memory at a time.
public struct BundleImporter: Sendable {
    /// The validator of the resources.
    public let validator: FHIRValidator
    /// Bundle types that carry resources as they are. `history` and the responses do not.
    public static let acceptedTypes: Set<String> = ["transaction", "collection", "batch", "document", "searchset"]
    /// Resource types that are kept as references, not as records.
    public static let directoryTypes: Set<String> = ["Organization", "Practitioner"]

    /// Makes an importer.
    public init(validator: FHIRValidator) {
        self.validator = validator
    }

    /// Whether a source is a Bundle (and not a single resource), without validating it.
    public static func isBundle(_ source: [UInt8]) -> Bool {
        guard let document = try? FHIRJSONDocument(source, limits: .bundle) else { return false }
        return document.root["resourceType"]?.string == "Bundle"
    }

    /// Plans the import of a Bundle.
    ///
    /// - Throws: `FHIRError`: `fhir.json.*`, `fhir.bundle.expected`, `fhir.bundle.type`.
    public func plan(_ source: [UInt8]) throws -> BundleImportPlan {
        try plan(Data(source))
    }

    /// Plans the import of a Bundle; the source may be a mapped file.
    ///
    /// - Throws: `FHIRError`: `fhir.json.*`, `fhir.bundle.expected`, `fhir.bundle.type`.
    public func plan(_ source: Data) throws -> BundleImportPlan {
        var items: [ImportItem] = []
        var directory: [DirectoryEntry] = []
        var refused: [RefusedEntry] = []
        let frame = try forEachEntry(in: source) { outcome in
            switch outcome {
            case .item(let item): items.append(item)
            case .directory(let entry): directory.append(entry)
            case .refused(let entry): refused.append(entry)
            }
        }
        return BundleImportPlan(
            bundleType: frame.bundleType, entryCount: frame.entryCount, items: items, directory: directory,
            refused: refused, bundleIssues: frame.bundleIssues)
    }

    /// Hands over the outcome of each entry in the Bundle's order, for Bundles too large to keep.
    ///
    /// - Throws: `FHIRError` before the first entry is handed over, or what `handle` throws.
    public func forEachEntry(
        in source: Data, _ handle: (BundleEntryOutcome) throws -> Void
    ) throws -> BundleFrame {
        try source.withUnsafeBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            var counting = FHIRJSONParser(bytes, limits: .bundle)
            var count = 0
            let root = try counting.parseDocument(deliveringElementsOf: "entry") { _ throws(FHIRError) in count += 1 }
            let frame = try frame(root, entryCount: count)
            var reader = EntryReader(validator: validator, bundleType: frame.bundleType)
            var failure: (any Error)?
            var parser = FHIRJSONParser(bytes, limits: .bundle)
            _ = try parser.parseDocument(deliveringElementsOf: "entry") { entry throws(FHIRError) in
                guard failure == nil else { return }
                do { try handle(reader.read(entry, from: bytes)) } catch { failure = error }
            }
            if let failure { throw failure }
            return frame
        }
    }

    private func frame(_ root: FHIRJSONValue, entryCount: Int) throws(FHIRError) -> BundleFrame {
        guard root["resourceType"]?.string == "Bundle" else {
            throw FHIRError(.bundleExpected, "the source is not a Bundle")
        }
        guard let type = root["type"]?.string, Self.acceptedTypes.contains(type) else {
            throw FHIRError(.bundleType, "a Bundle of type \(Self.acceptedTypes.sorted().joined(separator: ", "))")
        }
        if let entry = root["entry"] {
            guard case .array = entry.content else { throw FHIRError(.bundleExpected, "Bundle.entry is not a list") }
        }
        let members = root.members.filter { $0.name != "entry" }
        let issues = validator.issues(ofFragment: members, path: "Bundle", label: "Bundle", isResource: true)
        return BundleFrame(bundleType: type, entryCount: entryCount, bundleIssues: issues)
    }
}

/// Reads the entries of one Bundle, one after the other.
private struct EntryReader {
    let validator: FHIRValidator
    let bundleType: String
    private var index = 0
    private var seen = Set<String>()

    init(validator: FHIRValidator, bundleType: String) {
        self.validator = validator
        self.bundleType = bundleType
    }

    mutating func read(_ entry: FHIRJSONValue, from source: UnsafeBufferPointer<UInt8>) -> BundleEntryOutcome {
        defer { index += 1 }
        let place = "Bundle.entry[\(index)]"
        let resource = entry["resource"]
        let type = resource?["resourceType"]?.string.flatMap { validator.definitions.kinds[$0] == .resource ? $0 : nil }
        let claimedUrl = entry["fullUrl"]?.string
        let wrapper = entry.members.filter { $0.name != "resource" }
        var issues = validator.issues(ofFragment: wrapper, path: "Bundle.entry", label: place, isResource: false)
        if case .object = entry.content {
        } else {
            issues = [FHIRIssue(.objectExpected, at: place, "an entry is a JSON object")]
        }
        if let claimedUrl, !Self.isAbsolute(claimedUrl) {
            issues.insert(FHIRIssue(.bundleFullUrl, at: place + ".fullUrl", "not an absolute URI"), at: 0)
        }
        if let resource {
            issues += methodIssues(entry, place)
            issues += validator.validate(resource)
        } else if issues.isEmpty {
            issues = [FHIRIssue(.bundleEntryWithoutResource, at: place, "no resource to keep")]
        }
        let fullUrl = claimedUrl ?? resource.map(Self.localReference) ?? ""
        if issues.isEmpty, !fullUrl.isEmpty, !seen.insert(fullUrl).inserted {
            issues = [FHIRIssue(.bundleDuplicateFullUrl, at: place + ".fullUrl", "an earlier entry has this fullUrl")]
        }
        guard issues.isEmpty, let resource else {
            return .refused(RefusedEntry(index: index, fullUrl: claimedUrl, resourceType: type, issues: issues))
        }
        let bytes = Array(source[resource.range])
        let record = ClinicalRecord(valid: resource, bytes: bytes)
        if BundleImporter.directoryTypes.contains(record.resourceType) {
            return .directory(
                DirectoryEntry(
                    index: index, fullUrl: fullUrl, resourceType: record.resourceType, bytes: bytes,
                    title: record.title))
        }
        return .item(ImportItem(index: index, fullUrl: fullUrl, record: record))
    }

    /// Only entries that create or hold a resource become records; a searchset's own remarks do not.
    private func methodIssues(_ entry: FHIRJSONValue, _ place: String) -> [FHIRIssue] {
        if bundleType == "transaction" || bundleType == "batch", let method = entry["request"]?["method"]?.string,
            method != "POST", method != "PUT"
        {
            return [FHIRIssue(.bundleEntryNotCreated, at: place + ".request.method", "neither POST nor PUT")]
        }
        if bundleType == "searchset", entry["search"]?["mode"]?.string == "outcome" {
            return [FHIRIssue(.bundleEntryNotCreated, at: place + ".search.mode", "a remark on the search, no record")]
        }
        return []
    }

    private static func localReference(_ resource: FHIRJSONValue) -> String {
        guard let type = resource["resourceType"]?.string, let id = resource["id"]?.string else { return "" }
        return type + "/" + id
    }

    /// `scheme:rest`, without white space, as bdl-8 wants without a version.
    private static func isAbsolute(_ url: String) -> Bool {
        guard let colon = url.firstIndex(of: ":"), colon != url.startIndex, FHIRPrimitive.uri.matches(url),
            !url.contains("/_history/")
        else { return false }
        return url[..<colon].utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D
                || byte == 0x2E
        }
    }
}

extension FHIRValidator {
    /// Validates the structure of part of a resource whose remainder is looked at elsewhere.
    func issues(ofFragment members: [FHIRJSONMember], path: String, label: String, isResource: Bool) -> [FHIRIssue] {
        guard let structure = definitions.content(referenced: path) else { return [] }
        var builder = FHIRElementBuilder(definitions: definitions)
        let root = FHIRElement(
            name: "", type: label, index: nil, value: nil, isPrimitive: false, isResource: isResource, parent: nil)
        builder.buildFragment(root, members: members, structure: structure)
        return builder.issues
    }
}
