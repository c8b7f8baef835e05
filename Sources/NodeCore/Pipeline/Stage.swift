internal import Dispatch
internal import Synchronization

/// A thread of its own for one stage of the pipeline: stages wait for media, and must not do that on the cooperative
/// threads that serve everybody.
final class StageExecutor: TaskExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: "medchain.\(name)", qos: .userInitiated) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Hands elements from one stage to the next, in order. The giver waits while it is full; the taker gets all there is
/// at once, so that a stage that lags catches up in larger steps.
final class StageQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isFinished = false
        var taker: CheckedContinuation<Void, Never>?
        var giver: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// How many elements wait.
    var count: Int { state.withLock { $0.elements.count } }

    /// Gives one element; one giver at a time. Without effect after `finish`.
    func give(_ element: Element) async {
        await withCheckedContinuation { continuation in
            let (taker, hasRoom) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
                if !state.isFinished { state.elements.append(element) }
                let hasRoom = state.elements.count < capacity || state.isFinished
                if !hasRoom { state.giver = continuation }
                defer { state.taker = nil }
                return (state.taker, hasRoom)
            }
            taker?.resume()
            if hasRoom { continuation.resume() }
        }
    }

    /// Everything that waits, at least one element; nil when finished and empty. One taker at a time.
    func take() async -> [Element]? {
        while true {
            let (elements, giver, isFinished) = state.withLock { state in
                defer {
                    state.elements = []
                    state.giver = nil
                }
                return (state.elements, state.giver, state.isFinished)
            }
            giver?.resume()
            if !elements.isEmpty { return elements }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    let isReady = !state.elements.isEmpty || state.isFinished
                    if !isReady { state.taker = continuation }
                    return isReady
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Nothing more will be given.
    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer { (state.taker, state.giver) = (nil, nil) }
            return [state.taker, state.giver]
        }
        for continuation in waiting { continuation?.resume() }
    }
}
