import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// What `explore` and `rehearse` say of an outage that an invariant allows.
@Suite struct ExploreOutageTests {
    private static let environment = """
        kirikae: 1
        environment: drill
        title: {ja: 試験, en: Test}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
        observe:
          main.site: {http: {url: http://127.0.0.1/main}}
          users.site: {http: {url: http://127.0.0.1/users}}
        """
    private static let runbook = """
        kirikae: 1
        runbook: two.switchover
        function: two
        direction: switchover
        title: {ja: 切り替える, en: Switch over}
        steps:
          - id: stop-main
            title: {ja: 主を止める, en: Stop main}
            source: [M1]
            action: {command: [stop-main], on: pc}
            typical: 1m
            timeout: 5m
            changes: {main.site: stopped}
            verifications: [{main.site: stopped}, {users.site: dr, within: 10m}]
            reverse: {none: {ja: なし, en: none}}
        """

    private func service(allowing outage: String) -> String {
        """
        kirikae: 1
        service: two-sites
        title: {ja: 二拠点, en: Two sites}
        variables:
          main.site:
            title: {ja: 主, en: Main}
            values: {running: {ja: 稼働, en: running}, stopped: {ja: 停止, en: stopped}}
            start: running
          users.site:
            title: {ja: 利用者, en: Users}
            values: {main: {ja: 主, en: main}, dr: {ja: 副, en: dr}}
            start: main
        transitions:
          - id: users-follow
            title: {ja: 利用者が移る, en: Users follow}
            when: {main.site: stopped}
            then: {users.site: dr}
            takes: 3m
        invariants:
          - id: SERVED
            always: {any: [{users.site: main, main.site: running}, {users.site: dr}]}
            allowed-outage: \(outage)
            because: {ja: 利用者の拠点が稼働している必要があります。, en: The site of the users must run.}
        """
    }

    private func run(_ command: String, allowing outage: String, _ arguments: String...) async throws
        -> BuiltProgram.Ending
    {
        let folder = try TemporaryFolder()
        for (name, text) in [
            ("service", service(allowing: outage)), ("drill", Self.environment), ("two", Self.runbook),
        ] {
            try folder.write(text, to: "Runbooks/\(name).yaml")
        }
        return try await BuiltProgram.run(
            [command, "two.switchover", "--runbooks", folder.path + "/Runbooks"] + arguments)
    }

    @Test func theLongestIsShownBesideWhatIsAllowed() async throws {
        let ending = try await run("explore", allowing: "5m", "--lang", "en")
        #expect(ending.output.contains("◷ outage of SERVED: 3 min at most (allowed: 5 min)"), "\(ending.error)")
        let japanese = try await run("explore", allowing: "5m", "--lang", "ja")
        #expect(japanese.output.contains("◷ SERVED の停止：最長 3 分（許す長さ 5 分）"))
    }

    @Test func oneThatIsTooLongIsAFinding() async throws {
        let ending = try await run("explore", allowing: "2m", "--format", "json")
        #expect(ending.status == ExitStatus.propertyBroken.rawValue, "\(ending.error)")
        let document = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        let members = try #require(document as? [String: Any])
        let outages = try #require(members["outages"] as? [[String: Any]])
        #expect(outages.map { $0["invariant"] as? String } == ["SERVED"])
        #expect(outages[0]["longest-milliseconds"] as? Int == 180_000)
        #expect(outages[0]["allowed-milliseconds"] as? Int == 120_000)
        #expect(outages[0]["too-long"] as? Bool == true)
        let findings = try #require(members["findings"] as? [[String: Any]])
        #expect(findings.contains { $0["kind"] as? String == "outage-too-long" })
    }

    /// A rehearsal has the times of the model too.
    @Test(arguments: [("5m", false), ("2m", true)]) func aRehearsalJudgesAlike(outage: String, isBroken: Bool)
        async throws
    {
        let ending = try await run("rehearse", allowing: outage, "--lang", "en")
        #expect(ending.output.contains("SERVED") == isBroken, "\(ending.output)")
    }
}
