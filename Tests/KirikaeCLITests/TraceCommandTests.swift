import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `trace` as a user meets it, in the folder of the tutorial with a fact index of its own.
@Suite struct TraceCommandTests {
    /// Facts beside those that the tutorial names.
    private static let index = """
        kirikae: 1
        manual: example-volume
        title: {ja: 例のマニュアル, en: The example manual}
        edition: "1.0"
        date: "2025-05-28"
        facts:
        NAMED
          - {id: T-C1, kind: condition, text: {ja: 契約がある。, en: There is a contract.}, excused: {ja: 契約の確認は事業者が行うため。, en: The provider checks the contract.}}
          - {id: T-X1, kind: prohibition, function: portal, direction: both, text: {ja: 同時に実行しない。, en: Never run both at once.}}
          - {id: T-Z1, kind: erratum, severity: high, text: {ja: 順序が矛盾している。, en: The order contradicts itself.}}
          - {id: T-Z2, kind: erratum, severity: low, text: {ja: 図の番号が違う。, en: A figure has the wrong number.}}
          - {id: T-T1, kind: term, text: {ja: DR とは予備の拠点。, en: DR is the spare site.}}

        """

    private struct Folder {
        let folder: TemporaryFolder
        var runbooks: String { folder.path + "/Runbooks" }

        init(index: String?) throws {
            folder = try TemporaryFolder()
            var named: Set<String> = []
            for name in ["service.yaml", "lab.yaml", "switchover.yaml"] {
                let text = try ProjectFolder.text(of: "Docs/tutorial/\(name)")
                try folder.write(text, to: "Runbooks/\(name)")
                for match in text.matches(of: #/source: \[([^\]]*)\]/#) {
                    named.formUnion(match.1.split(separator: ",").map { $0.filter { $0 != " " } })
                }
            }
            let lines = named.sorted().map {
                "  - {id: \($0), kind: step, function: portal, text: {ja: 手順「\($0)」を行う。, en: Do step ‘\($0)’.}}"
            }
            guard let index else { return }
            try folder.write(
                index.replacing("NAMED", with: lines.joined(separator: "\n")), to: "Runbooks/manual.yaml")
        }

        func trace(_ arguments: String...) async throws -> BuiltProgram.Ending {
            try await BuiltProgram.run(["trace", "--runbooks", runbooks] + arguments)
        }

        func shown(_ ending: BuiltProgram.Ending) -> String {
            (ending.output + ending.error).replacing(folder.path + "/", with: "")
        }
    }

    private static let complete = index.replacing(
        "en: Never run both at once.}}",
        with: "en: Never run both at once.}, excused: {ja: 機能が 1 つのため。, en: There is only one function.}}"
    ).replacing("severity: high", with: "severity: low")

    @Test(arguments: ["ja", "en"])
    func theWholeTrace(lang: String) async throws {
        let folder = try Folder(index: Self.index)
        let ending = try await folder.trace("--lang", lang)
        #expect(ending.status == ExitStatus.notTraced.rawValue, "\(ending.error)")
        assertSnapshot(folder.shown(ending), named: "trace.summary.\(lang)")
        let kind = try await folder.trace("--lang", lang, "--kind", "erratum")
        #expect(kind.status == ExitStatus.notTraced.rawValue)
        assertSnapshot(folder.shown(kind), named: "trace.kind.\(lang)")
        // Another kind has no gap.
        #expect(try await folder.trace("--kind", "step").status == 0)
    }

    @Test(arguments: ["ja", "en"])
    func factToPlacesAndRunbookToFacts(lang: String) async throws {
        let folder = try Folder(index: Self.index)
        let carried = try await folder.trace("--fact", "OPS-01", "--lang", lang)
        let excused = try await folder.trace("--fact", "T-C1", "--lang", lang)
        let runbook = try await folder.trace("--runbook", "shop.switchover", "--lang", lang)
        #expect(carried.status == 0 && excused.status == 0 && runbook.status == 0, "\(excused.error)\(runbook.error)")
        assertSnapshot(
            [carried, excused, runbook].map(folder.shown).joined(separator: "\n"),
            named: "trace.fact-and-runbook.\(lang)")
    }

