internal import Foundation

/// File descriptors: a process that runs out of them cannot answer, and parts of it cannot go on.
enum OpenFiles {
    /// What databases, logs and uploads need besides connections.
    private static let reserve = 512
    private static let wanted: rlim_t = 65_536
    private static let mostConnections = 16_384

    /// Raises the soft limit as far as the hard one allows, and returns how many connections leave room for the rest.
    static func makeRoom() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
        guard getrlimit(resource, &limit) == 0 else { return reserve }
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = min(wanted, limit.rlim_max)
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        let descriptors = Int(min(limit.rlim_cur, rlim_t(Int32.max)))
        return min(mostConnections, max(descriptors / 4, descriptors - 2 * reserve))
    }
}
