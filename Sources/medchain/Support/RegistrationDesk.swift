import ClinicalFHIR
import Foundation
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract
import Wallet

/// Registers the owner of a wallet: in a role at an organisation, invited or not.
struct RegistrationDesk {
    let role: Role
    let organisation: String
    let name: String?
    let specialty: String?
    let credentials: String?
    var invitation: InvitationLink?
    let options: PersonOptions

    /// Asks, registers, and opens the compartments of a patient. Throws `organisation.*`, `document.*`, `file.*`.
    func run() async throws {
        let store = WalletStore()
        let wallet = try store.chosen(options.wallet)
        let file = try store.read(wallet)
        let passphrase = try Passphrase.existing(file: options.passphraseFile, of: wallet)
        let (contents, _) = try file.unlock(passphrase: passphrase)
        let credentials = try readCredentials()
        try await NodeClient.use(options.node ?? file.node) { client in
            let organisation = try Directory.organisation(
                organisation, in: try await PublicOrganisation.all(at: client))
            guard organisation.kind.roles.contains(role) else {
                throw Failure.input(
                    "organisation.kind", "A \(Words.kind(organisation.kind)) does not register this role.",
                    advice: "It registers: \(organisation.kind.roles.map(RoleArgument.word).joined(separator: ", "))")
            }
            let desk = SigningDesk(directory: Directory(), yes: options.yes, quiet: options.output.isQuiet)
            let words = "Register as \(Words.role(role)) with \(Terminal.safe(organisation.name))"
            try desk.confirm(name.map { "\(words), under the public name \(Terminal.safe($0))." } ?? "\(words).")
            let profile = name.map { Profile(name: $0, specialty: specialty) }
            let result = try await Registration.register(
                contents.keys, role: role, organisation: organisation.id, profile: profile,
                credentials: credentials, invitation: invitation, client: client, now: .now())
            if role == .patient {
                let person = try await Person.signIn(
                    client: client, contents: contents, clock: { .now() }, approve: { _ in })
                _ = try await person.openCompartments()
            }
            show(file.identity, transaction: result.hash)
        }
    }

    private func readCredentials() throws -> Credentials? {
        guard let path = credentials else { return nil }
        let bytes = try Files.read(path, maximum: 8 << 20)
        let document = try ClinicalDocument(bytes)
        guard document.mediaType != .dicom else {
            throw Failure.input("document.unknownType", "A certificate is a PDF, PNG or JPEG.")
        }
        return Credentials(
            bytes: bytes, mediaType: document.mediaType.rawValue, fileName: URL(filePath: path).lastPathComponent)
    }

    private func show(_ id: IdentityID, transaction: TransactionHash) {
        if options.output.json {
            return Terminal.print(
                json: .object([
                    "identity": .identity(id), "readableIdentity": .string(id.readable),
                    "transaction": .hash(transaction), "role": .string(role.rawValue),
                    "status": .string(role == .patient ? "verified" : "pending"),
                ]))
        }
        Terminal.print("You are registered. Your id is \(id.readable)")
        Terminal.print(
            role == .patient
                ? "Read it out to whoever shall ask you for access."
                : "The health authority verifies you next. See how far it is with: medchain identity status")
    }
}
