import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension OrderCommand {
    /// `medchain order accept`
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an order on.", discussion: "Example:\n  medchain order accept ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The order.")
        var order: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(OrderAccept(order: order.id))
                Receipts.print(result, in: session, words: "Accepted.", ["order": .id(order.id)])
            }
        }
    }

    /// `medchain order reject`
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do not do an order, or not after all.",
            discussion: "Example:\n  medchain order reject ASNFZ4mrze8BI0VniavN7w --note \"The sample was haemolysed\"")

        @Argument(help: "The order.")
        var order: EntityArgument
        @Option(help: ArgumentHelp("Why, sealed for the physician.", valueName: "words"))
        var note: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.rejectOrder(order.id, note: note)
                Receipts.print(result, in: session, words: "Rejected.", ["order": .id(order.id)])
            }
        }
    }

    /// `medchain order cancel`
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call an order off; as the patient also after the result, to end what it opened.",
            discussion: "Example:\n  medchain order cancel ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The order.")
        var order: EntityArgument
        @Option(help: ArgumentHelp("Why, sealed for the other side.", valueName: "words"))
        var note: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.cancelOrder(order.id, note: note)
                Receipts.print(result, in: session, words: "Cancelled.", ["order": .id(order.id)])
            }
        }
    }

    /// `medchain order fulfil`
    struct Fulfil: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add the result of an order, or its next version.",
            discussion: """
                After a final result the next version is a correction: everybody who read the one before is told, and
                stays on a list until they acknowledge.

                Examples:
                  medchain order fulfil ASNFZ4mrze8BI0VniavN7w --observation Potassium --value 6.8 --unit mmol/L \
                --range 3.5-5.1 --critical 4h
                  medchain order fulfil ASNFZ4mrze8BI0VniavN7w --file report.pdf --stage preliminary
                """)

        @Argument(help: "The order.")
        var order: EntityArgument
        @OptionGroup var content: ContentOptions
        @Option(help: "preliminary, final or corrected; by default what comes next.")
        var stage: String?
        @Option(help: ArgumentHelp("It is critical: to be acknowledged within this time.", valueName: "period"))
        var critical: Period?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if let stage, ResultStage(rawValue: stage) == nil {
                throw ValidationError("--stage is preliminary, final or corrected.")
            }
        }

        func run() async throws {
            try await options.run { session in
                let document = try await session.person.order(order.id)
                let last = document.results.last?.stage
                let next: ResultStage = last == nil || last == .preliminary ? .final : .corrected
                let stage = stage.flatMap { ResultStage(rawValue: $0) } ?? next
                let draft = try content.draft(patient: document.patient, author: session.person.id)
                let record = draft.record()
                let result = try await session.person.fulfilOrder(
                    order.id, with: record, stage: stage, criticalWithin: critical?.milliseconds)
                Receipts.print(
                    result, in: session, words: "Added as \(stage.rawValue): \(record.id.text)",
                    ["order": .id(order.id), "record": .id(record.id), "stage": .string(stage.rawValue)])
            }
        }
    }
}

/// `medchain result`
struct ResultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result",
        abstract: "Results of orders: what waits for you, open, acknowledge, critical ones, corrections.",
        subcommands: [
            List.self, Open.self, Acknowledge.self, FlagCritical.self, Escalations.self, Recalls.self,
        ])

    /// `medchain result list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Results of your orders that you have not acknowledged, critical ones first.",
            discussion: "Example:\n  medchain result list")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                await session.print(try await session.person.waitingResults(), orElse: "No result waits for you.")
            }
        }
    }

    /// `medchain result open`
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open the newest version of a result, as who ordered it; the read stands in the patient's log.",
            discussion: """
                Once a critical result has escalated, any physician of the same organisation can open it.

                Example:
                  medchain result open ASNFZ4mrze8BI0VniavN7w
                """)

        @Argument(help: "The order.")
        var order: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                guard let record = try await session.person.order(order.id).results.last?.record else {
                    throw Failure.input("result.none", "There is no result yet.")
                }
                await session.print(try await session.person.openUnderOrder(order.id, record: record))
            }
        }
    }

    /// `medchain result acknowledge`
    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that you have seen the newest version of a result.",
            discussion: """
                Examples:
                  medchain result acknowledge ASNFZ4mrze8BI0VniavN7w
                  medchain result acknowledge ASNFZ4mrze8BI0VniavN7w --record q83vEjRWeJCrze8SNFZ4kA
                """)

        @Argument(help: "The order.")
        var order: EntityArgument
        @Option(help: ArgumentHelp("The version, for a colleague's that has escalated.", valueName: "record"))
        var record: EntityArgument?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                var version = record?.id
                if version == nil { version = try await session.person.order(order.id).results.last?.record }
                guard let version else { throw Failure.input("result.none", "There is no result yet.") }
                let result = try await session.person.submit(ResultAcknowledge(order: order.id, record: version))
                Receipts.print(
                    result, in: session, words: "Acknowledged.", ["order": .id(order.id), "record": .id(version)])
            }
        }
    }

    /// `medchain result flag-critical`
    struct FlagCritical: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "flag-critical",
            abstract: "Say that a result must be seen soon; unacknowledged, it goes to the physician's organisation.",
            discussion: "Example:\n  medchain result flag-critical ASNFZ4mrze8BI0VniavN7w --within 1h")

        @Argument(help: "The order.")
        var order: EntityArgument
        @Option(help: ArgumentHelp("How soon: 5min to 7d.", valueName: "period"))
        var within: Period
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(
                    ResultFlagCritical(order: order.id, within: within.milliseconds))
                Receipts.print(result, in: session, words: "Flagged.", ["order": .id(order.id)])
            }
        }
    }

    /// `medchain result escalations`
    struct Escalations: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Critical results of your organisation that nobody acknowledged in time.",
            discussion: "Example:\n  medchain result escalations")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let found = try await session.person.escalatedResults()
                if session.json {
                    return Terminal.print(json: .object(["escalations": .array(found.map { .object($0.json) })]))
                }
                var table = Table("DEADLINE", "PHYSICIAN", "ORDER", "RECORD")
                for item in found {
                    table.add(
                        Words.moment(item.deadline), await session.directory.label(item.physician), item.order.text,
                        item.record.text)
                }
                table.print(orElse: "No critical result waits beyond its time.")
            }
        }
    }

    /// `medchain result recalls`
    struct Recalls: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Records of yours that changed, and who read the earlier version and has not acknowledged that.",
            discussion: "Example:\n  medchain result recalls")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let found = try await session.person.recalls()
                if session.json {
                    return Terminal.print(json: .object(["recalls": .array(found.map { .object($0) })]))
                }
                var table = Table("RECORD", "PATIENT", "STILL TO ACKNOWLEDGE")
                for item in found {
                    var names: [String] = []
                    if case .array(let pending)? = item["pending"] {
                        for case .string(let text) in pending {
                            if let id = IdentityID(canonical: text) { names.append(await session.directory.label(id)) }
                        }
                    }
                    var record = ""
                    var patient = ""
                    if case .string(let text)? = item["record"] { record = text }
                    if case .string(let text)? = item["patient"] {
                        patient = IdentityID(canonical: text)?.readable ?? ""
                    }
                    table.add(record, patient, names.joined(separator: ", "))
                }
                table.print(orElse: "Everybody knows.")
            }
        }
    }
}
