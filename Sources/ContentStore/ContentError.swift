/// Why a content store refused or failed: a stable code and a plain reason, without content, names or paths.
public struct ContentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal. The raw values are the stable codes; they are never reused.
    public enum Kind: String, Sendable, CaseIterable {
        /// Nothing is stored under this identifier.
        case notFound = "content.notFound"
        /// The bytes are not those that the identifier names: exchanged, truncated or extended.
        case cidMismatch = "content.cidMismatch"
        /// More bytes than the limit, or more than the identifier's codec can name.
        case tooLarge = "content.tooLarge"
        /// The bytes do not continue where the upload stands.
        case offsetMismatch = "content.offsetMismatch"
        /// No such upload: never begun, committed, abandoned or expired.
        case uploadNotFound = "content.uploadNotFound"
        /// The upload is being committed.
        case uploadBusy = "content.uploadBusy"
        /// As many uploads are open as the store allows.
        case tooManyUploads = "content.tooManyUploads"
        /// More content waits to be written than the store allows; safe to retry.
        case busy = "content.busy"
        /// The range does not lie within the content.
        case rangeInvalid = "content.rangeInvalid"
        /// What is stored no longer matches its identifier.
        case altered = "content.altered"
        /// The store's database is damaged.
        case databaseAltered = "content.databaseAltered"
        /// The medium is full.
        case storageFull = "content.storageFull"
        /// The medium or the file system refused an operation.
        case storageFailed = "content.storageFailed"
        /// Another process or store has opened the folder.
        case folderInUse = "content.folderInUse"
    }

    /// What happened.
    public let kind: Kind
    /// The system's error number, where the operating system refused.
    public let systemError: Int32?

    /// Makes an error; `systemError` is an `errno`, where there is one.
    public init(_ kind: Kind, systemError: Int32? = nil) {
        self.kind = kind
        self.systemError = systemError
    }

    /// The stable code.
    public var code: String { kind.rawValue }

    /// A sentence for a person.
    public var reason: String {
        switch kind {
        case .notFound: "This content is not stored here."
        case .cidMismatch: "The bytes received are not those that the content identifier names."
        case .tooLarge: "The content is larger than allowed."
        case .offsetMismatch: "The upload stands at another offset; ask for its state and continue there."
        case .uploadNotFound: "This upload does not exist or has ended; begin it anew."
        case .uploadBusy: "The upload is being committed."
        case .tooManyUploads: "Too many uploads are open; try again later."
        case .busy: "Too much content waits to be written; try again later."
        case .rangeInvalid: "The range does not lie within the content."
        case .altered: "The stored bytes no longer match their content identifier; fetch them from a peer."
        case .databaseAltered: "The content database is damaged."
        case .storageFull: "The medium that holds the content is full."
        case .storageFailed: "The medium that holds the content failed" + (systemError.map { " (errno \($0))." } ?? ".")
        case .folderInUse: "Another process uses the content folder."
        }
    }

    /// Code and reason.
    public var description: String { "\(code): \(reason)" }
}
