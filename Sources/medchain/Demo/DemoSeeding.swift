import ClinicalFHIR
import Foundation
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract
import Wallet

/// Brings the demonstration to life through the node's HTTP API, with real wallets, as any person would. Every step
/// can be repeated, so that an interrupted seeding is completed at the next start.
struct DemoSeeding: Sendable {
    let folder: DemoFolder
    let places: DemoPlaces
    let say: @Sendable (String) -> Void

    /// Everybody signed in, by sign-in name.
    typealias People = [String: Person]

    private let scope: Scope

    /// How much happens.
    enum Scope: Int, Comparable {
        /// People register and are verified.
        case people
        /// Patients have their histories.
        case histories
        /// They share them, and everybody works.
        case stories

        static func < (lhs: Scope, rhs: Scope) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    init(
        folder: DemoFolder, places: DemoPlaces, scope: Scope = .stories, say: @escaping @Sendable (String) -> Void
    ) {
        self.folder = folder
        self.places = places
        self.scope = scope
        self.say = say
    }

    /// Does what is not done yet. Throws what a person's commands throw.
    func run() async throws {
        let clients = try DemoClients(places)
        do { try await seed(clients) } catch {
            await clients.close()
            throw error
        }
        await clients.close()
    }

    private func seed(_ clients: DemoClients) async throws {
        let done = try folder.doneSteps()
        func step(_ name: String, _ body: () async throws -> Void) async throws {
            guard !done.contains(name) else { return }
            try await clients.settle()
            try await body()
            try folder.note(name)
        }
        let people = try await registerEverybody(done, clients)
        try await step("verification") { try await verify(people) }
        try await step("keys") { try await makeOrganisationKeys(people) }
        try folder.samples.write()
        if scope >= .histories {
            for patient in DemoCast.patients {
                try await step("history-\(patient.userName)") { try await importHistory(patient, people) }
            }
        }
        if scope >= .stories {
            let stories = DemoStories(people: people)
            for (name, story) in stories.all {
                do { try await step("story-\(name)") { try await story() } } catch {
                    // Of several nodes one may be slow: the others' people are there to be tried all the same. Nodes
                    // that are out of reach are being stopped; the next start goes on.
                    let failure = Failure(error)
                    guard places.nodes.count > 1, failure.status != .unreachable, !(error is CancellationError) else {
                        throw error
                    }
                    say("the story \(name) is left out (\(failure.code))")
                }
            }
        }
        try folder.noteComplete()
    }

    // MARK: People

    private func registerEverybody(_ done: Set<String>, _ clients: DemoClients) async throws -> People {
        let isDone = done.contains("people")
        if !isDone { say("people register") }
        let client = try clients.make(for: DemoCast.officer.organisation)
        let organisations = try await PublicOrganisation.all(at: client)
        let network = try await client.network()
        var ids: [String: IdentityID] = [:]
        for organisation in DemoCast.organisations {
            ids[organisation.id] = organisations.first { $0.name == organisation.name }?.id
        }
        let organisationIDs = ids
        var people: People = [:]
        // Stretching passphrases takes most of the time: two at once for two cores.
        try await withThrowingTaskGroup(of: (String, Person).self) { group in
            var tasks = Self.applicants.makeIterator()
            func startOne() {
                guard let applicant = tasks.next() else { return }
                group.addTask {
                    let client = try clients.make(for: applicant.organisation)
                    let person = try await join(applicant, organisationIDs, network: network.network, client: client)
                    return (applicant.userName, person)
                }
            }
            for _ in 0..<2 { startOne() }
            while let (name, person) = try await group.next() {
                people[name] = person
                startOne()
            }
        }
        if !isDone { try folder.note("people") }
        return people
    }

    /// Somebody to register; the officer of the authority is on the ledger since genesis.
    struct Applicant: Sendable {
        let userName: String
        let role: Role
        let organisation: String
        let displayName: String
        let profile: Profile?
    }

    static var applicants: [Applicant] {
        let officer = DemoCast.officer
        let staff = ([officer] + DemoCast.staff).map { member in
            Applicant(
                userName: member.userName, role: member.role, organisation: member.organisation,
                displayName: member.name, profile: Profile(name: member.name, specialty: member.specialty))
        }
        let patients = DemoCast.patients.map { patient in
            let person = patient.person
            return Applicant(
                userName: patient.userName, role: .patient, organisation: patient.organisation,
                displayName: "\(person.given) \(person.family)", profile: nil)
        }
        return staff + patients
    }

