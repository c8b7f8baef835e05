public import LedgerFormat
internal import NodeClient
public import NodeCore
internal import RecordContract

/// How large a population is to be.
public struct PopulationSizes: Sendable {
    /// Patients.
    public var patients: Int
    /// Readers: physicians.
    public var readers: Int
    /// Grants of each patient.
    public var grantsPerPatient: Int
    /// Records of all patients together.
    public var records: Int
    /// Executed reads of all together.
    public var reads: Int

    /// These sizes.
    public init(patients: Int, readers: Int, grantsPerPatient: Int, records: Int, reads: Int) {
        self.patients = patients
        self.readers = readers
        self.grantsPerPatient = grantsPerPatient
        self.records = records
        self.reads = reads
    }
}

/// Makes populations.
public struct Filling: Sendable {
    /// What is being made, how many of them there are, and of how many.
    public typealias Progress = @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void

    let sink: any PopulationSink
    let sizes: PopulationSizes
    /// Whether records have content that can be opened; otherwise only the ledger has them.
    let hasContent: Bool
    let progress: Progress

    private static let chunk = 2_048

    /// Founds a network in a data directory that does not exist yet and fills it while no node runs. Throws
    /// `SetupError`, and what filling throws.
    public static func found(
        in directory: DataDirectory, sizes: PopulationSizes, hasContent: Bool, progress: @escaping Progress
    ) async throws -> Population {
        let seed = Population.newSeed()
        let officer = try LoadPerson(officerOf: seed)
        let description = NetworkDescription(
            name: "Measurement",
            organisations: [
                .init(id: "hospital", kind: .hospital, name: "Measurement Hospital", node: directory.path),
                .init(id: "authority", kind: .authority, name: "Measurement Authority"),
            ],
            officials: [
                .init(
                    organisation: "authority", name: "Measurement Officer", signingKey: officer.signingKey,
                    sealingKey: try officer.sealingKey)
            ],
            parameters: .init(
                patientsPerDay: 1_000_000, maximumGrantDuration: 3_650 * 86_400_000, stateRootInterval: 1_000,
                replicas: 1))
        let genesis = try NetworkInitialisation.found(description).genesis
        let proposer = try await OfflineProposer(directory)
        let population = Population(
            network: genesis.network, organisation: genesis.organisationIDs[0],
            members: genesis.organisations.enumerated().compactMap { index, organisation in
                organisation.node.map { (genesis.organisationIDs[index], $0.releaseKey) }
            },
            patients: sizes.patients, readers: sizes.readers, grantsPerPatient: sizes.grantsPerPatient,
            now: NodeClock.system.now(), seed: seed)
        let filling = Filling(
            sink: OfflineSink(proposer: proposer), sizes: sizes, hasContent: hasContent, progress: progress)
        let filled = try await filling.fill(population) { identities in
            try await filling.sink.submit(
                try identities.map { identity in
                    try officer.transaction(
                        IdentityVerify(identity: identity).json, network: genesis.network, at: NodeClock.system.now())
                })
        }
        try await proposer.close()
        return filled
    }

    /// Registers made-up people with an organisation of a network that serves, and gives them records. `verify` is what
    /// an officer of the authority does for the readers. Throws `LoadError`, `NodeClientError`, and what `verify`
    /// throws.
    public static func join(
        _ address: String, organisation: IdentityID, sizes: PopulationSizes, progress: @escaping Progress,
        verify: ([IdentityID]) async throws -> Void
    ) async throws -> Population {
        let endpoint = try LoadEndpoint(address)
        return try await NodeClient(address: address).closing { client in
            let sessions = try await LoadSessions(client: client, endpoint: endpoint, network: nil)
            let population = Population(
                network: sessions.network.network, organisation: organisation, members: try await members(client),
                patients: sizes.patients, readers: sizes.readers, grantsPerPatient: sizes.grantsPerPatient,
                now: sessions.network.time, seed: Population.newSeed())
            let filling = Filling(
                sink: NodeSink(client: client, sessions: sessions), sizes: sizes, hasContent: true,
                progress: progress)
            return try await filling.fill(population, verify: verify)
        }
    }

