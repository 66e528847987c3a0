import Foundation
import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeProcess
import KirikaeTestSupport
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// A closed run with a signed record, as the program writes it, and what an audit of it needs.
///
/// Nothing in it is drawn by lot: the same bytes come out each time.
final class SignedRun {
    static let files: [String: [UInt8]] = [
        "service.yaml": Array("variables: {}\n".utf8), "runbooks/switchover.yaml": Array("steps: []\n".utf8),
    ]
    static let output = Array("切り替えました。\n".utf8)
    static let steps = 3

    let fixture: JournalFixture
    let key: SSHPrivateKey
    let name: String

    var path: String { fixture.run.path }
    var origin: String { Checkpoint.origin(ofRun: name) }

    /// The key of a number.
    static func key(_ number: UInt8) throws -> SSHPrivateKey {
        try #require(SSHPrivateKey(seed: (0..<32).map { $0 &+ number }))
    }

    /// - Parameters:
    ///   - name: the name that the record gives the run.
    ///   - key: the number of the key that signs.
    ///   - isClosed: whether it has ended; else it has stopped.
    ///   - changes: what is put before each record that is not a checkpoint.
    init(name: String = "run-1", key number: UInt8 = 0, isClosed: Bool = true, extra: [JSONValue] = []) throws {
        self.name = name
        key = try Self.key(number)
        fixture = try JournalFixture()
        for (path, contents) in Self.files { try fixture.run.writePinned(contents, at: PinnedPath(path)) }
        try write("outputs/7-1", Self.output)
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        var moment: Int64 = 1_700_000_000_000
        func append(_ payload: JSONValue) throws {
            guard case .object(var members) = payload else { return }
            members["at"] = .integer(moment)
            members["mono"] = .integer(moment - 1_700_000_000_000)
            moment += 1000
            try writer.append(.object(members), durable: false)
        }
        try append(header())
        for record in extra { try append(record) }
        for step in 1...Self.steps {
            try append(["kind": "intent", "step": .string("a/\(step)"), "attempt": 1])
            try append(["kind": "done", "step": .string("a/\(step)")])
            try append(["kind": "checkpoint", "note": .string(note(writer))])
        }
        try append([
            "kind": "output-file", "step": "a/3", "attempt": 1, "file": "7-1", "offset": 0,
            "byteCount": .integer(Int64(Self.output.count)),
            "sha256": .string(RecordHash(hashing: Self.output).hexadecimal),
        ])
        if isClosed {
            try append(["kind": "run-closed", "result": "completed", "checkpoint": .string(note(writer))])
        } else {
            try append(["kind": "stopped", "reason": "person"])
        }
        try fixture.run.writeCheckpoint(note(writer))
        try owner.release()
    }

    private func header() -> JSONValue {
        let hashes = Self.files.mapValues { JSONValue.string(RecordHash(hashing: $0).hexadecimal) }
        return [
            "kind": "run-started", "run": .string(name), "files": .object(hashes), "fingerprint": "f1", "runbook": "a",
            "environment": "lab", "nonce": "n1",
        ]
    }

    private func note(_ writer: JournalWriter) throws -> String { try note(try writer.checkpoint(origin: origin)) }

    /// A note signed with the key of this run.
    func note(_ checkpoint: Checkpoint, by other: SSHPrivateKey? = nil) throws -> String {
        let signature = try (other ?? key).sign(checkpoint.text, as: checkpoint.origin)
        return SignedNote(text: checkpoint.text, signatures: [signature]).encoded
    }

    // MARK: - Auditing

    /// The file with the key that is trusted.
    func signersText(extra: String = "") throws -> String {
        AllowedSigners.checkpointLine(principal: "kirikae@j1", key: try Self.key(0).publicKey) + extra
    }

    func settings(signers extra: String = "") throws -> AuditSettings {
        var settings = AuditSettings()
        settings.signers = try AllowedSigners(parsing: Array(try signersText(extra: extra).utf8))
        settings.signatureCheck = SSHKeygenCheck()
        return settings
    }

    func audit() async throws -> AuditReport {
        await AuditVerifier.verify(runDirectoryAt: path, settings: try settings())
    }

    /// What the independent verifier finds.
    func pythonCodes(signers extra: String = "", _ arguments: [String] = []) async throws -> [String] {
        let signers = "\(fixture.temporary.path)/allowed_signers"
        try Data(try signersText(extra: extra).utf8).write(to: URL(fileURLWithPath: signers))
        let ending = try await Python.run([path, "--allowed-signers", signers] + arguments)
        let codes = ending.output.split(separator: "\n").map(String.init)
        #expect(ending.status == (codes.isEmpty ? 0 : 33), "\(ending.output)")
        return codes
    }

    // MARK: - Tampering

    func payloads() throws -> [JSONValue] {
        try JournalReader.read(fixture.run).records.map { record in
            .object(record.payload.objectValue?.filter { $0.key != "n" } ?? [:])
        }
    }

    func lines() throws -> [[UInt8]] {
        try fixture.temporary.contents(fixture.journalName).split(separator: 0x0A).map { Array($0) + [0x0A] }
    }

    func write(lines: [[UInt8]]) throws {
        try fixture.temporary.write(Array(lines.joined()), to: fixture.journalName)
    }

    /// Writes the journal anew with a right chain; `sign` makes every note anew where it is given.
    func rewrite(_ payloads: [JSONValue], sign: ((Checkpoint) throws -> String)? = nil) throws {
        var bytes: [UInt8] = []
        var head = RecordHash.zero
        var tree = MerkleTree()
        for (number, payload) in payloads.enumerated() {
            var members = payload.objectValue ?? [:]
            let checkpoint = Checkpoint(origin: origin, size: number, root: tree.root)
            for member in ["note", "checkpoint"] where members[member] != nil {
                if let sign { members[member] = .string(try sign(checkpoint)) }
            }
            let synced = members.removeValue(forKey: "synced")?.integerValue.map { Int($0) }
            let line = try JournalFormat.line(number: number, payload: .object(members), after: head, synced: synced)
            bytes += line.bytes
            head = line.hash
            tree.append(leaf: line.json)
        }
        try fixture.temporary.write(bytes, to: fixture.journalName)
        if let sign {
            try write("checkpoint", Array(sign(Checkpoint(origin: origin, size: tree.count, root: tree.root)).utf8))
        }
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(fileURLWithPath: "\(fixture.temporary.path)/\(fixture.relativePath)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func contents(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}

/// The independent verifier.
enum Python {
    static var script: String { ProjectFolder.root.appendingPathComponent("Tests/KirikaeAuditTests/verify.py").path }

    static func run(_ arguments: [String]) async throws -> (output: String, status: Int32) {
        try await ProgramRun.run("/usr/bin/env", ["python3", "-B", script] + arguments)
    }
}

/// A program that is run to its end.
enum ProgramRun {
    static func run(
        _ path: String, _ arguments: [String], environment: [(String, String)] = []
    ) async throws -> (output: String, status: Int32) {
        let child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: path, arguments: arguments,
                environment: [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")] + environment))
        var bytes: [UInt8] = []
        for await event in child.events {
            switch event {
            case .output(let more): bytes += more
            case .silence: break
            case .exited(.code(let code)): return (String(decoding: bytes, as: UTF8.self), code)
            case .exited: return (String(decoding: bytes, as: UTF8.self), -1)
            }
        }
        return (String(decoding: bytes, as: UTF8.self), -1)
    }
}
