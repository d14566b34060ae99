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

let package = Package(
    name: "chirograph",
    products: [
        .library(name: "JSON", targets: ["JSON"]),
        .library(name: "Multiformats", targets: ["Multiformats"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "DataIntegrity", targets: ["DataIntegrity"]),
    ],
    targets: [
        // 0: C libraries
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // 1
        library("LMDB", ["CLMDB"]),
        library("Cryptography", ["CSodium", "COpenSSL"]),
        library("JSON"),
        library("Multiformats"),
        // 2
        library("TransparencyLog", ["Cryptography", "Multiformats"]),
        library("DID", ["Cryptography", "JSON", "Multiformats"]),
        // 3
        library("Ledger", ["Cryptography", "JSON", "Multiformats", "TransparencyLog"]),
        // 4
        library("DataIntegrity", ["Cryptography", "DID", "JSON", "Multiformats"]),
        library("Gossip", ["Cryptography", "Ledger", "TransparencyLog"]),
        library("NodeHome", ["Cryptography", "JSON", "Ledger", "Multiformats"]),
        library("Store", ["Cryptography", "JSON", "Ledger", "LMDB", "TransparencyLog"]),
        // 7
        library("ControlClient", ["JSON"]),
        // Tests
        .target(
            name: "TestSupport", dependencies: ["Cryptography", "JSON", "Ledger", "TransparencyLog"],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("CryptographyTests", ["Cryptography", "Multiformats"]),
        tests("TransparencyLogTests", ["TransparencyLog", "Cryptography", "Multiformats", "JSON"]),
    ],
    swiftLanguageModes: [.v6]
)
