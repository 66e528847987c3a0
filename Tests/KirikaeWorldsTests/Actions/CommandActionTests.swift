import Glibc
import KirikaeEngine
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// What programs print becomes outputs; what they must not give away is taken out.
@Suite struct CommandActionTests {
    @Test func readsOutputs() async throws {
        let fixture = try WorldFixture(
            step: """
                    action: {command: [report], on: pc}
                    outputs:
                      lag: {title: {ja: 遅延, en: Lag}, type: integer, after: 'lag='}
                      second: {title: {ja: 二行目, en: Second}, line: 2}
                """, programs: ["report": "printf 'start\\n  the $(second) line \\nlag= 12\\n'"])
        let (outcome, _) = try await fixture.perform()
        #expect(outcome == .succeeded(warnings: [], outputs: ["lag": "12", "second": "the $(second) line"]))
    }

    @Test(arguments: ["lag=many", "", "lag=", "lag=0x10"]) func aValueOfAnotherFormFailsTheStep(line: String)
        async throws
    {
        let fixture = try WorldFixture(
            step: """
                    action: {command: [report], on: pc}
                    outputs: {lag: {title: {ja: 遅延, en: Lag}, type: integer, after: 'lag='}}
                """, programs: ["report": "echo '\(line)'"])
        #expect(try await fixture.perform().outcome == .failed(.outputNotRead("lag")))
    }

    @Test(arguments: [("/data/0/id", "text", "a1"), ("/count", "integer", "3"), ("/ok", "boolean", "true")])
    func readsJSON(pointer: String, type: String, value: String) async throws {
        let fixture = try WorldFixture(
            step: """
                    action: {command: [report], on: pc}
                    outputs: {it: {title: {ja: 値, en: It}, type: \(type), json: \(pointer)}}
                """, programs: ["report": #"echo '{"data":[{"id":"a1"}],"count":3,"ok":true}'"#])
        #expect(try await fixture.perform().outcome == .succeeded(warnings: [], outputs: ["it": value]))
    }

    private static let secret = "S3cr3t-pass-word"

    private func fixture(step: String, programs: [String: String], variable: String) throws -> WorldFixture {
        try WorldFixture(
            step: step, programs: programs,
            environment: "secrets: {password: {title: {ja: 合言葉, en: Password}, variable: \(variable)}}")
    }

    /// The program finds the secret in a file of its own, that only it may read, twice; what it prints of it is masked, and
    /// neither its arguments nor its environment hold it.
    @Test func aSecretReachesTheProgramInAFile() async throws {
        setenv("KIRIKAE_TEST_SECRET_B", Self.secret, 1)
        defer { unsetenv("KIRIKAE_TEST_SECRET_B") }
        let fixture = try fixture(
            step: "    action: {command: [use], on: pc, secrets: {PGPASSFILE: password}}",
            programs: [
                "use": """
                stat -L -c 'mode %a %F' "$PGPASSFILE"
                cat "$PGPASSFILE"; echo
                test "$(cat "$PGPASSFILE")" = '\(Self.secret)' && echo same
                printf 'in pieces: '; printf %s '\(Self.secret.prefix(6))'; sleep 0.2; printf '%s\\n' '\(Self.secret.dropFirst(6))'
                printf 'encoded: '; base64 < "$PGPASSFILE"
                tr '\\0' '\\n' < /proc/self/environ | grep -c '\(Self.secret)'
                tr '\\0' '\\n' < /proc/$$/cmdline | grep -c '\(Self.secret)'
                exit 0
                """
            ], variable: "KIRIKAE_TEST_SECRET_B")
        let (outcome, printed) = try await fixture.perform()
        #expect(outcome == .succeeded(warnings: []))
        #expect(printed.contains("mode 600 regular"))
        #expect(printed.contains("same"))
        #expect(printed.contains("in pieces: •••"))
        #expect(!printed.contains(Self.secret))
        #expect(!printed.contains("UzNjcjN0LXBhc3Mtd29yZA"))
        #expect(printed.hasSuffix("0\n0\n"))
    }

    @Test func aSecretIsTypedAndNotEchoedBack() async throws {
        setenv("KIRIKAE_TEST_SECRET_C", Self.secret, 1)
        defer { unsetenv("KIRIKAE_TEST_SECRET_C") }
        let fixture = try fixture(
            step: """
                    action:
                      command: [login]
                      on: pc
                      conversation: [{expect: 'Password:', send: {secret: password}}, {expect: accepted}]
                """,
            programs: [
                "login": "printf 'Password:'; read answer; test \"$answer\" = '\(Self.secret)' && echo accepted $answer"
            ], variable: "KIRIKAE_TEST_SECRET_C")
        let (outcome, printed) = try await fixture.perform()
        #expect(outcome == .succeeded(warnings: []))
        #expect(printed.contains("accepted •••"))
        #expect(!printed.contains(Self.secret))
    }

    @Test func aSecretThatCannotBeReadStartsNothing() async throws {
        let fixture = try fixture(
            step: "    action: {command: [use], on: pc, secrets: {PGPASSFILE: password}}",
            programs: ["use": "touch started"], variable: "KIRIKAE_TEST_NOT_SET")
        let (outcome, _) = try await fixture.perform()
        #expect(outcome == .failed(.secretNotRead(name: "password", reason: "KIRIKAE_TEST_NOT_SET is not set")))
        #expect(access(fixture.folder.path + "/started", F_OK) != 0)
    }
}
