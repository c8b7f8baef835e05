internal import Synchronization

/// Holds at most one text that waits to be written to a client, so that a client that does not read holds up whoever
/// gives, and nothing piles up here. One giver, one taker, any number that offer.
final class EventOutbox: Sendable {
    private struct State {
        var text: String?
        var isFinished = false
        var lastTaken = ContinuousClock.now
        var taker: CheckedContinuation<Void, Never>?
        var giver: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Puts a text in as soon as there is room. False when nobody will take it any more.
    func give(_ text: String) async -> Bool {
        while true {
            let (done, taker) = state.withLock { state -> (Bool?, CheckedContinuation<Void, Never>?) in
                if state.isFinished { return (false, nil) }
                guard state.text == nil else { return (nil, nil) }
                state.text = text
                defer { state.taker = nil }
                return (true, state.taker)
            }
            taker?.resume()
            if let done { return done }
            await wait(for: \.giver) { $0.text == nil }
        }
    }

    /// When a text was taken last.
    var lastTaken: ContinuousClock.Instant { state.withLock { $0.lastTaken } }

    /// Puts a text in if there is room now; false otherwise.
    func offer(_ text: String) -> Bool {
        let (hasRoom, taker) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isFinished, state.text == nil else { return (false, nil) }
            state.text = text
            defer { state.taker = nil }
            return (true, state.taker)
        }
        taker?.resume()
        return hasRoom
    }

    /// The next text; nil when finished, or when the task is cancelled.
    func take() async -> String? {
        await withTaskCancellationHandler {
            while true {
                let (text, isFinished, giver) = state.withLock { state in
                    if state.text != nil { state.lastTaken = .now }
                    defer { (state.text, state.giver) = (nil, nil) }
                    return (state.text, state.isFinished, state.giver)
                }
                giver?.resume()
                if let text { return text }
                if isFinished { return nil }
                await wait(for: \.taker) { $0.text != nil }
            }
        } onCancel: {
            finish()
        }
    }

    /// Nothing more will be given or taken; what is in can still be taken.
    func finish() {
        let (taker, giver) = state.withLock { state in
            state.isFinished = true
            defer { (state.taker, state.giver) = (nil, nil) }
            return (state.taker, state.giver)
        }
        taker?.resume()
        giver?.resume()
    }

    private func wait(
        for side: any WritableKeyPath<State, CheckedContinuation<Void, Never>?> & Sendable,
        until isReady: @Sendable (State) -> Bool
    ) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.isFinished || isReady(state) { return true }
                state[keyPath: side] = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
