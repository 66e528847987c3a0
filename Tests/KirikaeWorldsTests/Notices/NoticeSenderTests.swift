import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Telling people: a real receiver, a program that takes mails, a program of a host; and each way to fail.
@Suite struct NoticeSenderTests {
    private static let secret = "S3cr3t-hook-token"

    /// A receiver that writes down what it is sent.
    private static let receiver = """
        import http.server, json, os, sys, threading, time
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
                if self.path == '/hang': time.sleep(30)
                with open(sys.argv[1], 'ab') as file:
                    file.write(json.dumps({'path': self.path, 'type': self.headers.get('Content-Type'),
                        'token': self.headers.get('X-Token'), 'body': json.loads(body)}).encode() + b'\\n')
                self.send_response(500 if self.path == '/broken' else 204)
                self.end_headers()
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Timer(60, lambda: os._exit(9)).start()
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    private func plan(_ notify: String, programs: [String: String] = [:]) throws -> WorldFixture {
        try WorldFixture(
            step: "    action: {command: [act], on: pc}", programs: programs,
            environment: "secrets: {token: {title: {ja: 鍵, en: Token}, variable: KIRIKAE_TEST_HOOK}}\nnotify:\n"
                + notify)
    }

    private func send(
        _ fixture: WorldFixture, _ occasion: Notice.Occasion = .needsPerson, step: String? = "plant.open/act"
    ) async throws -> NoticeOutcome {
        setenv("KIRIKAE_TEST_HOOK", Self.secret, 1)
        let world = LiveWorld(plan: fixture.plan, run: "run-1", clock: LiveClock(), operators: [])
        return await world.send(
            DueNotice(entry: "duty", occasion: occasion, subject: "plant.open/act manual 1", step: step),
            in: RunMachine(plan: fixture.plan))
    }

    private func withReceiver(_ body: (String, TemporaryFolder) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        var configuration = ChildProcessConfiguration.python(Self.receiver)
        configuration.arguments.append(folder.path + "/received")
        let child = try ChildProcess.start(configuration)
        defer { child.terminate(graceMilliseconds: 0) }
        var printed: [UInt8] = []
        for await event in child.events {
            if case .output(let bytes) = event { printed += bytes }
            if printed.last == 0x0A { break }
        }
        let port = try #require(UInt16(String(decoding: printed.dropLast(), as: UTF8.self)))
        try await body("http://127.0.0.1:\(port)", folder)
    }

    // MARK: By an address

    @Test func aReceiverGetsJSONWithStableKeysAndTheSecretHeader() async throws {
        try await withReceiver { address, folder in
            let fixture = try plan(
                "  duty: {when: [needs-person], webhook: {url: '\(address)/hook', headers: {X-Token: {secret: token}}}}\n"
            )
            #expect(try await send(fixture) == .delivered)
            let received = try JSONValue(parsing: Array(try folder.read("received").utf8))
            #expect(received["path"] == "/hook")
            #expect(received["type"] == "application/json")
            #expect(received["token"] == .string(Self.secret))
            let body = try #require(received["body"]?.objectValue)
            #expect(
                body.keys.sorted() == [
                    "entry", "environment", "notice", "occasion", "run", "runbook", "step", "stepTitle", "subject",
                    "text", "title", "what",
                ])
            #expect(body["occasion"] == "needs-person")
            #expect(body["run"] == "run-1")
            #expect(body["step"] == "plant.open/act")
            #expect(body["stepTitle"]?["ja"] == "行う")
            #expect(body["text"]?.stringValue?.contains("kirikae status run-1") == true)
            #expect(body["text"]?.stringValue?.contains(Self.secret) == false)
        }
    }

    @Test func aReceiverThatAnswersBadlyOrHangsIsAnOutcome() async throws {
        try await withReceiver { address, folder in
            let broken = try plan("  duty: {when: [failed], webhook: {url: '\(address)/broken'}}\n")
            #expect(try await send(broken) == .failed(.status(500)))
            // It did arrive: the receiver itself said no.
            #expect(try folder.read("received").contains("/broken"))
            let hanging = try plan("  duty: {when: [failed], webhook: {url: '\(address)/hang'}, timeout: 300ms}\n")
            let clock = LiveClock()
            let start = clock.now().monotonicMilliseconds
            #expect(try await send(hanging) == .failed(.timedOut(afterMilliseconds: 300)))
            #expect(clock.now().monotonicMilliseconds - start < 10_000)
        }
    }

    @Test func aReceiverThatIsNotThereIsAnOutcome() async throws {
        let listener = try SilentListener(backlog: 1)
        let port = listener.port
        _ = consume listener
        let fixture = try plan("  duty: {when: [failed], webhook: {url: 'http://127.0.0.1:\(port)/'}}\n")
        #expect(try await send(fixture) == .failed(.noAnswer(reason: "nobody accepted the connection")))
    }

    @Test func withoutItsSecretNothingIsSent() async throws {
        try await withReceiver { address, folder in
            let fixture = try plan(
                "  duty: {when: [failed], webhook: {url: '\(address)/hook', headers: {X-Token: {secret: token}}}}\n")
            let text = NoticeText(
                DueNotice(entry: "duty", occasion: .failed, subject: "s"), of: fixture.plan, run: "r")
            var environment = fixture.plan.environment
            environment.secrets["token"]?.source = .variable("KIRIKAE_TEST_NOT_SET")
            let notice = try #require(environment.notices["duty"])
            let outcome = await NoticeSender(environment: environment).send(text, by: notice)
            #expect(outcome == .failed(.secretNotRead(name: "token", reason: "KIRIKAE_TEST_NOT_SET is not set")))
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/received"))
        }
    }

    // MARK: By a program

    private static let keeping = """
        here=$(dirname "$0")
        printf '%s\\n' "$@" > "$here/arguments"
        cat > "$here/mail"
        echo 'said by the program: SHOWN-NOWHERE'
        """

    @Test func aMailIsWholeAndPlainASCII() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/bin/sh\n" + Self.keeping, to: "sendmail")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let fixture = try plan(
            "  duty: {when: [needs-person], mail: {to: [duty@example.com, second@example.jp], from: kirikae@example.com, program: \(path)}}\n"
        )
        #expect(try await send(fixture) == .delivered)
        #expect(try folder.read("arguments") == "-t\n-oi\n")
        let text = try folder.read("mail")
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.utf8.count <= 76 })
        let parts = text.split(separator: "\n\n", maxSplits: 1).map(String.init)
        try #require(parts.count == 2)
        let headers = parts[0].replacing("\n ", with: "\u{1}").split(separator: "\n").map(String.init)
        #expect(
            headers.map { String($0.prefix { $0 != ":" }) } == [
                "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted",
            ])
        #expect(headers[1] == "To: duty@example.com,\u{1}second@example.jp")
        // Each word by itself is whole characters, as RFC 2047 demands.
        let words = headers[2].dropFirst("Subject: ".count).split(separator: "\u{1}").map { word in
            String(decoding: Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data(), as: UTF8.self)
        }
        #expect(!words.joined().contains("\u{FFFD}"))
        #expect(words.joined().hasPrefix("[kirikae] 人の回答を待っています / waits for a person: 開く (test)"))
        let body = String(
            decoding: try #require(Data(base64Encoded: parts[1].replacing("\n", with: ""))), as: UTF8.self)
        #expect(body.contains("ステップ: 行う (plant.open/act)\n"))
        #expect(body.contains("Step: Act (plant.open/act)\n"))
        #expect(body.contains("kirikae status run-1"))
    }

    @Test(
        arguments: [
            ("exit 75", "10s", .failed(.exitCode(75))), ("kill -9 $$", "10s", .failed(.signal(9))),
            ("exec sleep 30", "300ms", .failed(.timedOut(afterMilliseconds: 300))),
            ("cat >/dev/null", "10s", .delivered),
        ] as [(String, String, NoticeOutcome)])
    func aProgramThatTakesNoMailIsAnOutcome(program: String, timeout: String, outcome: NoticeOutcome) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/bin/sh\n" + program + "\n", to: "sendmail")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let fixture = try plan(
            "  duty: {when: [failed], timeout: \(timeout), mail: {to: [a@example.com], from: b@example.com, program: \(path)}}\n"
        )
        #expect(try await send(fixture) == outcome)
    }

    @Test func aProgramThatIsNotThereIsAnOutcome() async throws {
        let fixture = try plan(
            "  duty: {when: [failed], mail: {to: [a@example.com], from: b@example.com, program: /nowhere/sendmail}}\n")
        guard case .failed(.notStarted) = try await send(fixture) else {
            Issue.record("it was sent")
            return
        }
    }

    @Test func aProgramOfAHostReadsTheSameJSON() async throws {
        let fixture = try plan(
            "  duty: {when: [completed], command: [tell, now], on: pc}\n", programs: ["tell": Self.keeping])
        #expect(try await send(fixture, .completed, step: nil) == .delivered)
        #expect(try fixture.folder.read("arguments") == "now\n")
        let received = try JSONValue(parsing: Array(try fixture.folder.read("mail").utf8))
        #expect(received["occasion"] == "completed")
        #expect(received["step"] == nil)
    }

    // MARK: Nothing is slipped in

    /// Titles come from files that many people write.
    @Test(arguments: [
        "a\r\nBcc: all@example.com", "a\nX: y", "\u{202E}abc", "\u{1B}]0;x\u{07}", String(repeating: "題", count: 400),
    ])
    func aTitleCannotAddAHeaderOrALine(title: String) throws {
        let fixture = try plan("  duty: {when: [failed], webhook: {url: 'http://127.0.0.1:9/'}}\n")
        var hostile = fixture.plan
        hostile.title.ja = title
        hostile.title.en = title
        let text = NoticeText(DueNotice(entry: "duty", occasion: .failed, subject: "s"), of: hostile, run: "r\nX: y")
        let mail = MailText(
            mail: .init(to: ["a@example.com"], from: "b@example.com"), subject: text.subject, body: text.body)
        let lines = String(decoding: mail.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let end = try #require(lines.firstIndex(of: ""))
        let names = lines[..<end].filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
        #expect(
            names == [
                "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted",
            ])
        #expect(!text.body.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        #expect(text.body.split(separator: "\n").count == 10)
        #expect(text.subject.count < 300)
    }
}
