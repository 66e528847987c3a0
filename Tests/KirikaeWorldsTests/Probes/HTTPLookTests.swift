import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Looking by HTTP, at a real nginx.
@Suite(.serialized) struct HTTPLookTests {
    private static let locations = """
        location = /shut { return 200 'shut\\n'; }
        location = /busy { return 503; }
        location = /nothing { return 204; }
        location = /site { add_header X-Site J2; return 200 'x'; }
        location = /hostile { add_header X-Site "\u{1B}[2Jdr\u{202E}"; return 200 'x'; }
        location = /moved { return 302 /plain; }
        location = /token { return 302 'http://user:pw@127.0.0.1/next?token=S3cr3t'; }
        location = /loop { return 302 /loop; }
        location = /to-file { return 302 'file:///etc/passwd'; }
        location = /to-ftp { return 302 'ftp://127.0.0.1/x'; }
        location = /to-dict { return 302 'dict://127.0.0.1/x'; }
        location = /slow { limit_rate 20; alias FOLDER/files/slow; }
        location = /packed { add_header Content-Encoding gzip; alias FOLDER/files/packed; }
        location = /bomb { add_header Content-Encoding gzip; alias FOLDER/files/bomb; }
        location = /many { \(String(repeating: "add_header X-Filler a; ", count: 600)) return 200 'open'; }
        location = /large { \(String(repeating: "add_header X-Filler \(String(repeating: "y", count: 900)); ", count: 80)) return 200 'open'; }
        location = /some { \(String(repeating: "add_header X-Filler \(String(repeating: "y", count: 900)); ", count: 20)) return 200 'open'; }
        """

    private func with(_ body: (LoopbackWebServer, String) async throws -> Void) async throws {
        try await LoopbackWebServer.with(locations: Self.locations) { server in
            try await body(server, "http://127.0.0.1:\(server.port)")
        }
    }

    private func look(_ probe: String, timeout: String = "5s") async throws -> Reading {
        try await WebLook.at("{http: {\(probe)}, timeout: \(timeout)}").observation.reading
    }

