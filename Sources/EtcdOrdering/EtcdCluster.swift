internal import GRPCCore
internal import Ordering
internal import Synchronization

/// The cluster as one: a question goes to the member that answered last, and to the next one where it fails. What
/// comes back is held against what was seen before, because an etcd restored from a backup has lost entries and does
/// not say so.
final class EtcdCluster: Sendable {
    private struct State {
        var current = 0
        var cluster: UInt64?
        var revision: UInt64
        var failure: OrderingError?
    }

    let members: [EtcdMember]
    private let state: Mutex<State>

    /// Members at the settings' endpoints. `cluster` is the identifier that the cluster had before, if it is known;
    /// `revision` one that it must have reached.
    init(_ settings: EtcdSettings, cluster: UInt64?, revision: UInt64) throws {
        members = try settings.endpoints.map { try EtcdMember($0, settings) }
        state = Mutex(State(cluster: cluster, revision: revision))
    }

    /// The cluster's identifier, once it has answered.
    var identifier: UInt64? { state.withLock { $0.cluster } }

    /// The highest revision that it has told.
    var revision: UInt64 { state.withLock { $0.revision } }

    /// The member to ask now.
    var member: EtcdMember { members[state.withLock { $0.current }] }

    /// Asks another member from now on, unless somebody has turned to another already.
    func turnAway(from member: EtcdMember) {
        state.withLock { state in
            guard members[state.current].endpoint == member.endpoint else { return }
            state.current = (state.current + 1) % members.count
        }
    }

    /// Asks one member, and each other one where that fails, a question whose answer reflects everything committed
    /// before it. Throws `ordering.unavailable` where none answers, `ordering.forbidden`, `ordering.capacityReached`,
    /// `ordering.refused`, and what `accept` throws.
    func ask<Answer: Sendable>(
        _ header: @Sendable (Answer) -> Etcdserverpb_ResponseHeader,
        _ question: @Sendable (EtcdMember) async throws -> Answer
    ) async throws(OrderingError) -> Answer {
        for _ in members {
            let (member, floor) = try ready()
            do {
                let answer = try await question(member)
                try accept(header(answer), floor: floor)
                return answer
            } catch let error as OrderingError {
                throw error
            } catch {
                if let failure = (error as? RPCError).flatMap(Self.failure) { throw failure }
                turnAway(from: member)
            }
        }
        throw .unavailable
    }

    /// The member to ask now and the highest revision seen so far: what is asked from now on reflects that one.
    private func ready() throws(OrderingError) -> (EtcdMember, UInt64) {
        try state.withLock { (state: inout State) throws(OrderingError) in
            if let failure = state.failure { throw failure }
            return (members[state.current], state.revision)
        }
    }

    /// What a status means that another member would answer too; nil where another may know better.
    private static func failure(_ error: RPCError) -> OrderingError? {
        switch error.code {
        case .permissionDenied, .unauthenticated: .forbidden
        // "etcdserver: mvcc: database space exceeded"; any other exhaustion passes.
        case .resourceExhausted: error.message.contains("space exceeded") ? .capacityReached : nil
        // "etcdserver: revision of auth store is old": users or roles changed while the question was on its way.
        case .invalidArgument: error.message.contains("auth store is old") ? nil : .refused(error.code.rawValue)
        case .outOfRange, .unimplemented: .refused(error.code.rawValue)
        default: nil
        }
    }

    /// Accepts the header of an answer to a question that was asked when `floor` was the highest revision seen. Throws
    /// `ordering.clusterChanged`, `ordering.beyondEnd`; from then on every question does.
    private func accept(_ header: Etcdserverpb_ResponseHeader, floor: UInt64) throws(OrderingError) {
        try accept(clusterOf: header)
        let revision = UInt64(max(0, header.revision))
        try state.withLock { (state: inout State) throws(OrderingError) in
            // Answers of several members may overtake each other: each is held against what was seen before it.
            if revision < floor { state.failure = .beyondEnd }
            if let failure = state.failure { throw failure }
            state.revision = max(state.revision, revision)
        }
    }

    /// Accepts the header of an answer that may be older than others: a member that watches may lag behind.
    func accept(clusterOf header: Etcdserverpb_ResponseHeader) throws(OrderingError) {
        try state.withLock { (state: inout State) throws(OrderingError) in
            if let cluster = state.cluster, cluster != header.clusterID { state.failure = .clusterChanged }
            if let failure = state.failure { throw failure }
            state.cluster = header.clusterID
        }
    }

    func close() async {
        for member in members { await member.close() }
    }
}
