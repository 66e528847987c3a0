import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeTestSupport
import Testing

/// The fingerprint changes with what is executed or judged, and with nothing else.
@Suite struct FingerprintTests {
    private static let transition =
        "  - {id: t, title: {ja: 遷移, en: transition}, when: {a.x: off}, then: {b.x: off}, takes: 5m}"
    private static let invariant =
        "  - {id: I, because: {ja: 理由, en: why}, at-end: {any: [{a.x: on}, {b.x: on}]}}"

    private static let base = TestPlan(
        service: TestPlan.service(invariants: invariant, transitions: transition),
        runbooks: [
            TestPlan.runbook(
                "main",
                [
                    TestPlan.step("first", changes: "a.x: off", "preconditions: [{c.x: on}]"),
                    TestPlan.include("inner", "leaf"),
                ], "parameters: {site: {title: {ja: 拠点, en: site}, allowed: [a, b], default: a}}"),
            TestPlan.runbook("leaf", [TestPlan.step("act")]),
        ])

    private func fingerprint(_ test: TestPlan) throws -> String {
        let (plan, diagnostics) = test.plan()
        return try #require(plan, "\(diagnostics.all.map { $0.message.text(in: .en) })").fingerprint
    }

    private func fingerprint(replacing old: String, with new: String, in file: String) throws -> String {
        var test = Self.base
        let text = try #require(test.files[file])
        test.files[file] = text.replacing(old, with: new)
        #expect(test.files[file] != text, "the text to replace is there")
        return try fingerprint(test)
    }

    @Test func itIsSHA256AndTheSameEveryTime() throws {
        let first = try fingerprint(Self.base)
        #expect(first.count == 64)
        #expect(first.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(try fingerprint(Self.base) == first)
    }

    @Test(arguments: [
        (
            "title: {ja: ステップ, en: step first}", "title:\n          ja: 'ステップ'\n          en: \"step first\"",
            "runbook0.yaml"
        ),
        ("source: [M0]", "source:   [ M0 ]   # 出典", "runbook0.yaml"),
        ("kirikae: 1", "# コメント\n\nkirikae: 1", "runbook0.yaml"),
        ("timeout: 5m", "timeout: 300s", "runbook0.yaml"),
        ("kirikae: 1", "---\nkirikae: 1", "runbook1.yaml"),
        ("kirikae: 1", "# コメント\nkirikae: 1", "service.yaml"),
        ("takes: 5m", "takes: 300000ms", "service.yaml"),
        ("d.x: ask}", "d.x:   ask  }  # 注", "environment.yaml"),
    ])
    func layoutDoesNotCount(old: String, new: String, file: String) throws {
        #expect(try fingerprint(replacing: old, with: new, in: file) == fingerprint(Self.base))
    }

    @Test func lineEndsAndFileNamesDoNotCount() throws {
        var test = Self.base
        test.files = test.files.mapValues { $0.replacing("\n", with: "\r\n") }
        test.files["moved/elsewhere.yaml"] = test.files.removeValue(forKey: "runbook1.yaml")
        #expect(try fingerprint(test) == fingerprint(Self.base))
    }

