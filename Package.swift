// swift-tools-version:6.2
import PackageDescription

// Targets stand in the order of their level; imports only point down (Tests/run checks it).
// Release binaries are built with -cross-module-optimization by our scripts: as an unsafe flag in this
// file it would keep the library products from being used as dependencies.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
]

let package = Package(
    name: "chirograph",
    products: [
        .library(name: "JSON", targets: ["JSON"]),
        .library(name: "JSONLD", targets: ["JSONLD"]),
        .library(name: "Multiformats", targets: ["Multiformats"]),
        .library(name: "RDF", targets: ["RDF"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "DataIntegrity", targets: ["DataIntegrity"]),
        .library(name: "DID", targets: ["DID"]),
        .library(name: "JOSE", targets: ["JOSE"]),
        .executable(name: "clrd", targets: ["clrd"]),
        .executable(name: "clr", targets: ["clr"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // 0: C libraries
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // 1
        library("LMDB", ["CLMDB"]),
        library("Cryptography", ["CSodium", "COpenSSL"]),
        library("Compression", ["CZlib"]),
        library("JSON"),
        library("Multiformats"),
        // 2
        library("RDF", ["Cryptography"]),
        library("TransparencyLog", ["Cryptography", "Multiformats"]),
        library("DID", ["Cryptography", "JSON", "Multiformats"]),
        // 3
        library("JSONLD", ["JSON", "RDF"]),
        library("Ledger", ["Cryptography", "JSON", "Multiformats", "TransparencyLog"]),
        // 4
        library("DataIntegrity", ["Cryptography", "DID", "JSON", "JSONLD", "Multiformats", "RDF"]),
        library("JOSE", ["Cryptography", "DID", "JSON", "Multiformats"]),
        library("Gossip", ["Cryptography", "Ledger", "TransparencyLog"]),
        // 5
        library(
            "Credentials",
            ["Compression", "Cryptography", "DataIntegrity", "DID", "JOSE", "JSON", "JSONLD", "Ledger", "Multiformats"]),
        // 6
        library(
            "Exchange", ["Credentials", "Cryptography", "DataIntegrity", "DID", "JSON", "Ledger", "Multiformats"]),
        library("RecordImport", ["Credentials", "JSON"]),
        library("NodeHome", ["Credentials", "Cryptography", "JSON", "Ledger", "Multiformats"]),
        library("Store", ["Cryptography", "JSON", "Ledger", "LMDB", "TransparencyLog"]),
        // 7
        library("ControlClient", ["JSON"]),
        library(
            "Node",
            [
                "Credentials", "Cryptography", "DataIntegrity", "DID", "Exchange", "Gossip", "JOSE", "JSON", "Ledger",
                "Multiformats", "NodeHome", "RecordImport", "Store", "TransparencyLog", logging,
            ]),
        // 8
        library("PeerTransport", ["Cryptography", logging, lifecycle, nioSSL] + nio),
        library("ControlRPC", ["ControlClient", "JSON", logging, lifecycle] + nio),
        library(
            "WebFetch",
            [
                nioSSL, .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio),
        // 9
        program(
            "clrd",
            [
                "ControlClient", "ControlRPC", "Cryptography", "Exchange", "JSON", "Node", "NodeHome",
                "PeerTransport", "Store", arguments, logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        program(
            "clr",
            [
                "ControlClient", "Credentials", "Cryptography", "DataIntegrity", "DID", "Exchange", "JSON", "JSONLD",
                "Ledger", "Multiformats", "NodeHome", "RDF", "Store", "TransparencyLog", "WebFetch", arguments,
            ]),
        // The dishonest host of Network/demo; no product.
        .executableTarget(
            name: "rogue",
            dependencies: [
                "Exchange", "Gossip", "Ledger", "NodeHome", "PeerTransport", "Store", "TransparencyLog", arguments,
                logging, lifecycle,
            ], path: "Network/Rogue", swiftSettings: settings),
        // Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "Cryptography", "JSON", "Ledger", "TransparencyLog", nioSSL,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio,
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("CompressionTests", ["Compression"]),
        tests("JSONTests", ["JSON"]),
        tests("MultiformatsTests", ["Multiformats", "JSON"]),
        tests("CryptographyTests", ["Cryptography", "Multiformats"]),
        tests("LMDBTests", ["LMDB"]),
        tests("RDFTests", ["RDF", "Cryptography"]),
        tests("JSONLDTests", ["JSONLD", "JSON", "RDF", "Cryptography"]),
        tests("TransparencyLogTests", ["TransparencyLog", "Cryptography", "Multiformats", "JSON"]),
        tests("DIDTests", ["DID", "JSON", "Cryptography", "Multiformats"]),
        tests("DataIntegrityTests", ["DataIntegrity", "DID", "JSON", "JSONLD", "Cryptography", "Multiformats", "RDF"]),
        tests("JOSETests", ["JOSE", "DID", "JSON", "Cryptography", "Multiformats"]),
        tests("LedgerTests", ["Ledger", "TransparencyLog", "Cryptography", "JSON", "Multiformats"]),
        tests("GossipTests", ["Gossip", "Ledger", "TransparencyLog", "Cryptography", "JSON", "Multiformats"]),
        tests("StoreTests", ["Store", "LMDB", "Ledger", "TransparencyLog", "Cryptography"]),
        tests(
            "CredentialsTests",
            [
                "Compression", "Credentials", "DataIntegrity", "DID", "JSON", "Ledger", "Cryptography", "Multiformats",
                "TransparencyLog",
            ]
        ),
        tests("RecordImportTests", ["RecordImport", "Credentials", "JSON"]),
        tests(
            "NodeTests",
            [
                "Node", "Credentials", "Cryptography", "DID", "Exchange", "Gossip", "JSON", "LMDB", "Ledger",
                "Multiformats", "NodeHome", "RecordImport", "Store", "TransparencyLog", logging,
            ]),
        tests(
            "ProcessTests",
            [
                "clr", "clrd", "ControlClient", "Credentials", "Cryptography", "DID", "DataIntegrity", "JSON", "LMDB",
                "Ledger", "NodeHome", "PeerTransport", "Store", "TransparencyLog", logging,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests("WebFetchTests", ["WebFetch", .product(name: "NIOHTTP1", package: "swift-nio")]),
        tests("PeerTransportTests", ["PeerTransport", "Cryptography", logging, nioSSL] + nio),
        tests(
            "ExchangeTests",
            ["Exchange", "Credentials", "Cryptography", "DataIntegrity", "DID", "JSON", "Ledger", "Multiformats"]),
        tests("NodeHomeTests", ["NodeHome", "Credentials", "Cryptography", "JSON", "Ledger", "Multiformats"]),
        tests(
            "ControlRPCTests",
            [
                "ConformanceSuites", "ControlClient", "ControlRPC", "Cryptography", "Exchange", "JSON", "Ledger",
                "Node", "NodeHome", "Store", logging, lifecycle,
            ] + nio),
        // Public test suites, as a command (Tests/conformance) and inside `swift test`
        .target(
            name: "ConformanceSuites",
            dependencies: [
                "ControlClient", "ControlRPC", "Credentials", "Cryptography", "DataIntegrity", "DID", "JOSE", "JSON",
                "JSONLD", "Ledger", "Multiformats", "RDF", "TestSupport", "TransparencyLog",
            ], path: "Tests/ConformanceSuites", swiftSettings: settings),
        .executableTarget(
            name: "conformance", dependencies: ["ConformanceSuites", "TestSupport"], path: "Tests/ConformanceRunner",
            swiftSettings: settings),
        tests("ConformanceTests", ["ConformanceSuites"]),
        // Broken input for every parser of foreign bytes: Tests/fuzz, and a short run inside `swift test`
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Credentials", "Cryptography", "DataIntegrity", "DID", "Exchange", "Gossip", "JOSE", "JSON", "JSONLD",
                "Ledger", "Multiformats", "RDF", "RecordImport", "TestSupport", "TransparencyLog",
            ], path: "Tests/FuzzTargets", swiftSettings: settings),
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer", swiftSettings: settings),
        tests("FuzzTests", ["FuzzTargets"]),
        // Tests/bench; no product.
        .executableTarget(
            name: "bench",
            dependencies: [
                "Credentials", "Cryptography", "DataIntegrity", "DID", "Exchange", "Gossip", "JSON", "JSONLD", "Ledger",
                "LMDB", "Node", "RDF", "RecordImport", "Store", "TestSupport", "TransparencyLog", logging,
            ], path: "Tests/Benchmarks", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
