import Glibc
import Testing

@testable import KirikaeProcess
@testable import KirikaeWorlds

@Suite struct ChildTerminalTests {
    /// Runs a program on a terminal and holds a conversation with it.
    static func converse(
        _ configuration: ChildProcessConfiguration, _ encoding: TextEncoding,
        _ exchanges: [ConversationMatcher.Exchange]
    ) async throws -> (run: ChildRun, text: String, matcher: ConversationMatcher) {
        let child = try ChildProcess.start(configuration)
        let decoder = try IncrementalTextDecoder(encoding)
        var matcher = ConversationMatcher(exchanges)
        var text = ""
        let run = try await ChildRun.of(child) { event in
            guard case .output(let bytes) = event else { return }
            let chunk = decoder.decode(bytes)
            text += chunk
            for match in matcher.feed(chunk) {
                if let reply = match.reply { try child.write(reply.bytes(in: encoding)) }
            }
        }
        return (run, text + decoder.finish(), matcher)
    }

    @Test func `the terminal has its size, no echo, no changed output and line input`() async throws {
        let run = try await ChildRun.shell("stty -a; tty; : </dev/tty && echo controlling", terminal: true)
        let words = Set(run.text.split(whereSeparator: { " ;\n".contains($0) }).map(String.init))
        #expect(words.isSuperset(of: ["-echo", "-opost", "icanon", "icrnl", "isig"]), "\(run.text)")
        #expect(run.text.contains("rows 25; columns 120;"))
        #expect(run.text.contains("/dev/pts/"))
        #expect(run.text.contains("controlling"))
        #expect(!run.output.contains(0x0D), "no CR was put before LF")
    }

    @Test func `another size is set`() async throws {
        var configuration = ChildProcessConfiguration.shell("stty size", terminal: true)
        configuration.terminalSize = TerminalSize(rows: 40, columns: 200)
        #expect(try await ChildRun.of(try ChildProcess.start(configuration)).text == "40 200\n")
    }

    /// Writes CP932 one byte at a time, asks for a line, then waits for one key in raw mode.
    static let batch = """
        import os, sys, tty, termios
        def say(text):
            for byte in text.encode('cp932'): os.write(1, bytes([byte]))
        say('ポータルの予備 ①髙\\r\\n')
        if len(sys.argv) > 1:
            say('[R] 一度だけ実行する(R) [D] 実行しない(D): ')
            say('<' + os.read(0, 100).hex() + '>\\r\\n')
        say('完了しました。何かキーを入力して終了してください。')
        tty.setraw(0, termios.TCSANOW)
        say('<' + os.read(0, 100).hex() + '>')
        """
    static let exchanges = [
        ConversationMatcher.Exchange(expect: "[R] 一度だけ実行する(R)", reply: .text("予R"), isOptional: true),
        ConversationMatcher.Exchange(expect: "何かキーを入力して終了してください。", reply: .anyKey),
    ]

    @Test func `a line and a raw key are typed to a program that writes CP932 byte by byte`() async throws {
        let warned = try await Self.converse(.python(Self.batch, ["warn"], terminal: true), .cp932, Self.exchanges)
        #expect(warned.run.exit == .code(0))
        #expect(warned.matcher.isComplete && warned.matcher.happened == [0, 1])
        #expect(
            warned.text == """
                ポータルの予備 ①髙\r
                [R] 一度だけ実行する(R) [D] 実行しない(D): <975c520a>\r
                完了しました。何かキーを入力して終了してください。<\(warned.text.contains("<0d>") ? "0d" : "0a")>
                """)
        let plain = try await Self.converse(.python(Self.batch, terminal: true), .cp932, Self.exchanges)
        #expect(plain.run.exit == .code(0))
        #expect(plain.matcher.isComplete && plain.matcher.passedOver == [0])
    }

    @Test func `any key satisfies a program that reads a line`() async throws {
        let asked = try await Self.converse(
            .shell("printf 'press: '; read -r line; echo \"[$line]\"", terminal: true), .utf8,
            [ConversationMatcher.Exchange(expect: "press: ", reply: .anyKey)])
        #expect(asked.text == "press: []\n")
        #expect(asked.run.exit == .code(0))
    }

    @Test func `a long line arrives whole`() async throws {
        let answer = String(repeating: "あ", count: 1_364)
        let asked = try await Self.converse(
            .shell("printf 'name: '; read -r line; echo \"${#line} $line\"", terminal: true), .utf8,
            [ConversationMatcher.Exchange(expect: "name: ", reply: .text(answer))])
        #expect(asked.text.hasSuffix(" \(answer)\n"))
    }

    @Test func `a terminal that takes no more input does not block for ever`() async throws {
        // In raw mode nothing is dropped, so the queue fills up.
        let child = try ChildProcess.start(
            .python("import tty,time; tty.setraw(0); print('ready',flush=True); time.sleep(30)", terminal: true))
        var failure: ChildProcessError?
        _ = try await ChildRun.of(child) { event in
            guard case .output = event, failure == nil else { return }
            do throws(ChildProcessError) {
                try child.write([UInt8](repeating: 0x61, count: 1 << 20), timeoutMilliseconds: 300)
            } catch {
                failure = error
            }
            child.terminate(graceMilliseconds: 0)
        }
        guard case .writeFailed(let writtenCount, let error) = failure else {
            Issue.record("the write did not fail: \(String(describing: failure))")
            return
        }
        #expect(writtenCount > 0 && writtenCount < 1 << 20)
        #expect(error.errorNumber == ETIMEDOUT)
    }
}
