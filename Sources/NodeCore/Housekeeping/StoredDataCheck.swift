internal import ContentStore
internal import Foundation
internal import LedgerFormat
internal import LedgerStore
internal import Ordering

/// Checks what lies beside the ledger's database in a data directory: the ordering log and the stored content. Both
/// belong to the node's process alone while it runs, which scrubs its content itself.
public struct StoredDataCheck: Sendable {
    /// What was found.
    public struct Report: Sendable {
        /// What is altered, in plain words and without a person's data.
        public internal(set) var findings: [String] = []
        /// What was checked.
        public internal(set) var checked: [String] = []
        /// What was not checked.
        public internal(set) var unchecked: [String] = []
        /// Why; nil when everything was.
        public internal(set) var reason: String?
    }

    private static let log = "ordering log"
    private static let content = "content"

    private let directory: DataDirectory

    /// A check of `directory`, which holds a node's data.
    public init(_ directory: DataDirectory) { self.directory = directory }

    /// Checks. What is damaged becomes a finding.
    public func run() async -> Report {
        var report = Report()
        do {
            let lock = try directory.lock()
            checkLog(&report)
            await checkContent(&report)
            withExtendedLifetime(lock) {}
        } catch {
            report.unchecked = [Self.log, Self.content]
            let isRunning = (error as? SetupError)?.kind == .inUse
            report.reason = isRunning ? "the node is running" : "the folder cannot be written"
        }
        return report
    }

    private func checkLog(_ report: inout Report) {
        guard !EtcdMarker(directory).exists else {
            report.unchecked.append(Self.log)
            report.reason = "an etcd cluster keeps it"
            return
        }
        report.checked.append(Self.log)
        do {
            let found = try LogCheck.run(directory.log, epoch: 1)
            report.findings += found.findings.map { "\(Self.log), \($0)" }
            guard found.findings.isEmpty, let executed = executedRevision(), found.lastRevision < executed else {
                return
            }
            report.findings.append(
                "\(Self.log): it ends at revision \(found.lastRevision), the ledger has executed \(executed)")
        } catch {
            report.findings.append("\(Self.log): it cannot be read (\(error.code))")
        }
    }

    /// Nil where the ledger does not open: its own verification says why.
    private func executedRevision() -> UInt64? {
        guard let ledger = try? Ledger(opening: directory.ledgerDatabase) else { return nil }
        defer { try? ledger.close() }
        return ledger.lastPosition.revision
    }

    private func checkContent(_ report: inout Report) async {
        report.checked.append(Self.content)
        do {
            let store = try await FolderContentStore.open(at: directory.content)
            for finding in try await store.scrubAll() {
                let name = finding.cid.map { " \($0.text)" } ?? ""
                let chunks = finding.chunks.map { "\($0)" }.joined(separator: ", ")
                report.findings.append(
                    "\(Self.content)\(name): \(Self.words(finding.problem))"
                        + (chunks.isEmpty ? "" : ", in chunk \(chunks)"))
            }
            try await store.close()
        } catch let error as ContentError {
            report.findings.append("\(Self.content): it cannot be read (\(error.code))")
        } catch {
            report.findings.append("\(Self.content): it cannot be read")
        }
    }

    private static func words(_ problem: ScrubFinding.Problem) -> String {
        switch problem {
        case .altered: "its bytes are altered"
        case .missing: "its bytes are gone"
        case .unreadable: "the medium does not give its bytes back"
        case .recordAltered: "what the store notes of it is altered"
        case .databaseAltered: "the store's database is altered"
        case .strayFile: "a file that nothing lists"
        }
    }
}
