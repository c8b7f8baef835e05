import ArgumentParser
import ClinicalFHIR
import Foundation
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient
import RecordContract
import Wallet

extension IdentityCommand {
    /// `medchain identity register`
    struct Register: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register in the network, as a patient or as staff.",
            discussion: """
                A patient can begin at once. Staff give a certificate as PDF, PNG or JPEG, sealed to the health \
                authority, and can act when the authority has verified them. Your name as staff is public; a \
                patient's is not asked for.

                Examples:
                  medchain identity register --as anna --role patient --organisation "General Hospital"
                  medchain identity register --as lind --role physician --organisation "General Hospital" \\
                      --name "Eva Lind" --specialty Cardiology --credentials licence.pdf
                """)

        @Option(help: "Your role.")
        var role: RoleArgument
        @Option(help: ArgumentHelp("The organisation that registers you: name or id.", valueName: "name"))
        var organisation: String
        @Option(help: ArgumentHelp("Staff: your name, which becomes public.", valueName: "name"))
        var name: String?
        @Option(help: ArgumentHelp("Staff: your specialty, which becomes public.", valueName: "text"))
        var specialty: String?
        @Option(help: ArgumentHelp("Staff: the certificate that proves who you are.", valueName: "file"))
        var credentials: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if role.role == .patient, name != nil || specialty != nil || credentials != nil {
                throw ValidationError("A patient's name and papers are not asked for; they stay in the record.")
            }
            if role.role.isStaff, name == nil { throw ValidationError("Staff give their name with --name.") }
            if role.role.isStaff, role.role != .authority, credentials == nil {
                throw ValidationError("Staff give a certificate with --credentials FILE.")
            }
        }

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
                guard organisation.kind.roles.contains(role.role) else {
                    throw Failure.input(
                        "organisation.kind", "A \(Words.kind(organisation.kind)) does not register this role.",
                        advice:
                            "It registers: \(organisation.kind.roles.map(RoleArgument.word).joined(separator: ", "))")
                }
                let desk = SigningDesk(directory: Directory(), yes: options.yes, quiet: options.output.isQuiet)
                let words = "Register as \(Words.role(role.role)) with \(Terminal.safe(organisation.name))"
                try desk.confirm(name.map { "\(words), under the public name \(Terminal.safe($0))." } ?? "\(words).")
                let profile = name.map { Profile(name: $0, specialty: specialty) }
                let result = try await Registration.register(
                    contents.keys, role: role.role, organisation: organisation.id, profile: profile,
                    credentials: credentials, client: client, now: .now())
                if role.role == .patient {
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
                bytes: bytes, mediaType: document.mediaType.rawValue,
                fileName: URL(filePath: path).lastPathComponent)
        }

        private func show(_ id: IdentityID, transaction: TransactionHash) {
            if options.output.json {
                return Terminal.print(
                    json: .object([
                        "identity": .identity(id), "readableIdentity": .string(id.readable),
                        "transaction": .hash(transaction), "role": .string(role.role.rawValue),
                        "status": .string(role.role == .patient ? "verified" : "pending"),
                    ]))
            }
            Terminal.print("You are registered. Your id is \(id.readable)")
            Terminal.print(
                role.role == .patient
                    ? "Read it out to whoever shall ask you for access."
                    : "The health authority verifies you next. See how far it is with: medchain identity status")
        }
    }
}
