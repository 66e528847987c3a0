import Foundation
import KirikaeDiagnostics
import KirikaeProcess
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// What is reached over the network before the day, against real servers: each thing once as it should be, and once not.
@Suite(.serialized) struct DoctorNetworkTests {
    // MARK: Web servers

    private static func places(_ url: String, _ more: String = "") -> String {
        "places: {gax: {title: {ja: 管理画面, en: Console}, url: '\(url)'\(more)}}"
    }

    private static let trusted = ", resolve: 127.0.0.1, tls: {ca: lab.authorities.pem}"

    private static func authorities(_ server: LoopbackWebServer) throws -> [String: String] {
        ["lab.authorities.pem": try String(contentsOfFile: server.certificates.authorities, encoding: .utf8)]
    }

    @Test func placesAnswer() async throws {
        try await LoopbackWebServer.with(locations: "location = /broken { return 503; }") { server in
            let fixture = try DoctorFixture()
            let closed = try LoopbackProgram.freePort()
            let expected: [(String, ReadinessProblem.Word?, ReadinessFinding.Standing)] = [
                ("http://127.0.0.1:\(server.port)/plain", nil, .well),
                // It answers; what, is for the observations.
                ("http://127.0.0.1:\(server.port)/none", nil, .well),
                ("http://127.0.0.1:\(server.port)/broken", .serverError, .warning),
                ("http://127.0.0.1:\(closed)/", .noAnswer, .failing),
            ]
            for (url, word, standing) in expected {
                let findings = try await fixture.look(.place, Self.places(url))
                #expect(findings.map { $0.problem?.word } == [word], "\(url): \(findings)")
                #expect(findings.map(\.standing) == [standing], "\(url)")
            }
        }
    }

    @Test func certificates() async throws {
        try await LoopbackWebServer.with { server in
            let fixture = try DoctorFixture()
            let files = try Self.authorities(server)
            let words: [TestCertificates.Kind: ReadinessProblem.Word] = [
                .expired: .expired, .notYetValid: .notYetValid, .wrongName: .wrongName, .unknownAuthority: .untrusted,
                .selfSigned: .untrusted, .expiring: .expiring, .shortChain: .expiring,
            ]
            for kind in TestCertificates.Kind.allCases {
                let place = Self.places("https://portal.invalid:\(server.port(kind))/plain", Self.trusted)
                let ofPlace = try await fixture.look(.certificate, place, files: files)
                #expect(ofPlace.map { $0.problem?.word } == [words[kind]], "\(kind): \(ofPlace)")
                let address =
                    "address: 'portal.invalid:\(server.port(kind))', resolve: 127.0.0.1, ca: lab.authorities.pem"
                let check = "checks: {it: {title: {ja: 証明書, en: Certificate}, tls: {\(address)}}}"
                let declared = try await fixture.look(.certificate, check, files: files)
                #expect(declared.map { $0.problem?.word } == [words[kind]], "\(kind): \(declared)")
            }
            let enough =
                "address: 'portal.invalid:\(server.port(.expiring))', resolve: 127.0.0.1, ca: lab.authorities.pem"
            let few = "checks: {it: {title: {ja: 証明書, en: Certificate}, tls: {\(enough), days-left-at-least: 4}}}"
            #expect(try await fixture.look(.certificate, few, files: files).map(\.standing) == [.well])
            // Without its authority nobody stands for it.
            let alone = Self.places("https://portal.invalid:\(server.port(.good))/", ", resolve: 127.0.0.1")
            #expect(try await fixture.look(.certificate, alone).map { $0.problem?.word } == [.untrusted])
            // The place itself says so too, and its clock cannot be asked.
            #expect(try await fixture.look(.place, alone).map { $0.problem?.word } == [.noAnswer])
            let clocks = try await fixture.look(.clock, alone).filter { $0.subject == "gax" }
            #expect(clocks.map { $0.problem?.word } == [.notLookedAt])
            let right = Self.places("https://portal.invalid:\(server.port(.good))/plain", Self.trusted)
            let clock = try await fixture.look(.clock, right, files: files).first { $0.subject == "gax" }
            #expect(clock?.standing == .well)
        }
    }

