import Foundation
import LedgerFormat
import Synchronization

/// A process that runs for as long as the consortium does: when it ends by itself, or is killed, that is said and it is
/// started again.
final class ChildProcess: Sendable {
    /// What to run, where, and where what it says goes.
    struct Command: Sendable {
        let executable: String
        var arguments: [String] = []
        var environment: [String: String] = [:]
        let folder: String
        let log: String
    }

    private struct State {
        var running: RunningProcess?
        var isStopping = false
    }

    /// How people call it.
    let name: String
    private let command: Command
    private let say: @Sendable (String) -> Void
    private let onChange: @Sendable () -> Void
    private let state = Mutex(State())

    private static let firstPause = 1
    private static let longestPause = 30
    /// Who ran for so long, in seconds, is started again after the first pause.
    private static let steady = 30.0

    init(
        _ name: String, _ command: Command, say: @escaping @Sendable (String) -> Void,
        onChange: @escaping @Sendable () -> Void
    ) {
        self.name = name
        self.command = command
        self.say = say
        self.onChange = onChange
    }

    /// The process that runs now.
    var running: RunningProcess? { state.withLock { $0.running } }

    /// Runs it until `stop`, again and again if need be. Throws where it cannot be started at all.
    func keepRunning() async throws {
        var pause = Self.firstPause
        while !state.withLock({ $0.isStopping }) {
            let started = Date()
            let end = try await runOnce()
            guard !state.withLock({ $0.isStopping }) else { return }
            pause = Date().timeIntervalSince(started) > Self.steady ? Self.firstPause : pause
            // An interrupt reaches everybody at once: whoever is being stopped says nothing.
            for _ in 0..<(pause * 10) where !state.withLock({ $0.isStopping }) {
                try? await Task.sleep(for: .milliseconds(100))
            }
            guard !state.withLock({ $0.isStopping }) else { return }
            say("\(name) \(end): it is started again. What it said: \(Files.name(command.log))")
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func runOnce() async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: command.executable)
        process.arguments = command.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(command.environment) { _, own in own }
        process.currentDirectoryURL = URL(filePath: command.folder)
        process.standardInput = FileHandle.nullDevice
        let log = try Self.log(command.log)
        process.standardOutput = log
        process.standardError = log
        defer { try? log.close() }
        let end: String = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                let status = ended.terminationStatus
                continuation.resume(
                    returning: ended.terminationReason == .uncaughtSignal
                        ? "was killed by signal \(status)" : "ended with code \(status)")
            }
            do {
                try process.run()
                let running = RunningProcess(processIdentifier: process.processIdentifier)
                let isStopping = state.withLock { state in
                    state.running = running
                    return state.isStopping
                }
                if isStopping { running?.signal(SIGTERM) }
                onChange()
            } catch {
                continuation.resume(throwing: error)
            }
        }
        state.withLock { $0.running = nil }
        onChange()
        return end
    }

    /// Runs a command once, to its end. Returns its exit code; 128 and more where a signal ended it.
    static func run(_ command: Command) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: command.executable)
        process.arguments = command.arguments
        process.currentDirectoryURL = URL(filePath: command.folder)
        process.standardInput = FileHandle.nullDevice
        let log = try log(command.log)
        process.standardOutput = log
        process.standardError = log
        defer { try? log.close() }
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                let isSignal = ended.terminationReason == .uncaughtSignal
                continuation.resume(returning: ended.terminationStatus + (isSignal ? 128 : 0))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }

    /// Asks it to end; `keepRunning` returns when it has.
    func stop() {
        let running = state.withLock { state in
            state.isStopping = true
            return state.running
        }
        running?.signal(SIGTERM)
    }

    /// Ends it at once.
    func kill() { running?.signal(SIGKILL) }

    private static func log(_ path: String) throws -> FileHandle {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure.input("file.failed", "\(Files.name(path)) cannot be written.") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    }
}

/// A process of this machine that is still the same one: identifiers are used again, start times are not.
struct RunningProcess: Sendable, Hashable {
    let identifier: Int32
    /// Clock ticks from the machine's start to the process's (proc(5), field 22).
    let started: Int64

    init(identifier: Int32, started: Int64) {
        self.identifier = identifier
        self.started = started
    }

    /// Nil where there is no such process, or only what is left of one.
    init?(processIdentifier identifier: Int32) {
        guard let started = Self.started(identifier) else { return nil }
        self.init(identifier: identifier, started: started)
    }

    var isRunning: Bool { Self.started(identifier) == started }

    func signal(_ number: Int32) { if isRunning { kill(identifier, number) } }

    private static func started(_ identifier: Int32) -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        // The program's name, in brackets, may hold anything; what follows begins with the state, field 3.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int64(fields[19])
    }
}
