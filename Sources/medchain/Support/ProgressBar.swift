import Foundation
import Synchronization

/// How far long work has come, drawn on a terminal and nowhere else.
final class ProgressBar: Sendable {
    private struct State {
        var done: Int64 = 0
        var drawn = ContinuousClock.now - .seconds(1)
    }

    private let label: String
    private let total: Int64
    private let isBytes: Bool
    private let isShown: Bool
    private let state = Mutex(State())
    private static let width = 30

    init(_ label: String, total: Int64, isBytes: Bool = false, quiet: Bool = false) {
        self.label = label
        self.total = max(1, total)
        self.isBytes = isBytes
        isShown = Terminal.showsProgress && !quiet
    }

    /// Says how much is done.
    func set(_ done: Int64) {
        let isDue = state.withLock { state in
            state.done = done
            guard isShown, ContinuousClock.now - state.drawn > .milliseconds(80) else { return false }
            state.drawn = .now
            return true
        }
        if isDue { draw(done) }
    }

    /// Says that one more is done.
    func step() { set(state.withLock { $0.done } + 1) }

    /// Takes the bar away.
    func finish() {
        if isShown { Terminal.draw("\r\u{1B}[K") }
    }

    private func draw(_ done: Int64) {
        let share = min(1, Double(done) / Double(total))
        let filled = Int(share * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let amount = isBytes ? "\(Words.size(done)) of \(Words.size(total))" : "\(done) of \(total)"
        Terminal.draw("\r\u{1B}[K\(label) [\(bar)] \(amount)")
    }
}
