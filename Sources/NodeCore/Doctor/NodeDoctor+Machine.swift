internal import Foundation

// What the machine gives a node: folders, modes, room, ports.
extension NodeDoctor {
    private static let gibibyte: UInt64 = 1 << 30
    /// Free bytes below which a node is in danger, and below which somebody should look.
    private static let leastFree = gibibyte
    private static let comfortablyFree = 5 * gibibyte
    /// Open files below which connections are refused under load, and below which it gets tight.
    private static let leastFiles: rlim_t = 1_024
    private static let comfortableFiles: rlim_t = 8_192
    /// At most so many paths with wrong modes are named.
    private static let namedPaths = 5

    func examineDirectory() -> [Finding] {
        let found = try? FileManager.default.attributesOfItem(
            atPath: (directory.path as NSString).resolvingSymlinksInPath)
        guard let found else {
            return [
                .failure(
                    .directory, "there is no folder \(directory.path)",
                    mend: "give the node's data directory, or found a network with: medchain network init")
            ]
        }
        guard found[.type] as? FileAttributeType == .typeDirectory else {
            return [.failure(.directory, "\(directory.path) is no folder", mend: "give the node's data directory")]
        }
        guard found[.ownerAccountID] as? Int == Int(geteuid()) || geteuid() == 0 else {
            return [
                .failure(
                    .directory, "\(directory.path) belongs to another user",
                    mend: "run medchain as the user who runs the node")
            ]
        }
        let missing = [directory.keys, directory.ledger].filter { !FileManager.default.fileExists(atPath: $0) }
        guard missing.isEmpty else {
            return [
                .failure(
                    .directory, "\(missing.joined(separator: " and ")) is missing",
                    mend: "restore the data directory from a backup of this node")
            ]
        }
        return [.good(.directory, "the data directory is there")]
    }

    func examineModes() -> [Finding] {
        var open: [String] = []
        if Self.isOpenToOthers(directory.path) { open.append(directory.path) }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.keys)) ?? [] {
            let path = directory.keys + "/" + name
            // Certificates are no secret.
            guard !name.hasPrefix("etcd") || name.hasSuffix(".key") else { continue }
            if Self.isOpenToOthers(path) { open.append(path) }
        }
        guard !open.isEmpty else { return [.good(.modes, "others may not read the data directory and the keys")] }
        let named = open.prefix(Self.namedPaths).joined(separator: ", ")
        return [
            .failure(
                .modes, "others may read \(named)\(open.count > Self.namedPaths ? " and more" : "")",
                mend: "chmod -R go= \(directory.path); if others could read a key, replace the node's keys")
        ]
    }

    private static func isOpenToOthers(_ path: String) -> Bool {
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
        return mode.map { $0 & 0o077 != 0 } ?? false
    }

    func examineDisk() -> [Finding] {
        var status = statvfs()
        guard statvfs(directory.path, &status) == 0 else {
            return [.warning(.disk, "the disk does not say how much is free", mend: "look at it with: df")]
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let words = "\(free / (1 << 20)) MiB are free for the data directory"
        if free < Self.leastFree {
            return [.failure(.disk, words, mend: "make room: a node stops when it cannot write; 5 GiB are comfortable")]
        }
        if free < Self.comfortablyFree { return [.warning(.disk, words, mend: "make room: 5 GiB are comfortable")] }
        return [.good(.disk, words)]
    }

    func examineOpenFiles() -> [Finding] {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0 else { return [] }
        // The node raises its own limit as far as this one.
        let most = limit.rlim_max
        let words = most == rlim_t.max ? "any number of files may be open" : "\(most) files may be open at once"
        if most < Self.leastFiles {
            return [.failure(.openFiles, words, mend: "raise it: ulimit -Hn 65536, or LimitNOFILE= in the unit")]
        }
        if most < Self.comfortableFiles {
            return [.warning(.openFiles, words, mend: "raise it: ulimit -Hn 65536, or LimitNOFILE= in the unit")]
        }
        return [.good(.openFiles, words)]
    }

    func examinePorts(_ configuration: NodeConfiguration, isRunning: Bool) -> [Finding] {
        var doors = [(configuration.host, configuration.port, "people")]
        if let peers = configuration.peers { doors.append((peers.host, peers.port, "nodes")) }
        return doors.map { host, port, whom in
            let door = "\(host):\(port), for \(whom)"
            switch (PortCheck.isFree(host, port), isRunning) {
            case (true, false): return .good(.port, "free: \(door)")
            case (false, true): return .good(.port, "taken, by the node that runs: \(door)")
            case (true, true):
                return .warning(
                    .port, "the node runs, and does not listen at \(door)",
                    mend: "it may still be starting; otherwise it was started with another configuration")
            case (false, false):
                return .failure(
                    .port, "taken by another process, or not an address of this machine: \(door)",
                    mend: "stop what listens there (ss -ltnp), or choose another port in node.yaml")
            }
        }
    }
}

/// Whether a port can be listened at.
public enum PortCheck {
    /// Whether nothing listens at the port and the address is one of this machine.
    public static func isFree(_ host: String, _ port: Int) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else { return false }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // As a server would: connections that are still being closed do not count.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        return bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 && listen(descriptor, 1) == 0
    }

    /// Throws `setup.portInUse` for the first port on loopback that is taken.
    public static func requireFree(_ ports: [Int]) throws {
        if let port = ports.first(where: { !isFree("127.0.0.1", $0) }) {
            throw SetupError(.portInUse, "another process listens at port \(port)")
        }
    }
}
