public import LedgerFormat

/// What a request or a grant is about: `{"categories":[...]}` or `{"records":[...]}`, never both.
public enum Scope: Hashable, Sendable {
    /// Whole categories, 1 ... 7, in the order of `Category`.
    case categories([Category])
    /// Single records, 1 ... 100, ascending.
    case records([EntityID])

    /// Reads the member `name`. Throws `json.*`.
    init(parsing reader: inout ObjectReader, _ name: String) throws(Rejection) {
        var scope = try ObjectReader(try reader.value(name), field: name)
        if scope.has("categories") {
            self = .categories(try scope.choices("categories", count: 1...Category.allCases.count))
        } else {
            self = .records(try scope.ids("records", count: 1...Limits.recordsPerGrant))
        }
        try scope.finish()
    }

    /// The JSON.
    public var json: JSONValue {
        switch self {
        case .categories(let categories): .object(["categories": .choices(categories)])
        case .records(let records): .object(["records": .ids(records)])
        }
    }
}
