/// JSON to be written; members keep their order, numbers their literal.
indirect enum JSONText: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    case object([(String, JSONText?)])
    case array([JSONText])
    case string(String)
    case number(String)
    case boolean(Bool)

    init(stringLiteral value: String) { self = .string(value) }

    /// The text; members without a value are left out.
    var text: String {
        switch self {
        case .object(let members):
            let written = members.compactMap { name, value in value.map { "\(Self.quoted(name)):\($0.text)" } }
            return "{" + written.joined(separator: ",") + "}"
        case .array(let elements): return "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .string(let text): return Self.quoted(text)
        case .number(let literal): return literal
        case .boolean(let flag): return flag ? "true" : "false"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\0"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    static func concept(_ system: String, _ code: String, _ display: String) -> JSONText {
        .object([
            (
                "coding",
                .array([.object([("system", .string(system)), ("code", .string(code)), ("display", .string(display))])])
            ),
            ("text", .string(display)),
        ])
    }

    static func words(_ text: String) -> JSONText { .object([("text", .string(text))]) }

    static func quantity(_ value: String, _ unit: String, _ code: String) -> JSONText {
        .object([
            ("value", .number(value)), ("unit", .string(unit)), ("system", "http://unitsofmeasure.org"),
            ("code", .string(code)),
        ])
    }

    static func reference(_ url: String, _ display: String? = nil) -> JSONText {
        .object([("reference", .string(url)), ("display", display.map(JSONText.string))])
    }
}