    @Test(arguments: [
        (Int64(0), ReadinessProblem.Word?.none, ReadinessFinding.Standing.well), (3, nil, .well),
        (20, .clockDiffers, .warning), (-20, .clockDiffers, .warning), (600, .clockDiffers, .failing),
        (-600, .clockDiffers, .failing),
    ])
    func theClockOfAServer(offset: Int64, word: ReadinessProblem.Word?, standing: ReadinessFinding.Standing)
        async throws
    {
        let now = Int64(Date().timeIntervalSince1970) + offset
        let format = Date.VerbatimFormatStyle(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        let text = Date(timeIntervalSince1970: Double(now)).formatted(format)
        #expect(HTTPDate.seconds(text) == now, "\(text)")
        let problem =
            RemoteClockLook.problem(
                saidSeconds: now, between: (now - offset) * 1_000, and: (now - offset) * 1_000, most: 60_000)
            ?? RemoteClockLook.problem(
                saidSeconds: now, between: (now - offset) * 1_000, and: (now - offset) * 1_000, most: 5_000)?.asWarning
        #expect(problem?.word == word)
        #expect((problem.map { $0.isWarning ? .warning : .failing } ?? .well) == standing)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 99 Nov 1994 08:49:37 GMT", "x",
    ])
    func noTimes(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    // MARK: Files

    @Test func filesAndTheirHashes() async throws {
        let fixture = try DoctorFixture()
        let hash = "b9e68e1bea3e5b19ca6b2f98b73a54b73daafaa250484902e09982e07a12e733"
        let other = String(repeating: "0", count: 64)
        let server = try await LoopbackSSHServer()
        symlink(fixture.folder.path + "/bin/plain", fixture.folder.path + "/bin/link")
        let expected: [(String, ReadinessProblem.Word?)] = [
            ("path: DIR/bin/plain", nil), ("path: DIR/bin/plain, sha256: \(hash)", nil),
            ("path: DIR/bin/plain, sha256: \(hash.uppercased()), edition: '1.13'", nil),
            ("path: DIR/bin/none", .missing),
            ("path: DIR/bin/none, sha256: \(hash)", .missing), ("path: DIR/bin/sub", .wrongType),
            ("path: DIR/bin/plain, sha256: \(other)", .otherContent),
            ("path: DIR/bin/sub, sha256: \(hash)", .wrongType),
            ("path: DIR/bin/link, sha256: \(hash)", .wrongType),
        ]
        for (text, word) in expected {
            let check = "checks: {it: {title: {ja: ファイル, en: File}, file: {\(text)}}}"
            let finding = try await fixture.look(.file, check).first
            #expect(finding?.problem?.word == word, "\(text): \(String(describing: finding))")
            let host = "hosts: {pc: {title: {ja: PC, en: PC}, directory: DIR/bin, ssh: \(server.flowKeys())}}\n"
            let there = host + check.replacingOccurrences(of: "path: DIR/bin/", with: "on: pc, path: ")
            let remote = try await fixture.look(.file, there, files: ["known_hosts": try server.knownHostsLine()]).first
            #expect(remote?.problem?.word == word, "\(text): \(String(describing: remote))")
        }
        #expect(server.connectionCount == expected.count)
    }

    // MARK: Remote hosts

    private struct Remote {
        let fixture: DoctorFixture
        let server: LoopbackSSHServer

        func text(_ keys: String? = nil, directory: String = "DIR/bin") -> String {
            "hosts: {pc: {title: {ja: PC, en: PC}, directory: \(directory), ssh: \(keys ?? server.flowKeys())}}"
        }

        func word(
            _ text: String, known: String? = nil, of subject: String = "pc"
        ) async throws -> ReadinessProblem.Word? {
            let line = try known ?? server.knownHostsLine()
            let findings = try await fixture.look(.host, text, files: ["known_hosts": line])
            let finding = try #require(findings.first { $0.subject == subject })
            for language in Language.allCases {
                #expect(finding.problem?.seen[language].isEmpty != true)
                #expect(finding.problem?.next[language].isEmpty != true)
            }
            return finding.problem?.word
        }
    }

    @Test func remoteHostsAndTheirPrograms() async throws {
        let server = try await LoopbackSSHServer()
        let remote = Remote(fixture: try DoctorFixture(), server: server)
        let known = ["known_hosts": try server.knownHostsLine()]
        let before = server.connectionCount
        let names: Set = ["good", "none", "plain", "sub", "sub/file"]
        let (environment, service) = try remote.fixture.environment(remote.text(), files: known)
        let findings = await Doctor(
            .init(
                environment: environment, service: service, programs: ["pc": names],
                stateFolder: remote.fixture.folder.path + "/state", kinds: [.host, .program])
        ).findings()
        #expect(findings.map(\.subject) == ["ssh", "pc", "pc/good", "pc/none", "pc/plain", "pc/sub", "pc/sub/file"])
        #expect(
            findings.map { $0.problem?.word } == [nil, nil, nil, .missing, .noPermission, .wrongType, .nameRefused])
        // One connection for all of it.
        #expect(server.connectionCount == before + 1)
    }

