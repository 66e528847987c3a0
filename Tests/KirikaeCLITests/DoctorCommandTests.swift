import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeTestSupport
import KirikaeWorlds
import Testing

@testable import KirikaeCLI

/// `kirikae doctor` as a user and as cron start it.
@Suite(.serialized) struct DoctorCommandTests {
    /// The small project, with checks of its own and a folder of records.
    private func project(_ checks: String = "", secret: Bool = true) throws -> SmallProject {
        let project = try SmallProject()
        let path = project.folder.path
        try project.folder.write("S3cr3t-w0rd\n", to: "secret")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + "/secret")
        let here = try project.folder.read("Runbooks/environments/here.yaml")
        try project.folder.write(here + "\n" + checks + "\n", to: "Runbooks/environments/here.yaml")
        try FileManager.default.createDirectory(
            atPath: project.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return project
    }

    private func doctor(_ project: SmallProject, _ more: String...) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(["doctor", "here"] + project.common + more)
    }

    private static func check(_ subject: String, severity: String = "fails") -> String {
        "checks: {it: {title: {ja: 点検, en: Check}, severity: \(severity), \(subject)}}"
    }

    /// What no machine of tests can be sure of is left out: its clock, and what its disk is.
    private static let sure = ["--only", "host", "--only", "program", "--only", "disk", "--only", "file"]

    @Test func allIsWell() async throws {
        let project = try project(Self.check("disk: {path: /, at-least: 1KiB}"))
        let ending = try await BuiltProgram.run(["doctor", "here"] + project.common + Self.sure)
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        #expect(ending.error == "")
        #expect(ending.output.contains("✓ program      pc/effect"))
        #expect(ending.output.hasSuffix("5 checks: 5 well, 0 warnings, 0 failed\n"), "\(ending.output)")
        let quiet = try await BuiltProgram.run(["doctor", "here", "--quiet"] + project.common + Self.sure)
        #expect(quiet.status == 0 && quiet.output == "" && quiet.error == "")
        let json = try await BuiltProgram.run(
            ["doctor", "here", "--quiet", "--format", "json"] + project.common + Self.sure)
        #expect(json.status == 0 && json.output == "" && json.error == "")
        // The same again, letter by letter.
        #expect(try await BuiltProgram.run(["doctor", "here"] + project.common + Self.sure).output == ending.output)
    }

    @Test func somethingIsMissing() async throws {
        let project = try project(Self.check("disk: {path: /, at-least: 1KiB}"))
        try FileManager.default.removeItem(atPath: project.folder.path + "/bin/effect")
        let ending = try await BuiltProgram.run(["doctor", "here"] + project.common + Self.sure)
        #expect(ending.status == ExitStatus.notReady.rawValue)
        #expect(ending.error.contains("KRK0780"))
        #expect(ending.output.contains("✗ program      pc/effect\n    why       missing\n"), "\(ending.output)")
        #expect(ending.output.contains("    next      Put it there"))
        let quiet = try await BuiltProgram.run(["doctor", "here", "--quiet"] + project.common + Self.sure)
        #expect(quiet.status == ExitStatus.notReady.rawValue)
        #expect(quiet.output.contains("✗") && !quiet.output.contains("✓"))
    }

    @Test func aWarningFailsOnlyWhereAskedFor() async throws {
        let project = try project(Self.check("disk: {path: /, at-least: 1000000000MiB}", severity: "warns"))
        let ending = try await BuiltProgram.run(["doctor", "here"] + project.common + Self.sure)
        #expect(ending.status == 0)
        #expect(ending.output.contains("! disk         it Check\n    why       space-low\n"), "\(ending.output)")
        let strict = try await BuiltProgram.run(["doctor", "here", "--strict"] + project.common + Self.sure)
        #expect(strict.status == ExitStatus.notReady.rawValue)
        #expect(strict.error.contains("0 failed, 1 warned"))
    }

    @Test func forPrograms() async throws {
        let project = try project(Self.check("disk: {path: /none, at-least: 1KiB}"))
        let ending = try await BuiltProgram.run(["doctor", "here", "--format", "json"] + project.common + Self.sure)
        #expect(ending.status == ExitStatus.notReady.rawValue)
        let document = try JSONValue(parsing: Array(ending.output.utf8))
        #expect(document["version"] == 1)
        #expect(document["ready"] == false)
        #expect(document["summary"]?["failed"] == 1)
        let checks = try #require(document["checks"]?.arrayValue)
        #expect(checks.count == 5)
        let disk = try #require(checks.last)
        #expect(disk["kind"] == "disk" && disk["why"] == "missing" && disk["standing"] == "failing")
        #expect(disk["title"]?["ja"] == "点検" && disk["next"]?["ja"] != nil)
        #expect(checks.first?["why"] == .null)
    }

    @Test(arguments: [
        (["nowhere"], "KRK0401", ExitStatus.diagnostics), (["here", "--set", "x=1"], "KRK0703", .diagnostics),
        (["here", "--timeout", "soon"], "timeout", .usage), (["here", "--timeout", "0s"], "timeout", .usage),
        (["here", "--only", "everything"], "everything", .usage),
    ])
    func whatIsWrongOnTheCommandLine(arguments: [String], said: String, status: ExitStatus) async throws {
        let project = try project()
        let ending = try await BuiltProgram.run(["doctor"] + arguments + project.common)
        #expect(ending.status == status.rawValue, "\(ending.error)")
        #expect(ending.error.contains(said), "\(ending.error)")
    }

    @Test func parametersWithoutAValue() async throws {
        let project = try project()
        let here =
            try project.folder.read("Runbooks/environments/here.yaml")
            .replacingOccurrences(of: "\(project.folder.path)/bin", with: "\"${bin}\"")
            + "\nparameters: {bin: {title: {ja: フォルダ, en: Folder}}}\n"
        try project.folder.write(here, to: "Runbooks/environments/here.yaml")
        let without = try await BuiltProgram.run(["doctor", "here"] + project.common + Self.sure)
        #expect(without.status == ExitStatus.diagnostics.rawValue)
        let with = try await BuiltProgram.run(
            ["doctor", "here", "--set", "bin=\(project.folder.path)/bin"] + project.common + Self.sure)
        #expect(with.status == 0, "\(with.output)\(with.error)")
    }

    // MARK: From cron

    /// Nothing in the environment, standard input closed, another working directory.
    @Test func fromAnEmptyEnvironment() async throws {
        let project = try project("secrets: {token: {title: {ja: 鍵, en: Token}, file: \(try secretPath())}}")
        let program = BuiltProgram.path("kirikae")
        let ending = try await BuiltProgram.run(
            program: "/usr/bin/env",
            ["-i", "/bin/sh", "-c", "cd /; exec \"$@\" <&-", "sh", program, "doctor", "here"] + project.common)
        #expect(ending.signal == 0)
        #expect(ending.output.contains("✓ program      pc/effect"), "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("✓ terminal"), "\(ending.output)")
        #expect(ending.output.contains("✓ state        folder"), "\(ending.output)")
        #expect(!ending.output.contains("S3cr3t"))
    }

    private func secretPath() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path
        return folder + "/kirikae-no-such-secret"
    }

    // MARK: Nothing is changed

    @Test func nothingIsWritten() async throws {
        let server = try await LoopbackSSHServer()
        let project = try project(
            """
            secrets: {token: {title: {ja: 鍵, en: Token}, file: FOLDER/secret}}
            checks:
              word: {title: {ja: 語, en: Word}, command: {run: [say], on: pc, printed: ready}}
              there: {title: {ja: 遠隔, en: There}, command: {run: [say], on: far, printed: ready}}
              name: {title: {ja: 名, en: Name}, dns: {name: a.example, servers: ['127.0.0.1:9']}, timeout: 1s}
              web: {title: {ja: 証明書, en: Web}, tls: {address: '127.0.0.1:9'}, timeout: 1s}
              file: {title: {ja: 表, en: File}, file: {path: FOLDER/secret, sha256: \(String(repeating: "0", count: 64))}}
            """)
        let folder = project.folder
        try folder.write("#!/bin/sh\necho ready\n", to: "bin/say")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path + "/bin/say")
        let far = "  far: {title: {ja: 遠, en: Far}, directory: \(folder.path)/bin, ssh: \(server.flowKeys())}\n"
        let here = try folder.read("Runbooks/environments/here.yaml").replacingOccurrences(
            of: "FOLDER", with: folder.path
        )
        .replacingOccurrences(of: "hosts: {pc:", with: "hosts:\n  pc:")
        .replacingOccurrences(of: "/bin}}\n", with: "/bin}\n" + far)
        try folder.write(here, to: "Runbooks/environments/here.yaml")
        try folder.write(try server.knownHostsLine(), to: "Runbooks/environments/known_hosts")
        let before = try contents(of: folder.path)
        let trace = try TemporaryFolder()
        let ending = try await BuiltProgram.run(
            program: "/usr/bin/strace",
            [
                "-f", "-qq", "-s", "256", "-o", trace.path + "/trace", "-e",
                "trace=open,openat,creat,unlink,rename,mkdir,execve",
            ]
                + [BuiltProgram.path("kirikae"), "doctor", "here"] + project.common)
        #expect(ending.status == ExitStatus.notReady.rawValue, "\(ending.output)\(ending.error)")
        for line in [
            "✓ command      word", "✓ command      there", "✓ secret       token", "✗ name", "✗ certificate", "✗ file",
        ] {
            #expect(ending.output.contains(line), "\(line)\n\(ending.output)")
        }
        #expect(try contents(of: folder.path) == before)
        let calls = try trace.read("trace").split(separator: "\n").map(String.init)
        // It did look: the trace would have shown more.
        #expect(calls.contains { $0.contains("/Runbooks/environments/here.yaml") })
        #expect(calls.contains { $0.contains("execve(\"/usr/bin/ssh\"") })
        #expect(Self.writing(calls) == [])
        #expect(Self.writing(Self.examples).count == Self.examples.count)
        #expect(try survivors(of: folder.path) == [])
    }

    /// Calls that would change something.
    private static let examples = [
        #"1 openat(AT_FDCWD, "/x", O_WRONLY|O_CREAT, 0600) = 3"#, #"1 mkdir("/x", 0700) = 0"#, #"1 unlink("/x") = 0"#,
        #"1 openat(AT_FDCWD, "/x", O_RDWR) = 3"#,
    ]

    /// What of the calls would change a file, apart from devices and from memory that belongs to a process: what ssh writes down.
    private static func writing(_ calls: [String]) -> [String] {
        calls.filter { call in
            let isChange = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "unlink(", "rename(", "mkdir(", "creat("]
                .contains { call.contains($0) }
            guard isChange, !call.contains(" = -1 ") else { return false }
            return !["\"/dev/null\"", "\"/dev/tty\"", "/fd/", "\"/dev/ptmx\""].contains { call.contains($0) }
        }
    }

    /// Every file below a folder, with its bytes, its rights and when it was changed.
    private func contents(of path: String) throws -> [String: String] {
        var all: [String: String] = [:]
        let walk = try #require(FileManager.default.enumerator(atPath: path))
        for case let name as String in walk {
            let full = path + "/" + name
            let attributes = try FileManager.default.attributesOfItem(atPath: full)
            let bytes = FileManager.default.contents(atPath: full)?.base64EncodedString() ?? ""
            all[name] = "\(attributes[.posixPermissions] ?? "") \(attributes[.modificationDate] ?? "") \(bytes)"
        }
        return all
    }

    /// Processes whose command line names a folder.
    private func survivors(of path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap { pid in
            let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            let text = String(decoding: line, as: UTF8.self).replacingOccurrences(of: "\0", with: " ")
            return text.contains(path + "/bin") ? text : nil
        }
    }
}
