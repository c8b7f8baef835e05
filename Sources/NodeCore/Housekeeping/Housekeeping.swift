internal import ContentStore
internal import LedgerFormat
internal import Logging

/// What a node does by itself once it is ready: it lets go of uploads that nobody finished, erases content that nothing
/// refers to, and scrubs what is stored. Each goes on until the task is cancelled; a failure is logged and tried again.
struct Housekeeping: Sendable {
    let content: any ContentStore
    let collection: ContentCollection
    /// Milliseconds between two scrubs.
    let scrubInterval: Int64
    let clock: NodeClock
    let logger: Logger
    private let metrics = NodeMetrics()

    /// Objects that are scrubbed before a rest.
    private static let scrubPage = 16
    /// A scrub rests this many times as long as it works, so that it takes a tenth of one core and of the medium.
    private static let rest = 9

    init(
        content: any ContentStore, collection: ContentCollection, scrubInterval: Int64, clock: NodeClock, logger: Logger
    ) {
        self.content = content
        self.collection = collection
        self.scrubInterval = scrubInterval
        self.clock = clock
        self.logger = logger
    }

    /// Runs until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.expireUploads() }
            group.addTask { await self.collect() }
            group.addTask { await self.scrub() }
        }
    }

    private func expireUploads() async {
        repeat {
            await logging {
                let count = try await content.expireUploads(now: clock.date)
                if count > 0 { logger.info("unfinished uploads expired", metadata: ["count": "\(count)"]) }
            }
        } while await hasPassed(3_600_000)
    }

    private func collect() async {
        repeat {
            await logging {
                let count = try await collection.round()
                metrics.countCollected(count)
                if count > 0 { logger.info("content without reference erased", metadata: ["count": "\(count)"]) }
            }
        } while await hasPassed(collection.interval)
    }

    private func scrub() async {
        repeat {
            await logging {
                let (examined, damaged) = try await scrubOnce()
                metrics.setDamaged(damaged)
                logger.info("content scrubbed", metadata: ["objects": "\(examined)", "damaged": "\(damaged)"])
            }
        } while await hasPassed(scrubInterval)
    }

    private func scrubOnce() async throws -> (examined: Int, damaged: Int) {
        var examined = 0
        var damaged = 0
        var cursor: CID?
        while true {
            let begin = ContinuousClock.now
            let page = try await content.scrub(after: cursor, limit: Self.scrubPage)
            page.findings.forEach(report)
            metrics.countScrubbed(page.examined)
            examined += page.examined
            damaged += page.findings.count
            guard let next = page.next else { return (examined, damaged) }
            cursor = next
            try await Task.sleep(for: (ContinuousClock.now - begin) * Self.rest)
        }
    }

    /// A CID is the hash of ciphertext and says nothing about anybody.
    private func report(_ finding: ScrubFinding) {
        metrics.countDamage(finding.problem.rawValue)
        var metadata: Logger.Metadata = ["code": "\(finding.problem.rawValue)"]
        if let cid = finding.cid { metadata["cid"] = "\(cid.text)" }
        if !finding.chunks.isEmpty {
            metadata["chunks"] = "\(finding.chunks.prefix(16).map(String.init).joined(separator: ","))"
        }
        logger.error("content damaged", metadata: metadata)
    }

    /// Waits; false when cancelled.
    private func hasPassed(_ milliseconds: Int64) async -> Bool {
        (try? await clock.wait(clock.now().advanced(byMilliseconds: milliseconds))) != nil
    }

    private func logging(_ work: () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
            // The node stops.
        } catch {
            let kind = (error as? ContentError)?.code ?? "\(type(of: error))"
            logger.error("housekeeping failed and is tried again later", metadata: ["kind": "\(kind)"])
        }
    }
}
