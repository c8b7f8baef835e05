internal import Dispatch
internal import Foundation
public import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
internal import NodeClient
internal import NodeCore
internal import RecordContract

/// A load of transactions: how many clients, for how long, what.
public struct LoadPlan: Sendable {
    /// Clients: each has a key, a connection and one transaction under way.
    public var clients = 16
    /// Seconds before what is counted.
    public var warmUp = 3.0
    /// Seconds that are counted.
    public var seconds = 10.0
    /// The share of `record.add`, in percent; the rest is `access.read`.
    public var adds = 50
    /// Transactions a second of all clients together; nil: as fast as answers come.
    public var rate: Double?
    /// How many records each client can add: their content is stored before the load begins. Nil: enough for 60 a
    /// second.
    public var prepared: Int?
    /// Threads of the load generator.
    public var threads = 1

    /// The defaults.
    public init() {}
}

/// Puts transactions on a network as fast as, or as steadily as, wanted. Each client signs each transaction with its
/// own key and waits for its commit.
public struct TransactionLoad: Sendable {
    let population: Population
    let plan: LoadPlan
    let endpoint: LoadEndpoint
    private let progress: @Sendable (String) -> Void

    /// Throws `bench.address`.
    public init(
        _ population: Population, plan: LoadPlan, node address: String, progress: @escaping @Sendable (String) -> Void
    ) throws(LoadError) {
        self.population = population
        self.plan = plan
        endpoint = try LoadEndpoint(address)
        self.progress = progress
    }

    /// Runs the load and returns its report. Throws `LoadError`, `NodeClientError`.
    public func run() async throws -> JSONObject {
        try await NodeClient(address: endpoint.address).closing(after: run)
    }

    private func run(_ client: NodeClient) async throws -> JSONObject {
        guard plan.clients <= population.readers else {
            throw LoadError(
                "bench.clients", "The population has \(population.readers) readers: no more clients than that.")
        }
        let derivation = try Derivation(population)
        let sessions = try await LoadSessions(client: client, endpoint: endpoint, network: derivation.network)
        var (clients, uploads) = try await prepare(derivation, sessions)
        let count = LoadCount()
        let start = DispatchTime.now().uptimeNanoseconds + 200_000_000 + UInt64(plan.clients) * 1_000_000
        let from = start + UInt64(plan.warmUp * 1e9)
        let until = from + UInt64(plan.seconds * 1e9)
        for index in clients.indices { clients[index].measure(from: from, until: until, count: count) }
        let interval = plan.rate.map { UInt64(Double(plan.clients) * 1e9 / $0) }
        let paces = clients.indices.map { index in
            LoadPace(start: start + (interval ?? 0) * UInt64(index) / UInt64(plan.clients), interval: interval)
        }
        let ticker = Task { await tick(count, until: until) }
        defer { ticker.cancel() }
        let usage = LoadUsage()
        let runner = LoadRunner(endpoint: endpoint, connections: plan.clients, threads: plan.threads)
        let done = try await runner.run(clients, paces: paces)
        return report(done, uploads, processorSeconds: usage.processorSeconds, from: from, until: until)
    }

    private func tick(_ count: LoadCount, until: UInt64) async {
        var last = 0
        while DispatchTime.now().uptimeNanoseconds < until {
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
            let value = count.value
            progress("\(value) committed, \(value - last)/s")
            last = value
        }
    }

