/// Writes a FHIR Bundle of type `collection` in which each resource stands byte for byte as it was.
///
/// The pieces can go straight to a file, one after the other: `head`, then `entry` for each resource, then `tail`.
public struct BundleExport: Sendable {
    private var isFirst = true

    /// Begins a Bundle.
    public init() {}

    /// The bytes before the first entry.
    ///
    /// - Parameter timestamp: a FHIR instant; when the Bundle was assembled. Left out when it is none.
    public func head(timestamp: String? = nil) -> [UInt8] {
        let isInstant = timestamp.map { FHIRPrimitive.instant.matches($0) } ?? false
        let stamp = isInstant ? "\"timestamp\":\"\(timestamp ?? "")\"," : ""
        return Array("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\(stamp)\"entry\":[".utf8)
    }

    /// The bytes of one entry.
    ///
    /// - Parameters:
    ///   - fullUrl: an absolute URI, or empty for none.
    ///   - resource: a JSON object, as it was read; nothing of it is changed.
    /// - Throws: a `fhir.json.*` code or `fhir.objectExpected` when the bytes are no JSON object, so that a Bundle can
    /// never
    ///   be broken by what stands in it; `fhir.bundle.fullUrl` when the URL cannot be one.
    public mutating func entry(fullUrl: String, resource: [UInt8]) throws(FHIRError) -> [UInt8] {
        let document = try FHIRJSONDocument(resource)
        guard case .object = document.root.content else {
            throw FHIRError(.objectExpected, "a resource is a JSON object")
        }
        var bytes = Array((isFirst ? "\n" : ",\n").utf8)
        isFirst = false
        bytes.append(UInt8(ascii: "{"))
        if !fullUrl.isEmpty {
            guard FHIRPrimitive.uri.matches(fullUrl), !fullUrl.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C }) else {
                throw FHIRError(.bundleFullUrl, "not a URI")
            }
            bytes += Array("\"fullUrl\":\"\(fullUrl)\",".utf8)
        }
        bytes += Array("\"resource\":".utf8)
        bytes += resource
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// The bytes after the last entry.
    public func tail() -> [UInt8] { Array((isFirst ? "]}\n" : "\n]}\n").utf8) }

    /// A whole Bundle in memory.
    ///
    /// - Throws: as `entry`.
    public static func bundle(
        _ entries: [(fullUrl: String, resource: [UInt8])], timestamp: String? = nil
    ) throws(FHIRError) -> [UInt8] {
        var export = BundleExport()
        var bytes = export.head(timestamp: timestamp)
        for entry in entries { bytes += try export.entry(fullUrl: entry.fullUrl, resource: entry.resource) }
        return bytes + export.tail()
    }
}
