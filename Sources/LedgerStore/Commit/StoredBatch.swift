import LedgerFormat

/// Puts a batch together again from what the database keeps of it (docs/spec/block-v1.md section 2).
enum StoredBatch {
    static let signatureBytes = 64

    static func encoded(
        header: BlockHeader, previous: Hash256, time: Int64, signature: [UInt8], transactions: [[UInt8]]
    ) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 256 + transactions.reduce(0) { $0 + $1.count + 4 })
        writer.raw(Batch.magic)
        writer.hash(header.network)
        writer.integer(header.epoch)
        writer.raw(header.proposer.canonical.utf8)
        writer.integer(header.sequence)
        writer.hash(previous)
        writer.integer(time)
        writer.integer(UInt32(transactions.count))
        for transaction in transactions { writer.lengthPrefixed(transaction) }
        writer.raw(signature)
        return writer.bytes
    }
}