    @Test func oneThingOfTheAnswerDecides() async throws {
        try await with { server, base in
            try server.folder.write(
                #"{"site": {"active": "J2", "load": 0.75, "n": [1, 22]}, "up": true}"#, to: "files/json")
            try Data([0x83, 0x7C, 0x81, 0x5B, 0x83, 0x5E, 0x83, 0x8B, 0x92, 0xE2, 0x8E, 0x7E])  // ポータル停止 in CP932
                .write(to: server.folder.url.appendingPathComponent("files/cp932"))
            try server.folder.write("予備系で稼働中", to: "files/text")
            let cases: [(String, String, Reading)] = [
                ("/plain", "", .value("open")), ("/shut", "", .value("shut")),
                ("/busy", "", .failed("status: 503")), ("/files/text", "", .failed("not-a-value: 予備系で稼働中")),
                ("/plain", "answers: open, silent: shut", .value("open")),
                ("/files/none", "answers: open, silent: shut", .value("open")),
                ("/busy", "answers: open, silent: shut", .value("shut")),
                ("/plain", "status: {open: [200, 204], shut: 503}", .value("open")),
                ("/nothing", "status: {open: [200, 204], shut: 503}", .value("open")),
                ("/busy", "status: {open: 2xx, shut: 5xx}", .value("shut")),
                ("/busy", "status: {open: 5xx, shut: 503}", .value("shut")),
                ("/files/none", "status: {open: 2xx, shut: 5xx}", .failed("status: 404")),
                ("/site", "header: {name: x-site, values: {open: J2, shut: J1}}", .value("open")),
                ("/site", "header: {name: X-Site, values: {shut: J1}}", .failed("not-a-value: J2")),
                ("/plain", "header: {name: X-Site, values: {open: J2}}", .failed("no-header: X-Site")),
                ("/busy", "header: {name: X-Site, values: {open: J2}}", .failed("status: 503")),
                ("/files/text", "contains: {open: 稼働中, shut: 停止中}", .value("open")),
                ("/files/text", "contains: {open: 停止, shut: 待機}", .failed("no-text")),
                ("/files/text", "contains: {open: 予備, shut: 稼働}", .failed("several-texts: 予備, 稼働")),
                ("/files/cp932", "contains: {open: 稼働, shut: ポータル停止}, encoding: cp932", .value("shut")),
                ("/files/cp932", "contains: {open: 稼働, shut: ポータル停止}", .failed("no-text")),
                ("/files/none", "contains: {open: Not Found}", .failed("status: 404")),
                ("/files/json", "json: {pointer: /site/active, values: {open: J2, shut: J1}}", .value("open")),
                ("/files/json", "json: {pointer: /site/n/1, values: {open: 22}}", .value("open")),
                ("/files/json", "json: {pointer: /up, values: {open: 'true', shut: 'false'}}", .value("open")),
                ("/files/json", "json: {pointer: /site/load, values: {open: '0.75'}}", .value("open")),
                ("/files/json", "json: {pointer: /site, values: {open: J2}}", .failed("nothing-there: /site")),
                ("/files/json", "json: {pointer: /site/n/2, values: {open: J2}}", .failed("nothing-there: /site/n/2")),
                ("/plain", "json: {pointer: /site, values: {open: J2}}", .failed("not-json")),
                ("/plain", "method: HEAD, status: {open: 200}", .value("open")),
            ]
            for (path, rest, expected) in cases {
                let reading = try await look("url: '\(base)\(path)'\(rest.isEmpty ? "" : ", " + rest)")
                #expect(reading == expected, "\(path) \(rest)")
            }
            #expect(try server.requests().last?.contains("HEAD /plain") == true)
        }
    }

    @Test func redirectsAreReportedOrFollowedAndNeverLeadElsewhere() async throws {
        try await with { server, base in
            let there = "http://127.0.0.1:\(server.port)/plain"
            let refused = try await WebLook.at("{http: {url: '\(base)/moved'}}").observation
            #expect(refused.reading == .failed("redirect: \(there)"))
            #expect(refused.evidence["redirect"] == there && refused.evidence["status"] == "302")
            // The control: it is there, and whoever follows it finds it.
            let followed = try await WebLook.at("{http: {url: '\(base)/moved', redirects: follow}}").observation
            #expect(followed.reading == .value("open") && followed.evidence["url"] == there)
            #expect(try await look("url: '\(base)/moved', redirects: 1") == .value("open"))
            let asStatus = "url: '\(base)/moved', status: {open: 302, shut: 200}"
            #expect(try await look(asStatus) == .value("open"))
            guard case .failed(let loop) = try await look("url: '\(base)/loop', redirects: follow") else {
                Issue.record("a loop came to an end")
                return
            }
            #expect(loop.hasPrefix("too-many-redirects"))
            #expect(try server.requests().filter { $0.contains("/loop") }.count == 6)
            for path in ["/to-file", "/to-ftp", "/to-dict"] {
                guard case .failed(let reason) = try await look("url: '\(base)\(path)', redirects: follow") else {
                    Issue.record("\(path) was followed")
                    continue
                }
                #expect(reason.hasPrefix("other-protocol"), "\(path): \(reason)")
            }
            // What stands behind the question mark may be a secret, and so may a user.
            let token = try await WebLook.at("{http: {url: '\(base)/token'}}").observation
            #expect(token.reading == .failed("redirect: http://127.0.0.1/next?…"))
            #expect(!"\(token)".contains("S3cr3t") && !"\(token)".contains("user:pw"))
        }
    }

    @Test func anotherAddressForTheName() async throws {
        try await LoopbackWebServer.with { server in
            let url = "http://portal.invalid:\(server.port)/plain"
            // The control: the name leads nowhere.
            let lost = try await WebLook.at("{http: {url: '\(url)'}}").observation
            guard case .failed(let reason) = lost.reading, reason.hasPrefix("cannot-resolve") else {
                Issue.record("\(lost)")
                return
            }
            #expect(try await look("url: '\(url)', answers: open, silent: shut") == .value("shut"))
            for override in ["127.0.0.1", "portal.invalid:\(server.port):127.0.0.1"] {
                let found = try await WebLook.at("{http: {url: '\(url)', resolve: '\(override)'}}").observation
                #expect(found.reading == .value("open"))
                #expect(found.evidence["address"] == "127.0.0.1:\(server.port)")
            }
            let other = "url: '\(url)', resolve: ['elsewhere.invalid:80:127.0.0.1', '127.0.0.1']"
            #expect(try await look(other) == .value("open"))
        }
    }

    @Test func whatIsTooMuchIsBounded() async throws {
        try await with { server, base in
            let files = server.folder.url.appendingPathComponent("files")
            try server.folder.write(String(repeating: "z", count: 4_000), to: "files/slow")
            // 64 MiB of one byte, packed a thousandfold.
            let bomb = try await Self.gzip("head -c 67108864 /dev/zero | gzip -9")
            try bomb.write(to: files.appendingPathComponent("bomb"))
            try await Self.gzip("printf open | gzip -9").write(to: files.appendingPathComponent("packed"))
            #expect(bomb.count < 100_000)
            // As good as endless: 64 GiB that take no room.
            let endless = try server.folder.write("", to: "files/endless")
            try #require(truncate(endless, 64 << 30) == 0)

            let before = Self.residentBytes()
            let packed = try await look("url: '\(base)/packed'")
            #expect(packed == .value("open"), "the control: packed text is unpacked")
            #expect(try await look("url: '\(base)/bomb'") == .failed("answer-too-large: 1MiB"))
            #expect(try await look("url: '\(base)/files/endless'") == .failed("answer-too-large: 1MiB"))
            // Where the body decides nothing, it is left unread.
            #expect(try await look("url: '\(base)/files/endless', status: {open: 200}") == .value("open"))
            #expect(try await look("url: '\(base)/bomb', answers: open, silent: shut") == .value("open"))
            #expect(try await look("url: '\(base)/some'") == .value("open"), "the control: 18 KiB of header fields")
            #expect(try await look("url: '\(base)/many'") == .failed("headers-too-large"))
            #expect(try await look("url: '\(base)/large'") == .failed("headers-too-large"))
            #expect(Self.residentBytes() - before < 32 << 20)

            let slow = try await WebLook.at("{http: {url: '\(base)/slow'}, timeout: 500ms}")
            guard case .failed(let reason) = slow.observation.reading, reason.hasPrefix("timed-out") else {
                Issue.record("\(slow)")
                return
            }
            #expect((450...3_000).contains(slow.milliseconds))
        }
    }

    /// A peer that accepts and says nothing, with and without TLS.
    @Test(arguments: ["http", "https"]) func aHalfOpenPeerCostsItsTimeout(scheme: String) async throws {
        let listener = try SilentListener(backlog: 4)
        let url = "\(scheme)://127.0.0.1:\(listener.port)/"
        let (observation, milliseconds) = try await WebLook.at(
            "{http: {url: '\(url)', answers: open, silent: shut}, timeout: 400ms}")
        #expect(observation.reading == .value("shut"))
        #expect((350...3_000).contains(milliseconds))
        let plain = try await WebLook.at("{http: {url: '\(url)'}, timeout: 400ms}").observation.reading
        guard case .failed(let reason) = plain, reason.hasPrefix("timed-out") else {
            Issue.record("\(plain)")
            return
        }
    }

    @Test func whatAServerSaysNeverReachesAScreenRaw() async throws {
        try await with { server, base in
            let observation = try await WebLook.at(
                "{http: {url: '\(base)/hostile', header: {name: X-Site, values: {open: J2}}}}"
            ).observation
            let shown = "\(observation.reading) \(observation.evidence)"
            #expect(shown.contains("[2Jdr"), "the control: it did arrive")
            #expect(!shown.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        }
    }

    @Test func evidenceIsKeptAndShort() async throws {
        try await with { server, base in
            let observation = try await WebLook.at("{http: {url: '\(base)/plain'}}").observation
            #expect(observation.evidence["status"] == "200")
            #expect(observation.evidence["address"] == "127.0.0.1:\(server.port)")
            #expect(observation.evidence["body-sha256"] == PlanEncoding.hash(ofFile: Array("open\n".utf8)))
            #expect(observation.evidence["milliseconds"].flatMap { Int($0) } != nil)
        }
        var evidence = ProbeEvidence()
        for number in 0..<100 { evidence.add("name-\(number)", String(repeating: "あ\u{1B}", count: 400)) }
        let size = evidence.values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        #expect(!evidence.values.isEmpty && size <= 1_024)
        #expect(!"\(evidence.values)".contains("\u{1B}"))
    }

    // MARK: Parts

    private static func gzip(_ script: String) async throws -> Data {
        let program = try SpawnedProgram("/bin/sh", ["-c", script], in: "/")
        try #require(await program.wait() == 0)
        return Data(program.output)
    }

    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4_096
    }
}
