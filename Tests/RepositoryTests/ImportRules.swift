import Foundation

/// Who may import whom: the rooms of docs/ARCHITECTURE.md as a table, and what holds code and manifest against it.
struct ImportRules {
    /// Modules of the toolchain that every room may import unless it is `pure`.
    static let systemModules: Set<String> = [
        "Foundation", "FoundationEssentials", "Synchronization", "Dispatch", "Glibc",
    ]

    /// The modules, ours and third parties', that each target may import. A target without a row fails.
    static let allowed: [String: Set<String>] = [
        "LedgerFormat": ["Crypto"],
        "Sealing": ["LedgerFormat", "Crypto"],
        "RecordContract": ["LedgerFormat"],
        "Ordering": ["LedgerFormat", "Crypto"],
        "EtcdOrdering": [
            "Ordering", "LedgerFormat", "AsyncAlgorithms", "GRPCCore", "GRPCNIOTransportHTTP2Posix", "GRPCProtobuf",
            "SwiftProtobuf", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOSSL",
        ],
        "ContentStore": ["LedgerFormat", "Crypto", "GRDB"],
        "LedgerStore": ["RecordContract", "LedgerFormat", "GRDB", "GRDBSQLite"],
        "Certificates": ["LedgerFormat", "Crypto", "X509", "SwiftASN1"],
        "Notices": ["Crypto", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"],
        "PeerTransport": ["NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"],
        "NodeCore": [
            "LedgerFormat", "RecordContract", "Ordering", "EtcdOrdering", "ContentStore", "LedgerStore", "Sealing",
            "Certificates", "Notices", "PeerTransport", "Crypto", "GRDB", "Logging", "Metrics",
            "ServiceLifecycle", "Yams",
        ],
        "NodeWire": ["LedgerFormat"],
        "NodeAPI": [
            "NodeCore", "NodeWire", "LedgerFormat", "PeerTransport", "WebApp", "Hummingbird", "HummingbirdCore",
            "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOSSL", "Logging", "Metrics", "ServiceLifecycle",
        ],
        "WebApp": ["Crypto"],
        "SealedRecord": ["Sealing", "Crypto"],
        "Wallet": ["LedgerFormat", "SealedRecord", "Sealing", "Crypto", "CryptoExtras"],
        "NodeClient": ["NodeWire", "LedgerFormat", "AsyncHTTPClient", "NIOCore", "NIOHTTP1"],
        "RecordClient": [
            "NodeClient", "NodeWire", "Wallet", "SealedRecord", "Sealing", "RecordContract", "LedgerFormat", "Crypto",
        ],
        "AppServer": [
            "WebApp", "Hummingbird", "AsyncHTTPClient", "HTTPTypes", "NIOCore", "NIOHTTP1", "Logging",
            "ServiceLifecycle",
        ],
        "ClinicalFHIR": [],
        "LoadGenerator": [
            "LedgerFormat", "RecordContract", "NodeCore", "NodeWire", "NodeClient", "SealedRecord", "Sealing", "Crypto",
            "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
        ],
        "medchain": [
            "LedgerFormat", "RecordContract", "NodeCore", "NodeAPI", "NodeWire", "NodeClient", "RecordClient", "Wallet",
            "SealedRecord", "Sealing", "ClinicalFHIR", "ContentStore", "LedgerStore", "Certificates", "AppServer",
            "LoadGenerator", "ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals",
        ],
        "TestSupport": [],
    ]

    /// Every node must compute the same from the same ledger, so these targets import no module that brings I/O along.
    static let pure: Set<String> = ["RecordContract"]

    /// What consensus code names only when it reaches for a clock, chance, the file system or the process.
    static let impureTokens = [
        "Date(", "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", "SystemRandomNumberGenerator",
        ".random(", ".randomElement(", ".shuffled(", ".shuffle(", "UUID(", "FileManager", "ProcessInfo", "URLSession",
        "Task.sleep", "Hasher(", ".hashValue",
    ]

    /// The targets whose code runs on nodes, and those that open records: the former never reach the latter.
    static let nodeHalf = [
        "RecordContract", "Ordering", "ContentStore", "LedgerStore", "Certificates", "Notices", "PeerTransport",
        "NodeCore", "NodeWire", "NodeAPI", "WebApp",
    ]
    static let deviceHalf: Set<String> = [
        "SealedRecord", "Wallet", "NodeClient", "RecordClient", "ClinicalFHIR", "AppServer",
    ]

    /// The modules that a source text imports, each with its line.
    static func imports(of source: SourceText) throws -> [(module: String, line: Int)] {
        let pattern = try Pattern(
            #"^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?"#
                + #"import[ \t]+(?:(?:struct|class|enum|protocol|typealias|func|var|let)[ \t]+)?(\w+)"#)
        return pattern.matches(in: source.text, group: 1).map {
            (String(source.text[$0]), source.line(at: $0.lowerBound))
        }
    }

    /// Holds one file below Sources/, or that of Web/, against the table.
    static func violations(in source: SourceText) throws -> [Violation] {
        let parts = source.path.split(separator: "/")
        let target = parts.first == "Web" ? "WebApp" : String(parts.dropFirst().first ?? "")
        guard let row = allowed[target] else {
            return [Violation(path: source.path, line: nil, reason: "the target \(target) has no row in ImportRules")]
        }
        let system = pure.contains(target) ? [] : systemModules
        var found = try imports(of: source).filter { !row.contains($0.module) && !system.contains($0.module) }
            .map { Violation(path: source.path, line: $0.line, reason: "\(target) may not import \($0.module)") }
        if pure.contains(target) {
            for (index, line) in source.lines.enumerated() where !line.drop(while: \.isWhitespace).hasPrefix("//") {
                for token in impureTokens where line.contains(token) {
                    let reason = "consensus code may not use \(token)"
                    found.append(Violation(path: source.path, line: index + 1, reason: reason))
                }
            }
        }
        return found
    }
}

/// The targets of the package and what each depends on, as SwiftPM evaluates the manifest.
struct TargetGraph {
    /// Names of targets and of other packages' products, by the target that depends on them.
    let dependencies: [String: Set<String>]

    /// Asks SwiftPM. The scratch path is another than the build's, whose lock `swift test` may hold.
    static func ofThisPackage() throws -> TargetGraph {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "medchain-manifest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let manifest = try Repository.output(
            of: ["swift", "package", "--scratch-path", scratch.path(percentEncoded: false), "dump-package"])
        return try TargetGraph(manifest: manifest)
    }

    init(dependencies: [String: Set<String>]) { self.dependencies = dependencies }

    /// Reads what `swift package dump-package` prints. Test targets are left out: they may import what they test.
    init(manifest: Data) throws {
        struct Manifest: Decodable {
            struct Target: Decodable {
                let name: String
                let type: String
                let dependencies: [[String: [Name]]]
            }
            /// The first element of a dependency is its name; others are null or conditions.
            struct Name: Decodable {
                let text: String?
                init(from decoder: any Decoder) throws {
                    text = try? decoder.singleValueContainer().decode(String.self)
                }
            }
            let targets: [Target]
        }
        let targets = try JSONDecoder().decode(Manifest.self, from: manifest).targets
        dependencies = Dictionary(
            uniqueKeysWithValues: targets.filter { $0.type != "test" }.map { target in
                (target.name, Set(target.dependencies.flatMap(\.values).compactMap { $0.first?.text }))
            })
    }

    /// Everything that `target` reaches, over any number of steps.
    func closure(of target: String) -> Set<String> {
        var reached: Set<String> = []
        var open = [target]
        while let next = open.popLast() {
            open += dependencies[next, default: []].filter { reached.insert($0).inserted }
        }
        return reached
    }

    /// Where the manifest allows what the table does not, or joins the two halves.
    func violations() -> [Violation] {
        var found: [Violation] = []
        for (target, names) in dependencies.sorted(by: { $0.key < $1.key }) {
            let tooMany = names.subtracting(ImportRules.allowed[target] ?? []).sorted()
            if ImportRules.allowed[target] == nil || !tooMany.isEmpty {
                let reason = "\(target) depends on \(tooMany) beyond its row in ImportRules"
                found.append(Violation(path: "Package.swift", line: nil, reason: reason))
            }
        }
        for target in ImportRules.nodeHalf {
            for secret in closure(of: target).intersection(ImportRules.deviceHalf).sorted() {
                let reason = "\(target), which runs on nodes, reaches \(secret)"
                found.append(Violation(path: "Package.swift", line: nil, reason: reason))
            }
        }
        return found
    }
}