    /// Seals and stores what the clients will add.
    private func prepare(
        _ derivation: Derivation, _ sessions: LoadSessions
    ) async throws -> (clients: [TransactionSource], uploads: LoadTally) {
        let perClient =
            plan.adds == 0 ? 0 : plan.prepared ?? Int((plan.warmUp + plan.seconds) * 60 * Double(plan.adds) / 100)
        progress("sealing \(perClient * plan.clients) records")
        let made = try await Filling.produce(0..<plan.clients) { index in
            try TransactionSource(
                client: index, derivation, adds: plan.adds, prepared: perClient, endpoint: endpoint)
        }
        progress("storing their content")
        var uploads: [UploadSource] = []
        for source in made {
            let token = try await sessions.token(of: source.reader)
            uploads.append(UploadSource(contents: source.contents, token: token, endpoint: endpoint))
        }
        var tally = LoadTally()
        if perClient > 0 {
            let runner = LoadRunner(endpoint: endpoint, connections: min(64, plan.clients))
            for done in try await runner.runInTurn(uploads) { tally.add(done.tally) }
            if let code = tally.errors.keys.min() { throw LoadError.rejected(code) }
        }
        return (made.map { $0.withoutContents }, tally)
    }

    private func report(
        _ done: [TransactionSource], _ uploads: LoadTally, processorSeconds: Double, from: UInt64, until: UInt64
    ) -> JSONObject {
        var tally = LoadTally()
        for source in done { tally.add(source.tally) }
        var all = Latencies()
        for latencies in tally.latencies.values { all.add(latencies) }
        // Whoever ran out of prepared records ended the load for all.
        let end = done.compactMap(\.ranOutAt).min().map { max(from + 1, min($0, until)) } ?? until
        let seconds = Double(end - from) / 1e9
        var report: JSONObject = [
            "clients": .integer(Int64(plan.clients)), "addPercent": .integer(Int64(plan.adds)),
            "milliseconds": .integer(Int64(seconds * 1_000)), "endedEarly": .bool(end < until),
            "committed": .integer(Int64(all.count)),
            "perSecond": .integer(Int64((Double(all.count) / seconds).rounded())),
            "generatorProcessorMilliseconds": .integer(Int64(processorSeconds * 1_000)),
        ]
        report.set("ratePerSecond", plan.rate.map { .integer(Int64($0)) })
        report.set("latency", .object(all.summary()))
        report.set("distribution", all.distribution())
        for (kind, name) in [("read", "readLatency"), ("add", "addLatency")] {
            if var latencies = tally.latencies[kind] { report.set(name, .object(latencies.summary())) }
        }
        if var latencies = uploads.latencies["upload"] { report.set("uploadLatency", .object(latencies.summary())) }
        let errors = tally.errors.sorted { $0.key < $1.key }.map {
            JSONObject.Member($0.key, .integer(Int64($0.value)))
        }
        report.set("errors", .object(JSONObject(errors)))
        return report
    }
}

/// The processor time of this process from now on.
struct LoadUsage {
    private let start = Self.now

    private static var now: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    var processorSeconds: Double { Self.now - start }

    /// The most memory that this process had at once, in bytes.
    static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1_024
    }
}

/// One client of a load of transactions.
struct TransactionSource: LoadSource {
    /// A patient that the client has a grant of.
    private struct Slot {
        let slot: Int
        let patient: IdentityID
        let patientIndex: Int
        let records: Int
    }

    /// A record whose content is stored.
    private struct Prepared {
        let record: EntityID
        let slot: Int
        let patient: IdentityID
        let envelope: CID
        let shares: [RecordContent.Share]
    }

    var tally = LoadTally()
    let reader: LoadPerson
    private(set) var contents: [LoadContent] = []
    private(set) var ranOutAt: UInt64?
    private let derivation: Derivation
    private let endpoint: LoadEndpoint
    private let adds: Int
    private var slots: [Slot] = []
    private var prepared: [Prepared] = []
    private var payload: LoadContent?
    private var choice: UInt64
    private var sentAdds = 0
    private var sent = 0
    private var kind = "read"
    private var from: UInt64 = 0
    private var until: UInt64 = 0
    private var count = LoadCount()

    /// Patients that a client deals with at most.
    private static let slotsPerClient = 64