    @Test func remoteHostsThatCannotBeUsed() async throws {
        let server = try await LoopbackSSHServer()
        let other = try await LoopbackSSHServer()
        let remote = Remote(fixture: try DoctorFixture(), server: server)
        #expect(try await remote.word(remote.text()) == nil)
        #expect(try await remote.word(remote.text(directory: "DIR/none")) == .missing)
        #expect(try await remote.word(remote.text(directory: "DIR/secret")) == .wrongType)
        let nobody =
            "\(server.knownName.replacingOccurrences(of: "\(server.port)", with: "1")) \(try server.hostKey())\n"
        #expect(try await remote.word(remote.text(), known: nobody) == .unknownKey)
        #expect(
            try await remote.word(remote.text(), known: "\(server.knownName) \(try other.hostKey())\n") == .changedKey)
        let revoked = try "@revoked \(server.knownHostsLine())" + server.knownHostsLine()
        #expect(try await remote.word(remote.text(), known: revoked) == .revokedKey)
        let stranger = server.flowKeys().replacingOccurrences(of: server.identityPath, with: other.identityPath)
        #expect(try await remote.word(remote.text(stranger)) == .notAuthenticated)
        other.stop()
        #expect(try await remote.word(remote.text(other.flowKeys()), known: other.knownHostsLine()) == .refused)
        // The programs of a host that is not reached were not looked at.
        let findings = try await remote.fixture.look(
            .program, remote.text(), files: ["known_hosts": nobody], programs: ["pc": ["good"]])
        #expect(findings.map { $0.problem?.word } == [.notLookedAt])
    }

    @Test func throughAnotherHost() async throws {
        let server = try await LoopbackSSHServer()
        let gate = try await LoopbackSSHServer(identity: server.identityPath)
        let fixture = try DoctorFixture()
        let text = """
            hosts:
              gate: {title: {ja: 踏み台, en: Gate}, directory: /tmp, ssh: \(gate.flowKeys())}
              pc: {title: {ja: PC, en: PC}, directory: DIR/bin, ssh: \(server.flowKeys("jump: gate"))}
            """
        let known = ["known_hosts": try gate.knownHostsLine() + server.knownHostsLine()]
        #expect(try await fixture.look(.host, text, files: known).map(\.standing) == [.well, .well, .well])
        let half = ["known_hosts": try server.knownHostsLine()]
        let findings = try await fixture.look(.host, text, files: half)
        #expect(findings.map { $0.problem?.word } == [nil, .unknownKey, .unknownKey])
        #expect(findings.last?.problem?.seen.en.contains("gate") == true)
    }

    @Test func checksOnARemoteHost() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try DoctorFixture()
        let known = ["known_hosts": try server.knownHostsLine()]
        func look(_ kind: ReadinessFinding.Kind, _ check: String, known: [String: String]) async throws
            -> ReadinessFinding?
        {
            let text = """
                hosts: {pc: {title: {ja: PC, en: PC}, directory: DIR/bin, ssh: \(server.flowKeys())}}
                checks: {it: {title: {ja: 点検, en: Check}, \(check)}}
                """
            return try await fixture.look(kind, text, files: known).first { $0.subject == "it" }
        }
        let cases: [(ReadinessFinding.Kind, String, ReadinessProblem.Word?)] = [
            (.command, "command: {run: [good], on: pc, printed: ready}", nil),
            (.command, "command: {run: [good], on: pc, printed: other}", .otherText),
            (.command, "command: {run: [bad], on: pc}", .otherExitCode),
            (.disk, "disk: {path: /, on: pc, at-least: 1KiB}", nil),
            (.disk, "disk: {path: /, on: pc, at-least: 1000000000MiB}", .spaceLow),
            (.disk, "disk: {path: none, on: pc, at-least: 1KiB}", .notLookedAt), (.clock, "clock: {on: pc}", nil),
        ]
        for (kind, check, word) in cases {
            let finding = try await look(kind, check, known: known)
            #expect(finding?.problem?.word == word, "\(check): \(String(describing: finding))")
            let unknown = try await look(kind, check, known: ["known_hosts": "[127.0.0.1]:1 \(try server.hostKey())\n"])
            #expect(unknown?.problem?.word == .unknownKey, "\(check): \(String(describing: unknown))")
        }
    }

    @Test(
        arguments: [
            ("a k\nb,[c]:2222 k\n", ["a", "b", "[c]:2222"]), ("# x\n@cert-authority d k\n", ["d"]),
            ("@revoked e k\n", []),
            ("|1|abc|def k\n", nil), ("*.example.jp k\n", nil), ("", []),
        ] as [(String, [String]?)])
    func knownNames(text: String, names: [String]?) {
        #expect(KnownItems.names(in: Array(text.utf8)) == names.map { Set($0) })
    }

    @Test func itemsThatAHostStandsFor() async throws {
        let fixture = try DoctorFixture()
        func text(_ address: String) -> String {
            """
            hosts: {pcs: {title: {ja: PC, en: PCs}, directory: /opt, ssh: {address-detail: address}}}
            inventories:
              all: {title: {ja: 全部, en: All}, items: [{id: a, details: {address: 192.0.2.1}}, {id: b, details: {address: \(address)}}]}
            """
        }
        func look(_ text: String, _ known: String) async throws -> ReadinessFinding? {
            try await fixture.look(.host, text, files: ["known_hosts": known]).first { $0.subject == "pcs" }
        }
        let line = "192.0.2.1,192.0.2.2 ssh-ed25519 AAAA\n"
        #expect(try await look(text("192.0.2.2"), line)?.standing == .well)
        let unknown = try await look(text("192.0.2.3"), line)
        #expect(unknown?.problem?.word == .unknownKey)
        #expect(unknown?.problem?.seen.en == "known_hosts has no key of 1 of 2: b")
        #expect(try await look(text("'-oProxyCommand=x'"), line)?.problem?.word == .notAnAddress)
    }
}
