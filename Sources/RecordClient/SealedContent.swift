internal import LedgerFormat
internal import NodeClient

/// Sealed content that a command refers to, ready to be uploaded: its name is known before it leaves the device.
struct SealedContent {
    let cid: CID
    private let source: Source

    private enum Source {
        case bytes([UInt8])
        case payload(SealedPayload, progress: @Sendable (Int64) -> Void)
    }

    /// A small object.
    init(_ bytes: [UInt8]) {
        cid = CIDBuilder.cid(of: bytes)
        source = .bytes(bytes)
    }

    /// A record's payload; `progress` is told how many bytes the node has.
    init(_ payload: SealedPayload, progress: @escaping @Sendable (Int64) -> Void) {
        cid = payload.cid
        source = .payload(payload, progress: progress)
    }

    /// Stores it at the node. Throws `NodeClientError`, and what reading it throws.
    func upload(to client: NodeClient) async throws {
        switch source {
        case .bytes(let bytes):
            try await client.upload(cid: cid.text, length: Int64(bytes.count)) { offset, count in
                Array(bytes[Int(offset)..<(Int(offset) + count)])
            }
        case .payload(let payload, let progress):
            try await client.upload(
                cid: cid.text, length: payload.length, progress: progress, read: payload.reader.read(at:count:))
        }
    }
}
