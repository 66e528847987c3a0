import Foundation
import KirikaeDiagnostics
import KirikaeExplorer
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// What can be done with what a search has found.
@Suite struct ExploreToolsTests {
    private static let quiet = ["--crashes", "0", "--troubles", "0", "--outside", "1", "--lang", "en"]

    private func run(_ arguments: [String], _ site: SmallSite) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(arguments + ["--runbooks", site.path])
    }

    private func json(_ ending: BuiltProgram.Ending) throws -> [String: Any] {
        let document = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        return try #require(document as? [String: Any])
    }

    @Test func everyWayIsReplayed() async throws {
        let site = try SmallSite(breaksByItself: true)
        let bounds = ["--crashes", "1", "--troubles", "1", "--outside", "1"]
        let ending = try await run(["explore", "small.stop", "--replay", "--format", "json"] + bounds, site)
        #expect(ending.status == ExitStatus.propertyBroken.rawValue, "\(ending.error)")
        let findings = try #require(try json(ending)["findings"] as? [[String: Any]])
        let replays = findings.compactMap { $0["replay"] as? [String: Any] }
        #expect(!replays.isEmpty)
        #expect(replays.allSatisfy { $0["agrees"] as? Bool == true })

        let text = try await run(["explore", "small.stop", "--replay"] + Self.quiet, site)
        #expect(text.output.contains("↻ replayed on the engine in"))
    }

    @Test func aWayBecomesAScenarioThatARehearsalTakes() async throws {
        let site = try SmallSite(breaksByItself: true)
        let file = site.folder.path + "/found.yaml"
        let saved = try await run(
            ["explore", "small.stop", "--save-scenario", file, "--crashes", "0", "--troubles", "0", "--outside", "0"],
            site)
        #expect(saved.status == ExitStatus.propertyBroken.rawValue, "\(saved.error)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("breaks: [\"NEVER-DARK\"]"), "\(text)")
        try site.folder.write(text, to: "Runbooks/scenarios/found.yaml")
        let rehearsed = try await run(["rehearse", "--scenario", "found-small-stop-1", "--lang", "en"], site)
        #expect(rehearsed.status == ExitStatus.success.rawValue, "\(rehearsed.output)\(rehearsed.error)")

        // One that says that nothing breaks is not what happens.
        let wrong = text.replacing(", breaks: [\"NEVER-DARK\"]", with: "")
        #expect(wrong != text)
        try site.folder.write(wrong, to: "Runbooks/scenarios/found.yaml")
        let other = try await run(["rehearse", "--scenario", "found-small-stop-1", "--lang", "en"], site)
        #expect(other.status == ExitStatus.scenarioFailed.rawValue)
    }

    @Test func aWayThatNeedsMoreThanAScenarioHasIsRefused() async throws {
        let site = try SmallSite()
        let file = site.folder.path + "/found.yaml"
        let found = try await run(
            ["explore", "small.stop", "--crashes", "1", "--troubles", "0", "--outside", "0", "--lang", "en"], site)
        // Whether anything is found is for the search; without a finding there is none to save.
        let saved = try await run(
            [
                "explore", "small.stop", "--crashes", "1", "--troubles", "0", "--outside", "0", "--lang", "en",
                "--save-scenario", file, "--finding", "99",
            ], site)
        #expect(saved.error.contains("KRK0797"), "\(found.output)\(saved.error)")
        #expect(saved.status == ExitStatus.diagnostics.rawValue)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func allPlansAreSearchedAndTheWorstDecides() async throws {
        let site = try SmallSite(breaksByItself: true, hasSecondRunbook: true)
        let bounds = ["--crashes", "0", "--troubles", "0", "--outside", "0"]
        let text = try await run(["explore", "--all", "--lang", "en"] + bounds, site)
        #expect(text.status == ExitStatus.propertyBroken.rawValue, "\(text.error)")
        #expect(text.output.contains("✓ small.start"))
        #expect(text.output.contains("✗ small.stop"))
        #expect(text.output.contains("breaks the invariant NEVER-DARK"))
        #expect(text.output.components(separatedBy: "\n").prefix(4).allSatisfy { $0.count <= 80 }, "\(text.output)")

        let document = try json(try await run(["explore", "--all", "--format", "json"] + bounds, site))
        let rows = try #require(document["runbooks"] as? [[String: Any]])
        #expect(rows.map { $0["runbook"] as? String } == ["small.start", "small.stop"])
        #expect(rows.allSatisfy { $0["complete"] as? Bool == true && ($0["states"] as? Int ?? 0) > 0 })
    }

    @Test func aCheckCanSearch() async throws {
        let bounds = ["--crashes", "0", "--troubles", "0", "--outside", "0", "--lang", "en"]
        let broken = try await run(["check", "--explore"] + bounds, try SmallSite(breaksByItself: true))
        #expect(broken.status == ExitStatus.propertyBroken.rawValue, "\(broken.error)")
        #expect(broken.error.contains("KRK0799") && broken.error.contains("stop.yaml:"), "\(broken.error)")
        #expect(broken.output.contains("bounds, at most: crashes 0, changes outside 0"))

        let sound = try await run(["check", "--explore"] + bounds, try SmallSite())
        #expect(sound.status == ExitStatus.success.rawValue, "\(sound.error)")
        let givenUp = try await run(["check", "--explore", "--states", "3"] + bounds, try SmallSite())
        #expect(givenUp.status == ExitStatus.notExhausted.rawValue, "\(givenUp.error)")
        let plain = try await run(["check"], try SmallSite(breaksByItself: true))
        #expect(plain.status == ExitStatus.success.rawValue, "\(plain.error)")
    }

    @Test func theExportSaysHowToCheckIt() async throws {
        let site = try SmallSite()
        let ending = try await run(["explore", "small.stop", "--promela"], site)
        #expect(ending.status == ExitStatus.success.rawValue, "\(ending.error)")
        #expect(ending.output.contains("spin -a FILE") && ending.output.contains("proctype plan()"))
        let skips = try await run(["explore", "small.stop", "--promela", "--skips", "1"], site)
        #expect(skips.status == ExitStatus.usage.rawValue)
    }

    /// Not everything has words in Promela; what has none is named.
    @Test func whatCannotBeExportedIsNamed() async throws {
        let ending = try await BuiltProgram.run(
            ["explore", "wde.switchover", "--promela", "--runbooks", ProjectFolder.runbooks.path, "--lang", "en"])
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error.contains("KRK0798") && ending.error.contains("goes from item to item"), "\(ending.error)")
        #expect(ending.output.isEmpty)
    }

    /// A search and an engine that disagree are a defect of Kirikae: no runbook brings it about, so the message is all there is to see.
    @Test(arguments: Language.allCases) func aWayThatDoesNotEndAsFoundIsADefect(language: Language) {
        let message = ExploreMessage.notReproduced(count: 7, first: .init(step: 3, reason: .nothingWrong))
        #expect(message.code == "KRK0796" && message.status == .notReproduced)
        let text = message.localized[language]
        #expect(text.contains("7") && text.contains("3"), "\(text)")
    }

    @Test(arguments: ["text", "markdown", "html"])
    func aReviewTellsWhatIsNewlyPossible(format: String) async throws {
        let (old, new) = (try SmallSite(), try SmallSite(breaksByItself: true))
        let options = ["--explore", "--format", format, "--lang", "en"]
        let worse = try await BuiltProgram.run(["diff", old.path, new.path, "--fail-on", "high"] + options)
        #expect(worse.status == ExitStatus.riskFound.rawValue, "\(worse.error)")
        #expect(worse.output.contains("newly possible: breaks the invariant NEVER-DARK"), "\(worse.output)")
        let better = try await BuiltProgram.run(["diff", new.path, old.path] + options)
        #expect(better.output.contains("no longer possible: breaks the invariant NEVER-DARK"), "\(better.output)")
        #expect(!better.output.contains("newly possible"))
        let unasked = try await BuiltProgram.run(["diff", old.path, new.path, "--format", format, "--lang", "en"])
        #expect(!unasked.output.contains("newly possible"))
    }

    @Test func aReviewTellsProgramsToo() async throws {
        let (old, new) = (try SmallSite(), try SmallSite(breaksByItself: true))
        let ending = try await BuiltProgram.run(["diff", old.path, new.path, "--explore", "--format", "json"])
        let explored = try #require(try json(ending)["explored"] as? [String: Any])
        let changes = try #require(explored["changes"] as? [[String: Any]])
        let kinds = changes.compactMap { change -> String? in
            guard let finding = change["finding"] as? [String: Any] else { return nil }
            return "\(change["change"] ?? "") \(finding["kind"] ?? "")"
        }
        #expect(kinds.contains("new invariant"), "\(kinds)")
        #expect(explored["plans"] as? Int ?? 0 > 0)
    }
}
