import ArgumentParser
import Foundation
import LedgerFormat
import RecordClient
import RecordContract

extension RecordCommand {
    /// `medchain record erase`
    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase what you wrote yourself, at once and for good.",
            discussion: """
                Earlier versions that you wrote go too. Nobody can open it again, you neither. What somebody \
                has opened already cannot be recalled. What a professional wrote is for their organisation to \
                erase: see medchain record request-erasure.

                Example:
                  medchain record erase q83vEjRWeJCrze8SNFZ4kA
                """)

        @Argument(help: "The records.")
        var records: [EntityArgument]
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let (erased, result) = try await session.person.erase(records.map(\.id))
                Receipts.print(
                    result, in: session,
                    words: erased.count == 1 ? "Erased." : "\(erased.count) records erased, earlier versions too.",
                    ["records": .array(erased.map { .id($0) })])
            }
        }
    }

    /// `medchain record request-erasure`
    struct RequestErasure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask the organisation of a record's author to erase it.",
            discussion: """
                It erases it, or refuses with a reason and the date until which the law has it kept.

                Example:
                  medchain record request-erasure q83vEjRWeJCrze8SNFZ4kA --reason "It is about somebody else"
                """)

        @Argument(help: "The record.")
        var record: EntityArgument
        @Option(help: ArgumentHelp("Why; sealed to the organisation's managers.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.requestErasure(of: record.id, note: reason)
                Receipts.print(
                    result, in: session, words: "Asked. See the answer with: medchain record erasures",
                    ["record": .id(record.id)])
            }
        }
    }

    /// `medchain record answer-erasure`
    struct AnswerErasure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer a request to erase what your organisation's staff wrote (managers).",
            discussion: """
                Examples:
                  medchain record answer-erasure q83vEjRWeJCrze8SNFZ4kA --patient ID --erase
                  medchain record answer-erasure q83vEjRWeJCrze8SNFZ4kA --patient ID --keep 10y \\
                      --reason "Records of treatment are kept for ten years"
                """)

        @Argument(help: "The record.")
        var record: EntityArgument
        @Option(help: ArgumentHelp("The patient's id.", valueName: "id"))
        var patient: String
        @Flag(help: "Erase it.")
        var erase = false
        @Option(help: ArgumentHelp("Refuse, and keep it for so long.", valueName: "time"))
        var keep: Period?
        @Option(help: ArgumentHelp("Why it is kept; sealed to the patient.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard erase != (keep != nil) else { throw ValidationError("Give --erase, or --keep with --reason.") }
            if keep != nil, reason?.isEmpty ?? true { throw ValidationError("A refusal has a --reason.") }
        }

        func run() async throws {
            try await options.run { session in
                let patient = try await session.directory.find(patient, among: [.patient])
                guard let keep else {
                    let result = try await session.person.grantErasure(of: record.id, of: patient)
                    return Receipts.print(result, in: session, words: "Erased.", ["record": .id(record.id)])
                }
                let until = LedgerTime.now().advanced(byMilliseconds: keep.milliseconds)
                let result = try await session.person.refuseErasure(
                    of: record.id, of: patient, until: until, note: reason ?? "")
                Receipts.print(
                    result, in: session, words: "Refused. It is kept until \(Words.moment(until)).",
                    ["record": .id(record.id), "retainUntil": .time(until)])
            }
        }
    }

    /// `medchain record erasures`
    struct Erasures: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Requests for erasure: your own, or those that your organisation answers (managers).",
            discussion: "Example:\n  medchain record erasures --as otto")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let erasures = try await session.person.erasures()
                var items: [JSONValue] = []
                var table = Table("RECORD", "PATIENT", "ASKED", "STATUS", "KEPT UNTIL", "WHY")
                for erasure in erasures {
                    let reasons = try await session.person.reasons(of: erasure)
                    var object = erasure.json
                    object.set("reason", reasons.request.map { .string($0) })
                    object.set("answerReason", reasons.answer.map { .string($0) })
                    items.append(.object(object))
                    table.add(
                        erasure.record.text, await session.directory.label(erasure.patient),
                        Words.moment(erasure.requestedAt), erasure.status.rawValue,
                        erasure.retainUntil.map(Words.moment) ?? "", reasons.answer ?? reasons.request ?? "")
                }
                if session.json { return Terminal.print(json: .object(["erasures": .array(items)])) }
                table.print(orElse: "None.")
            }
        }
    }

    /// `medchain record erasure-certificate`
    struct Certificate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erasure-certificate",
            abstract: "The node's signed statement that it has nothing of an erased record; checked when shown.",
            discussion: """
                Examples:
                  medchain record erasure-certificate q83vEjRWeJCrze8SNFZ4kA --output erased.json
                  medchain record erasure-certificate --verify erased.json
                  medchain record erasure-certificate --verify erased.json --genesis genesis.json
                """)

        @Argument(help: "The record.")
        var record: EntityArgument?
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: ArgumentHelp("Write it to a new file.", valueName: "file"))
        var output: String?
        @Option(help: ArgumentHelp("Check one from a file instead; nobody signs in.", valueName: "file"))
        var verify: String?
        @Option(
            help: ArgumentHelp(
                "The network's genesis document: did a founding node sign it?", valueName: "file")
        )
        var genesis: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard genesis == nil || verify != nil else { throw ValidationError("--genesis goes with --verify.") }
            guard (record == nil) != (verify == nil) else {
                throw ValidationError("Name a record, or a file with --verify.")
            }
        }

        func run() async throws {
            if let verify {
                let json = try StrictJSONParser.parseObject(try Files.read(verify, maximum: 1 << 20))
                let certificate = try ErasureCertificate(verifying: json)
                try checkNode(of: certificate)
                return Self.show(json, certificate, isOfSet: genesis != nil, options.output.json)
            }
            guard let record else { return }
            try await options.run { session in
                let patient = try await session.patient(patient)
                let json = try await session.person.erasureCertificate(of: record.id, of: patient)
                if let output { try Files.create(output, json.canonicalBytes) }
                Self.show(json, try ErasureCertificate(verifying: json), isOfSet: true, session.json)
            }
        }

        /// Whether a node that the network was founded with signed it. Throws `receipt.invalid`.
        private func checkNode(of certificate: ErasureCertificate) throws {
            guard let genesis else { return }
            let founding = try Genesis(parsing: try Files.read(genesis, maximum: Genesis.maximumBytes))
            guard founding.network == certificate.network, certificate.isOfNode(in: founding.organisationSet) else {
                throw Failure(
                    "receipt.invalid", "No node that this network was founded with signed the certificate.",
                    status: .verificationFailed)
            }
        }

        private static func show(
            _ json: JSONObject, _ certificate: ErasureCertificate, isOfSet: Bool, _ asJSON: Bool
        ) {
            if asJSON { return Terminal.print(json: .object(json)) }
            var card = Card()
            card.add("Record", certificate.record.text)
            card.add("Erased", Words.moment(certificate.erasedAt))
            card.add("Node", certificate.node.readable)
            let looked = Words.moment(certificate.confirmedAt)
            card.add("Has none of", "\(certificate.erased.count) objects, looked \(looked)")
            card.add("Signature", "holds; the node's id follows from its key")
            card.add(
                "Node's standing",
                isOfSet ? "one of the network's organisations runs it" : "not looked at: add --genesis")
            card.print()
        }
    }
}