    init(client: Int, _ derivation: Derivation, adds: Int, prepared: Int, endpoint: LoadEndpoint) throws {
        self.derivation = derivation
        self.endpoint = endpoint
        self.adds = adds
        reader = try derivation.reader(client)
        choice = UInt64(client + 1) &* 0x9E37_79B9_7F4A_7C15
        let own = derivation.slots(ofReader: client).prefix(Self.slotsPerClient)
        var patients: [LoadPerson] = []
        for slot in own {
            let index = derivation.patient(ofSlot: slot)
            let patient = try derivation.patient(index)
            patients.append(patient)
            slots.append(
                Slot(
                    slot: slot, patient: patient.id, patientIndex: index,
                    records: derivation.recordCount(ofPatient: index)))
        }
        guard !slots.isEmpty else {
            throw LoadError("bench.population", "Somebody of the population has no grant: it needs more patients.")
        }
        if adds < 100, slots.contains(where: { $0.records == 0 }) {
            throw LoadError("bench.population", "The population has patients without records to read.")
        }
        var generator = SystemRandomNumberGenerator()
        for index in 0..<prepared {
            let (slot, patient) = (slots[index % slots.count], patients[index % slots.count])
            let record = EntityID.random(using: &generator)
            let sealed = try derivation.sealing(record, slot: slot.slot, patient: patient, reader: reader)
            let payload = try self.payload ?? derivation.payload(sealed.halves, sealed.binding)
            if self.payload == nil { contents.append(payload) }
            self.payload = payload
            contents.append(sealed.envelope)
            self.prepared.append(
                Prepared(
                    record: record, slot: slot.slot, patient: slot.patient, envelope: sealed.envelope.cid,
                    shares: sealed.shares))
        }
    }

    /// Without the bytes that are stored by now.
    var withoutContents: TransactionSource {
        var source = self
        source.contents = []
        return source
    }

    mutating func measure(from: UInt64, until: UInt64, count: LoadCount) {
        (self.from, self.until, self.count) = (from, until, count)
    }

    mutating func next(at now: UInt64) throws -> LoadRequest? {
        guard now < until, !count.isStopped else { return nil }
        // As exactly as whole numbers allow, from the beginning.
        let isAdd = (sent + 1) * adds / 100 > sent * adds / 100
        if isAdd, sentAdds == prepared.count {
            ranOutAt = now
            count.stop()
            return nil
        }
        sent += 1
        kind = isAdd ? "add" : "read"
        let jws = try reader.transaction(isAdd ? add() : read(), at: NodeClock.system.now())
        return LoadRequest(
            head: endpoint.head(
                .POST, "/v1/transactions",
                [("content-type", "application/jose"), ("content-length", String(jws.count))]),
            body: ByteBuffer(bytes: jws))
    }

    private mutating func add() throws -> JSONObject {
        let next = prepared[sentAdds]
        sentAdds += 1
        guard let payload else { throw LoadError("bench.population", "Nothing was prepared.") }
        return try derivation.adding(
            next.record, slot: next.slot, patient: next.patient, payload: payload.cid, size: payload.bytes.count,
            envelope: next.envelope, shares: next.shares)
    }

    private mutating func read() throws -> JSONObject {
        let slot = slots[Int(random() % UInt64(slots.count))]
        let which = Int(random() % UInt64(slot.records))
        let record = try derivation.record(slot.patientIndex + which * derivation.population.patients)
        return try derivation.reading(record, slot: slot.slot, patient: slot.patient)
    }

    /// xorshift64*: which patient comes next need not be secret, only scattered.
    private mutating func random() -> UInt64 {
        choice ^= choice >> 12
        choice ^= choice << 25
        choice ^= choice >> 27
        return (choice &* 0x2545_F491_4F6C_DD1D) >> 16
    }

    mutating func answered(_ status: HTTPResponseStatus, _ body: ByteBuffer, began: UInt64, at now: UInt64) {
        guard status == .ok, LoadAnswer.isAccepted(body) else {
            tally.errors[LoadAnswer.code(status, body), default: 0] += 1
            return
        }
        count.add()
        tally.answered += 1
        guard now >= from, now <= until else { return }
        tally.latencies[kind, default: Latencies()].add(nanoseconds: now - began)
    }
}
