import Crypto
import Foundation
import LedgerFormat
import LedgerStore
import RecordContract

/// Brings the network to where every simulation begins, batch by batch, and keeps the ledger.
struct Founding {
    private(set) var batches: [Batch] = []
    private let genesis: Genesis
    private let ledger: Ledger
    private let path: String
    private var time: LedgerTime
    private var chains: [Int: (sequence: UInt64, previous: Hash256)] = [:]
    private var counter = 0

    init(_ genesis: Genesis) throws {
        self.genesis = genesis
        time = genesis.createdAt
        path = try SimulatedNetwork.folder() + "/ledger.sqlite"
        var options = Ledger.Options()
        options.isDurable = false
        ledger = try Ledger(creating: path, genesis: genesis, options: options)
    }

    /// Closes the ledger and gives its file.
    func finish() throws -> String {
        try ledger.close()
        return path
    }

    mutating func everything() throws {
        for name in SimulatedNetwork.patients {
            try register(name, .patient, organisation: 1)
            try submit(name, try openCompartments(name))
        }
        for (name, organisation) in SimulatedNetwork.physicians + SimulatedNetwork.pharmacists {
            let role: Role = SimulatedNetwork.physicians.contains { $0.0 == name } ? .physician : .pharmacist
            try register(name, role, organisation: organisation)
            try submit("olga", IdentityVerify(identity: try id(name)))
        }
        for patient in SimulatedNetwork.patients { try records(of: patient) }
        for node in 0..<3 { try batch([], node: node) }
    }

    private mutating func records(of patient: String) throws {
        let doc = SimulatedNetwork.physicians[0].0
        for record in SimulatedNetwork.records {
            let name = "\(patient)/\(record)"
            let add = RecordAdd(
                patient: try id(patient), record: .named(name),
                content: try SimulatedNetwork.content(name, .clinical, of: genesis), grant: nil)
            try submit(patient, add)
        }
        try grant(patient, "\(patient)/writing", to: doc, [.contribute, .read])
        for (pharmacist, _) in SimulatedNetwork.pharmacists {
            try grant(patient, "\(patient)/\(pharmacist)", to: pharmacist, [.dispense])
        }
        for prescription in SimulatedNetwork.prescriptions {
            let name = "\(patient)/\(prescription.name)"
            let add = RecordAdd(
                patient: try id(patient), record: .named(name),
                content: try SimulatedNetwork.content(name, .medication, of: genesis),
                grant: .named("\(patient)/writing"))
            try submit(doc, add)
            let issue = PrescriptionIssue(
                prescription: .named(name), patient: try id(patient), quantity: prescription.quantity,
                repeats: prescription.repeats, until: time.advanced(byMilliseconds: 300 * SimulatedNetwork.day))
            try submit(doc, issue)
        }
    }

    private mutating func grant(_ patient: String, _ name: String, to grantee: String, _ rights: [Right]) throws {
        let terms = AccessTerms(scope: .categories([.medication]), rights: rights.sorted(), purpose: .treatment)
        let grant = AccessGrant(
            grant: .named(name), grantee: try id(grantee), terms: terms, from: genesis.createdAt,
            until: time.advanced(byMilliseconds: 300 * SimulatedNetwork.day), envelope: try SimulatedNetwork.cid(name))
        try submit(patient, grant)
    }

    private func id(_ name: String) throws -> IdentityID { try SimulatedPerson(name).id(in: genesis.network) }

    private mutating func register(_ name: String, _ role: Role, organisation: Int) throws {
        let person = try SimulatedPerson(name)
        let application = IdentityDocument.Application(
            role: role, organisation: genesis.organisationIDs[organisation], signingKey: person.key,
            sealingKey: person.sealingKey, profile: role.isStaff ? Profile(name: name) : nil,
            credentials: role.isStaff ? try SimulatedNetwork.cid(name) : nil)
        let encoded = try sign(name, IdentityApply(application: application))
        try submit("node-" + SimulatedNetwork.organisations[organisation], IdentityRegister(application: encoded))
    }

    private func openCompartments(_ patient: String) throws -> CompartmentOpen {
        let person = try SimulatedPerson(patient)
        return CompartmentOpen(
            compartments: try RecordContract.Category.allCases.map { category in
                let key = try SimulatedPerson("\(patient)/\(category)").sealingKey
                let message = KeyStatement.message(
                    network: genesis.network, holder: person.id(in: genesis.network), category: category, version: 1,
                    publicKey: key)
                return CompartmentOpen.Opening(
                    category: category, publicKey: key,
                    keyEnvelope: try SimulatedNetwork.cid("\(patient)/\(category)"),
                    statement: try person.sign(message))
            })
    }

    private mutating func sign(_ name: String, _ command: some LedgerCommand) throws -> [UInt8] {
        counter += 1
        return try SimulatedPerson(name).sign(
            command, network: genesis.network, id: .named("founding/\(counter)"), at: time)
    }

    private mutating func submit(_ name: String, _ command: some LedgerCommand) throws {
        let outcomes = try batch([try sign(name, command)], node: 1)
        guard outcomes.allSatisfy({ $0.rejection == nil }) else {
            throw SimulationFailure("the founding of the network failed: \(name) \(type(of: command)) \(outcomes)")
        }
    }

    @discardableResult
    private mutating func batch(_ transactions: [[UInt8]], node: Int) throws -> [Outcome] {
        time = time.advanced(byMilliseconds: 10)
        let chain = chains[node] ?? (0, .zero)
        let heading = Batch.Heading(
            network: genesis.network, epoch: SharedLog.epoch,
            node: genesis.nodeIDs[node] ?? genesis.organisationIDs[node],
            sequence: chain.sequence + 1, previous: chain.previous, time: time)
        let batch = try Batch(
            heading: heading, transactions: transactions, signingKey: try SimulatedNetwork.attestationKey(node))
        chains[node] = (heading.sequence, batch.hash)
        batches.append(batch)
        let position = LogPosition(epoch: SharedLog.epoch, revision: UInt64(batches.count))
        guard case .block(let block) = try ledger.execute(OrderedBatch(position: position, batch: batch)) else {
            throw SimulationFailure("the founding of the network failed: a batch was skipped")
        }
        try ledger.commit([block])
        return block.transactions.map(\.outcome)
    }
}

/// What a simulation has found.
struct SimulationFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
