internal import Dispatch

/// A thread's worth of blocking file work, one job after the other, away from the cooperative pool.
final class FileLane: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}

/// Runs blocking functions on a lane.
actor FileWorker {
    nonisolated let lane: FileLane

    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    init(lane: FileLane) {
        self.lane = lane
    }

    func perform<Result: Sendable>(_ body: @Sendable () throws -> Result) rethrows -> Result {
        try body()
    }
}

/// The lanes of one store: a few for uploads and reads, chosen by identifier, and one for scrubbing and erasing, so
/// that these do not hold up the others.
struct FileLanes: Sendable {
    private static let count = 4

    private let lanes: [FileLane]
    let maintenance: FileWorker

    init() {
        lanes = (0..<Self.count).map { FileLane(label: "content.files.\($0)") }
        maintenance = FileWorker(lane: FileLane(label: "content.maintenance"))
    }

    func lane(for key: some Hashable) -> FileLane {
        lanes[Int(UInt(bitPattern: key.hashValue) % UInt(Self.count))]
    }
}
