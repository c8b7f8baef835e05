import LedgerFormat
import NodeWire

/// How what became of a transaction is shown.
enum Receipts {
    static func json(_ result: TransactionResult, _ more: JSONObject = JSONObject()) -> JSONValue {
        var object = more
        object.set("transaction", .hash(result.hash))
        object.set("height", .integer(Int64(result.height)))
        object.set("time", .time(result.time))
        return .object(object)
    }

    /// Prints a result: words for people, the transaction for scripts.
    static func print(
        _ result: TransactionResult, in session: Session, words: String, _ more: JSONObject = JSONObject()
    ) {
        if session.json { return Terminal.print(json: json(result, more)) }
        Terminal.print(words)
        session.note("Transaction \(result.hash.base64URL) in block \(result.height).")
    }
}
