import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// What can be looked at on this machine before the day: each thing once as it should be, and once not.
@Suite struct DoctorTests {
    /// One thing, right and wrong.
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: ReadinessFinding.Kind
        var subject: String
        var word: ReadinessProblem.Word
        var standing = ReadinessFinding.Standing.failing
        var well: String
        var broken: String

        var testDescription: String { "\(kind.rawValue) \(subject) \(word.rawValue): \(broken)" }
    }

    private static func host(_ directory: String) -> String {
        "hosts: {pc: {title: {ja: PC, en: PC}, directory: \(directory)}}"
    }

    private static func secret(_ source: String) -> String {
        "secrets: {token: {title: {ja: 鍵, en: Token}, \(source)}}"
    }

    private static func items(_ details: String) -> String {
        """
        inventories:
          pcs: {title: {ja: PC, en: PCs}, items: [{id: pc-1, details: {address: \(details)}}, {id: pc-2, details: {address: 192.0.2.2}}]}
        """
    }

    private static func observe(_ how: String) -> String { host("DIR/bin") + "\nobserve: {valve.state: \(how)}" }

    private static func check(_ subject: String, _ more: String = "") -> String {
        host("DIR/bin") + "\nchecks: {it: {title: {ja: 点検, en: Check}, \(subject)\(more)}}"
    }

    static let cases: [Case] = [
        Case(kind: .host, subject: "pc", word: .missing, well: host("DIR/bin"), broken: host("DIR/none")),
        Case(kind: .host, subject: "pc", word: .wrongType, well: host("DIR/bin"), broken: host("DIR/secret")),
        Case(
            kind: .secret, subject: "token", word: .notRead, well: secret("file: DIR/secret"),
            broken: secret("file: DIR/none")),
        Case(
            kind: .secret, subject: "token", word: .notRead, well: secret("file: DIR/secret"),
            broken: secret("file: DIR/open-secret")),
        Case(
            kind: .secret, subject: "token", word: .notRead, well: secret("file: DIR/secret"),
            broken: secret("file: DIR/short-secret")),
        Case(
            kind: .secret, subject: "token", word: .notRead, well: secret("command: [/bin/echo, long enough]"),
            broken: secret("command: [/bin/false]")),
        Case(
            kind: .secret, subject: "token", word: .notRead, well: secret("variable: PATH"),
            broken: secret("variable: KIRIKAE_NOT_SET")),
        Case(
            kind: .inventory, subject: "pcs", word: .notAnAddress, well: items("192.0.2.1"),
            broken: items("192.0.2.256")),
        Case(
            kind: .inventory, subject: "pcs", word: .notAnAddress, well: items("pc-1.example.jp"), broken: items("pc 1")
        ),
        Case(
            kind: .inventory, subject: "pcs", word: .addressTwice, standing: .warning, well: items("192.0.2.1"),
            broken: items("192.0.2.2")),
        Case(
            kind: .observation, subject: "valve.state", word: .notSeen,
            well: observe("{command: {run: [good], on: pc, values: {open: ready}}}"),
            broken: observe("{command: {run: [bad], on: pc, values: {open: ready}}}")),
        Case(
            kind: .command, subject: "it", word: .otherExitCode, well: check("command: {run: [bad], on: pc, exit: 3}"),
            broken: check("command: {run: [bad], on: pc}")),
        Case(
            kind: .command, subject: "it", word: .otherText,
            well: check("command: {run: [good], on: pc, printed: ready}"),
            broken: check("command: {run: [good], on: pc, printed: steady}")),
        Case(
            kind: .command, subject: "it", word: .otherText, standing: .warning,
            well: check("command: {run: [good], on: pc, printed: ready}"),
            broken: check("command: {run: [good], on: pc, printed: steady}", ", severity: warns")),
        Case(
            kind: .command, subject: "it", word: .notLookedAt, well: check("command: {run: [good], on: pc}"),
            broken: check("command: {run: [none], on: pc}")),
        Case(
            kind: .command, subject: "it", word: .late, well: check("command: {run: [good], on: pc}"),
            broken: check("command: {run: [slow], on: pc}", ", timeout: 200ms")),
        Case(
            kind: .disk, subject: "it", word: .spaceLow, well: check("disk: {path: DIR, at-least: 1KiB}"),
            broken: check("disk: {path: DIR, at-least: 1000000000MiB}")),
        Case(
            kind: .disk, subject: "it", word: .missing, well: check("disk: {path: DIR, at-least: 1KiB}"),
            broken: check("disk: {path: DIR/none, at-least: 1KiB}")),
    ]

    @Test(arguments: cases)
    func rightAndWrong(item: Case) async throws {
        try await DoctorFixture().expect(
            item.kind, item.subject, item.word, item.standing, well: item.well, broken: item.broken)
    }

    @Test func programsOfPlans() async throws {
        let fixture = try DoctorFixture()
        let findings = try await fixture.look(
            .program, Self.host("DIR/bin"), programs: ["pc": ["good", "none", "plain", "sub", "sub/file"]])
        #expect(findings.map(\.subject) == ["pc/good", "pc/none", "pc/plain", "pc/sub", "pc/sub/file"])
        #expect(
            findings.map { $0.problem?.word } == [nil, .missing, .noPermission, .wrongType, .nameRefused])
    }

    @Test func aPortThatTakesConnections() async throws {
        let fixture = try DoctorFixture()
        let (port, descriptor) = try Self.listener()
        func checked() -> String { Self.check("tcp: {address: '127.0.0.1:\(port)'}") }
        let open = try await fixture.look(.port, checked())
        #expect(open.map(\.standing) == [.well])
        close(descriptor)
        let shut = try await fixture.look(.port, checked())
        #expect(shut.map { $0.problem?.word } == [.noConnection])
        #expect(shut.first?.problem?.seen.en == "no connection: nobody listens there")
    }

    /// Not handed on to programs that other tests start meanwhile.
    private static func listener() throws -> (UInt16, Int32) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try #require(bind(descriptor, pointer, size) == 0 && listen(descriptor, 4) == 0)
                try #require(getsockname(descriptor, pointer, &size) == 0)
            }
        }
        return (UInt16(bigEndian: address.sin_port), descriptor)
    }

    @Test func namesAtTwoServers() async throws {
        let main = try await LoopbackDNSServer(records: "portal A 192.0.2.1\nportal A 192.0.2.2\nmoved A 192.0.2.1")
        let dr = try await LoopbackDNSServer(records: "portal A 192.0.2.2\nportal A 192.0.2.1\nmoved A 198.51.100.1")
        let silent = try LoopbackProgram.freePort()
        func servers(_ third: String = "") -> String { "servers: ['\(main.address)', '\(dr.address)'\(third)]" }
        let expected: [(String, ReadinessProblem.Word?, String)] = [
            ("name: portal.test.example, \(servers())", nil, ""),
            ("name: portal.test.example, expect: [192.0.2.2, 192.0.2.1], \(servers())", nil, ""),
            // At each server something, and not the same: that is how two sites may be meant.
            ("name: moved.test.example, \(servers())", nil, ""),
            (
                "name: moved.test.example, expect: [192.0.2.1], \(servers())", .otherAnswer,
                "\(main.address): 192.0.2.1; \(dr.address): 198.51.100.1"
            ),
            (
                "name: portal.test.example, \(servers(", '127.0.0.1:\(silent)'"))", .unresolved,
                "127.0.0.1:\(silent): UNREACHABLE"
            ),
            ("name: none.test.example, \(servers())", .unresolved, "\(dr.address): NXDOMAIN"),
            ("name: x.broken.example, \(servers())", .unresolved, "\(dr.address): SERVFAIL"),
            ("name: x.closed.example, \(servers())", .unresolved, "\(main.address): REFUSED"),
            ("name: portal.test.example, type: AAAA, \(servers())", .unresolved, "NOERROR"),
        ]
        let fixture = try DoctorFixture()
        for (text, word, seen) in expected {
            let finding = try await fixture.look(.name, Self.check("dns: {\(text)}")).first
            #expect(finding?.problem?.word == word, "\(text): \(String(describing: finding))")
            #expect(seen.isEmpty || finding?.problem?.seen.en.contains(seen) == true, "\(String(describing: finding))")
        }
    }

    // MARK: Signers

    @Test func keysOfThoseWhoSign() async throws {
        let fixture = try DoctorFixture()
        let keys = try SigningKeys(["a", "b", "c", "d", "e"])
        func line(_ name: String, _ options: String = "") -> String { keys.line(name, options: options) }
        let soon = ISO8601DateFormatter.string(
            from: Date().addingTimeInterval(5 * 86_400), timeZone: .gmt, formatOptions: [.withFullDate]
        ).replacingOccurrences(of: "-", with: "")
        let file =
            line("a") + line("b", "valid-before=\"20200101\"") + line("c", "valid-after=\"20990101Z\"")
            + line("d", "namespaces=\"x\",valid-before=\"\(soon)\"") + line("e", "valid-before=\"20990101120000\"")
        let text = """
            groups: {duty: {title: {ja: 当直, en: Duty}, members: [a, b, c, d, e]}}
            allowed-signers: here.allowed_signers
            approvals: signed
            """
        let findings = try await fixture.look(.signer, text, files: ["here.allowed_signers": file])
        #expect(findings.map(\.subject) == ["ssh-keygen", "a", "b", "c", "d", "e"])
        #expect(findings.map { $0.problem?.word } == [nil, nil, .keyExpired, .keyNotYetValid, .keyExpiring, nil])
        #expect(findings.map(\.standing) == [.well, .well, .failing, .failing, .warning, .well])
    }

    // MARK: Records

    @Test func theFolderOfRecords() async throws {
        let fixture = try DoctorFixture()
        let path = fixture.folder.path
        try FileManager.default.createDirectory(
            atPath: path + "/shared", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o777])
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path + "/shared")
        let expected: [(String, ReadinessProblem.Word?)] = [
            ("/state", nil), ("/not/there/yet", nil), ("/shared", .openToOthers), ("/secret", .wrongType),
            ("/secret/below", .notLookedAt),
        ]
        for (name, word) in expected {
            let findings = try await fixture.look(.state, "", state: path + name)
            #expect(findings.map(\.subject) == ["folder", "space", "durability"])
            #expect(findings.first?.problem?.word == word, "\(name): \(String(describing: findings.first))")
        }
        // It was looked at and not made.
        #expect(!FileManager.default.fileExists(atPath: path + "/not"))
        if geteuid() == 0 {
            chown(path + "/state", 65_534, 65_534)
            let findings = try await fixture.look(.state, "")
            #expect(findings.first?.problem?.word == .wrongOwner)
        }
        // A file system that keeps nothing.
        let memory = try await fixture.look(.state, "", state: "/proc/none").last
        #expect(memory?.problem?.word == .notDurable && memory?.standing == .warning)
    }

    private static let mounts = """
        22 1 8:1 / / rw - ext4 /dev/sda1 rw
        30 22 0:30 / /mem rw,nosuid shared:5 - tmpfs tmpfs rw
        31 22 0:31 / /home/a\\040b rw - nfs4 server:/home rw
        32 30 8:2 / /mem/disk rw - xfs /dev/sdb1 rw
        33 22 0:40 / /twice rw - ext4 /dev/sdc1 rw
        34 22 0:41 / /twice rw - 9p C: rw
        """

    @Test(arguments: [
        ("/", "ext4", true), ("/var/lib/kirikae", "ext4", true), ("/mem", "tmpfs", false), ("/mem/x", "tmpfs", false),
        ("/memory", "ext4", true), ("/home/a b/state", "nfs4", false), ("/mem/disk/state", "xfs", true),
        ("/twice", "9p", false),
    ])
    func whereRecordsLie(path: String, type: String, isDurable: Bool) {
        #expect(Mount.type(of: path, in: Self.mounts) == type)
        #expect(Mount.isDurable(type) == isDurable)
    }

    @Test func theMountsOfThisMachineCanBeRead() {
        #expect(Mount.type(of: "/proc/self") == "proc")
        #expect(Mount.type(of: "/no/such/path") == nil)
    }

    // MARK: Clock and terminal

    @Test(arguments: [(Int32(1), true), (0, false), (-1, false)])
    func theClockOfThisMachine(answer: Int32, isWell: Bool) {
        #expect((ClockLook.problem(isSynchronised: answer) == nil) == isWell)
    }

    @Test(arguments: [
        (80, String?.some("ja_JP.UTF-8"), ReadinessProblem.Word?.none), (200, "C.utf8", nil),
        (0, "en_US.UTF-8@euro", nil),
        (79, "C.UTF-8", .tooNarrow), (80, "C", .notUTF8), (80, "ja_JP.eucJP", .notUTF8), (80, nil, .notUTF8),
    ])
    func theTerminal(columns: Int, locale: String?, word: ReadinessProblem.Word?) {
        #expect(TerminalLook.problem(columns: columns, locale: locale)?.word == word)
    }

    @Test(arguments: [
        (Int64(100), Int64(100_000), Int64(100_500), ReadinessProblem.Word?.none), (104, 100_000, 100_000, nil),
        (106, 100_000, 100_000, .clockDiffers), (95, 100_900, 101_000, nil), (94, 100_000, 100_000, .clockDiffers),
        (120, 100_000, 121_000, nil),
    ])
    func theClockOfAnother(said: Int64, before: Int64, after: Int64, word: ReadinessProblem.Word?) {
        #expect(RemoteClockLook.problem(saidSeconds: said, between: before, and: after, most: 5_000)?.word == word)
    }

    @Test(arguments: [
        ("Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 60 40 60% /", UInt64?.some(40_960)),
        ("F\n//srv/My Documents 100 60 40 60% /mnt/x y", 40_960), ("F\n/dev/sda1 100", nil), ("", nil),
    ])
    func whatDfSays(text: String, bytes: UInt64?) {
        #expect(DiskLook.free(in: text) == bytes)
    }

    @Test(arguments: [
        ("192.0.2.1", true), ("2001:db8::1", true), ("pc-1", true), ("a_b.example.jp", true), ("192.0.2", false),
        ("192.0.2.256", false), ("-a", false), ("a..b", false), ("", false), ("日本", false), ("a b", false),
        ("300", false),
    ])
    func addresses(text: String, isPlausible: Bool) {
        #expect(InventoryLooks.isPlausible(text) == isPlausible)
    }

    // MARK: All of it

    @Test func neitherSecretsNorControlCharactersAreShown() async throws {
        let fixture = try DoctorFixture()
        let (environment, service) = try fixture.environment(
            Self.check("command: {run: [bad], on: pc}") + "\n" + Self.secret("file: DIR/secret"))
        let doctor = Doctor(
            .init(
                environment: environment, service: service, programs: [:], stateFolder: fixture.folder.path + "/state",
                kinds: [.secret, .command]))
        let findings = await doctor.findings()
        let seen = try #require(findings.last?.problem?.seen.en)
        #expect(seen == "it ended with exit code 3: \\u{1B}[2Jbad •••")
        // Otherwise there would have been nothing to hide.
        #expect(try fixture.folder.read("bin/bad").contains(DoctorFixture.secret))
    }

    @Test func allOfItIsOverInTime() async throws {
        let fixture = try DoctorFixture()
        let checks = (0..<40).map { "  c\($0): {title: {ja: 点検, en: Check}, command: {run: [slow], on: pc}}" }
        let text = Self.host("DIR/bin") + "\nchecks:\n" + checks.joined(separator: "\n")
        let clock = ContinuousClock()
        var findings: [ReadinessFinding] = []
        let elapsed = try await clock.measure {
            findings = try await fixture.look(.command, text, timeoutMilliseconds: 600)
        }
        #expect(findings.count == 40)
        #expect(findings.allSatisfy { $0.problem?.word == .late })
        #expect(elapsed < .seconds(5), "\(elapsed)")
    }

    @Test func theOrderIsAlwaysTheSame() async throws {
        let fixture = try DoctorFixture()
        let text = Self.host("DIR/bin") + "\n" + Self.secret("file: DIR/secret") + "\n" + Self.items("192.0.2.1")
        let (environment, service) = try fixture.environment(text)
        let doctor = Doctor(
            .init(
                environment: environment, service: service, programs: ["pc": ["good", "bad"]],
                stateFolder: fixture.folder.path + "/state"))
        let first = await doctor.findings()
        let second = await doctor.findings()
        #expect(first == second)
        let kinds = first.map(\.kind)
        let order = ReadinessFinding.Kind.allCases
        #expect(kinds == kinds.sorted { order.firstIndex(of: $0) ?? 0 < order.firstIndex(of: $1) ?? 0 })
        #expect(Set(first.map { "\($0.kind) \($0.subject)" }).count == first.count)
    }

    @Test(arguments: [
        (
            "Failed to connect to 127.0.0.1 port 1 after 13 ms: Couldn't connect",
            "Failed to connect to 127.0.0.1 port 1: Couldn't connect"
        ),
        ("Operation timed out after 5001 milliseconds with 0 bytes", "Operation timed out with 0 bytes"),
        ("after the fact", "after the fact"), ("", ""),
    ])
    func whatIsMeasuredIsLeftOut(text: String, steady: String) {
        #expect(SteadyText.of(text) == steady)
    }
}
