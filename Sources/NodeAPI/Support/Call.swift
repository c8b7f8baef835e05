internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import NIOCore
internal import NodeCore
internal import NodeWire

/// A request that has passed everything that is checked alike on all routes.
struct Call: Sendable {
    /// The request. Its body has been read already, but on routes that stream it.
    let request: Request
    let context: APIContext
    /// The query's parameters.
    let query: QueryItems
    /// The body; empty on routes without one and on those that stream it.
    let body: [UInt8]
    /// The body's media type; nil without a body.
    let mediaType: BodyType?
    /// Who is signed in, on routes that need a session.
    let session: Principal?

    /// Who is signed in. Throws where the route does not ask for a session: its declaration is wrong.
    var reader: Principal {
        get throws(Problem) {
            guard let session else { throw .sessionMissing }
            return session
        }
    }

    /// The body as a message. Throws a `request` problem.
    func message<Message: WireObject>(_ type: Message.Type = Message.self) throws(Problem) -> Message {
        do throws(Rejection) { return try Message(parsing: body) } catch { throw .request(error) }
    }

    // MARK: Parts of the path. What is malformed cannot exist: `notFound`.

    /// The text of a part of the path.
    func text(_ name: String) throws(Problem) -> String {
        guard let text = context.parameters.get(name) else { throw .notFound }
        return text
    }

    /// An identity.
    func identity(_ name: String) throws(Problem) -> IdentityID {
        guard let identity = IdentityID(canonical: try text(name)) else { throw .notFound }
        return identity
    }

    /// An identifier of 128 bits.
    func id(_ name: String) throws(Problem) -> EntityID {
        guard let id = EntityID(text: try text(name)) else { throw .notFound }
        return id
    }

    /// A number within `range`, in canonical decimal.
    func number(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int {
        let text = try text(name)
        guard let number = Int(text), String(number).utf8.elementsEqual(text.utf8), range.contains(number) else {
            throw .notFound
        }
        return number
    }

    /// A hash.
    func hash(_ name: String) throws(Problem) -> Hash256 {
        guard let hash = Hash256(base64URL: try text(name)) else { throw .notFound }
        return hash
    }

    /// A content identifier.
    func cid(_ name: String) throws(Problem) -> CID {
        guard let cid = try? CID(text: try text(name)) else { throw .notFound }
        return cid
    }

    /// A user name. One that is malformed cannot be anybody's, whatever accounts there are.
    func userName() throws(Problem) -> String {
        let name = try text("userName")
        let bytes = name.utf8
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
        guard (3...64).contains(bytes.count), bytes.first.map(isAlphanumeric) == true,
            bytes.allSatisfy({ isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) })
        else { throw .userName }
        return name
    }

    // MARK: Headers

    /// A header with an integer in canonical decimal; nil when absent. Throws a `request` problem.
    func integerHeader(_ name: HTTPField.Name, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = try header(name) else { return nil }
        guard let number = Int64(text), String(number).utf8.elementsEqual(text.utf8), range.contains(number) else {
            throw .header(name.canonicalName)
        }
        return number
    }

    /// A header that may stand once; nil when absent. Throws a `request` problem.
    func header(_ name: HTTPField.Name) throws(Problem) -> String? {
        let values = request.headers[values: name]
        guard values.count <= 1 else { throw .header(name.canonicalName) }
        return values.first
    }
}

extension Request {
    /// The header that names under which representation somebody asks for a patient.
    static let representationName = "medchain-representation"

    /// Under which representation the request is made; nil without the header. Throws a `request` problem.
    var representation: EntityID? {
        get throws(Problem) {
            guard let name = HTTPField.Name(Self.representationName) else { return nil }
            let values = headers[values: name]
            guard let text = values.first else { return nil }
            guard values.count == 1, let id = EntityID(text: text) else { throw .header(Self.representationName) }
            return id
        }
    }

    /// The session's token, as it was presented (RFC 6750 section 2.1). Throws `session.missing`.
    var bearer: String {
        get throws(Problem) {
            let values = headers[values: .authorization]
            guard values.count == 1, let value = values.first, value.prefix(7).lowercased() == "bearer ",
                (8...256).contains(value.utf8.count)
            else { throw .sessionMissing }
            return String(value.dropFirst(7))
        }
    }
}
