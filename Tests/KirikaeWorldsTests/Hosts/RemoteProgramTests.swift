import Foundation
import KirikaeEngine
import KirikaeProcess
import KirikaeService
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeWorlds

/// Programs of a host behind a real server of OpenSSH.
@Suite(.serialized) struct RemoteProgramTests {
    /// Prints its arguments and a part of its environment as JSON.
    static let echo = """
        #!/usr/bin/env python3
        import json, os, sys
        names = ["KIRIKAE_STEP_KEY", "LANG", "SSH_AUTH_SOCK"]
        print(json.dumps({"arguments": sys.argv[1:], "directory": os.getcwd(), "input": sys.stdin.read(),
                          "environment": {name: os.environ[name] for name in names if name in os.environ}}))
        """

    struct Echo: Decodable {
        var arguments: [String]
        var directory: String
        var input: String
        var environment: [String: String]
    }

    /// The attack inputs C1, and a few of the domain's own words.
    static let values = [
        "; id", "$(id)", "`id`", "|id", "&& id", "\nid", "'", "\"", "*", "~", "$IFS", "%COMSPEC%", "", "\\",
        "\\'; id #",
        "!!", "a\\", "-oProxyCommand=x", "--", "ポータル ソフトフォン", "\u{202E}", "' '\"'\"' \\\\", "e\u{301}'\u{301}", "\r\n",
        "a\tb",
    ]

