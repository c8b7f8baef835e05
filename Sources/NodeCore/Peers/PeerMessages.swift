internal import LedgerFormat
internal import Sealing

/// What nodes say to each other as JSON (docs/spec/peers-v1.md), beside what the HTTP side reads and writes.
enum PeerMessages {
    /// The released shares of an answer. Throws `json.*`.
    static func shares(_ answer: JSONObject) throws(Rejection) -> [ReleasedRecordShare] {
        var reader = ObjectReader(answer)
        var shares: [ReleasedRecordShare] = []
        for value in try reader.array("items", count: 0...Limits.recordsPerRead) {
            var item = try ObjectReader(value, field: "items")
            let share = ReleasedRecordShare(
                record: try item.id("record"), organisation: try item.identity("organisation"),
                x: UInt8(try item.integer("x", in: 1...255)),
                share: Array(try item.text("share", maximumBytes: ReleasedShare.largestByteCount).utf8))
            try item.finish()
            shares.append(share)
        }
        try reader.finish()
        return shares
    }
}
