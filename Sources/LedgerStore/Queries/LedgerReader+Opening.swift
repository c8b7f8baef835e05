import LedgerFormat

extension LedgerReader {
    /// The genesis document and the last block: a constant number of rows, but for the edge of the header log, which
    /// grows with the logarithm of the height. Nil without a ledger.
    func opened() throws -> (genesis: Genesis, tip: Tip)? {
        guard let (network, genesis) = try storedGenesis() else { return nil }
        guard genesis.network == network else { throw LedgerError.corrupted(place: "ledger.genesis") }
        let last = try sql("SELECT header, hash, revision FROM blocks ORDER BY height DESC LIMIT 1").first { row in
            (header: try Self.header(row, 0), hash: try row.hash(1), revision: try row.height(2))
        }
        guard let last, last.header.network == network, last.header.hash == last.hash else {
            throw LedgerError.corrupted(place: "blocks.header")
        }
        let boundary = try sql("SELECT boundary FROM stateProgress WHERE id = 1").first { try $0.height(0) }
        guard let boundary, boundary <= last.header.height else {
            throw LedgerError.corrupted(place: "stateProgress.boundary")
        }
        let tip = Tip(
            header: last.header, hash: last.hash,
            position: LogPosition(epoch: last.header.epoch, revision: last.revision),
            headerLog: try headerLog(size: last.header.height + 1), boundary: boundary)
        return (genesis, tip)
    }

    /// The network's id and its genesis document as they are stored.
    func storedGenesis() throws -> (network: NetworkID, genesis: Genesis)? {
        try sql("SELECT network, genesis FROM ledger WHERE id = 1").first { row in
            let bytes = try row.text(1)
            let network = try row.hash(0)
            do throws(Rejection) { return (network, try Genesis(parsing: bytes)) } catch { throw row.corrupted(1) }
        }
    }

    private func headerLog(size: UInt64) throws -> HeaderLog {
        var edge: [Hash256] = []
        var start: UInt64 = 0
        for level in stride(from: 63, through: 0, by: -1) where size >> UInt64(level) & 1 == 1 {
            edge.append(try headerLogNode(level: level, index: start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return try HeaderLog(size: size, edge: edge)
    }
}
