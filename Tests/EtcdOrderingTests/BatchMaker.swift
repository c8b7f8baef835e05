import Crypto
import LedgerFormat

/// Makes one node's chained batches.
struct BatchMaker {
    static let shared = Hash256(hashing: [1])
    let network = BatchMaker.shared
    let node: IdentityID
    private let key = Curve25519.Signing.PrivateKey()
    private var sequence: UInt64 = 0
    private var previous = Hash256.zero

    init(_ number: UInt8) { node = IdentityID(network: Self.shared, firstKey: Hash256(hashing: [2, number])) }

    var attestationKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    mutating func next(_ transactions: [[UInt8]] = []) throws -> Batch {
        sequence += 1
        let heading = Batch.Heading(
            network: network, epoch: 1, node: node, sequence: sequence, previous: previous,
            time: LedgerTime(milliseconds: Int64(sequence)) ?? .zero)
        let batch = try Batch(heading: heading, transactions: transactions, signingKey: key)
        previous = batch.hash
        return batch
    }
}
