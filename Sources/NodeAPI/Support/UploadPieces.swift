internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// The body of an upload in pieces that are worth storing one by one. When the connection breaks, what had arrived is
/// given out and the pieces end: nothing that arrived is lost. Who stores them asks afterwards whether it broke.
struct UploadPieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = Never

    /// What broke the body off.
    final class Breakage: Sendable {
        private let stored = Mutex<(any Error)?>(nil)

        /// Nil for a body that came to its end.
        var error: (any Error)? { stored.withLock { $0 } }

        func note(_ error: any Error) { stored.withLock { $0 = error } }
    }

    let body: RequestBody
    /// Bytes after which a piece is given out; the body's own parts are not cut.
    var pieceBytes = 1_048_576
    /// Whether the body broke off.
    let breakage = Breakage()

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: body.makeAsyncIterator(), pieceBytes: pieceBytes, breakage: breakage)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        let pieceBytes: Int
        let breakage: Breakage
        private var isOver = false

        init(body: RequestBody.AsyncIterator, pieceBytes: Int, breakage: Breakage) {
            self.body = body
            self.pieceBytes = pieceBytes
            self.breakage = breakage
        }

        mutating func next() async -> [UInt8]? {
            guard !isOver else { return nil }
            var piece: [UInt8] = []
            do {
                while piece.count < pieceBytes {
                    guard let buffer = try await body.next() else {
                        isOver = true
                        break
                    }
                    piece.append(contentsOf: buffer.readableBytesView)
                }
            } catch {
                isOver = true
                breakage.note(error)
            }
            return piece.isEmpty ? nil : piece
        }
    }
}
