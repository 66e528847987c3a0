import KirikaeTestSupport
import Testing

/// Repository rules; a breach is reported as `file:line: message`.
@Suite struct TidyTests {
    /// Every rule finds what it is there to find, and lets pass what is right.
    @Test(arguments: FileRule.all)
    func controls(rule: FileRule) {
        #expect(!rule.broken.isEmpty)
        for file in rule.broken { #expect(!rule.check(file).isEmpty, "not found: \(file.path): \(file.lines)") }
        for file in rule.kept { #expect(rule.check(file) == [], "\(file.lines)") }
    }

    @Test(arguments: FileRule.all)
    func tree(rule: FileRule) {
        report(TidyFile.all.flatMap(rule.check))
    }

    @Test func theTreeIsThere() {
        #expect(TidyFile.all.count > 200)
        #expect(TidyFile.all.contains { $0.path == "Package.swift" })
        #expect(TidyFile.all.contains { $0.path == "Sources/KirikaeEngine/RunMachine.swift" })
        #expect(TidyFile.all.contains { $0.path.hasPrefix("Runbooks/") })
    }

    @Test func manifestControls() {
        let broken = """
            targets: [
                .target(name: "A", dependencies: ["B", .product(name: "C", package: "c")]),
                .target(name: "B"),
                .target(name: "C"),
            ] + [
                ("ATests", ["A", "D"]),
                (
                    "BTests",
                    ["A", "B"]
                ),
            ]
            """
        let manifest = Manifest(broken)
        #expect(manifest.targets.map(\.name) == ["A", "B", "C", "ATests", "BTests"])
        #expect(
            manifest.findings(in: "Package.swift").map(\.description) == [
                "Package.swift:2: A uses B, which is not above it"
            ])
        let file = TidyFile("Tests/BTests/File.swift", "import A\nimport C\nimport Testing\n")
        #expect(
            manifest.undeclaredImports(in: file, folders: ["Tests/BTests": "BTests"]).map(\.description)
                == ["Tests/BTests/File.swift:2: BTests imports C but does not name it in Package.swift"])
    }

    @Test func aTargetUsesOnlyTargetsAboveIt() throws {
        let manifest = Manifest(try ProjectFolder.text(of: "Package.swift"))
        #expect(manifest.targets.count > 25)
        report(manifest.findings(in: "Package.swift"))
        var folders = ["Tests/Benchmarks": "kirikae-benchmark"]
        for target in manifest.targets {
            folders["Sources/\(target.name)"] = target.name
            folders["Tests/\(target.name)"] = target.name
        }
        report(TidyFile.all.filter(\.isSwift).flatMap { manifest.undeclaredImports(in: $0, folders: folders) })
    }

    @Test func codeControls() {
        let source = TidyFile(
            "Sources/A/B.swift",
            "case .a: \"KRK0001\"\ncase .b: \"KRK0002\"\ncase .c: \"KRK0001\"\ncase .d: \"KRK0003\"\n"
                + "case .e: \"KRK0004\"\n")
        let test = TidyFile("Tests/A/B.swift", "KRK0001 KRK0003\n")
        let codes = DiagnosticCodes(
            sources: [source],
            pages: [
                TidyFile("Docs/Diagnostics/KRK0001.md", ""),
                // Shown, but not by a command that a test runs.
                TidyFile(
                    "Docs/Diagnostics/KRK0002.md", "```console\n$ kirikae plan a --lang en\nerror KRK0002: b\n```\n"),
                TidyFile(
                    "Docs/Diagnostics/KRK0004.md", "```console\n$ kirikae check --lang en\nerror KRK0004: b\n```\n"),
                TidyFile("Docs/Diagnostics/KRK0009.md", ""),
            ],
            tests: [test])
        #expect(
            codes.findings.map(\.description) == [
                "Sources/A/B.swift:3: KRK0001 is defined twice",
                "Sources/A/B.swift:2: KRK0002 occurs in no test, nor by ‘check’ on its page",
                "Sources/A/B.swift:4: KRK0003 has no page Docs/Diagnostics/KRK0003.md",
                "Docs/Diagnostics/KRK0009.md:1: no code KRK0009 is defined",
            ])
    }

    @Test func everyCodeIsDefinedOnceExplainedAndTested() {
        // An explanation names codes; it defines none.
        let sources = TidyFile.all.filter {
            $0.path.hasPrefix("Sources/") && !$0.path.hasPrefix("Sources/KirikaeCLI/Explanations/")
        }
        let tests = TidyFile.all.filter { $0.path.hasPrefix("Tests/") && $0.target != "Tests/TidyTests" }
        report(DiagnosticCodes(sources: sources, pages: TidyFile.all, tests: tests).findings)
    }

    /// A promise names the tests that hold it; each must be there.
    @Test(arguments: ["Docs/Guarantees.md", "Docs/FaultMatrix.md"])
    func everyTestThatAPromiseNamesExists(_ path: String) throws {
        let page = try #require(TidyFile.all.first { $0.path == path })
        let tests = TidyFile.all.filter { $0.path.hasPrefix("Tests/") && $0.isSwift }.flatMap(\.code)
        var names: Set<Substring> = []
        for match in page.lines.joined(separator: "\n").matches(of: /`([A-Za-z]+Tests)`/) { names.insert(match.1) }
        #expect(!names.isEmpty)
        for name in names.sorted() {
            let isThere =
                tests.contains { $0.contains("struct \(name)") || $0.contains("class \(name)") }
                || TidyFile.all.contains { $0.target == "Tests/\(name)" }
            if !isThere { Issue.record("\(path) names \(name), which is not there") }
        }
    }

    private func report(_ findings: [TidyFile.Finding], sourceLocation: SourceLocation = #_sourceLocation) {
        for finding in findings { Issue.record("\(finding)", sourceLocation: sourceLocation) }
    }
}
