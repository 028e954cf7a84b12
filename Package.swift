// swift-tools-version: 6.1
// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let dequeModule = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let targets: [Target] = [
    // C: system modules
    .systemLibrary(name: "CLibpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),

    // 0: values and cells, nothing of ours
    .target(name: "Governance", swiftSettings: strict),
    .target(name: "CellCanvas", swiftSettings: strict),

    // 1: PostgreSQL, terminal, themes
    .target(name: "Postgres", dependencies: ["CLibpq", logging, dequeModule], swiftSettings: strict),
    .target(name: "NcursesTerminal", dependencies: ["CNcurses", "CellCanvas"], swiftSettings: strict),
    .target(
        name: "ThemeKit", dependencies: ["CellCanvas", yams], resources: [.copy("../../Themes")],
        swiftSettings: strict),

    // 2: the private server
    .target(
        name: "PrivateCluster", dependencies: ["Postgres", logging, subprocess, systemPackage], swiftSettings: strict),

    // 3: the edges of the domain
    .target(
        name: "GovernanceStore", dependencies: ["Governance", "Postgres", crypto, logging],
        resources: [.copy("Migrations"), .copy("Demonstration")], swiftSettings: strict),
    .target(name: "SourceCoverage", dependencies: ["Governance", crypto, logging], swiftSettings: strict),
    .target(
        name: "LogExchange", dependencies: ["Governance", crypto, subprocess, systemPackage],
        swiftSettings: strict),

    // 4: the console without its terminal
    .target(
        name: "ConsoleUI", dependencies: ["Governance", "CellCanvas", "ThemeKit"],
        swiftSettings: strict),
    .target(
        name: "ConsoleRuntime", dependencies: ["ConsoleUI", "Governance", "CellCanvas", "ThemeKit"],
        swiftSettings: strict),

    // 4: what both programs go by
    .target(
        name: "CountersignProgram",
        dependencies: [
            "Governance", "GovernanceStore", "Postgres", "PrivateCluster", "SourceCoverage", configuration, logging,
        ],
        swiftSettings: strict),

    // 5: the programs; the daemon alone has SwiftNIO below it
    .executableTarget(
        name: "countersign",
        dependencies: [
            "CellCanvas", "ConsoleRuntime", "ConsoleUI", "CountersignProgram", "Governance", "GovernanceStore",
            "LogExchange", "NcursesTerminal", "Postgres", "PrivateCluster", "SourceCoverage", "ThemeKit",
            argumentParser, crypto, logging, yams,
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "countersignd",
        dependencies: [
            "CellCanvas", "CountersignProgram", "Governance", "GovernanceStore", "LogExchange", "Postgres",
            "PrivateCluster", "SourceCoverage", argumentParser, hummingbird, hummingbirdCore, logging, nioCore,
            nioPosix, serviceLifecycle, unixSignals,
        ],
        swiftSettings: strict),

    // Tests
    .target(
        name: "GovernanceTestSupport",
        dependencies: [
            "CellCanvas", "Governance", "GovernanceStore", "Postgres", "PrivateCluster", crypto, subprocess,
            systemPackage,
        ],
        path: "Tests/GovernanceTestSupport", swiftSettings: strict),
    .testTarget(name: "CellCanvasTests", dependencies: ["CellCanvas"], swiftSettings: strict),
    .testTarget(
        name: "ConsoleRuntimeTests", dependencies: ["ConsoleRuntime", "ConsoleUI", "GovernanceTestSupport"],
        swiftSettings: strict),
    .testTarget(
        name: "ConsoleUITests", dependencies: ["ConsoleUI", "CellCanvas", "ThemeKit", "GovernanceTestSupport"],
        exclude: ["__Screens__"], swiftSettings: strict),
    .testTarget(name: "GovernanceTests", dependencies: ["Governance"], swiftSettings: strict),
    .testTarget(
        name: "GovernanceStoreTests",
        dependencies: ["GovernanceStore", "GovernanceTestSupport", "Governance", "Postgres", logging],
        swiftSettings: strict),
    .testTarget(
        name: "LogExchangeTests",
        dependencies: ["LogExchange", "Governance", "GovernanceTestSupport", crypto, subprocess],
        swiftSettings: strict),
    .testTarget(
        name: "NcursesTerminalTests", dependencies: ["NcursesTerminal", "CellCanvas", subprocess], swiftSettings: strict
    ),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", "GovernanceTestSupport"], swiftSettings: strict),
    .testTarget(
        name: "PrivateClusterTests",
        dependencies: ["PrivateCluster", "Postgres", "GovernanceTestSupport", subprocess, systemPackage],
        swiftSettings: strict),
    .testTarget(
        name: "SourceCoverageTests", dependencies: ["SourceCoverage", "Governance", "GovernanceTestSupport"],
        swiftSettings: strict),
    .testTarget(name: "ThemeKitTests", dependencies: ["ThemeKit", "CellCanvas"], swiftSettings: strict),
    .testTarget(
        name: "CountersignTests",
        dependencies: [
            "countersign", "CountersignProgram", "GovernanceTestSupport", "Postgres", "PrivateCluster", argumentParser,
            crypto, logging, subprocess,
        ],
        swiftSettings: strict),
    .testTarget(
        name: "CountersigndTests",
        dependencies: [
            "countersignd", "CountersignProgram", "Governance", "GovernanceStore", "GovernanceTestSupport",
            "LogExchange", "Postgres", "SourceCoverage", argumentParser, logging, nioCore, nioPosix,
            serviceLifecycle, subprocess, systemPackage,
        ],
        swiftSettings: strict),
]

let package = Package(
    name: "countersign",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "countersign", targets: ["countersign"]),
        .executable(name: "countersignd", targets: ["countersignd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
