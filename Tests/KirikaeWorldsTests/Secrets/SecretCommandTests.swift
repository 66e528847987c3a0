import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// A secret that a program prints, and secrets of programs that look.
@Suite struct SecretCommandTests {
    private static let secret = "S3cr3t-パス|w\"d"

    private func program(_ text: String, in folder: TemporaryFolder) throws -> String {
        let path = try folder.write("#!/bin/sh\n" + text + "\n", to: "show")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    private func value(_ text: String, _ arguments: [String] = [], timeout: Int64 = 5_000) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        var environment = try WorldFixture.environment(observing: "ask", directory: folder.path)
        environment.secrets["token"] = .init(
            title: LocalizedText(verbatim: "t"),
            source: .command([try program(text, in: folder)] + arguments, timeout: Milliseconds(timeout)))
        return try await SecretStore(environment: environment).value(of: "token")
    }

    @Test func isWhatTheProgramPrintsWithoutTheLastLineFeed() async throws {
        #expect(try await value("printf '%s\\n' \"$1\"", [Self.secret]) == Array(Self.secret.utf8))
        #expect(try await value("printf 'two\\nlines\\n\\n'") == Array("two\nlines\n".utf8))
        // What it says besides is no part of it.
        #expect(try await value("echo noise >&2; printf 12345678") == Array("12345678".utf8))
        // An argument reaches it as it is; there is no shell in between.
        #expect(try await value("printf '%s' \"$1\"", ["$(id); `id` *"]) == Array("$(id); `id` *".utf8))
    }

    /// Nothing of this process's environment but what it is told.
    @Test func itsEnvironmentIsClean() async throws {
        setenv("KIRIKAE_TEST_LEAK", "leaked", 1)
        defer { unsetenv("KIRIKAE_TEST_LEAK") }
        let printed = String(decoding: try await value("env | cut -d= -f1 | sort | tr '\\n' ' '"), as: UTF8.self)
        #expect(Set(printed.split(separator: " ")).subtracting(["HOME", "LANG", "PATH", "PWD", "SHLVL", "_"]) == [])
    }

    @Test(arguments: [
        ("echo '\(secret)'; exit 3", "exit code 3"), ("echo '\(secret)' >&2; exit 3", "exit code 3"),
        ("printf short", "fewer than 8"), ("exec sleep 60", "did not end within"),
        ("head -c 10000 /dev/zero; sleep 60", "more than 4096"), ("kill -9 $$", "signal 9"),
    ])
    func aFailureNamesTheSecretAndNeverSaysWhatWasPrinted(program: String, expected: String) async throws {
        do {
            _ = try await value(program, timeout: 400)
            Issue.record("nothing was thrown")
        } catch let error as SecretStore.NotRead {
            #expect(error.name == "token")
            #expect(error.reason.contains(expected), "\(error.reason)")
            #expect(!error.reason.contains("S3cr3t"))
        }
    }

    @Test func aProgramThatIsNotThereFailsTheStep() async throws {
        let fixture = try WorldFixture(
            step: "    action: {command: [go], on: pc, secrets: {TOKEN: token}}", programs: ["go": "echo ran"],
            environment: "secrets: {token: {title: {ja: 鍵, en: Token}, command: [/nowhere/show]}}")
        let (outcome, printed) = try await fixture.perform()
        #expect(
            outcome == .failed(.secretNotRead(name: "token", reason: "its program could not be started")))
        #expect(printed.isEmpty)
    }

    private static let source = """
        secrets: {token: {title: {ja: 鍵, en: Token}, command: [/bin/echo, 'S3cr3t-パス|w"d']}}
        """

    /// Through a file that only the program has: no argument, no environment, no `set -x`, and no output of the step shows it.
    @Test func reachesTheProgramAndNothingElse() async throws {
        let fixture = try WorldFixture(
            step: """
                    action: {command: [go, one], on: pc, secrets: {TOKEN: token}}
                    outputs: {told: {title: {ja: 値, en: Value}, after: 'told '}}
                """,
            programs: [
                "go": """
                tr '\\0' '\\n' </proc/$$/environ; tr '\\0' ' ' </proc/$$/cmdline; echo
                ls -l /proc/$$/fd/3 | cut -c1-10
                set -x
                value=$(cat "$TOKEN")
                echo "told $value"
                test "$value" = 'S3cr3t-パス|w"d' && echo right
                """
            ], environment: Self.source)
        let (outcome, printed) = try await fixture.perform()
        #expect(outcome == .succeeded(warnings: [], outputs: ["told": "•••"]))
        #expect(printed.contains("TOKEN=/dev/fd/3") && printed.contains("\nright"), "\(printed)")
        #expect(!printed.contains("S3cr3t") && !printed.contains("パス"), "\(printed)")
    }

    @Test func isTakenOutOfWhatAFailedStepSays() async throws {
        let fixture = try WorldFixture(
            step: "    action: {command: [go], on: pc, secrets: {TOKEN: token}}",
            programs: ["go": "echo \"login failed: $(cat $TOKEN)\" >&2; exit 7"], environment: Self.source)
        let (outcome, printed) = try await fixture.perform()
        #expect(outcome == .failed(.exitCode(7)))
        #expect(printed == "login failed: •••\n")
    }

    // MARK: Looking

    private func look(_ program: String, silent: String = "") async throws -> Observation {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/bin/sh\n" + program, to: "look")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let fixture = try WorldFixture(
            step: "    action: {command: [look], on: pc}",
            environment: """
                \(Self.source)
                """)
        var environment = fixture.plan.environment
        environment.hosts["pc"]?.directory = folder.path
        environment.observations["valve.state"]?.how = .command(
            ["look"], host: "pc", values: ["yes": "open", "no": "shut"], silent: nil, timeout: Milliseconds(5_000),
            secrets: ["TOKEN": "token"])
        let probe = EnvironmentProbe(environment: environment, service: fixture.plan.service)
        return try #require(await probe.observe(["valve.state"]).first)
    }

    @Test func aProgramThatLooksHasTheSameMeans() async throws {
        let seen = try await look("test \"$(cat $TOKEN)\" = 'S3cr3t-パス|w\"d' && echo yes")
        #expect(seen.reading == .value("open"))
    }

    @Test(arguments: ["cat $TOKEN; exit 4", "cat $TOKEN", "base64 <$TOKEN"])
    func whatMeansNothingIsRecordedWithoutTheSecret(program: String) async throws {
        guard case .failed(let reason) = try await look(program).reading else {
            Issue.record("it was read")
            return
        }
        #expect(reason.contains("•••"), "\(reason)")
        #expect(!reason.contains("S3cr3t") && !reason.contains("UzNjcjN0"), "\(reason)")
    }
}