    @Test(arguments: [
        ("ja: ステップ", "ja: ステッブ", "runbook0.yaml"),  // one word in one language
        ("en: step first", "en: step  first", "runbook0.yaml"),
        ("[first.exe]", "[first.exe, -x]", "runbook0.yaml"),  // one argument
        ("[act.exe]", "[\"act.exe \"]", "runbook1.yaml"),  // one trailing space in it
        ("[act.exe], on: pc", "[act.exe], on: pc, silence: 1m", "runbook1.yaml"),
        ("[act.exe], on: pc", "[act.exe], on: pc, unexpected: [x]", "runbook1.yaml"),
        ("[act.exe], on: pc", "[act.exe], on: pc, line-end: crlf", "runbook1.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: []", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: [on, off]}]", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: on, evidence: run}]", "runbook0.yaml"),
        ("verifications: [{a.x: off}]", "verifications: [{a.x: off, within: 1m}]", "runbook0.yaml"),
        ("verifications: [{a.x: off}]", "verifications: [{a.x: off, every: 1m}]", "runbook0.yaml"),
        ("typical: 1m", "typical: 2m", "runbook0.yaml"),
        ("timeout: 5m", "timeout: 6m", "runbook0.yaml"),
        ("source: [M1]", "source: [M3]", "runbook0.yaml"),
        ("ja: 不要", "ja: 無用", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: on}]\n    critical: true", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: on}]\n    interrupted: ask", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: on}]\n    at: console", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: on}]\n    unless: {d.x: on}", "runbook0.yaml"),
        ("preconditions: [{c.x: on}]", "preconditions: [{c.x: on}]\n    notes: [{ja: 注, en: n}]", "runbook0.yaml"),
        ("takes: 5m", "takes: 4m", "service.yaml"),  // one transition
        ("then: {b.x: off}", "then: {b.x: unknown}", "service.yaml"),
        ("en: why", "en: because", "service.yaml"),
        ("at-end: {any: [{a.x: on}, {b.x: on}]}", "at-end: {any: [{b.x: on}, {a.x: on}]}", "service.yaml"),
        ("http://127.0.0.1/b", "http://127.0.0.2/b", "environment.yaml"),
        ("default: /opt", "default: /srv", "environment.yaml"),
        ("pages: true", "pages: false", "environment.yaml"),
        ("c.x: ask", "c.x: {http: {url: \"http://127.0.0.1/c\"}}", "environment.yaml"),
    ])
    func contentCounts(old: String, new: String, file: String) throws {
        #expect(try fingerprint(replacing: old, with: new, in: file) != fingerprint(Self.base))
    }

    /// The simulator alone reads who works at the sites and who calls.
    @Test func peopleDoNotCount() throws {
        var test = Self.base
        let service = try #require(test.files["service.yaml"])
        test.files["service.yaml"] =
            service + """

                people:
                  sites: [{id: here, title: {ja: ここ, en: here}, cut-when: {a.x: off}}]
                  agents:
                    count: 5
                    place: {variable: a.x, sites: {on: here, off: []}}
                    talk: {typical: 4m, longest: 15m}
                    wrap-up: {typical: 30s, longest: 2m}

                """
        #expect(try fingerprint(test) == fingerprint(Self.base))
    }

    @Test func argumentsCount() throws {
        let other = Self.base.plan(arguments: ["site": "b"]).plan
        #expect(try other?.fingerprint != fingerprint(Self.base))
        let elsewhere = Self.base.plan(environmentArguments: ["folder": "/srv"]).plan
        #expect(try elsewhere?.fingerprint != fingerprint(Self.base))
    }

    /// A file that the plan does not use may change.
    @Test func otherRunbooksDoNotCount() throws {
        var test = Self.base
        test.files["more.yaml"] = TestPlan.runbook("more", [TestPlan.step("act")])
        #expect(try fingerprint(test) == fingerprint(Self.base))
    }

    /// What is not declared leaves no trace, not even as null: older records name the fingerprints of such plans.
    @Test func whatIsNotDeclaredIsNotEncoded() throws {
        let plan = try #require(Self.base.plan().plan)
        let text = PlanEncoding.encode(plan).canonicalText
        for key in ["unexpected", "silence", "line-end", "elevation"] {
            #expect(!text.contains("\"\(key)\""), "\(key)")
        }
        #expect(text.contains("\"elevated\""))
    }

    /// The canonical form is JSON that another parser reads back to the same members.
    @Test func theFormIsJSON() throws {
        let plan = try #require(Self.base.plan().plan)
        let bytes = PlanEncoding.encode(plan).canonicalBytes
        let object = try JSONSerialization.jsonObject(with: Data(bytes))
        let root = try #require(object as? [String: Any])
        #expect(root["runbook"] as? String == "main")
        let steps = try #require(root["steps"] as? [[String: Any]])
        #expect(steps.count == plan.steps.count)
        #expect(steps.compactMap { $0["path"] as? String } == plan.steps.map(\.path))
        #expect((steps[1]["title"] as? [String: String])?["ja"] == "ステップ")
        #expect(steps[1]["timeout"] as? Int == 300_000)
        #expect((steps[1]["action"] as? [String: Any])?["command"] as? [String] == ["first.exe"])
        #expect(PlanEncoding.hash(ofFile: bytes) == plan.fingerprint)
        #expect(try JSONValue(parsing: bytes).canonicalBytes == bytes)
    }

    @Test func hashOfAFile() {
        #expect(
            PlanEncoding.hash(ofFile: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            PlanEncoding.hash(ofFile: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
