/// An expression of FHIRPath (http://hl7.org/fhirpath/N1/), as far as HL7's invariants of R4 use the language.
indirect enum FHIRPathExpression: Sendable {
    case this
    /// `%resource`, `%rootResource`, `%context`, `%ucum`.
    case variable(String)
    case literal(FHIRPathLiteral)
    /// `{}`
    case emptyCollection
    /// A name on its own or after a point.
    case member(FHIRPathExpression?, String)
    case function(FHIRPathExpression?, String, [FHIRPathExpression])
    case index(FHIRPathExpression, FHIRPathExpression)
    case binary(String, FHIRPathExpression, FHIRPathExpression)
    /// `is` or `as` with a type's name.
    case type(String, FHIRPathExpression, String)
    case negative(FHIRPathExpression)

    /// Compiles an expression.
    ///
    /// - Throws: `FHIRPathUnsupported` for what this evaluator does not have.
    init(parsing text: String) throws(FHIRPathUnsupported) {
        var parser = try FHIRPathParser(text)
        self = try parser.parseAll()
    }
}

enum FHIRPathLiteral: Sendable {
    case string(String)
    /// Number literal as written.
    case number(String)
    case boolean(Bool)
}

/// An expression uses something that this evaluator does not have.
struct FHIRPathUnsupported: Error {
    let what: String
}

/// Functions that the evaluator knows; another one makes the expression unsupported when it is compiled, not when it
/// runs.
let fhirPathFunctions: Set<String> = [
    "exists", "empty", "not", "where", "all", "select", "count", "first", "last", "tail", "hasValue", "children",
    "descendants", "isDistinct", "distinct", "intersect", "combine", "startsWith", "endsWith", "contains", "matches",
    "substring", "toString", "toInteger", "length", "as", "is", "ofType", "trace", "iif", "htmlChecks",
    "replaceMatches",
]

enum FHIRPathToken: Equatable {
    case name(String)
    case string(String)
    case number(String)
    case symbol(String)
    case variable(String)
    case end
}

struct FHIRPathParser {
    private let tokens: [FHIRPathToken]
    private var position = 0
    private static let precedence: [[String]] = [
        ["implies"], ["or", "xor"], ["and"], ["in", "contains"], ["=", "!=", "~", "!~"], ["<", ">", "<=", ">="], ["|"],
        ["is", "as"], ["+", "-", "&"], ["*", "/", "div", "mod"],
    ]
    private static let unsupportedOperators: Set<String> = ["~", "!~", "-", "*", "/", "div", "mod"]

    init(_ text: String) throws(FHIRPathUnsupported) {
        tokens = try FHIRPathParser.tokenize(Array(text.unicodeScalars))
    }

    mutating func parseAll() throws(FHIRPathUnsupported) -> FHIRPathExpression {
        let expression = try parse(level: 0)
        guard peek == .end else { throw FHIRPathUnsupported(what: "something after the expression") }
        return expression
    }

    private var peek: FHIRPathToken { position < tokens.count ? tokens[position] : .end }

