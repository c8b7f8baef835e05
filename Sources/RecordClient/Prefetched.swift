internal import Foundation
internal import LedgerFormat
internal import NodeClient
internal import RecordContract

/// Ciphertext of records that was fetched before the read is signed. Under a grant with a number of reads the last read
/// ends the grant, and with it the right to fetch anything; and a read that is counted must not fail for want of a
/// network.
final class Prefetched {
    private enum Payload {
        case memory([UInt8])
        case file(URL)
    }

    private static let memoryBytes: Int64 = 4 * 1_048_576
    private static let pieceBytes = 1_048_576
    private var envelopes: [EntityID: [UInt8]] = [:]
    private var payloads: [EntityID: Payload] = [:]

    /// Fetches everything of the records. Throws `NodeClientError`, and what writing a temporary file throws.
    init(_ documents: [RecordDocument], from client: NodeClient) async throws {
        for document in documents {
            envelopes[document.record] = try await client.getBytes(document.path("envelope"))
            payloads[document.record] = try await Self.payload(document, from: client)
        }
    }

    deinit {
        for case .file(let url) in payloads.values { try? FileManager.default.removeItem(at: url) }
    }

    func envelope(of record: EntityID) -> [UInt8]? { envelopes[record] }

    /// Hands over the payload piece by piece; false when it was not fetched.
    func readPayload(of record: EntityID, receive: ([UInt8]) throws -> Void) throws -> Bool {
        switch payloads[record] {
        case nil: return false
        case .memory(let bytes): try receive(bytes)
        case .file(let url):
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            while let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty { try receive(Array(piece)) }
        }
        return true
    }

    private static func payload(_ document: RecordDocument, from client: NodeClient) async throws -> Payload {
        guard document.content.size > memoryBytes else {
            var bytes: [UInt8] = []
            try await client.download(document.path("payload")) { bytes += $0 }
            return .memory(bytes)
        }
        let (url, handle) = try SealedPayload.makeTemporaryFile()
        defer { try? handle.close() }
        do {
            try await client.download(document.path("payload")) { try handle.write(contentsOf: $0) }
        } catch {
            try? FileManager.default.removeItem(at: url)
            throw error
        }
        return .file(url)
    }
}

extension RecordDocument {
    /// Where a node serves the record's payload or envelope.
    func path(_ part: String) -> String { "/v1/patients/\(patient.canonical)/records/\(record.text)/\(part)" }
}
