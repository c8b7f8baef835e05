// swift-tools-version: 6.2
// The targets are the rooms of docs/ARCHITECTURE.md. Which room may import which is held by
// Tests/RepositoryTests/ImportRulesTests.swift; nothing in the node half reaches SealedRecord or Wallet.
import PackageDescription

// Tests run in the release too: its optimizer has changed what code means before. What tests look into stays visible.
let strict: [SwiftSetting] = [
    .unsafeFlags(["-enable-testing"], .when(configuration: .release)),
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let grpc = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcTransport = Target.Dependency.product(
    name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let asyncAlgorithms = Target.Dependency.product(name: "AsyncAlgorithms", package: "swift-async-algorithms")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    // A test's own code is run once: to optimize it costs more than it saves.
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"],
        swiftSettings: strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))])
}

let package = Package(
    name: "medchain",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "medchain", targets: ["medchain"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.36.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // Both halves.
        room("LedgerFormat", [crypto]),
        room("Sealing", ["LedgerFormat", crypto]),
        // The node half.
        room("RecordContract", ["LedgerFormat"]),
        room("Ordering", ["LedgerFormat", crypto]),
        .target(
            name: "EtcdOrdering",
            dependencies: [
                "Ordering", "LedgerFormat", asyncAlgorithms, grpc, grpcTransport, grpcProtobuf, protobuf,
                httpClient, nioCore, nioHTTP1, nioSSL,
            ],
            exclude: ["Protocol"], swiftSettings: strict),
        room("ContentStore", ["LedgerFormat", crypto, grdb]),
        room("LedgerStore", ["RecordContract", "LedgerFormat", grdb, sqlite]),
        room("Certificates", ["LedgerFormat", crypto, x509]),
        room("Notices", [crypto, httpClient, nioCore, nioHTTP1, nioPosix, nioSSL]),
        room("PeerTransport", [nioCore, nioHTTP1, nioPosix, nioSSL]),
        room(
            "NodeCore",
            [
                "LedgerFormat", "RecordContract", "Ordering", "ContentStore", "LedgerStore", "Sealing", "Certificates",
                "Notices", "EtcdOrdering", "PeerTransport",
                crypto, grdb, logging, metrics, lifecycle, yams,
            ]),
        room("NodeWire", ["LedgerFormat"]),
        room(
            "NodeAPI",
            [
                "NodeCore", "NodeWire", "LedgerFormat", "PeerTransport", "WebApp", hummingbird, hummingbirdCore,
                httpTypes, nioCore, nioHTTP1, nioSSL, logging, metrics, lifecycle,
            ],
            resources: [.copy("Resources")]),
        // The web application: files that the node and `medchain app` serve.
        .target(
            name: "WebApp", dependencies: [crypto], path: "Web", exclude: ["README.md"],
            sources: ["WebApp.swift", "WebApp+Serving.swift"],
            resources: [.copy("app")], swiftSettings: strict),
        // The device half.
        room("SealedRecord", ["Sealing", crypto]),
        room("Wallet", ["LedgerFormat", "SealedRecord", "Sealing", crypto, cryptoExtras]),
        room("NodeClient", ["NodeWire", "LedgerFormat", httpClient, nioCore, nioHTTP1]),
        room(
            "RecordClient",
            ["NodeClient", "NodeWire", "Wallet", "SealedRecord", "Sealing", "RecordContract", "LedgerFormat", crypto]),
        // The web application from a person's own machine, in front of a node.
        room("AppServer", ["WebApp", hummingbird, httpClient, httpTypes, nioCore, nioHTTP1, logging, lifecycle]),
        // Made-up people and the load they put on a network, for measurements; both halves.
        room(
            "LoadGenerator",
            [
                "LedgerFormat", "RecordContract", "NodeCore", "NodeWire", "NodeClient", "SealedRecord", "Sealing",
                crypto,
                nioCore, nioHTTP1, nioPosix, nioSSL,
            ]),
        room("ClinicalFHIR", [], resources: [.copy("Resources")]),
        .executableTarget(
            name: "medchain",
            dependencies: [
                "LedgerFormat", "RecordContract", "NodeCore", "NodeAPI", "NodeWire", "NodeClient", "RecordClient",
                "Wallet", "SealedRecord", "Sealing", "ClinicalFHIR", "ContentStore", "LedgerStore", "Certificates",
                "AppServer", "LoadGenerator", arguments, logging, lifecycle,
            ],
            swiftSettings: strict),
        // What tests share: no test, and nothing that a program links.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("LedgerFormatTests", ["LedgerFormat", crypto]),
        tests("SealingTests", ["Sealing", crypto]),
        tests("RecordContractTests", ["RecordContract", "LedgerFormat", crypto]),
        tests("OrderingTests", ["Ordering", "LedgerFormat", crypto]),
        tests("EtcdOrderingTests", ["EtcdOrdering", "Ordering", "LedgerFormat", crypto, grpc, protobuf]),
        tests("ContentStoreTests", ["ContentStore", "LedgerFormat", grdb]),
        tests("LedgerStoreTests", ["LedgerStore", "RecordContract", "LedgerFormat", crypto, grdb, sqlite]),
        tests("CertificatesTests", ["Certificates", "LedgerFormat", crypto]),
        tests(
            "NodeCoreTests",
            [
                "NodeCore", "LedgerFormat", "RecordContract", "Ordering", "LedgerStore", "ContentStore", "Sealing",
                "SealedRecord", crypto, logging,
            ]),
        tests(
            "NodeAPITests",
            [
                "NodeAPI", "NodeCore", "NodeWire", "RecordContract", "LedgerFormat", "RecordClient", "NodeClient",
                "Ordering", "PeerTransport", "Certificates", "Sealing", "ContentStore", nioSSL, hummingbirdCore,
                nioPosix,
                "Wallet", "SealedRecord", hummingbird, hummingbirdTesting, httpClient, httpTypes, nioCore, nioHTTP1,
                lifecycle, logging, metrics, crypto,
            ]),
        tests(
            "SimulationTests",
            ["NodeCore", "LedgerFormat", "RecordContract", "Ordering", "LedgerStore", crypto, logging]),
        tests("SealedRecordTests", ["SealedRecord", "Sealing", crypto]),
        tests("WalletTests", ["Wallet", "SealedRecord", "LedgerFormat", crypto]),
        tests("NoticesTests", ["Notices"]),
        tests("NodeWireTests", ["NodeWire", "LedgerFormat", crypto]),
        tests("NodeClientTests", ["NodeClient"]),
        tests("ClinicalFHIRTests", ["ClinicalFHIR"]),
        tests("RepositoryTests", []),
    ]
)