    @Test func withoutAGapItEndsWell() async throws {
        let folder = try Folder(index: Self.complete)
        let ending = try await folder.trace("--lang", "en")
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("✓ Every fact that must be is carried or excused."))
    }

    @Test(arguments: ["ja", "en"])
    func aNewerEdition(lang: String) async throws {
        let folder = try Folder(index: Self.complete)
        let old = try folder.folder.read("Runbooks/manual.yaml")
        let step = try #require(old.split(separator: "\n").first { $0.contains("kind: step") })
        var new = old.replacing("edition: \"1.0\"", with: "edition: \"2.0\"")
        new = new.replacing("en: DR is the spare site.", with: "en: DR is the standby site.")
        new = new.replacing(step, with: "  - {id: T-N1, kind: step, text: {ja: 新しい手順。, en: A new step.}}")
        let file = try folder.folder.write(new, to: "new.yaml")
        let ending = try await folder.trace("--against", file, "--lang", lang)
        #expect(ending.status == ExitStatus.notTraced.rawValue)
        assertSnapshot(folder.shown(ending), named: "trace.against.\(lang)")
        let same = try folder.folder.write(old, to: "same.yaml")
        #expect(try await folder.trace("--against", same).status == 0)
    }

    @Test func forPrograms() async throws {
        let folder = try Folder(index: Self.index)
        func object(_ arguments: String...) async throws -> Any {
            let ending = try await BuiltProgram.run(
                ["trace", "--runbooks", folder.runbooks, "--format", "json"] + arguments)
            return try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        }
        let whole = try #require(try await object() as? [String: Any])
        #expect(whole["version"] as? Int == 1)
        #expect(whole["gaps"] as? [String] == ["T-X1", "T-Z1"])
        let facts = try #require(whole["facts"] as? [[String: Any]])
        let holders = try #require(whole["holders"] as? [[String: Any]])
        // From facts to places and from places to facts: the same pairs.
        let there = facts.flatMap { fact in
            ((fact["places"] as? [[String: Any]]) ?? []).map {
                "\($0["name"] ?? "") \($0["part"] ?? "") \(fact["id"] ?? "")"
            }
        }
        let back = holders.flatMap { holder in
            ((holder["facts"] as? [[String: Any]]) ?? []).map {
                "\(holder["name"] ?? "") \($0["part"] ?? "") \($0["fact"] ?? "")"
            }
        }
        #expect(Set(there) == Set(back) && !there.isEmpty)
        let one = try #require(try await object("--fact", "T-C1") as? [String: Any])
        #expect(one["state"] as? String == "excused" && one["required"] as? Bool == true)
        let kind = try #require(try await object("--kind", "erratum") as? [String: Any])
        #expect((kind["facts"] as? [Any])?.count == 2 && kind["gaps"] as? [String] == ["T-Z1"])
        #expect(try await object("--runbook", "shop.switchover") is [Any])
        let file = try folder.folder.write(
            folder.folder.read("Runbooks/manual.yaml").replacing("id: T-T1", with: "id: T-T2"), to: "new.yaml")
        let newer = try #require(try await object("--against", file) as? [String: Any])
        #expect((newer["added"] as? [Any])?.count == 1 && (newer["removed"] as? [Any])?.count == 1)
        #expect((newer["dangling"] as? [Any])?.isEmpty == true)
    }

    /// KRK0770 to KRK0774, and what else is wrong on the command line.
    @Test func whatItCannotAnswer() async throws {
        let folder = try Folder(index: Self.index)
        let bare = try Folder(index: nil)
        let other = try folder.folder.write(
            folder.folder.read("Runbooks/manual.yaml").replacing("example-volume", with: "other-volume"),
            to: "other.yaml")
        let broken = try folder.folder.write("kirikae: 1\nmanual: example-volume\nfacts: []\n", to: "broken.yaml")
        let cases: [(String, Int32, Folder, [String])] = [
            ("KRK0770", 10, bare, []), ("KRK0771", 10, folder, ["--fact", "T-C9"]),
            ("KRK0772", 10, folder, ["--runbook", "shop.switchovr"]),
            ("KRK0773", 10, folder, ["--against", folder.runbooks + "/service.yaml"]),
            ("KRK0774", 10, folder, ["--against", other]), ("KRK0109", 10, folder, ["--against", broken]),
            ("KRK0701", 10, folder, ["--against", "/nonexistent"]), ("", 64, folder, ["--kind", "stp"]),
            ("Give one of", 64, folder, ["--fact", "T-C1", "--kind", "step"]),
        ]
        for (code, status, folder, arguments) in cases {
            let ending = try await BuiltProgram.run(
                ["trace", "--runbooks", folder.runbooks, "--lang", "en"] + arguments)
            #expect(ending.status == status, "\(arguments) \(ending.output)\(ending.error)")
            #expect(code.isEmpty || ending.error.contains(code), "\(ending.error)")
            #expect(ending.output.isEmpty)
        }
    }

    /// A sentence of the index changes neither the fingerprint of a plan nor what a run pins.
    @Test func aSentenceChangesNoPlan() async throws {
        let folder = try Folder(index: Self.complete)
        func plan() async throws -> String {
            let ending = try await BuiltProgram.run(
                ["plan", "shop.switchover", "-e", "lab", "--runbooks", folder.runbooks, "--format", "json"])
            #expect(ending.status == 0, "\(ending.error)")
            return ending.output
        }
        let before = try await plan()
        let text = try folder.folder.read("Runbooks/manual.yaml")
        try folder.folder.write(text.replacing("spare site", with: "standby site"), to: "Runbooks/manual.yaml")
        #expect(try await plan() == before)
    }

    /// A run that stands still goes on although a sentence of the index was mended; a runbook would hold it up.
    @Test func aSentenceHoldsNoRunUp() async throws {
        let small = try SmallProject()
        func write(_ text: String) throws {
            let facts = "facts:\n  - {id: M1-01, kind: step, text: {ja: 行う。, en: \(text).}}\n"
            try small.folder.write(
                (Self.index.components(separatedBy: "facts:").first ?? "") + facts,
                to: "Runbooks/manual.yaml")
        }
        try write("Do it")
        let program = try await small.begin()
        program.signal(SIGKILL)
        _ = try await program.end()
        let pinned = try FileManager.default.subpathsOfDirectory(atPath: small.state + "/runs/r/pinned")
        #expect(pinned.contains("small.yaml") && !pinned.contains("manual.yaml"))
        try write("Do it now")
        try small.go()
        let ending = try await BuiltProgram.run(["resume", "r"] + small.common)
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
    }
}
