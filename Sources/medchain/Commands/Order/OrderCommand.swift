import ArgumentParser
import ClinicalFHIR
import LedgerFormat
import RecordClient
import RecordContract

/// `medchain order`
struct OrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order",
        abstract: "Orders to laboratories and imaging centres: place, accept, reject, fulfil, cancel.",
        subcommands: [
            Place.self, List.self, Worklist.self, Show.self, Open.self, Accept.self, Reject.self, Fulfil.self,
            Cancel.self,
        ])
}

extension Session {
    /// Prints orders.
    func print(_ orders: [OrderDocument], orElse empty: String) async {
        if json {
            return Terminal.print(json: .object(["orders": .array(orders.map { .object($0.json) })]))
        }
        var table = Table("PLACED", "PRIORITY", "KIND", "STATUS", "PATIENT", "PERFORMER", "ID")
        for order in orders {
            let stage = order.results.last.map { ", \($0.stage.rawValue)" } ?? ""
            let critical = order.critical != nil && order.awaitsAcknowledgement ? ", critical" : ""
            table.add(
                Words.moment(order.placedAt), order.priority.rawValue, order.kind.rawValue,
                order.status.rawValue + stage + critical, await directory.label(order.patient),
                await directory.organisation(order.performer), order.order.text)
        }
        table.print(orElse: empty)
    }
}

extension OrderCommand {
    /// `medchain order place`
    struct Place: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Order a test or an image from an organisation.",
            discussion: """
                What is ordered is sealed; the performer may open it and add the result, and nothing else.

                Examples:
                  medchain order place --patient ID --laboratory "Potassium in serum" --to "Meridian" --priority urgent
                  medchain order place --patient ID --imaging "CT of the chest" --to "Northlight" --reason "Cough"
                """)

        @Option(help: ArgumentHelp("The patient's id.", valueName: "id"))
        var patient: String
        @Option(help: ArgumentHelp("A test of a laboratory, in words.", valueName: "words"))
        var laboratory: String?
        @Option(help: ArgumentHelp("An image, in words.", valueName: "words"))
        var imaging: String?
        @Option(help: ArgumentHelp("The organisation that is to do it: name or id.", valueName: "organisation"))
        var to: String
        @Option(help: "stat, asap, urgent or routine.")
        var priority = "routine"
        @Option(help: ArgumentHelp("Why.", valueName: "words"))
        var reason: String?
        @Option(help: ArgumentHelp("Anything else.", valueName: "words"))
        var note: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            guard (laboratory == nil) != (imaging == nil) else {
                throw ValidationError("Give either --laboratory or --imaging.")
            }
            guard OrderPriority(rawValue: priority) != nil else {
                throw ValidationError("--priority is stat, asap, urgent or routine.")
            }
        }

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let performer = try await session.directory.find(to, among: [.organisation])
                let kind: OrderKind = laboratory == nil ? .imaging : .laboratory
                let context = EntryContext(
                    patient: patient.canonical, author: session.person.id.canonical, now: Moments.instant(.now()))
                var values = [
                    "service": [laboratory ?? imaging ?? ""], "kind": [kind.rawValue], "priority": [priority],
                ]
                if let reason { values["reason"] = [reason] }
                if let note { values["note"] = [note] }
                let resource = try EntryForm.named("order").resource(values, context: context)
                var draft = Draft(try ClinicalLibrary.validator().record(resource))
                draft.category = .clinical
                let record = draft.record()
                let result = try await session.person.placeOrder(
                    record, in: try await session.person.writingContext(for: patient), to: performer, kind: kind,
                    priority: OrderPriority(rawValue: priority) ?? .routine)
                let name = await session.directory.organisation(performer)
                Receipts.print(
                    result, in: session, words: "Ordered from \(name): \(record.id.text)",
                    ["order": .id(record.id), "performer": .identity(performer)])
            }
        }
    }

    /// `medchain order list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Your orders, as patient or as the physician who ordered.",
            discussion: "Example:\n  medchain order list")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                await session.print(try await session.person.orders(), orElse: "No orders.")
            }
        }
    }

    /// `medchain order worklist`
    struct Worklist: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What your laboratory or imaging centre has to do, the most urgent first.",
            discussion: "Examples:\n  medchain order worklist\n  medchain order worklist --done")

        @Flag(help: "What is done, rejected or called off instead.")
        var done = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                await session.print(try await session.person.worklist(done: done), orElse: "Nothing to do.")
            }
        }
    }

    /// `medchain order show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How an order stands: its results, its critical flag, who acknowledged it.",
            discussion: "Example:\n  medchain order show ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The order.")
        var order: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let document = try await session.person.order(order.id)
                let note = try? await session.person.orderNote(document)
                if session.json {
                    var json = document.json
                    json.set("reason", note.map { .string(Terminal.safe($0, limit: 4_000)) })
                    return Terminal.print(json: .object(json))
                }
                var card = Card()
                card.add("Placed", Words.moment(document.placedAt))
                card.add("Kind", "\(document.kind.rawValue), \(document.priority.rawValue)")
                card.add("Status", document.status.rawValue)
                card.add("Patient", await session.directory.label(document.patient))
                card.add("Physician", await session.directory.label(document.physician))
                card.add("Performer", await session.directory.organisation(document.performer))
                for result in document.results {
                    card.add("Result", "\(result.stage.rawValue), \(Words.moment(result.at)): \(result.record.text)")
                }
                if let critical = document.critical {
                    let escalated = critical.escalatedAt.map { ", escalated \(Words.moment($0))" } ?? ""
                    card.add("Critical", "to be acknowledged by \(Words.moment(critical.deadline))\(escalated)")
                }
                if let by = document.acknowledgedBy {
                    card.add("Acknowledged", "by \(await session.directory.label(by))")
                }
                card.add("Reason", note)
                card.print()
            }
        }
    }

    /// `medchain order open`
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open what is ordered, as who performs it; the read stands in the patient's log.",
            discussion: "Example:\n  medchain order open ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The order.")
        var order: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let record = try await session.person.openUnderOrder(order.id, record: order.id)
                await session.print(record)
            }
        }
    }
}

extension Session {
    /// Prints an opened record.
    func print(_ record: OpenedRecord) async {
        if json {
            var object = RecordView.json(record)
            object.set("content", .string(String(decoding: record.content, as: UTF8.self)))
            return Terminal.print(json: .object(object))
        }
        await RecordView.print(record, content: record.content, in: self)
    }
}
