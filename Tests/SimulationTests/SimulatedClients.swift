import LedgerFormat
import LedgerStore
import RecordContract

@testable import NodeCore

/// What somebody asked for, in the simulation's own words: what the checker holds the ledger against.
enum Act {
    case grant(SimulatedGrant)
    case revoke(grant: String)
    case read(grant: String, by: String, records: Int)
    case dispense(prescription: String, of: (quantity: Int64, repeats: Int64), quantity: Int64)
}

/// A patient's consent, as the patient meant it.
struct SimulatedGrant {
    let name: String
    let patient: String
    let physician: String
    let from: LedgerTime
    let until: LedgerTime
    let reads: Int64?

    /// The same, for so many milliseconds.
    func lasting(_ milliseconds: Int64) -> SimulatedGrant {
        SimulatedGrant(
            name: name, patient: patient, physician: physician, from: from,
            until: from.advanced(byMilliseconds: milliseconds), reads: reads)
    }
}

/// The people of a network: they sign, submit to any node, are answered or not, and submit the same bytes again.
final class SimulatedClients: @unchecked Sendable {
    // Everything here happens on the one thread of the simulation.

    /// What somebody was told of one submission.
    enum Answer {
        case recorded(RecordedTransaction)
        /// The node says that it stands nowhere.
        case refused(String)
        /// Nobody can say: the node said so, or it is gone.
        case unknown
    }

    /// One submission to one process.
    final class Attempt {
        let process: SimulatedNode.Process
        var answer: Answer?

        init(_ process: SimulatedNode.Process) { self.process = process }
    }

    /// A transaction that somebody signed, and every submission of it.
    final class Sent {
        let act: Act
        let bytes: [UInt8]
        let hash: TransactionHash
        var attempts: [Attempt] = []

        init(_ act: Act, _ bytes: [UInt8]) throws {
            self.act = act
            self.bytes = bytes
            hash = try Transaction(parsing: bytes).hash
        }

        var isUnderWay: Bool { attempts.contains { $0.answer == nil } }
        /// Whether somebody was told what became of it.
        var isRecorded: Bool {
            attempts.contains { if case .recorded? = $0.answer { true } else { false } }
        }
        /// Whether every node that was asked has said that it stands nowhere.
        var isRefused: Bool {
            attempts.allSatisfy { if case .refused? = $0.answer { true } else { false } }
        }
    }

    private let network: SimulatedNetwork
    private let checker: HistoryChecker
    /// Whether they tell the checker that they allowed less than they signed, for the test that shows that it sees.
    private let isMistrustful: Bool
    private(set) var sent: [Sent] = []
    private var grants: [SimulatedGrant] = []
    private var counter = 0

    init(_ network: SimulatedNetwork, checker: HistoryChecker, isMistrustful: Bool) {
        self.network = network
        self.checker = checker
        self.isMistrustful = isMistrustful
    }

    /// Whether nobody waits for an answer.
    var isQuiet: Bool { !sent.contains(where: \.isUnderWay) }

    /// For what somebody waits.
    var waiting: [Int] { sent.indices.filter { sent[$0].isUnderWay }.map { $0 + 1 } }

    // MARK: What people do

    /// Somebody signs something and submits it, at times to two nodes at once.
    func act(_ simulation: Simulation) throws {
        switch simulation.draw(100) {
        case 0..<30: try grant(simulation)
        case 30..<45: try revoke(simulation)
        case 45..<80: try read(simulation)
        default: try dispense(simulation)
        }
    }

    private func grant(_ simulation: Simulation) throws {
        counter += 1
        // Mostly from a moment ago: the ledger's time is behind the clocks.
        let from = simulation.now.advanced(byMilliseconds: Int64(simulation.draw(13_500)) - 12_000)
        let grant = SimulatedGrant(
            name: "grant/\(counter)", patient: SimulatedNetwork.patients[simulation.draw(2)],
            physician: SimulatedNetwork.physicians[simulation.draw(2)].0, from: from,
            until: simulation.now.advanced(byMilliseconds: Int64(1_000 + simulation.draw(40_000))),
            reads: simulation.chance(40) ? 1 : simulation.chance(40) ? 2 : nil)
        grants.append(grant)
        let terms = AccessTerms(
            scope: .categories([.clinical]), rights: [.list, .read].sorted(), purpose: .treatment, reads: grant.reads)
        let command = AccessGrant(
            grant: .named(grant.name), grantee: try network.id(grant.physician), terms: terms, from: grant.from,
            until: grant.until, envelope: try SimulatedNetwork.cid(grant.name))
        try send(.grant(isMistrustful ? grant.lasting(1) : grant), command, by: grant.patient, simulation)
    }

    private func revoke(_ simulation: Simulation) throws {
        guard !grants.isEmpty else { return }
        let grant = grants[simulation.draw(grants.count)]
        try send(.revoke(grant: grant.name), AccessRevoke(grant: .named(grant.name)), by: grant.patient, simulation)
    }

