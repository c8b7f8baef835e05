internal import Synchronization

/// Does work for many callers at once: whatever comes while one group is being worked on goes into the next, so that
/// many small looks at a database share one. There is no timer: a caller alone is served at once.
final class GroupedWork<Request: Sendable, Answer: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Answer, any Error>

    private struct State {
        var waiting: [(request: Request, waiter: Waiter)] = []
        var isWorking = false
    }

    private let maximum: Int
    private let work: @Sendable ([Request]) async throws -> [Answer]
    private let state = Mutex(State())

    /// `work` answers a group of at most `maximum` requests, each at its place; what it throws, all of them get.
    init(maximum: Int = 256, _ work: @escaping @Sendable ([Request]) async throws -> [Answer]) {
        self.maximum = max(1, maximum)
        self.work = work
    }

    /// The answer to one request.
    func answer(_ request: Request) async throws -> Answer {
        try await withCheckedThrowingContinuation { waiter in
            let mustBegin = state.withLock { state in
                state.waiting.append((request, waiter))
                defer { state.isWorking = true }
                return !state.isWorking
            }
            // Not a child of the caller's task, whose cancellation concerns nobody else's request.
            if mustBegin { Task { await workThrough() } }
        }
    }

    private func workThrough() async {
        while let group = nextGroup() {
            do {
                let answers = try await work(group.map(\.request))
                for (index, entry) in group.enumerated() { entry.waiter.resume(returning: answers[index]) }
            } catch {
                for entry in group { entry.waiter.resume(throwing: error) }
            }
        }
    }

    private func nextGroup() -> [(request: Request, waiter: Waiter)]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                return nil
            }
            guard state.waiting.count > maximum else {
                defer { state.waiting = [] }
                return state.waiting
            }
            defer { state.waiting.removeFirst(maximum) }
            return Array(state.waiting.prefix(maximum))
        }
    }
}
