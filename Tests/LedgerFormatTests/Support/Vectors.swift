import Foundation
import LedgerFormat
import Testing

/// A golden vector file of Tests/Vectors, or a value in one. Access to what is not there fails the test.
struct Vector {
    let value: JSONValue

    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")

    static func file(_ name: String) throws -> Vector {
        let data = try Data(contentsOf: directory.appending(path: "\(name).json"))
        return Vector(value: try StrictJSONParser.parse(Array(data)))
    }

    func has(_ name: String) -> Bool {
        guard case .object(let object) = value else { return false }
        return object[name] != nil
    }

    func callAsFunction(_ name: String) throws -> Vector {
        guard case .object(let object) = value else { throw Missing(what: name) }
        return Vector(value: try #require(object[name], "vector has no \(name)"))
    }

    var members: [JSONObject.Member] {
        get throws {
            guard case .object(let object) = value else { throw Missing(what: "object") }
            return object.members
        }
    }

    /// What the vector is called, for messages.
    var name: String { (try? self("name").text) ?? "" }

    var list: [Vector] {
        get throws {
            guard case .array(let elements) = value else { throw Missing(what: "array") }
            return elements.map(Vector.init)
        }
    }

    var text: String {
        get throws {
            guard case .string(let text) = value else { throw Missing(what: "text") }
            return text
        }
    }

    var number: Int64 {
        get throws {
            guard case .integer(let number) = value else { throw Missing(what: "number") }
            return number
        }
    }

    var flag: Bool {
        get throws {
            guard case .bool(let flag) = value else { throw Missing(what: "flag") }
            return flag
        }
    }

    var hash: Hash256 {
        get throws {
            let text = try text
            return try #require(Hash256(base64URL: text))
        }
    }

    var hex: [UInt8] {
        get throws { try bytes(hex: text) }
    }

    var code: RejectionCode {
        get throws {
            let text = try text
            return try #require(RejectionCode(rawValue: text), "no such code: \(text)")
        }
    }

    struct Missing: Error {
        let what: String
    }
}

func bytes(hex: String) throws -> [UInt8] {
    let digits = Array(hex.utf8)
    return try stride(from: 0, to: digits.count, by: 2).map { index in
        let pair = String(decoding: digits[index..<(index + 2)], as: UTF8.self)
        return try #require(UInt8(pair, radix: 16))
    }
}

/// Runs `body` and expects it to be refused with `code`.
func expectRejection(
    _ code: RejectionCode, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("accepted, expected \(code.rawValue): \(comment?.rawValue ?? "")", sourceLocation: sourceLocation)
    } catch let rejection as Rejection {
        #expect(rejection.code == code, comment, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, comment, sourceLocation: sourceLocation)
    }
}