    /// The founding organisations that hold shares. Throws `bench.organisations` where others have joined.
    private static func members(
        _ client: NodeClient
    ) async throws -> [(organisation: IdentityID, releaseKey: P256PublicKey)] {
        let network = try await client.network()
        let genesis = try Genesis(parsing: try await client.genesis())
        let founders = zip(genesis.organisationIDs, genesis.organisations).compactMap { id, organisation in
            organisation.node.map { (organisation: id, releaseKey: $0.releaseKey) }
        }.sorted { $0.organisation < $1.organisation }
        guard founders.map(\.organisation) == network.organisationSet.members.map(\.organisation) else {
            throw LoadError("bench.organisations", "Organisations that did not found the network run nodes of it.")
        }
        return founders
    }

    /// Registers everybody, gives the grants, adds the records. `verify` is the authority's part.
    func fill(
        _ population: Population, verify: ([IdentityID]) async throws -> Void
    ) async throws -> Population {
        var population = population
        let derivation = try Derivation(population)
        try await sink.store(credentials: Derivation.credentials)
        let readers = try await Self.produce(0..<sizes.readers) { try derivation.reader($0) }
        try await each("readers", readers.count) { range in
            try range.map { index in
                try readers[index].transaction(
                    derivation.application(
                        of: readers[index], role: .physician, name: "Dr. \(Self.name(index)) \(index)"), at: Self.now)
            }
        } consume: { applications in
            try await sink.register(applications)
        }
        try await verify(readers.map(\.id))
        let patients = try await Self.produce(0..<sizes.patients) { try derivation.patient($0) }
        try await register(patients, derivation)
        try await grant(patients, readers, derivation)
        population.records = sizes.records
        let filled = try Derivation(population)
        try await add(patients, readers, filled)
        try await read(patients, readers, filled)
        return population
    }

    private static var now: LedgerTime { NodeClock.system.now() }

    /// A family name: directories are searched by the beginnings of names.
    static func name(_ index: Int) -> String {
        let beginnings = ["Al", "Ber", "Cor", "Dan", "El", "Fer", "Gar", "Hol", "Ing", "Jor", "Kel", "Lor", "Mar"]
        let ends = ["den", "ger", "lin", "mann", "nova", "ova", "rick", "son", "ström", "tari", "well"]
        return beginnings[index % beginnings.count] + ends[index / beginnings.count % ends.count]
    }

    private func register(_ patients: [LoadPerson], _ derivation: Derivation) async throws {
        try await each("patients", patients.count) { range in
            try range.map { index in
                try patients[index].transaction(
                    derivation.application(of: patients[index], role: .patient, name: nil), at: Self.now)
            }
        } consume: { applications in
            try await sink.register(applications)
        }
        try await each("compartments", patients.count) { range in
            try range.map { index in
                let opening = try derivation.opening(patient: index, patients[index])
                return Signed(
                    transaction: try patients[index].transaction(opening.command, at: Self.now),
                    content: [opening.content], owner: patients[index])
            }
        } consume: { signed in
            try await submit(signed)
        }
    }

    private func grant(
        _ patients: [LoadPerson], _ readers: [LoadPerson], _ derivation: Derivation
    ) async throws {
        try await each("grants", derivation.slots) { range in
            try range.map { slot in
                let patient = patients[derivation.patient(ofSlot: slot)]
                let granting = try derivation.granting(
                    slot: slot, patient: patient, to: readers[derivation.reader(ofSlot: slot)], at: Self.now)
                return Signed(
                    transaction: try patient.transaction(granting.command, at: Self.now), content: [granting.content],
                    owner: patient)
            }
        } consume: { signed in
            try await submit(signed)
        }
    }

