import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `explore` as a user meets it.
@Suite struct ExploreCommandTests {
    private func explore(
        _ arguments: String..., of plan: String = "portal.switchover"
    ) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(["explore", plan, "--runbooks", ProjectFolder.runbooks.path] + arguments)
    }

    @Test func aPlanWithoutFindingsSaysWithinWhichBounds() async throws {
        let ending = try await explore("--crashes", "0", "--troubles", "0", "--outside", "0", "--lang", "en")
        #expect(ending.status == ExitStatus.success.rawValue, "\(ending.error)")
        #expect(ending.output.contains("Nothing is wrong."))
        #expect(ending.output.contains("bounds, at most: crashes 0, changes outside 0, failures 0, steps left out 0"))
    }

    @Test func aFindingShowsTheWayWithFileAndLine() async throws {
        let ending = try await explore(
            "--crashes", "0", "--troubles", "0", "--outside", "1", "--lang", "ja", of: "recording.switchover")
        #expect(ending.status == ExitStatus.propertyBroken.rawValue)
        #expect(ending.output.contains("外の変化：通話録音オプション＝契約していない"))
        #expect(ending.output.contains("recording/wizard.yaml:"))
        #expect(!ending.output.contains("Runbooks/Runbooks"))
    }

    @Test func aSearchThatIsGivenUpIsNoProof() async throws {
        let ending = try await explore(
            "--states", "10", "--crashes", "0", "--troubles", "0", "--outside", "0", "--lang", "en")
        #expect(ending.status == ExitStatus.notExhausted.rawValue)
        #expect(ending.output.contains("This proves nothing."))
    }

    @Test func programsGetTheSameInJSON() async throws {
        let ending = try await explore(
            "--crashes", "0", "--troubles", "0", "--outside", "1", "--format", "json", of: "recording.switchover")
        let document = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        let members = try #require(document as? [String: Any])
        #expect(members["complete"] as? Bool == true)
        let findings = try #require(members["findings"] as? [[String: Any]])
        #expect(findings.map { $0["kind"] as? String } == ["invariant", "stuck"])
    }

    @Test func aModelThatNeverSettlesIsNotExplored() async throws {
        let folder = try TemporaryFolder()
        let service = """
            kirikae: 1
            service: flapping
            title: {ja: 例, en: Example}
            variables:
              one.state: {title: {ja: 一, en: One}, values: {low: {ja: 低, en: low}, high: {ja: 高, en: high}}, start: low}
            transitions:
              - {id: rises, title: {ja: 上がる, en: Rises}, when: {one.state: low}, then: {one.state: high}}
              - {id: falls, title: {ja: 下がる, en: Falls}, when: {one.state: high}, then: {one.state: low}}
            """
        let environment = """
            kirikae: 1
            environment: drill
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            observe: {one.state: ask}
            """
        let runbook = """
            kirikae: 1
            runbook: one.go
            function: one
            direction: switchover
            title: {ja: 行う, en: Go}
            steps:
              - id: wait
                title: {ja: 待つ, en: Wait}
                source: [M1]
                action: {command: [go], on: pc}
                typical: 1m
                timeout: 5m
                changes: {one.state: high}
                verifications: [{one.state: high}]
                reverse: {none: {ja: なし, en: none}}
            """
        for (name, text) in [("service", service), ("drill", environment), ("one", runbook)] {
            try folder.write(text, to: "Runbooks/\(name).yaml")
        }
        let ending = try await BuiltProgram.run([
            "explore", "one.go", "--runbooks", folder.path + "/Runbooks", "--lang", "en",
        ])
        #expect(ending.error.contains("KRK0795"), "\(ending.output)\(ending.error)")
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
    }
}
