import Glibc
import KirikaeEngine
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Conversations with real programs on real terminals.
@Suite struct ConversationActionTests {
    /// The keys of a command step.
    private static func action(_ keys: String) -> String {
        "    action:\n      command: [talk]\n      on: pc\n      \(keys.replacing("\n", with: "\n      "))"
    }

    /// Asks over and over, its prompt cut at each byte in turn, then all at once, then byte by byte; wants another answer each time.
    private static let splitter = """
        import os, sys, time
        prompt = sys.stdin.encoding and '完了しました。ポータルのソフトを続けますか ①髙 [Y/n]'.encode('cp932')
        cuts = list(range(len(prompt) + 1))
        def write(bytes):
            while bytes: bytes = bytes[os.write(1, bytes):]
        def ask(number, pieces):
            for piece in pieces:
                write(piece)
                time.sleep(0.001)
            answer = os.read(0, 100)
            if answer != ('予%d' % number).encode('cp932') + b'\\n':
                write(b'wrong answer %d: %s' % (number, answer.hex().encode()))
                sys.exit(9)
            write(b'\\r\\n')
        number = 0
        for cut in cuts:
            ask(number, [prompt[:cut], prompt[cut:]])
            number += 1
        ask(number, [prompt])
        ask(number + 1, [prompt[i:i + 1] for i in range(len(prompt))])
        write(b'|\\\\ all %d' % (number + 2))
        """
    private static let splitPrompt = "完了しました。ポータルのソフトを続けますか ①髙 [Y/n]"
    /// Two bytes for each character of CP932 that is not ASCII.
    private static var splitCount: Int {
        splitPrompt.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) } + 3
    }

    private static func splitAction(encoding: String) -> String {
        let exchanges = (0..<splitCount).map { "  - {expect: '\(splitPrompt)', send: 予\($0)}" }
        return action(
            "encoding: \(encoding)\nsilence: 15s\nconversation:\n\(exchanges.joined(separator: "\n"))\n"
                + "  - {expect: '|\\ all \(splitCount)'}")
    }

    @Test func aPromptSplitAtEveryByte() async throws {
        let fixture = try WorldFixture.python(action: Self.splitAction(encoding: "cp932"), ["talk": Self.splitter])
        let performed = try await fixture.performed()
        #expect(performed.outcome == .succeeded(warnings: []), "\(performed.text.suffix(100))")
        #expect(performed.turns.count == Self.splitCount + 1)
        #expect(performed.turns.prefix(Self.splitCount).enumerated().allSatisfy { $1.reply == .text("予\($0)") })
    }

    /// The control: read in another encoding nothing matches, and the silence is noticed.
    @Test func inAnotherEncodingNothingMatches() async throws {
        let action = Self.splitAction(encoding: "euc-jp").replacing("silence: 15s", with: "silence: 400ms")
        let performed = try await WorldFixture.python(action: action, ["talk": Self.splitter]).performed()
        guard case .failed(.silentPast(400, _)) = performed.outcome else {
            Issue.record("\(performed.outcome)")
            return
        }
        #expect(performed.turns.isEmpty)
    }

    // MARK: What nobody expected

    private static let asking = "printf '準備中\\n続行しますか? [Y/n] '; read answer; echo \"$answer\"; test \"$answer\" = y"

    @Test func anUnexpectedPromptIsSilence() async throws {
        let fixture = try WorldFixture(
            step: Self.action("silence: 300ms\nconversation: [{expect: 完了しました, send: any-key}]"),
            programs: ["talk": Self.asking])
        let performed = try await fixture.performed()
        guard case .failed(.silentPast(300, let stopped)) = performed.outcome else {
            Issue.record("\(performed.outcome)")
            return
        }
        #expect(stopped.lastLine == "続行しますか? [Y/n]")
        #expect(stopped.end == .signal(SIGTERM) || stopped.end == .signal(SIGHUP))
        #expect(stopped.survivors == [])
        #expect(performed.text.hasSuffix("続行しますか? [Y/n] "), "the transcript holds it")
        #expect(performed.milliseconds < 10_000)
    }

    /// The control: the same program goes on where its prompt was expected, and is not stopped.
    @Test func theSamePromptExpectedGoesOn() async throws {
        let fixture = try WorldFixture(
            step: Self.action("silence: 10s\nconversation: [{expect: '続行しますか? [Y/n]', send: y}]"),
            programs: ["talk": Self.asking])
        let performed = try await fixture.performed()
        #expect(performed.outcome == .succeeded(warnings: []))
        #expect(performed.turns == [ConversationTurn(index: 0, reply: .text("y"))])
    }

    /// Whoever prints is not silent, however long it takes; and the limit of an exchange goes before that of the command.
    @Test func aSlowProgramIsNotSilent() async throws {
        let slow = "for i in 1 2 3 4 5 6 7 8; do printf .; sleep 0.1; done; echo end"
        let printing = try await WorldFixture(
            step: Self.action("silence: 500ms\nconversation: [{expect: end}]"), programs: ["talk": slow]
        ).performed()
        #expect(printing.outcome == .succeeded(warnings: []))
        #expect(printing.milliseconds > 500)
        let patient = try await WorldFixture(
            step: Self.action("silence: 200ms\nconversation: [{expect: end, silence: 10s}]"),
            programs: ["talk": "sleep 0.6; echo end"]
        ).performed()
        #expect(patient.outcome == .succeeded(warnings: []))
    }

    /// Without a conversation too: what it printed last is said, without what it had written over and without colours.
    @Test func silenceOfAProgramThatIsAskedNothing() async throws {
        let fixture = try WorldFixture(
            step: Self.action("silence: 300ms"),
            programs: ["talk": "printf 'one\\n10%%\\r20%%\\r\\033[1m待機中\\033[0m\\n\\n'; sleep 30"])
        let performed = try await fixture.performed()
        #expect(performed.stopped?.lastLine == "待機中")
    }

    @Test(arguments: [
        ("printf 'パスワードが違'; sleep 0.05; printf 'います\\n'; sleep 30", true),
        ("printf 'パスワード\\033[31mが違い\\033[0mます'; sleep 30", true),
        ("echo パスワードが違いません; echo end", false),
    ]) func aTextThatIsAReasonToStop(script: String, isStopped: Bool) async throws {
        let fixture = try WorldFixture(
            step: Self.action("unexpected: [パスワードが違います, エラー]\nconversation: [{expect: end}]"),
            programs: ["talk": script])
        let performed = try await fixture.performed()
        guard isStopped else {
            #expect(performed.outcome == .succeeded(warnings: []))
            return
        }
        guard case .failed(.unexpectedText("パスワードが違います", let stopped)) = performed.outcome else {
            Issue.record("\(performed.outcome)")
            return
        }
        #expect(stopped.lastLine == "パスワードが違います")
        #expect(performed.milliseconds < 10_000)
    }

    /// It came, and the program ended well by itself right after: it is no success all the same.
    @Test func aReasonToStopIsNoSuccess() async throws {
        let fixture = try WorldFixture(
            step: Self.action("unexpected: [警告]"), programs: ["talk": "echo 警告: 片系です; exit 0"])
        let performed = try await fixture.performed()
        guard case .failed(.unexpectedText("警告", _)) = performed.outcome else {
            Issue.record("\(performed.outcome)")
            return
        }
    }

    /// After a reason to stop nothing is typed any more, though it was expected.
    @Test func nothingIsTypedAfterIt() async throws {
        let fixture = try WorldFixture(
            step: Self.action("unexpected: [危険]\nconversation: [{expect: '[Y/n]', send: y}]"),
            programs: ["talk": "printf '危険 続行しますか [Y/n]'; read answer && echo $answer > typed; sleep 30"])
        let performed = try await fixture.performed()
        #expect(performed.turns.isEmpty)
        #expect(performed.stopped != nil)
        #expect(access(fixture.folder.path + "/typed", F_OK) != 0)
    }

    @Test func theLimitOfTheStepSaysWhereItStood() async throws {
        let fixture = try WorldFixture(
            step: Self.action("conversation: [{expect: 完了しました}]"), programs: ["talk": Self.asking])
        let performed = try await fixture.performed(speed: 50)
        guard case .failed(.timedOut(20_000, let stopped?)) = performed.outcome else {
            Issue.record("\(performed.outcome)")
            return
        }
        #expect(stopped.lastLine == "続行しますか? [Y/n]")
    }

    // MARK: What is typed

    /// Reads bytes as they come and shows them.
    private static let keys = """
        import os, sys, tty, time
        tty.setraw(0)
        os.write(1, b'go')
        seen = b''
        os.set_blocking(0, False)
        end = time.time() + 0.4
        while time.time() < end:
            try: seen += os.read(0, 100)
            except BlockingIOError: time.sleep(0.01)
        os.write(1, b'<' + seen.hex().encode() + b'>')
        """

    @Test(arguments: [
        ("{expect: go, send: y}", "790d"), ("{expect: go, send: y, line-end: crlf}", "790d0a"),
        ("{expect: go, send: y, line-end: lf}", "790a"), ("{expect: go, send: y, line-end: none}", "79"),
        ("{expect: go, send: any-key}", "0d"), ("{expect: go, send: any-key, line-end: none}", "0d"),
        ("{expect: go, send: 予, line-end: none}", "975c"),
    ]) func lineEnds(exchange: String, bytes: String) async throws {
        let fixture = try WorldFixture.python(
            action: Self.action("encoding: cp932\nconversation: [\(exchange)]"), ["talk": Self.keys])
        #expect(try await fixture.performed().text == "go<\(bytes)>")
    }

    @Test func theLineEndOfTheCommandHoldsForAllItsExchanges() async throws {
        let fixture = try WorldFixture.python(
            action: Self.action("line-end: crlf\nconversation: [{expect: go, send: y}]"), ["talk": Self.keys])
        #expect(try await fixture.performed().text == "go<790d0a>")
    }

    /// A program that turns the echo on: the terminal itself prints the secret back.
    @Test func whatTheTerminalEchoesIsMasked() async throws {
        let secret = "S3cr3t-パス|w\"d"
        setenv("KIRIKAE_TEST_SECRET_D", secret, 1)
        defer { unsetenv("KIRIKAE_TEST_SECRET_D") }
        let secrets = "secrets: {password: {title: {ja: 合言葉, en: Password}, variable: KIRIKAE_TEST_SECRET_D}}"
        let talk = "stty echo; printf 'Password:'; read -r answer; printf %s \"$answer\" | wc -c"
        let fixture = try WorldFixture(
            step: Self.action("conversation: [{expect: 'Password:', send: {secret: password}}]"),
            programs: ["talk": talk], environment: secrets)
        let performed = try await fixture.performed()
        #expect(performed.outcome == .succeeded(warnings: []))
        #expect(performed.text.hasPrefix("Password:•••"), "it was echoed: \(performed.text)")
        #expect(performed.text.contains("\(secret.utf8.count)"), "and it arrived")
        #expect(!performed.text.contains("S3cr3t"))
        #expect(performed.turns == [ConversationTurn(index: 0, reply: .secret("password"))])
    }

    /// Tools that draw the whole screen move the cursor and draw again; what can be read is what counts.
    @Test func fullScreenRedraws() async throws {
        let screen = """
            import os
            def draw(line):
                os.write(1, b'\\x1b[?1049h\\x1b[2J\\x1b[H' + 'クラスタ切り替え'.encode('cp932'))
                os.write(1, b'\\x1b[10;5H\\x1b[7m' + line.encode('cp932') + b'\\x1b[0m\\x1b[24;1H')
            draw('準備中')
            draw('続行しますか(Y/N)')
            answer = os.read(0, 10)
            draw('続行しますか(Y/N)')
            draw('完了しました')
            os.read(0, 10)
            os.write(1, b'\\x1b[?1049l' + answer.hex().encode())
            """
        let fixture = try WorldFixture.python(
            action: Self.action(
                "encoding: cp932\nconversation: [{expect: '続行しますか(Y/N)', send: Y}, {expect: 完了しました, send: any-key}]"),
            ["talk": screen])
        let performed = try await fixture.performed()
        #expect(performed.outcome == .succeeded(warnings: []))
        #expect(performed.text.hasSuffix("590a"), "the second drawing was not answered again")
    }
}