    private func add(_ patients: [LoadPerson], _ readers: [LoadPerson], _ derivation: Derivation) async throws {
        try await each("records", sizes.records) { range in
            try range.map { index in
                let slot = derivation.slot(ofRecord: index)
                let (patient, reader) = (
                    patients[derivation.patient(ofSlot: slot)], readers[derivation.reader(ofSlot: slot)]
                )
                let record = try derivation.record(index)
                guard hasContent else {
                    let command = try derivation.addingNothing(record, slot: slot, patient: patient.id)
                    return Signed(
                        transaction: try reader.transaction(command, at: Self.now), content: [], owner: reader)
                }
                let sealed = try derivation.sealing(record, slot: slot, patient: patient, reader: reader)
                let payload = try derivation.payload(sealed.halves, sealed.binding)
                let command = try derivation.adding(
                    record, slot: slot, patient: patient.id, payload: payload.cid, size: payload.bytes.count,
                    envelope: sealed.envelope.cid, shares: sealed.shares)
                return Signed(
                    transaction: try reader.transaction(command, at: Self.now), content: [payload, sealed.envelope],
                    owner: reader)
            }
        } consume: { signed in
            try await submit(signed)
        }
    }

    private func read(_ patients: [LoadPerson], _ readers: [LoadPerson], _ derivation: Derivation) async throws {
        try await each("reads", sizes.records == 0 ? 0 : sizes.reads) { range in
            try range.map { index in
                let slot = derivation.slot(ofRecord: index % sizes.records)
                let patient = patients[derivation.patient(ofSlot: slot)].id
                let command = try derivation.reading(
                    try derivation.record(index % sizes.records), slot: slot, patient: patient)
                return try readers[derivation.reader(ofSlot: slot)].transaction(command, at: Self.now)
            }
        } consume: { transactions in
            try await sink.submit(transactions)
        }
    }

    /// A transaction with what it refers to.
    private struct Signed: Sendable {
        let transaction: [UInt8]
        let content: [LoadContent]
        let owner: LoadPerson
    }

    private func submit(_ signed: [Signed]) async throws {
        try await sink.store(signed.flatMap { signed in signed.content.map { ($0, signed.owner) } })
        try await sink.submit(signed.map(\.transaction))
    }

    // MARK: Making on all cores, ahead of what consumes

    private func each<T: Sendable>(
        _ what: String, _ count: Int, make: @escaping @Sendable (Range<Int>) throws -> [T],
        consume: ([T]) async throws -> Void
    ) async throws {
        var next = Task { try await Self.produce(Self.chunk(at: 0, of: count), by: make) }
        for start in stride(from: 0, to: count, by: Self.chunk) {
            let items = try await next.value
            next = Task { try await Self.produce(Self.chunk(at: start + Self.chunk, of: count), by: make) }
            try await consume(items)
            progress(what, min(start + Self.chunk, count), count)
        }
        _ = try await next.value
    }

    private static func chunk(at start: Int, of count: Int) -> Range<Int> {
        min(start, count)..<min(start + chunk, count)
    }

    static func produce<T: Sendable>(
        _ range: Range<Int>, _ make: @escaping @Sendable (Int) throws -> T
    ) async throws -> [T] {
        try await produce(range) { part in try part.map(make) }
    }

    private static func produce<T: Sendable>(
        _ range: Range<Int>, by make: @escaping @Sendable (Range<Int>) throws -> [T]
    ) async throws -> [T] {
        let parts = 4
        return try await withThrowingTaskGroup(of: Part<T>.self) { group in
            for part in 0..<parts {
                let bounds = [part, part + 1].map { range.lowerBound + range.count * $0 / parts }
                group.addTask { Part(number: part, items: try make(bounds[0]..<bounds[1])) }
            }
            var made: [Part<T>] = []
            for try await part in group { made.append(part) }
            return made.sorted { $0.number < $1.number }.flatMap(\.items)
        }
    }

    /// A struct and not a tuple: see `Node.submitMany`.
    private struct Part<T: Sendable>: Sendable {
        let number: Int
        let items: [T]
    }
}
