import Foundation
import LedgerFormat
import Synchronization

/// Which processes a consortium has, on disk: whoever comes after one that was killed ends what it has left running.
struct ConsortiumProcesses {
    let path: String

    func write(_ processes: [RunningProcess]) throws {
        let listed = processes.map { process -> JSONValue in
            .object(["process": .integer(Int64(process.identifier)), "started": .integer(process.started)])
        }
        try Files.replace(path, JSONObject(dictionaryLiteral: ("processes", .array(listed))).canonicalBytes)
    }

    /// Those that still run. A damaged file names none.
    func left() -> [RunningProcess] {
        guard FileManager.default.fileExists(atPath: path),
            let json = try? StrictJSONParser.parseObject(Files.read(path, maximum: 65_536)),
            case .array(let listed)? = json["processes"]
        else { return [] }
        return listed.compactMap { value in
            guard case .object(let entry) = value, case .integer(let identifier)? = entry["process"],
                case .integer(let started)? = entry["started"], let identifier = Int32(exactly: identifier)
            else { return nil }
            let process = RunningProcess(identifier: identifier, started: started)
            return process.isRunning ? process : nil
        }
    }

    /// Ends what is left, and waits until it has ended. Returns how many processes that were.
    func endLeft() async -> Int {
        let processes = left()
        for process in processes { process.signal(SIGTERM) }
        for attempt in 0..<300 where processes.contains(where: \.isRunning) {
            if attempt == 200 { for process in processes { process.signal(SIGKILL) } }
            try? await Task.sleep(for: .milliseconds(50))
        }
        try? FileManager.default.removeItem(atPath: path)
        return processes.count
    }
}

/// Held by the process that runs a consortium, which it names.
final class ConsortiumLock: Sendable {
    private let descriptor: Int32

    /// Throws `consortium.running`.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure.input("file.failed", "\(Files.name(path)) cannot be written.") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure(
                "consortium.running", "The consortium runs already.", advice: "Stop it with: make consortium-stop",
                status: .failure)
        }
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        guard text.withCString({ write(descriptor, $0, strlen($0)) }) == text.utf8.count else {
            throw Failure.input("file.failed", "\(Files.name(path)) cannot be written.")
        }
    }

    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The process that holds the lock at `path`; nil where none does.
    static func holder(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return Int32(text.trimmingCharacters(in: .newlines)).flatMap { $0 > 1 ? $0 : nil }
    }
}