    private func join(
        _ applicant: Applicant, _ organisations: [String: IdentityID], network: NetworkID, client: NodeClient
    ) async throws -> Person {
        let contents = try await wallet(of: applicant, network: network, client: client)
        let signIn = {
            try await Person.signIn(client: client, contents: contents, clock: { .now() }, approve: { _ in })
        }
        let person: Person
        do { person = try await signIn() } catch NodeClientError.problem(let problem) where problem.status == 401 {
            guard let organisation = organisations[applicant.organisation] else {
                throw Failure("demo.organisation", "The network lacks an organisation of the demo.", status: .failure)
            }
            _ = try await Registration.register(
                contents.keys, role: applicant.role, organisation: organisation, profile: applicant.profile,
                credentials: applicant.profile.map { Self.licence($0, applicant.role) }, client: client, now: .now())
            person = try await signIn()
        }
        if applicant.role == .patient {
            do { _ = try await person.openCompartments() } catch RecordClientError.rejected(.compartmentExists, _) {}
        }
        return person
    }

    /// The person's wallet: the one in the folder, or a new one with an account at the node and a card.
    private func wallet(
        of applicant: Applicant, network: NetworkID, client: NodeClient
    ) async throws -> VaultContents {
        let name = applicant.userName
        var file: WalletFile
        let contents: VaultContents
        let keys: AccountKeys
        if FileManager.default.fileExists(atPath: folder.wallet(name)) {
            file = try folder.store.read(name)
            (contents, keys) = try file.unlock(passphrase: DemoCast.passphrase)
        } else {
            (file, contents, keys) = try WalletFile.make(
                network: network, userName: try UserName(name), node: client.address, passphrase: DemoCast.passphrase,
                displayName: applicant.displayName)
            try folder.store.create(file, as: name)
        }
        if !file.hasAccount || file.node != client.address {
            if !file.hasAccount {
                do { try await Account.create(file, keys: keys, at: client) } catch NodeClientError.problem(let problem)
                    where problem.code == "account.exists"
                {
                    // Interrupted after the account was made and before that was noted here.
                }
            }
            file.hasAccount = true
            file.node = client.address
            try folder.store.replace(file, as: name)
        }
        if !FileManager.default.fileExists(atPath: folder.card(name)) {
            try Files.create(folder.card(name), Array((file.card.text + "\n").utf8))
        }
        return contents
    }

    private static func licence(_ profile: Profile, _ role: Role) -> Credentials {
        let pdf = SyntheticDocuments.pdf(
            title: "Licence to practise",
            lines: [
                "Issued to: \(profile.name)", "Profession: \(Words.role(role))",
                "Specialty: \(profile.specialty ?? "none")", "This document belongs to a demonstration.",
            ])
        return Credentials(bytes: pdf, mediaType: "application/pdf", fileName: "licence.pdf")
    }

    // MARK: Organisations

    private func verify(_ people: People) async throws {
        say("the authority verifies the staff")
        guard let officer = people[DemoCast.officer.userName] else { return }
        let pending = Set(try await officer.verificationQueue().map(\.id))
        for member in DemoCast.staff where !member.staysPending {
            guard let id = people[member.userName]?.id, pending.contains(id) else { continue }
            try await officer.submit(IdentityVerify(identity: id, note: nil))
        }
    }

    private func makeOrganisationKeys(_ people: People) async throws {
        say("managers make their organisations' keys")
        for member in DemoCast.staff where member.role == .hospitalManager || member.role == .insurer {
            guard let manager = people[member.userName],
                try await manager.organisation(manager.identity.organisation).key == nil
            else { continue }
            _ = try await manager.rotateOrganisationKey()
        }
    }

    // MARK: Histories

    private func importHistory(_ patient: DemoCast.Patient, _ people: People) async throws {
        guard let person = people[patient.userName] else { return }
        let plan = try BundleImporter(validator: try ClinicalLibrary.validator()).plan(patient.person.bundle)
        say("\(patient.userName)'s history: \(plan.items.count) records are sealed")
        let records = try plan.items.map { try $0.newRecord(for: person.id, keys: person.keys) }
        let context = try await person.writingContext(for: person.id)
        try await person.add(records, in: context) { outcome in
            if case .refused(let code, let reason) = outcome.result { throw Failure(code, reason, status: .failure) }
        }
    }
}
