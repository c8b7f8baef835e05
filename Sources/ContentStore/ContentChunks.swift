/// Content as it is read: verified pieces, fetched one at a time as they are asked for.
public struct ContentChunks: AsyncSequence, Sendable {
    /// A piece, never empty.
    public typealias Element = [UInt8]

    /// Fetches the next piece, nil at the end.
    public typealias Fetch = @Sendable () async throws -> [UInt8]?

    /// Bytes that all pieces have together.
    public let byteCount: Int
    private let start: @Sendable () -> Fetch

    /// Makes a sequence of a function that starts a reading and gives what fetches its next piece.
    public init(byteCount: Int, start: @escaping @Sendable () -> Fetch) {
        self.byteCount = byteCount
        self.start = start
    }

    /// Starts to read; each iterator reads on its own.
    public func makeAsyncIterator() -> Iterator {
        Iterator(fetch: start())
    }

    /// Gives one piece after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let fetch: Fetch

        /// The next piece, nil at the end.
        public mutating func next() async throws -> [UInt8]? {
            try Task.checkCancellation()
            return try await fetch()
        }
    }
}
