// swift-tools-version: 6.2
import PackageDescription

// The fuzzers are a package of their own, so that nobody who builds Claviger builds them. The
// folders in Sources are links into the Sources of Claviger; every module of ours that is linked in
// is instrumented, its dependencies are not.
let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// Counters on edges alone: tracing comparisons as well, which is the default, halves the speed.
let instrumented =
    swiftSettings + [
        .unsafeFlags([
            "-sanitize=fuzzer", "-sanitize-coverage=edge,inline-8bit-counters,pc-table",
        ])
    ]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: instrumented)
}

let package = Package(
    name: "claviger-fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPrefetch"),
        target("OpenPGP", ["CLibcrypto", crypto]),
        target("SetReconciliation", ["CPrefetch"]),
        target("Keyring", ["OpenPGP"]),
        target("Replication", ["SetReconciliation"]),
        target("Hexadecimal"),
        target("Listening"),
        target("NodeRequests", ["Hexadecimal"]),
        .target(
            name: "SigningKeys", dependencies: ["CLibcrypto", "OpenPGP", crypto],
            swiftSettings: swiftSettings),
        .target(name: "CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CLibFuzzer", "Hexadecimal", "Keyring", "Listening", "NodeRequests", "OpenPGP",
                "Replication", "SetReconciliation", "SigningKeys", nioCore,
            ],
            swiftSettings: instrumented,
            // The system's gold does not survive the runtime of libFuzzer.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