    private func read(_ simulation: Simulation) throws {
        guard !grants.isEmpty else { return }
        // Mostly one of the newest, so that some are alive; whoever asks need not be who may.
        let recent = grants.suffix(simulation.chance(80) ? 3 : grants.count)
        let grant = recent[recent.startIndex + simulation.draw(recent.count)]
        let reader = simulation.chance(90) ? grant.physician : SimulatedNetwork.physicians[simulation.draw(2)].0
        let names = SimulatedNetwork.records.prefix(1 + simulation.draw(2))
        let read = AccessRead(
            patient: try network.id(grant.patient), purpose: .treatment,
            records: names.map { EntityID.named("\(grant.patient)/\($0)") }.sorted(), grant: .named(grant.name))
        try send(.read(grant: grant.name, by: reader, records: names.count), read, by: reader, simulation)
    }

    private func dispense(_ simulation: Simulation) throws {
        let patient = SimulatedNetwork.patients[simulation.draw(2)]
        let pharmacist = SimulatedNetwork.pharmacists[simulation.draw(2)].0
        let prescription = SimulatedNetwork.prescriptions[simulation.draw(SimulatedNetwork.prescriptions.count)]
        let quantity = Int64(1 + simulation.draw(Int(prescription.quantity)))
        let name = "\(patient)/\(prescription.name)"
        let command = PrescriptionDispense(
            prescription: .named(name), quantity: quantity, grant: .named("\(patient)/\(pharmacist)"))
        let allowed = (isMistrustful ? 1 : prescription.quantity, isMistrustful ? 0 : prescription.repeats)
        let act = Act.dispense(prescription: name, of: allowed, quantity: quantity)
        try send(act, command, by: pharmacist, simulation)
    }

    private func send(
        _ act: Act, _ command: some LedgerCommand, by name: String, _ simulation: Simulation
    ) throws {
        counter += 1
        let lifetime = simulation.chance(20) ? Int64(500 + simulation.draw(8_000)) : 3_600_000
        let bytes = try SimulatedPerson(name).sign(
            command, network: network.network, id: .named("transaction/\(counter)"), at: simulation.now,
            lifetime: lifetime)
        let new = try Sent(act, bytes)
        sent.append(new)
        simulation.say("\(name) signs \(sent.count): \(act)")
        for _ in 0..<(simulation.chance(15) ? 2 : 1) { submit(new, simulation) }
    }

    /// Somebody who was not told what became of something submits the same bytes again, anywhere.
    func tryAgain(_ simulation: Simulation) throws {
        let open = sent.filter { !$0.isUnderWay && !$0.isRecorded }
        guard !open.isEmpty else { return }
        submit(open[simulation.draw(open.count)], simulation)
    }

    private func submit(_ sent: Sent, _ simulation: Simulation, node: SimulatedNode? = nil) {
        let node = node ?? simulation.nodes[simulation.draw(simulation.nodes.count)]
        guard node.isUp, let process = node.process else { return }
        let attempt = Attempt(process)
        sent.attempts.append(attempt)
        let bytes = sent.bytes
        nonisolated(unsafe) let told = attempt
        Task(executorPreference: simulation.executor) {
            let answer: Answer
            do throws(NodeError) {
                answer = .recorded(try await process.pipeline.submit(bytes))
            } catch {
                answer = ["unavailable", "internal"].contains(error.code) ? .unknown : .refused(error.code)
            }
            if told.answer == nil { told.answer = answer }
        }
    }

    /// Nobody hears from this process any more.
    func lose(_ process: SimulatedNode.Process) {
        for sent in sent {
            for attempt in sent.attempts where attempt.process === process && attempt.answer == nil {
                attempt.answer = .unknown
            }
        }
    }

    // MARK: The end

    /// With everything mended: whoever does not know submits again until they do, and every node takes something new.
    func finish(_ simulation: Simulation) throws {
        for _ in 0..<20 {
            let open = sent.filter { sent in
                sent.attempts.contains { if case .unknown? = $0.answer { true } else { false } } && !sent.isRecorded
                    && !Self.isOver(sent)
            }
            guard !open.isEmpty else { break }
            for sent in open { submit(sent, simulation) }
            try simulation.settle()
        }
        for node in simulation.nodes where node.clock.shown < simulation.now.advanced(byMilliseconds: 60_000) {
            counter += 1
            let prescription = "\(SimulatedNetwork.patients[0])/m0"
            let command = PrescriptionDispense(
                prescription: .named(prescription), quantity: 1, grant: .named("\(SimulatedNetwork.patients[0])/phi"))
            let bytes = try SimulatedPerson("phi").sign(
                command, network: network.network, id: .named("transaction/\(counter)"), at: simulation.now)
            let new = try Sent(.dispense(prescription: prescription, of: (10, 0), quantity: 1), bytes)
            sent.append(new)
            submit(new, simulation, node: node)
            try simulation.settle()
            guard new.isRecorded else {
                throw SimulationFailure("node \(node.index) takes nothing any more: \(new.attempts.map(\.answer))")
            }
        }
    }

    /// Whether the last word on it was that it stands nowhere and will not.
    private static func isOver(_ sent: Sent) -> Bool {
        if case .refused(let code)? = sent.attempts.last?.answer { return code.hasPrefix("transaction.") }
        return false
    }
}
