import LedgerFormat

/// The shapes of members that commands and documents share. All throw `json.*`, or `key.malformed` for keys.
extension ObjectReader {
    /// Checks `v`: every document's version is 1. Throws `format.version`.
    mutating func version() throws(Rejection) {
        guard try integer("v", in: 0...Int64(Int32.max)) == 1 else { throw Rejection(.formatVersion) }
    }

    /// A content identifier.
    mutating func cid(_ name: String) throws(Rejection) -> CID {
        let text = try token(name)
        do { return try CID(text: text) } catch { throw Rejection(.jsonValueRange, field: name) }
    }

    /// A P-256 public key as a JWK.
    mutating func key(_ name: String) throws(Rejection) -> P256PublicKey {
        try P256PublicKey(try value(name), field: name)
    }

    /// A version number, from 1.
    mutating func versionNumber(_ name: String) throws(Rejection) -> Int64 {
        try integer(name, in: 1...Int64(Int32.max))
    }

    /// The number of reads of a grant or request: 1 ... 1,000,000; nil when absent.
    mutating func optionalReads() throws(Rejection) -> Int64? {
        try optionalInteger("reads", in: 1...1_000_000)
    }

    mutating func optionalInteger(_ name: String, in range: ClosedRange<Int64>) throws(Rejection) -> Int64? {
        guard has(name) else { return nil }
        return try integer(name, in: range)
    }

    mutating func optionalText(_ name: String) throws(Rejection) -> String? {
        guard has(name) else { return nil }
        return try text(name, maximumBytes: Limits.nameBytes)
    }

    mutating func optionalCID(_ name: String) throws(Rejection) -> CID? {
        guard has(name) else { return nil }
        return try cid(name)
    }

    /// Content identifiers, in the order of their writer.
    mutating func cids(_ name: String, count: ClosedRange<Int>) throws(Rejection) -> [CID] {
        var list: [CID] = []
        for value in try array(name, count: count) {
            let text = try Self.token(value, field: name)
            do { list.append(try CID(text: text)) } catch { throw Rejection(.jsonValueRange, field: name) }
        }
        return list
    }

    mutating func optionalID(_ name: String) throws(Rejection) -> EntityID? {
        guard has(name) else { return nil }
        return try id(name)
    }

    mutating func optionalIdentity(_ name: String) throws(Rejection) -> IdentityID? {
        guard has(name) else { return nil }
        return try identity(name)
    }

    mutating func optionalTime(_ name: String) throws(Rejection) -> LedgerTime? {
        guard has(name) else { return nil }
        return try time(name)
    }

    mutating func optionalChoice<T: RawRepresentable<String>>(_ name: String) throws(Rejection) -> T? {
        guard has(name) else { return nil }
        return try choice(name)
    }

    /// Identifiers, strictly ascending.
    mutating func ids(_ name: String, count: ClosedRange<Int>) throws(Rejection) -> [EntityID] {
        var list: [EntityID] = []
        for value in try array(name, count: count) { list.append(try Self.id(value, field: name)) }
        return try Self.ascending(list, field: name)
    }

    /// Identities, strictly ascending.
    mutating func identities(_ name: String, count: ClosedRange<Int>) throws(Rejection) -> [IdentityID] {
        var list: [IdentityID] = []
        for value in try array(name, count: count) { list.append(try Self.identity(value, field: name)) }
        return try Self.ascending(list, field: name)
    }

    /// Words of a vocabulary, strictly ascending in its order.
    mutating func choices<T: RawRepresentable<String> & Comparable>(
        _ name: String, count: ClosedRange<Int>
    ) throws(Rejection) -> [T] {
        var list: [T] = []
        for value in try array(name, count: count) { list.append(try Self.choice(value, field: name)) }
        return try Self.ascending(list, field: name)
    }

    /// Objects, each to be read and finished by the caller.
    mutating func objects(_ name: String, count: ClosedRange<Int>) throws(Rejection) -> [ObjectReader] {
        var list: [ObjectReader] = []
        for value in try array(name, count: count) { list.append(try ObjectReader(value, field: name)) }
        return list
    }

    /// `list`, if each element is greater than the one before: a set has one form only.
    static func ascending<T: Comparable>(_ list: [T], field: String) throws(Rejection) -> [T] {
        for (index, element) in list.enumerated().dropFirst() where list[index - 1] >= element {
            throw Rejection(.jsonValueRange, field: field)
        }
        return list
    }
}

extension JSONValue {
    static func cid(_ cid: CID) -> JSONValue { .string(cid.text) }
    static func word<T: RawRepresentable<String>>(_ word: T) -> JSONValue { .string(word.rawValue) }
    static func choices<T: RawRepresentable<String>>(_ list: [T]) -> JSONValue {
        .array(list.map { .string($0.rawValue) })
    }
    static func ids(_ list: [EntityID]) -> JSONValue { .array(list.map(JSONValue.id)) }
    static func identities(_ list: [IdentityID]) -> JSONValue { .array(list.map(JSONValue.identity)) }
}
