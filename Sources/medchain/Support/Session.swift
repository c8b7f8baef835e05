import Foundation
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract
import Wallet

extension LedgerTime {
    /// This device's clock.
    static func now() -> LedgerTime {
        LedgerTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) ?? .zero
    }
}

/// A person signed in for the length of one command.
struct Session {
    let person: Person
    let file: WalletFile
    let contents: VaultContents
    let directory: Directory
    let desk: SigningDesk
    let options: PersonOptions

    /// Whether results are printed as JSON.
    var json: Bool { options.output.json }

    /// Prints a remark for a person; scripts do not want it.
    func note(_ line: String) {
        if !options.output.isQuiet { Terminal.note(line) }
    }

    /// The person, whose signing desk also says what only this device knows of the command.
    func saying(_ details: String...) -> Person {
        person.approving { [desk] command in try await desk.approve(command, saying: details) }
    }

    /// The same with a list.
    func saying(_ details: [String]) -> Person {
        person.approving { [desk] command in try await desk.approve(command, saying: details) }
    }

    /// The patient that a command is about: the one that was named, or the person themself. Throws `patient.missing`.
    func patient(_ named: String?) async throws -> IdentityID {
        if let named { return try await directory.find(named, among: [.patient]) }
        guard person.identity.role == .patient else {
            throw Failure(
                "patient.missing", "Whose record? Name the patient.",
                advice: "Add --patient ID, as the patient reads it out.", status: .usage)
        }
        return person.id
    }
}

extension PersonOptions {
    /// Unlocks the wallet, signs in, attends to what the wallet has to do, runs the command and signs out.
    func run(_ body: (Session) async throws -> Void) async throws {
        let store = WalletStore()
        let name = try store.chosen(wallet)
        var file = try store.read(name)
        if let node { file.node = node }
        let passphrase = try Passphrase.existing(file: passphraseFile, of: name)
        let (contents, keys) = try file.unlock(passphrase: passphrase)
        try await NodeClient.use(file.node) { client in
            if !file.hasAccount {
                // Whatever listens there: an account belongs to the wallet's own network.
                guard try await client.network().network == file.network else { throw RecordClientError.otherNetwork }
                try await Account.create(file, keys: keys, at: client)
                file.hasAccount = true
                try store.replace(file, as: name)
            }
            let session = try await signIn(client, file: file, contents: contents)
            await attendToDuties(session)
            await attendToDependants(session)
            try await body(try await onBehalf(session))
            try? await client.signOut()
        }
    }

    private func signIn(_ client: NodeClient, file: WalletFile, contents: VaultContents) async throws -> Session {
        let directory = Directory()
        let desk = SigningDesk(directory: directory, yes: yes, quiet: output.isQuiet)
        let person: Person
        do {
            person = try await Person.signIn(
                client: client, contents: contents, clock: { .now() }, approve: desk.approve)
        } catch NodeClientError.problem(let problem) where ["session.proof", "key.unknown"].contains(problem.code) {
            throw Failure(
                problem.code, "This wallet's keys are not registered in the network yet.",
                advice: "Register with: medchain identity register --role ROLE --organisation NAME", status: .refused)
        }
        await directory.use(person)
        return Session(
            person: person, file: file, contents: contents, directory: directory, desk: desk, options: self)
    }

    /// The session of who acts for a patient; the same where nobody is named.
    private func onBehalf(_ session: Session) async throws -> Session {
        guard let onBehalfOf else { return session }
        let patient = try await session.directory.find(onBehalfOf, among: [.patient])
        return Session(
            person: try await session.person.acting(for: patient), file: session.file, contents: session.contents,
            directory: session.directory, desk: session.desk, options: session.options)
    }

    /// What a guardian's wallet does at each sign-in for those who cannot: the same as for its owner.
    private func attendToDependants(_ session: Session) async {
        guard session.person.identity.role == .patient else { return }
        do {
            let now = LedgerTime.now()
            for own in try await session.person.representations() where own.isGuardian && own.holds(at: now) {
                session.sayDuties(
                    try await Self.repeating {
                        try await session.person.acting(under: own).attendToDuties()
                    }, for: own.patient)
            }
        } catch {
            session.note(
                "note: your wallet could not renew a dependant's keys now and will try again (\(Failure(error).code))")
        }
    }

    /// What a patient's wallet does at each sign-in. If it cannot now, it does so next time.
    func attendToDuties(_ session: Session) async {
        guard session.person.identity.role == .patient else { return }
        do {
            session.sayDuties(try await Self.repeating { try await session.person.attendToDuties() })
        } catch {
            let failure = Failure(error)
            // Nothing to do before registration is complete.
            guard failure.code != "notFound" else { return }
            session.note("note: your wallet could not renew its keys now and will try again (\(failure.code))")
        }
    }
}

extension PersonOptions {
    private static let duties = 4

    /// Another device of the same person may do the same duty at the same time: then the work is looked at anew.
    private static func repeating<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 1..<duties {
            do { return try await body() } catch RecordClientError.rejected(.compartmentVersion, _) { continue }
        }
        return try await body()
    }
}

extension Session {
    /// Says in one line what the wallet did by itself.
    func sayDuties(_ done: (rekeyed: Int, resealed: Int), for dependant: IdentityID? = nil) {
        guard done.rekeyed + done.resealed > 0 else { return }
        let keys = done.rekeyed == 1 ? "1 category has a new key" : "\(done.rekeyed) categories have new keys"
        let records = done.resealed == 1 ? "1 record was re-sealed" : "\(done.resealed) records were re-sealed"
        let whose = dependant.map { " of \($0.readable)" } ?? ""
        note(
            "Your wallet attended to accesses\(whose) that have ended: \(keys), \(records). Old keys open nothing new.")
    }
}

extension NodeClient {
    /// Uses a client of the node at `address` and closes it.
    static func use<Result>(_ address: String, _ body: (NodeClient) async throws -> Result) async throws -> Result {
        let client: NodeClient
        do { client = try NodeClient(address: address) } catch {
            throw Failure.input(
                "node.address", "\(Terminal.safe(address, limit: 80)) is not a node's address.",
                advice: "An address is like \(NodeOptions.defaultAddress).")
        }
        return try await client.closing(after: body)
    }
}
