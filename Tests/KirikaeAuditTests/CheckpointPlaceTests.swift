import Foundation
import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeProcess
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// The second place for signed heads: a directory, and a real server of OpenSSH on this machine.
@Suite(.serialized) struct CheckpointPlaceTests {
    @Test(arguments: [
        ("kept", "kept"), ("/mnt/j2/kept", "/mnt/j2/kept"), ("ssh://j2/kept", "ssh://j2/kept"),
        ("ssh://sato@j2.example.com:2222/var/kept/a_b", "ssh://sato@j2.example.com:2222/var/kept/a_b"),
    ])
    func placesAreRead(text: String, description: String) {
        #expect(CheckpointPlace(text)?.description == description)
    }

    /// What ssh, sftp or its batch could take for an option, a pattern or another command is no place.
    @Test(arguments: [
        "", "ssh://", "ssh:///kept", "ssh://j2", "ssh://-oProxyCommand=x/kept", "ssh://-l@j2/kept", "ssh://a@-j2/kept",
        "ssh://j2:0/kept", "ssh://j2:x/kept", "ssh://j2:22:22/kept", "ssh://j2:022/kept", "ssh://a@b@c/kept",
        "ssh://j2/ke pt", "ssh://j2/ke\npt", "ssh://j2/k*", "ssh://j2/k\"", "ssh://j2/$(id)", "ssh://j2/`id`",
        "ssh://j2/k;id", "ssh://j 2/kept", "http://j2/kept", "ssh://j2/日本", "a\u{0}b",
    ])
    func whatIsNoPlaceIsRefused(text: String) {
        #expect(CheckpointPlace(text) == nil)
    }

    private func check(_ place: CheckpointPlace, _ run: SignedRun) async throws {
        #expect(await place.copies(ofRun: "run-1").copies.isEmpty)
        for (number, size) in [(3, 3), (6, 6)] {
            let note = try #require(try run.payloads()[number]["note"]?.stringValue)
            #expect(
                await place.put(Array(note.utf8), as: CheckpointCopies.fileName(run: "run-1", size: size)) == nil)
        }
        // Another run, and a second time the same.
        #expect(await place.put([1], as: CheckpointCopies.fileName(run: "run-10", size: 6)) == nil)
        #expect(await place.put(try run.contents("checkpoint"), as: "run-1.000000000012.checkpoint") == nil)
        #expect(await place.put(try run.contents("checkpoint"), as: "run-1.000000000012.checkpoint") == nil)
        let copies = await place.copies(ofRun: "run-1")
        #expect(copies.failure == nil)
        #expect(
            copies.copies.map(\.name) == [3, 6, 12].map { CheckpointCopies.fileName(run: "run-1", size: $0) })
        #expect(copies.copies.last?.bytes == (try run.contents("checkpoint")))
        var settings = try run.settings()
        settings.copies = copies
        #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).isVerified)
    }

    @Test func aDirectory() async throws {
        let run = try SignedRun()
        let path = run.fixture.temporary.path + "/kept"
        try await check(.directory(path), run)
        #expect(try run.fixture.temporary.names(in: "kept").filter { $0.hasPrefix(".") } == [])
        try Data().write(to: URL(fileURLWithPath: run.fixture.temporary.path + "/file"))
        let failure = await CheckpointPlace.directory(run.fixture.temporary.path + "/file").put([1], as: "a")
        #expect(failure?.contains("is not a folder") == true)
    }

    @Test func anotherMachine() async throws {
        let run = try SignedRun()
        let server = try await SSHServer()
        defer { server.stop() }
        try FileManager.default.createDirectory(atPath: server.folder.path + "/kept", withIntermediateDirectories: true)
        try await check(.ssh(server.place("/kept")), run)
        #expect(try server.folder.names(in: "kept").filter { $0.hasPrefix(".") } == [])

        let missing = await CheckpointPlace.ssh(try server.place("/nowhere")).put([1], as: "a")
        #expect(missing?.contains("No such file") == true, "\(missing ?? "")")

        // A server that is not the one known under this name is not written to.
        try server.forget()
        let unknown = await CheckpointPlace.ssh(try server.place("/kept")).put([1], as: "a")
        #expect(unknown?.contains("Host key verification failed") == true, "\(unknown ?? "")")
        #expect(await CheckpointPlace.ssh(try server.place("/kept")).copies(ofRun: "run-1").failure != nil)
        server.stop()
    }
}

/// A server of OpenSSH on the loopback address, with a key of its own, for the user who runs the tests.
final class SSHServer: Sendable {
    let folder: TemporaryDirectory
    let port: Int
    private let child: ChildProcess

    init() async throws {
        folder = try TemporaryDirectory()
        for name in ["host", "user"] {
            let ending = try await ProgramRun.run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder.path)/\(name)"])
            try #require(ending.status == 0, "\(ending.output)")
        }
        port = try Self.freePort()
        // Where the server of the system has never been started, this one makes what it needs.
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        let settings = [
            "Port \(port)", "ListenAddress 127.0.0.1", "HostKey \(folder.path)/host", "PidFile none", "UsePAM no",
            "StrictModes no", "AuthorizedKeysFile \(folder.path)/user.pub", "PasswordAuthentication no",
            "PermitRootLogin prohibit-password", "Subsystem sftp internal-sftp",
        ]
        try folder.write(Array((settings.joined(separator: "\n") + "\n").utf8), to: "sshd_config")
        child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: "/usr/sbin/sshd", arguments: ["-D", "-e", "-f", folder.path + "/sshd_config"],
                environment: [("PATH", "/usr/bin:/bin")]))
        var said = ""
        for await event in child.events {
            if case .output(let bytes) = event { said += String(decoding: bytes, as: UTF8.self) }
            if said.contains("Server listening") { break }
            if case .exited = event { throw ServerFailure(said: said) }
        }
        let client = [
            "Host j2", "  HostName 127.0.0.1", "  Port \(port)", "  User \(NSUserName())",
            "  IdentityFile \(folder.path)/user", "  IdentitiesOnly yes", "  UserKnownHostsFile \(folder.path)/known",
            "  GlobalKnownHostsFile /dev/null", "  HostKeyAlias j2",
        ]
        try folder.write(Array((client.joined(separator: "\n") + "\n").utf8), to: "ssh_config")
        let key = String(decoding: try folder.contents("host.pub"), as: UTF8.self)
        try folder.write(Array("j2 \(key)".utf8), to: "known")
    }

    private struct ServerFailure: Error {
        var said: String
    }

    func place(_ path: String) throws -> SSHPlace {
        var place = try #require(SSHPlace("ssh://j2\(folder.path)\(path)"))
        place.configuration = folder.path + "/ssh_config"
        return place
    }

    /// Takes away the key by which the server is known.
    func forget() throws { try folder.write([], to: "known") }

    func stop() { child.terminate(graceMilliseconds: 500) }

    private static func freePort() throws -> Int {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(number, raw, length) == 0 && getsockname(number, raw, &length) == 0
            }
        }
        try #require(isBound)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
