public import LedgerFormat

/// What a scrub found wrong.
public struct ScrubFinding: Hashable, Sendable {
    /// The kinds of damage. The raw values are stable codes.
    public enum Problem: String, Sendable, CaseIterable {
        /// The bytes no longer match the identifier.
        case altered = "scrub.altered"
        /// The content is listed, but its bytes are gone.
        case missing = "scrub.missing"
        /// The medium does not give the bytes back.
        case unreadable = "scrub.unreadable"
        /// The bytes are right, what is recorded about them (size, digests of chunks) is not.
        case recordAltered = "scrub.recordAltered"
        /// The database that lists the content is damaged.
        case databaseAltered = "scrub.databaseAltered"
        /// A file lies among the content that nothing lists.
        case strayFile = "scrub.strayFile"
    }

    /// What is wrong.
    public let problem: Problem
    /// The content concerned; nil when the damage is not one object's.
    public let cid: CID?
    /// The altered chunks of ``CIDBuilder/chunkSize`` bytes, numbered from 0, where they can be told.
    public let chunks: [Int]

    /// Describes damage.
    public init(_ problem: Problem, cid: CID? = nil, chunks: [Int] = []) {
        self.problem = problem
        self.cid = cid
        self.chunks = chunks
    }
}

/// The result of one step of a scrub.
public struct ScrubPage: Hashable, Sendable {
    /// Objects examined.
    public let examined: Int
    /// Damage found.
    public let findings: [ScrubFinding]
    /// Where the next page continues; nil when all was examined.
    public let next: CID?

    /// Describes a page.
    public init(examined: Int, findings: [ScrubFinding], next: CID?) {
        self.examined = examined
        self.findings = findings
        self.next = next
    }
}

extension ContentStore {
    /// Scrubs everything, page by page, and gives all findings.
    public func scrubAll(pageSize: Int = 256) async throws -> [ScrubFinding] {
        var findings: [ScrubFinding] = []
        var cursor: CID?
        repeat {
            let page = try await scrub(after: cursor, limit: pageSize)
            findings += page.findings
            cursor = page.next
        } while cursor != nil
        return findings
    }
}
