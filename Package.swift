// swift-tools-version:6.1
import PackageDescription

// The manifest is the pipeline: read the targets from top to bottom. A target uses only targets above it.
// `Tests/TidyTests` holds the tree to this rule and says which target may import what.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Optimized in debug builds too: tests put hundreds of thousands of damaged journals through these, and rehearse every plan in every
// situation. The tests take a third of the time.
let fast = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// Reviewed texts beside the tests that compare with them.
let withSnapshots: Set<String> = [
    "KirikaeCLITests", "KirikaeDiagnosticsTests", "KirikaeFormsTests", "KirikaePlanTests", "KirikaeRunbookTests",
    "KirikaeSyntaxTests", "RunbookTests",
]

// What else lies beside tests and is no source.
let excluded: [String: [String]] = [
    "FaultMatrixTests": ["Block", "Runbooks"],
    "KirikaeAuditTests": ["verify.py", "Vector"],
    "KirikaePlanTests": ["Differences", "Snapshots"],
    "KirikaeSyntaxTests": ["Snapshots", "YAMLTestSuite"],
]

let package = Package(
    name: "kirikae",
    products: [
        .executable(name: "kirikae", targets: ["kirikae"]),
        .executable(name: "kirikae-audit", targets: ["kirikae-audit"]),
        .executable(name: "kirikae-simulator", targets: ["kirikae-simulator"]),
        .executable(name: "kirikae-benchmark", targets: ["kirikae-benchmark"]),
        .executable(name: "kirikae-seeded-runs", targets: ["kirikae-seeded-runs"]),
        .executable(name: "kirikae-random-edits", targets: ["kirikae-random-edits"]),
        // Loaded by tests into the engine to kill it at an exact place.
        .library(name: "CFaultInjection", type: .dynamic, targets: ["CFaultInjection"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    ],
    targets: [
        // C libraries of the system.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CLibCURL"),
        .target(name: "CLibCAres"),
        .target(name: "CLibSpawn"),
        .target(name: "CLibClock"),
        .target(name: "CLibMalloc"),
        .target(name: "CLibStatx"),

        // The pipeline.
        .target(name: "KirikaeCanonicalJSON", swiftSettings: fast),
        .target(name: "KirikaeDiagnostics", dependencies: ["KirikaeCanonicalJSON"], swiftSettings: fast),
        .target(name: "KirikaeSyntax", dependencies: ["CLibYAML", "KirikaeDiagnostics"], swiftSettings: fast),
        .target(
            name: "KirikaeService",
            dependencies: ["KirikaeDiagnostics", "KirikaeSyntax"],
            swiftSettings: fast),
        .target(
            name: "KirikaeRunbook",
            dependencies: ["KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService"],
            swiftSettings: fast),
        .target(
            name: "KirikaePlan",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: fast),
        .target(
            name: "KirikaeForms",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook",
                "KirikaePlan",
            ],
            swiftSettings: fast),
        .target(
            name: "KirikaeEngine",
            dependencies: ["KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook", "KirikaePlan"],
            swiftSettings: fast),
        .target(
            name: "KirikaeExplorer",
            dependencies: [
                "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook", "KirikaePlan",
                "KirikaeEngine",
            ],
            swiftSettings: fast),
        .target(name: "KirikaeProcess", dependencies: ["CLibSpawn"], swiftSettings: strict),
        // The record and its audit. They know nothing of runbooks, so that `kirikae-audit` is small.
        .target(
            name: "KirikaeCheckpoint", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: fast),
        .target(
            name: "KirikaeSignatures", dependencies: ["KirikaeCanonicalJSON", "KirikaeProcess", "KirikaeCheckpoint"],
            swiftSettings: strict),
        .target(
            name: "KirikaeJournal",
            dependencies: [
                "CLibStatx", "KirikaeCanonicalJSON", "KirikaeCheckpoint",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: fast),
        .target(
            name: "KirikaeAudit",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeProcess", "KirikaeCheckpoint",
                "KirikaeSignatures", "KirikaeJournal",
            ],
            swiftSettings: strict),
        .target(
            name: "KirikaeRunRecord",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook",
                "KirikaePlan", "KirikaeEngine", "KirikaeSignatures", "KirikaeCheckpoint", "KirikaeJournal",
            ],
            swiftSettings: strict),
        .target(
            name: "KirikaeWorlds",
            dependencies: [
                "CLibCURL", "CLibCAres", "CLibSpawn", "CLibClock", "KirikaeCanonicalJSON", "KirikaeDiagnostics",
                "KirikaeSyntax",
                "KirikaeService", "KirikaeRunbook", "KirikaePlan", "KirikaeEngine", "KirikaeProcess",
                "KirikaeSignatures", "KirikaeCheckpoint", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(name: "KirikaeConsolePrograms", swiftSettings: strict),
        .target(
            name: "KirikaeSimulator",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService",
                "KirikaeConsolePrograms",
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict),
        .target(
            name: "KirikaeCLI",
            dependencies: [
                "CLibMalloc", "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService",
                "KirikaeRunbook",
                "KirikaePlan", "KirikaeForms", "KirikaeEngine", "KirikaeExplorer", "KirikaeProcess",
                "KirikaeSignatures",
                "KirikaeCheckpoint", "KirikaeJournal", "KirikaeAudit", "KirikaeRunRecord", "KirikaeWorlds",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What is started from a shell. The simulator is a program of its own so that `kirikae` does not carry a web
        // server, and so that the contact centre outlives an engine that is killed.
        .executableTarget(
            name: "kirikae", dependencies: ["CLibMalloc", "KirikaeCLI"], swiftSettings: strict,
            // A run remembers which build made its plan.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--build-id=sha1"])]),
        .executableTarget(
            name: "kirikae-audit",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeCheckpoint", "KirikaeSignatures",
                "KirikaeJournal",
                "KirikaeAudit",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "kirikae-simulator",
            dependencies: [
                "KirikaeDiagnostics", "KirikaeService", "KirikaeConsolePrograms", "KirikaeSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "kirikae-simulated-program", dependencies: ["KirikaeConsolePrograms"], swiftSettings: strict),
        // Texts that the tests hold to a finding, and the benchmark to a time.
        .target(name: "HostileInput", path: "Tests/HostileInput", swiftSettings: strict),
        .executableTarget(
            name: "kirikae-benchmark",
            dependencies: [
                "CLibYAML", "HostileInput", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook",
                "KirikaePlan",
                "KirikaeEngine", "KirikaeProcess", "KirikaeCheckpoint", "KirikaeJournal", "KirikaeAudit",
                "KirikaeRunRecord",
                "KirikaeExplorer", "KirikaeWorlds", "KirikaeCLI", "KirikaeCanonicalJSON",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Tests/Benchmarks",
            swiftSettings: strict),

        // Tests mirror the sources.
        .target(name: "CFaultInjection", path: "Tests/CFaultInjection", linkerSettings: [.linkedLibrary("dl")]),
        .target(
            name: "JournalTestSupport", dependencies: ["KirikaeCanonicalJSON", "KirikaeCheckpoint", "KirikaeJournal"],
            path: "Tests/JournalTestSupport", swiftSettings: fast),
        // Whole runs in memory in which everything goes wrong that can, from one number each.
        .target(
            name: "RunSimulation",
            dependencies: [
                "JournalTestSupport", "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService",
                "KirikaeRunbook", "KirikaePlan", "KirikaeEngine", "KirikaeCheckpoint", "KirikaeJournal",
                "KirikaeRunRecord",
            ],
            path: "Tests/RunSimulation", swiftSettings: strict),
        .executableTarget(
            name: "kirikae-seeded-runs", dependencies: ["RunSimulation"], path: "Tests/SeededRuns",
            exclude: ["seeds.txt"], swiftSettings: strict),
        // Random edits of runbooks, each against what a comparison says of it.
        .target(
            name: "RunbookEdits",
            dependencies: [
                "KirikaeCanonicalJSON", "KirikaeDiagnostics", "KirikaeSyntax", "KirikaeService", "KirikaeRunbook",
                "KirikaePlan",
            ],
            path: "Tests/RunbookEdits", swiftSettings: strict),
        .executableTarget(
            name: "kirikae-random-edits", dependencies: ["RunbookEdits", "KirikaeRunbook"], path: "Tests/RandomEdits",
            swiftSettings: strict),
        .target(
            name: "KirikaeTestSupport", dependencies: ["KirikaeDiagnostics", "KirikaeProcess"],
            path: "Tests/KirikaeTestSupport",
            swiftSettings: strict),
    ]
        + [
            ("KirikaeCanonicalJSONTests", ["KirikaeCanonicalJSON"]),
            ("KirikaeDiagnosticsTests", ["KirikaeDiagnostics", "KirikaeCanonicalJSON"]),
            ("KirikaeSyntaxTests", ["CLibYAML", "HostileInput", "KirikaeSyntax", "KirikaeDiagnostics"]),
            ("KirikaeServiceTests", ["KirikaeService", "KirikaeSyntax", "KirikaeDiagnostics"]),
            ("KirikaeRunbookTests", ["KirikaeRunbook", "KirikaeService", "KirikaeSyntax", "KirikaeDiagnostics"]),
            (
                "KirikaePlanTests",
                [
                    "KirikaePlan", "KirikaeRunbook", "KirikaeService", "KirikaeSyntax", "KirikaeDiagnostics",
                    "KirikaeCanonicalJSON",
                ]
            ),
            (
                "KirikaeFormsTests",
                [
                    "KirikaeForms", "KirikaePlan", "KirikaeRunbook", "KirikaeService", "KirikaeSyntax",
                    "KirikaeDiagnostics", "KirikaeCanonicalJSON",
                ]
            ),
            (
                "KirikaeEngineTests",
                [
                    "KirikaeEngine", "KirikaePlan", "KirikaeRunbook", "KirikaeService", "KirikaeSyntax",
                    "KirikaeDiagnostics",
                ]
            ),
            (
                "KirikaeExplorerTests",
                [
                    "KirikaeExplorer", "KirikaeEngine", "KirikaePlan", "KirikaeRunbook", "KirikaeService",
                    "KirikaeSyntax", "KirikaeDiagnostics", "KirikaeWorlds",
                ]
            ),
            ("KirikaeProcessTests", ["KirikaeProcess"]),
            (
                "KirikaeSignaturesTests",
                ["KirikaeSignatures", "KirikaeCheckpoint", "KirikaeProcess", "KirikaeCanonicalJSON"]
            ),
            ("KirikaeCheckpointTests", ["KirikaeCheckpoint"]),
            (
                "KirikaeJournalTests",
                ["JournalTestSupport", "KirikaeJournal", "KirikaeCheckpoint", "KirikaeCanonicalJSON"]
            ),
            (
                "KirikaeAuditTests",
                [
                    "JournalTestSupport", "KirikaeAudit", "KirikaeJournal", "KirikaeCheckpoint", "KirikaeSignatures",
                    "KirikaeProcess", "KirikaeDiagnostics", "KirikaeCanonicalJSON",
                ]
            ),
            (
                "KirikaeRunRecordTests",
                [
                    "KirikaeRunRecord", "KirikaeJournal", "KirikaeCheckpoint", "KirikaeSignatures", "KirikaeEngine",
                    "KirikaePlan", "KirikaeService", "KirikaeRunbook", "KirikaeSyntax", "KirikaeCanonicalJSON",
                    "KirikaeDiagnostics",
                ]
            ),
            (
                "KirikaeWorldsTests",
                [
                    "KirikaeWorlds", "KirikaeProcess", "KirikaeSignatures", "KirikaeCheckpoint", "KirikaeEngine",
                    "KirikaePlan", "KirikaeRunbook", "KirikaeService", "KirikaeSyntax", "KirikaeDiagnostics",
                    "KirikaeCanonicalJSON",
                ]
            ),
            (
                "KirikaeSimulatorTests",
                [
                    "KirikaeSimulator", "KirikaeConsolePrograms", "KirikaeService", "KirikaeSyntax",
                    "KirikaeCanonicalJSON", "KirikaeDiagnostics",
                ]
            ),
            (
                "KirikaeCLITests",
                [
                    "CFaultInjection", "KirikaeCLI", "KirikaeExplorer", "KirikaeForms", "KirikaeEngine",
                    "KirikaeProcess",
                    "KirikaeSignatures",
                    "KirikaeCheckpoint", "KirikaeJournal", "KirikaeAudit", "KirikaeRunRecord", "KirikaeWorlds",
                    "KirikaePlan",
                    "KirikaeService", "KirikaeRunbook", "KirikaeSyntax", "KirikaeDiagnostics", "KirikaeCanonicalJSON",
                ]
            ),
            (
                "RunbookTests",
                [
                    "KirikaeCLI", "KirikaeExplorer", "KirikaeEngine", "KirikaePlan", "KirikaeService", "KirikaeRunbook",
                    "KirikaeSyntax", "KirikaeDiagnostics", "KirikaeCanonicalJSON", "KirikaeProcess", "KirikaeWorlds",
                    "RunbookEdits",
                ]
            ),
            (
                "ExamplesTests",
                [
                    "KirikaeCLI", "KirikaeEngine", "KirikaePlan", "KirikaeService", "KirikaeRunbook", "KirikaeSyntax",
                    "KirikaeDiagnostics", "KirikaeProcess", "KirikaeWorlds",
                ]
            ),
            (
                "CrashStateTests",
                [
                    "JournalTestSupport", "RunSimulation", "KirikaeRunRecord", "KirikaeEngine", "KirikaePlan",
                    "KirikaeJournal", "KirikaeCheckpoint", "KirikaeCanonicalJSON",
                ]
            ),
            (
                "FaultMatrixTests",
                [
                    "KirikaeCLI", "KirikaeEngine", "KirikaePlan", "KirikaeService", "KirikaeRunbook", "KirikaeSyntax",
                    "KirikaeDiagnostics",
                ]
            ),
            (
                "DrillTests",
                [
                    "KirikaeSimulator", "KirikaeCLI", "KirikaeEngine", "KirikaePlan", "KirikaeService",
                    "KirikaeRunbook",
                    "KirikaeSyntax", "KirikaeDiagnostics", "KirikaeWorlds", "KirikaeCanonicalJSON",
                ]
            ),
            ("TidyTests", []),
        ].map { name, dependencies in
            .testTarget(
                name: name,
                dependencies: ["KirikaeTestSupport"] + dependencies.map { .target(name: $0) },
                exclude: excluded[name] ?? (withSnapshots.contains(name) ? ["Snapshots"] : []),
                swiftSettings: strict)
        }
)
