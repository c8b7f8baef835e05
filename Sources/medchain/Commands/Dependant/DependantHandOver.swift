import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient
import RecordContract
import Wallet

extension DependantCommand {
    /// `medchain dependant take-over`
    struct TakeOver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "take-over",
            abstract: "You have come of age: say with a new wallet's keys that they are yours from now on.",
            discussion: """
                Make a wallet first, but do not register it. The file that this writes holds no secret: a parent \
                hands the old key on to it, and staff who see your proof confirm it.

                Example:
                  medchain wallet create kim
                  medchain dependant take-over 7K3Q-9XJ2-P4TM-5A --output kim.takeover --as kim
                """)

        @Argument(help: ArgumentHelp("Your id in the network.", valueName: "id"))
        var patient: String
        @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
        var output: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let store = WalletStore()
            let name = try store.chosen(options.wallet)
            var file = try store.read(name)
            let (contents, _) = try file.unlock(
                passphrase: try Passphrase.existing(file: options.passphraseFile, of: name))
            let directory = Directory()
            let patient = try await directory.find(patient, among: [.patient])
            let desk = SigningDesk(directory: directory, yes: options.yes, quiet: options.output.isQuiet)
            try desk.confirm("Say that this wallet's keys are \(patient.readable)'s from now on.")
            let encoded = try Person.takeOver(patient, with: contents.keys, network: file.network, now: .now())
            try Files.create(output, encoded)
            // From now on it is that patient's wallet.
            file.identity = patient
            try store.replace(file, as: name)
            guard !options.output.json else {
                return Terminal.print(json: .object(["file": .string(output), "patient": .identity(patient)]))
            }
            Terminal.print("Written to \(Files.name(output)); it can be used within a day. Next:")
            Terminal.print("  a parent:  medchain dependant pass-key \(Files.name(output))")
            Terminal.print("  staff:     medchain dependant hand-over \(Files.name(output))")
        }
    }

    /// `medchain dependant pass-key`
    struct PassKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pass-key",
            abstract: "Hand a child's key on to the child who has come of age (guardians, also afterwards).",
            discussion: """
                Without it the young adult cannot open what was written before. It can be done before the hand-over \
                and at any time after it.

                Example:
                  medchain dependant pass-key kim.takeover --as anna
                """)

        @Argument(help: ArgumentHelp("What the young adult signed: see take-over.", valueName: "file"))
        var takeOver: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let bytes = try Files.read(takeOver, maximum: Limits.transactionBytes)
            try await options.run { session in
                let takeOver = try session.person.readTakeOver(bytes)
                let result = try await session.person.passKey(takeOver)
                Receipts.print(
                    result, in: session, words: "The key was handed on to \(takeOver.patient.readable).",
                    ["patient": .identity(takeOver.patient)])
            }
        }
    }

    /// `medchain dependant hand-over`
    struct HandOver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hand-over",
            abstract: "Confirm that you saw the proof that a dependant has come of age and holds these keys (staff).",
            discussion: """
                Staff of the organisation where the child was registered, or the authority. All representations end \
                at once, and the young adult's wallet changes every key at its first sign-in.

                Example:
                  medchain dependant hand-over kim.takeover --as joana
                """)

        @Argument(help: ArgumentHelp("What the young adult signed: see take-over.", valueName: "file"))
        var takeOver: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let bytes = try Files.read(takeOver, maximum: Limits.transactionBytes)
            try await options.run { session in
                let patient = try session.person.readTakeOver(bytes).patient
                let result = try await session.saying("Patient: \(patient.readable)").handOver(bytes)
                Receipts.print(
                    result, in: session, words: "\(patient.readable) acts for themself from now on.",
                    ["patient": .identity(patient)])
            }
        }
    }
}
