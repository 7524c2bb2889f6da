// swift-tools-version: 6.2
import PackageDescription

// Versions are exact because Package.resolved is not kept: two checkouts build the same program.
let dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
    .package(
        url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
]

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypesHTTP1 = Target.Dependency.product(
    name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func testTarget(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

let package = Package(
    name: "claviger",
    products: [
        // For programs of others; everything else here is for this package alone.
        .library(name: "ClavigerClient", targets: ["ClavigerClient"])
    ],
    dependencies: dependencies,
    targets: [
        // Libraries of the system.
        .systemLibrary(name: "CEpoll"),
        .systemLibrary(
            name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CPrefetch"),
        .systemLibrary(name: "CSched"),
        .systemLibrary(name: "CSQLiteSettings"),

        // Cores: no I/O, no clock, no randomness, no logging.
        target("OpenPGP", ["CLibcrypto", crypto]),
        target("SetReconciliation", ["CPrefetch"]),
        target("Keyring", ["OpenPGP"]),
        target("Replication", ["SetReconciliation"]),

        // What operators measure; depends on nothing, so that everything can count.
        target("Telemetry"),

        // Octets as text and back.
        target("Hexadecimal"),

        // One node: its database, and the protocol that everything outside it speaks.
        target(
            "Database",
            [
                "CSQLiteSettings", "Keyring", "OpenPGP", "SetReconciliation", "Telemetry", grdb,
                grdbSQLite,
            ]),
        target("NodeService", ["Keyring", "OpenPGP", "Telemetry"]),
        target(
            "Node",
            [
                "Database", "Hexadecimal", "Keyring", "NodeService", "OpenPGP", "Replication",
                "SetReconciliation", "Telemetry", logging, serviceLifecycle,
            ]),

        // The rim: sockets.
        target(
            "Listening",
            [
                "CEpoll", "CSched", "NodeService", logging, nioCore, nioHTTP1, nioPosix,
                serviceLifecycle,
            ]),
        target("TransportSecurity", [crypto, nioCore, nioSSL]),
        target(
            "NodeRequests",
            ["Hexadecimal", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL]),
        target(
            "NodeSocket",
            [
                "Hexadecimal", "Keyring", "Listening", "NodeRequests", "NodeService", "OpenPGP",
                "Telemetry", "TransportSecurity", asyncHTTPClient, httpTypes, hummingbird,
                hummingbirdCore,
                logging, nioCore, nioHTTP1, nioHTTPTypesHTTP1, nioPosix, nioSSL,
                serviceLifecycle,
            ]),
        target(
            "Gossip",
            [
                "Keyring", "Listening", "Node", "NodeService", "OpenPGP", "Replication",
                "SetReconciliation", "Telemetry", asyncHTTPClient, logging, nioCore, nioHTTP1,
                nioPosix, serviceLifecycle,
            ]),
        target(
            "DNSGateway",
            [
                "Keyring", "Listening", "NodeService", "OpenPGP", logging, nioCore, nioPosix,
                serviceLifecycle,
            ]),
        target(
            "HTTPGateway",
            [
                "CEpoll", "Keyring", "Listening", "NodeService", "OpenPGP", "Telemetry",
                "TransportSecurity", httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
                nioHTTP1, nioHTTPTypesHTTP1, nioPosix, nioSSL, serviceLifecycle,
            ]),

        // What programs of others use of a node.
        target("ClavigerClient", ["NodeRequests"]),

        // How they do: it sees no more of this package than they see.
        .executableTarget(
            name: "follow-keys", dependencies: ["ClavigerClient"], path: "cluster/examples/swift",
            packageAccess: false, swiftSettings: swiftSettings),

        // The executable.
        target("NodeConfiguration", ["TransportSecurity", yams]),
        target("LogLines", [logging]),
        target("TextTables"),
        .executableTarget(
            name: "claviger",
            dependencies: [
                "CMalloc", "DNSGateway", "Database", "Gossip", "HTTPGateway", "Hexadecimal",
                "Keyring", "LogLines", "Node", "NodeConfiguration", "NodeService", "NodeSocket",
                "OpenPGP",
                "Replication", "SetReconciliation", "Telemetry", "TextTables",
                "TransportSecurity", argumentParser, logging, serviceLifecycle,
            ],
            swiftSettings: swiftSettings),

        // Keys made up for tests.
        .target(
            name: "SyntheticKeys", dependencies: ["OpenPGP", crypto], path: "Tests/SyntheticKeys",
            swiftSettings: swiftSettings),

        // Private keys of every algorithm and the signatures they make, for tests.
        .target(
            name: "SigningKeys", dependencies: ["CLibcrypto", "OpenPGP", crypto],
            path: "Tests/SigningKeys", swiftSettings: swiftSettings),

        // What tests of several targets need: randomness that can be had again, deadlines, services.
        .target(
            name: "TestSupport", dependencies: [logging, serviceLifecycle],
            path: "Tests/TestSupport", swiftSettings: swiftSettings),

        // A node that says what a test told it to say, and its socket.
        .target(
            name: "TestNodes",
            dependencies: [
                "Keyring", "NodeService", "NodeSocket", "OpenPGP", "Telemetry", "TestSupport",
                logging, nioCore,
            ],
            path: "Tests/TestNodes", swiftSettings: swiftSettings),

        // A CA and certificates for tests of TLS.
        .target(
            name: "TestCertificates", path: "Tests/TestCertificates", swiftSettings: swiftSettings),

        // Verifications per second, for scripts/measure-verify.
        .executableTarget(
            name: "verification-rate", dependencies: ["OpenPGP", "SigningKeys"],
            path: "Tests/VerificationRate", swiftSettings: swiftSettings),

        // The solver of reconciliation in plain GMP, and in other forms to be measured.
        .systemLibrary(
            name: "CGMP", path: "Tests/CGMP", pkgConfig: "gmp",
            providers: [.apt(["libgmp-dev"])]),
        .target(
            name: "ReferenceSolver", dependencies: ["CGMP", "SetReconciliation"],
            path: "Tests/ReferenceSolver", swiftSettings: swiftSettings),

        // Time of multiplications and solves in each form, for scripts/measure-solver.
        .executableTarget(
            name: "solver-rate", dependencies: ["ReferenceSolver", "SetReconciliation"],
            path: "Tests/SolverRate", swiftSettings: swiftSettings),

        // Keys and load for measurements: programs of their own, which know nothing of ours.
        .executableTarget(
            name: "genkeys", dependencies: [argumentParser, crypto], path: "Benchmarks/genkeys",
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "hkpload", dependencies: [argumentParser], path: "Benchmarks/hkpload",
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "hkpburden", dependencies: [argumentParser], path: "Benchmarks/hkpburden",
            swiftSettings: swiftSettings),

        testTarget("HKPLoadTests", ["hkpload"]),

        // The prefix tree of a large set, for scripts/measure-tree.
        .executableTarget(
            name: "tree-rate",
            dependencies: ["Database", "Keyring", "SetReconciliation", "Telemetry", grdb],
            path: "Tests/TreeRate", swiftSettings: swiftSettings),

        testTarget("OpenPGPTests", ["OpenPGP", "SigningKeys", "TestSupport"]),
        testTarget("SetReconciliationTests", ["ReferenceSolver", "SetReconciliation"]),
        testTarget(
            "KeyringTests",
            ["Keyring", "OpenPGP", "SigningKeys", "SyntheticKeys", "TestSupport"],
            exclude: ["OddKeys.md"]),
        testTarget("TelemetryTests", ["Telemetry"]),
        testTarget("ReplicationTests", ["Replication", "SetReconciliation"]),
        testTarget(
            "DatabaseTests",
            [
                "Database", "Keyring", "OpenPGP", "SetReconciliation", "SigningKeys",
                "SyntheticKeys", "Telemetry", grdb,
            ]),
        testTarget(
            "NodeTests",
            [
                "Database", "Keyring", "Node", "NodeService", "OpenPGP", "SigningKeys",
                "SyntheticKeys", "Telemetry", grdb,
            ]),
        testTarget(
            "GossipTests",
            [
                "Database", "Gossip", "Keyring", "Node", "NodeService", "OpenPGP", "Replication",
                "SetReconciliation", "SyntheticKeys", "Telemetry", logging, nioCore, nioHTTP1,
                nioPosix,
            ]),
        testTarget(
            "DNSGatewayTests",
            [
                "DNSGateway", "Keyring", "NodeService", "OpenPGP", "SyntheticKeys", "Telemetry",
                "TestSupport", logging, nioCore, nioPosix, serviceLifecycle,
            ]),
        testTarget(
            "HTTPGatewayTests",
            [
                "HTTPGateway", "Keyring", "Listening", "NodeService", "OpenPGP", "SyntheticKeys",
                "Telemetry", "TestCertificates", "TestSupport", "TransportSecurity",
                asyncHTTPClient, httpTypes, logging,
                nioCore, nioHTTP1, nioPosix, nioSSL, serviceLifecycle,
            ]),
        testTarget(
            "NodeSocketTests",
            [
                "Keyring", "Listening", "NodeRequests", "NodeService", "NodeSocket", "OpenPGP",
                "SyntheticKeys", "Telemetry", "TestCertificates", "TestNodes", "TestSupport",
                "TransportSecurity", logging, nioCore, nioPosix, nioSSL, serviceLifecycle,
            ]),
        testTarget(
            "ClavigerClientTests",
            [
                "ClavigerClient", "Keyring", "NodeService", "NodeSocket", "OpenPGP", "TestNodes",
                "TestSupport",
            ]),
        testTarget("ListeningTests", ["Listening", "TestSupport", nioCore]),
        testTarget(
            "NodeConfigurationTests",
            ["NodeConfiguration", "TestCertificates", "TransportSecurity"]),
        testTarget("LogLinesTests", ["LogLines", logging]),
        testTarget("TextTablesTests", ["TextTables"]),
        testTarget(
            "InteropTests",
            [
                "Keyring", "NodeService", "NodeSocket", "OpenPGP", "SetReconciliation",
                "SigningKeys", "TestCertificates", "TestNodes", yams,
            ]),
    ],
    swiftLanguageModes: [.v6]
)