    @Test func everyArgumentArrivesAsItIs() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, programs: ["program": Self.echo])
        let long = String(repeating: "あ$'", count: 20 * 1024)
        // Quotation marks cost four bytes each; this is what still goes through as one argument.
        let values = Self.values + [String(repeating: "$", count: 100 * 1024 - Self.values.joined().utf8.count)]
        let (outcome, printed) = try await fixture.perform(arguments: ["program"] + values)
        #expect(outcome == .succeeded(warnings: []))
        let echo = try JSONDecoder().decode(Echo.self, from: Data(printed.utf8))
        #expect(echo.arguments.map { Array($0.utf8) } == values.map { Array($0.utf8) })
        #expect(echo.directory == fixture.folder.path)
        #expect(echo.input.isEmpty)
        #expect(echo.environment == ["KIRIKAE_STEP_KEY": "\(fixture.run)/plant.open/act/1", "LANG": "C.UTF-8"])
        // Longer than the other side takes: refused, and nothing is begun.
        let refused = try await fixture.perform(arguments: ["program", long])
        #expect(refused.outcome == .failed(.notStarted(reason: "tooLong(mostBytes: 131071)")))
        #expect(server.connectionCount == 1)
    }

    /// The control: joined with spaces, as ssh joins them, the same values are orders.
    @Test func joinedWithSpacesTheyWouldBeOrders() async throws {
        let server = try await LoopbackSSHServer()
        let files = try SSHFiles([(name: "pc", knownHosts: Array(try server.knownHostsLine().utf8))])
        for (value, isOrder) in [("; echo c0ntrol", true), ("$(echo c0ntrol)", true), ("`echo c0ntrol`", true)] {
            for (command, isRun) in [
                ("echo \(value)", isOrder), ("echo \(POSIXQuoting.quoted(value))", false),
            ] {
                let line = SSHCommandLine(
                    hops: [
                        .init(
                            name: "pc", address: server.address, port: server.port, identity: server.identityPath,
                            knownHostsPath: files.knownHostsPath(0), logPath: files.logPath(0),
                            connectTimeoutSeconds: 5)
                    ], command: command)
                let ending = try await BuiltProgram.run(program: SSHCommandLine.executablePath, line.arguments)
                #expect(ending.status == 0, "\(files.log)")
                #expect((ending.output.trimmingCharacters(in: .newlines) == value) == !isRun, "\(ending.output)")
            }
        }
    }

    /// Also 255, with which ssh ends by itself where it is not the program's.
    @Test(arguments: ["", "keep: 5s"])
    func theExitCodeIsTheProgramsOwn(more: String) async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, more, programs: ["program": "echo out; echo err >&2; exit $1"])
        for code in [0, 1, 126, 137, 254, 255] {
            let (outcome, printed) = try await fixture.perform(arguments: ["program", "\(code)"])
            #expect(outcome == (code == 0 ? .succeeded(warnings: []) : .failed(.exitCode(Int32(code)))), "\(more)")
            #expect(printed.split(separator: "\n").sorted() == ["err", "out"])
        }
    }

    @Test func aSignalThere() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, programs: ["program": "kill -9 $$"])
        #expect(try await fixture.perform().outcome == .failed(.exitCode(137)))
    }

    /// A greeting before the login is no output of the program.
    @Test func theBannerOfAHostIsNoOutput() async throws {
        let banner = try TemporaryFolder()
        let path = try banner.write("AUTHORIZED USE ONLY\n", to: "banner")
        let server = try await LoopbackSSHServer(settings: ["Banner \(path)"])
        let fixture = try RemoteFixture(server, programs: ["program": "echo 1", "look": "echo opened"])
        #expect(try await fixture.perform().printed == "1\n")
        #expect(await fixture.look() == .value("open"))
    }

    @Test func aProgramThatIsNotThere() async throws {
        let server = try await LoopbackSSHServer()
        let (outcome, printed) = try await RemoteFixture(server).perform()
        #expect(outcome == .failed(.exitCode(127)))
        #expect(printed.contains("./program"))
    }

    @Test func aConversationThroughATerminal() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(
            server,
            programs: [
                "program": "[ -t 0 ] && [ -t 1 ] || exit 9; printf 'Go on? '; read answer; echo \"got $answer\""
            ],
            step: "conversation: [{expect: 'Go on?', send: yes-please}]")
        let (outcome, printed) = try await fixture.perform()
        #expect(outcome == .succeeded(warnings: []))
        #expect(printed.contains("got yes-please"))
    }

    /// Secrets reach the program as files that have no name any more; they stand in no argument list and on no disk.
    @Test func secretsAreFilesInMemory() async throws {
        let server = try await LoopbackSSHServer()
        setenv("KIRIKAE_TEST_REMOTE_A", "S3cr3t-パス|w\"d", 1)
        setenv("KIRIKAE_TEST_REMOTE_B", "second'secret\\!", 1)
        defer {
            unsetenv("KIRIKAE_TEST_REMOTE_A")
            unsetenv("KIRIKAE_TEST_REMOTE_B")
        }
        let fixture = try RemoteFixture(
            server,
            programs: [
                "program": """
                cat "$A" "$B" | od -An -tx1 | tr -d ' \\n'; echo
                stat -L -c %a "$A"; cat
                ps -eo args | grep -c 'S3cr[3]t\\|second.secre[t]'
                grep -lz 'S3cr[3]t' /proc/self/environ /proc/$PPID/environ
                ls /dev/shm | grep -c kirikae
                """
            ], step: "secrets: {A: first, B: second}",
            environment: """
                secrets:
                  first: {title: {ja: 秘, en: A}, variable: KIRIKAE_TEST_REMOTE_A}
                  second: {title: {ja: 秘, en: B}, variable: KIRIKAE_TEST_REMOTE_B}
                """)
        let (_, printed) = try await fixture.perform()
        let bytes = Array("S3cr3t-パス|w\"dsecond'secret\\!".utf8)
        let expected = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        // The mask knows its hexadecimal form too, so what was right is not to be seen.
        let lines = printed.split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(printed)")
        #expect(!printed.contains(expected) && printed.contains("•••"), "\(printed)")
        #expect(lines.dropFirst() == ["600", "0", "0"], "\(printed)")
    }

    @Test func aLookAtARemoteHost() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, programs: ["look": "echo opened"])
        #expect(await fixture.look() == .value("open"))
        // The program says no: that is what `silent` is for.
        let silent = try RemoteFixture(server, programs: ["look": "exit 3"])
        #expect(await silent.look() == .value("shut"))
        // A host that is not reached says nothing.
        server.stop()
        guard case .failed(let reason) = await fixture.look() else {
            Issue.record("a host that is not there has a value")
            return
        }
        #expect(reason.contains("refused"), "\(reason)")
    }
}