    private mutating func take(_ symbol: String) -> Bool {
        guard peek == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(FHIRPathUnsupported) {
        if !take(symbol) { throw FHIRPathUnsupported(what: "\(symbol) missing") }
    }

    private mutating func takeOperator(level: Int) -> String? {
        let text: String
        switch peek {
        case .symbol(let symbol): text = symbol
        case .name(let name): text = name
        default: return nil
        }
        guard Self.precedence[level].contains(text) else { return nil }
        position += 1
        return text
    }

    private mutating func parse(level: Int) throws(FHIRPathUnsupported) -> FHIRPathExpression {
        guard level < Self.precedence.count else { return try parseUnary() }
        var left = try parse(level: level + 1)
        while let name = takeOperator(level: level) {
            if Self.unsupportedOperators.contains(name) { throw FHIRPathUnsupported(what: "operator \(name)") }
            if name == "is" || name == "as" {
                left = .type(name, left, try parseTypeName())
            } else {
                left = .binary(name, left, try parse(level: level + 1))
            }
        }
        return left
    }

    private mutating func parseTypeName() throws(FHIRPathUnsupported) -> String {
        guard case .name(var name) = peek else { throw FHIRPathUnsupported(what: "type name missing") }
        position += 1
        if peek == .symbol("."), position + 1 < tokens.count, case .name(let rest) = tokens[position + 1] {
            position += 2
            name = rest
        }
        return name
    }

    private mutating func parseUnary() throws(FHIRPathUnsupported) -> FHIRPathExpression {
        if take("-") { return .negative(try parseUnary()) }
        var expression = try parseTerm()
        while true {
            if take(".") {
                guard case .name(let name) = peek else { throw FHIRPathUnsupported(what: "name missing") }
                position += 1
                expression = try parseInvocation(of: name, on: expression)
            } else if take("[") {
                expression = .index(expression, try parse(level: 0))
                try expect("]")
            } else {
                return expression
            }
        }
    }

    private mutating func parseTerm() throws(FHIRPathUnsupported) -> FHIRPathExpression {
        let token = peek
        position += 1
        switch token {
        case .string(let text): return .literal(.string(text))
        case .number(let text): return .literal(.number(text))
        case .variable(let name):
            guard ["resource", "rootResource", "context", "ucum"].contains(name) else {
                throw FHIRPathUnsupported(what: "%\(name)")
            }
            return .variable(name)
        case .name("true"): return .literal(.boolean(true))
        case .name("false"): return .literal(.boolean(false))
        case .name("$this"): return .this
        case .name(let name): return try parseInvocation(of: name, on: nil)
        case .symbol("("):
            let inner = try parse(level: 0)
            try expect(")")
            return inner
        case .symbol("{"):
            try expect("}")
            return .emptyCollection
        default: throw FHIRPathUnsupported(what: "unexpected token")
        }
    }

    private mutating func parseInvocation(
        of name: String, on input: FHIRPathExpression?
    ) throws(FHIRPathUnsupported) -> FHIRPathExpression {
        guard take("(") else { return .member(input, name) }
        guard fhirPathFunctions.contains(name) else { throw FHIRPathUnsupported(what: "function \(name)") }
        if name == "as" || name == "is" || name == "ofType" {
            let type = try parseTypeName()
            try expect(")")
            return .function(input, name, [.literal(.string(type))])
        }
        var arguments: [FHIRPathExpression] = []
        if !take(")") {
            repeat { arguments.append(try parse(level: 0)) } while take(",")
            try expect(")")
        }
        return .function(input, name, arguments)
    }

    // MARK: Tokens

    private static func tokenize(_ text: [Unicode.Scalar]) throws(FHIRPathUnsupported) -> [FHIRPathToken] {
        var tokens: [FHIRPathToken] = []
        var position = 0
        while position < text.count {
            let scalar = text[position]
            switch scalar {
            case " ", "\t", "\n", "\r": position += 1
            case "'": tokens.append(.string(try quoted(text, &position, end: "'")))
            case "`": tokens.append(.name(try quoted(text, &position, end: "`")))
            case "%":
                position += 1
                tokens.append(.variable(run(text, &position) { isNameScalar($0) }))
            case "0"..."9":
                tokens.append(.number(number(text, &position)))
            case _ where isNameScalar(scalar) || scalar == "$":
                position += 1
                tokens.append(.name(String(Character(scalar)) + run(text, &position) { isNameScalar($0) }))
            default:
                let pair =
                    position + 1 < text.count ? String(Character(scalar)) + String(Character(text[position + 1])) : ""
                if ["<=", ">=", "!=", "!~"].contains(pair) {
                    tokens.append(.symbol(pair))
                    position += 2
                } else if "()[]{}.,=<>|&+-*/~".unicodeScalars.contains(scalar) {
                    tokens.append(.symbol(String(Character(scalar))))
                    position += 1
                } else {
                    throw FHIRPathUnsupported(what: "character")
                }
            }
        }
        return tokens
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
    }

    private static func run(_ text: [Unicode.Scalar], _ position: inout Int, _ accept: (Unicode.Scalar) -> Bool)
        -> String
    {
        var result = String.UnicodeScalarView()
        while position < text.count, accept(text[position]) {
            result.append(text[position])
            position += 1
        }
        return String(result)
    }

    private static func number(_ text: [Unicode.Scalar], _ position: inout Int) -> String {
        let digits: (Unicode.Scalar) -> Bool = { ("0"..."9").contains($0) }
        var literal = run(text, &position, digits)
        if position + 1 < text.count, text[position] == ".", digits(text[position + 1]) {
            position += 1
            literal += "." + run(text, &position, digits)
        }
        return literal
    }

    private static func quoted(
        _ text: [Unicode.Scalar], _ position: inout Int, end: Unicode.Scalar
    ) throws(FHIRPathUnsupported) -> String {
        var result = String.UnicodeScalarView()
        position += 1
        while position < text.count {
            let scalar = text[position]
            position += 1
            if scalar == end { return String(result) }
            guard scalar == "\\", position < text.count else {
                result.append(scalar)
                continue
            }
            let escaped = text[position]
            position += 1
            switch escaped {
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "t": result.append("\t")
            case "f": result.append("\u{C}")
            default: result.append(escaped)
            }
        }
        throw FHIRPathUnsupported(what: "text that does not end")
    }
}
