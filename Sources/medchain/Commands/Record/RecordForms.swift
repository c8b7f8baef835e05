import ArgumentParser
import ClinicalFHIR
import LedgerFormat

extension RecordCommand {
    /// `medchain record forms`
    struct Forms: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The forms that `record add --form` fills: all, or the fields of one.",
            discussion: """
                Examples:
                  medchain record forms
                  medchain record forms care-plan
                """)

        @Argument(help: "One form.") var name: String?
        @OptionGroup var output: OutputOptions

        func run() throws {
            let forms = try name.map { [try EntryForm.named($0)] } ?? EntryForm.all
            if output.json {
                Terminal.print(json: .object(["forms": .array(forms.map(Self.json))]))
            } else if name == nil {
                var table = Table("FORM", "FHIR TYPE", "FOR")
                for form in forms { table.add(form.name, form.resourceType, form.help) }
                table.print(orElse: "No forms.")
            } else {
                var table = Table("FIELD", "NEEDED", "SEVERAL", "WHAT")
                for field in forms.flatMap(\.fields) {
                    table.add(
                        field.name, field.isRequired ? "yes" : "", field.isRepeated ? "yes" : "", Self.words(field))
                }
                table.print(orElse: "No fields.")
            }
        }

        private static func words(_ field: EntryField) -> String {
            guard case .choice(let codes) = field.kind else { return field.help }
            return "\(field.help) One of \(codes.joined(separator: ", "))."
        }

        private static func json(_ form: EntryForm) -> JSONValue {
            let fields = form.fields.map { field -> JSONValue in
                var object: JSONObject = [
                    "name": .string(field.name), "required": .bool(field.isRequired),
                    "repeated": .bool(field.isRepeated), "help": .string(field.help),
                ]
                if case .choice(let codes) = field.kind { object.set("choice", .array(codes.map { .string($0) })) }
                return .object(object)
            }
            return .object([
                "name": .string(form.name), "type": .string(form.resourceType), "help": .string(form.help),
                "fields": .array(fields),
            ])
        }
    }

    /// `medchain record codes`
    struct Codes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find a code in the pick lists that come with the program, offline.",
            discussion: """
                The lists are short: the most frequent entries, from code systems that may be shipped. Free words \
                always do without a code. `--source` says where a list comes from and under which license.

                Examples:
                  medchain record codes conditions "heart att"
                  medchain record codes medications paracetamol
                  medchain record codes laboratory --source
                """)

        @Argument(help: "conditions, allergies, medications or laboratory.") var list: String
        @Argument(help: "The beginnings of words.") var words: [String] = []
        @Option(help: "How many at most.") var limit = 20
        @Flag(help: "Where the list comes from, and its license.") var source = false
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard PickList.Name(rawValue: list) != nil else {
                throw ValidationError("The lists are conditions, allergies, medications and laboratory.")
            }
            guard (1...1_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000.") }
        }

        func run() throws {
            let list = try PickList.load(PickList.Name(rawValue: list) ?? .conditions)
            if source { return printSource(list) }
            let entries = list.matching(words.joined(separator: " "), limit: limit)
            if output.json {
                let codes = entries.map { entry -> JSONValue in
                    .object([
                        "system": .string(entry.system), "code": .string(entry.code),
                        "display": .string(entry.display),
                    ])
                }
                return Terminal.print(json: .object(["codes": .array(codes)]))
            }
            var table = Table("CODE", "TERM", "ALSO")
            for entry in entries {
                table.add(CodeArgument.short(entry), entry.display, entry.also.joined(separator: ", "))
            }
            table.print(orElse: "Nothing of this beginning in the list; free words do without a code.")
        }

        private func printSource(_ list: PickList) {
            if output.json {
                Terminal.print(
                    json: .object([
                        "title": .string(list.title), "source": .string(list.source),
                        "license": .string(list.license), "notice": .string(list.notice),
                    ]))
            } else {
                Terminal.print("\(list.title), \(list.entries.count) entries")
                Terminal.print("Source: \(list.source)")
                Terminal.print("License: \(list.license)")
                Terminal.print(list.notice)
            }
        }
    }
}

extension CodeArgument {
    /// `snomed:38341003`, as `--code` takes it.
    static func short(_ entry: PickList.Entry) -> String {
        systems.first { $0.value == entry.system }.map { "\($0.key):\(entry.code)" } ?? "\(entry.system)|\(entry.code)"
    }
}
