import Foundation
import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeTestSupport
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// The test vectors of `Docs/AuditLog.md`: a small signed log, made once and held from then on, byte for byte.
@Suite struct TestVectorTests {
    private static let folder = "Tests/KirikaeAuditTests/Vector"
    private static let name = "vector-1"
    /// The secret half of the key, published so that everybody can make the same signatures.
    ///
    /// It signs nothing else.
    private static let seed = (0..<32).map { UInt8($0) }

    /// The files of the vector by path.
    private func files() throws -> [(path: String, bytes: [UInt8])] {
        let key = try #require(SSHPrivateKey(seed: Self.seed))
        let origin = Checkpoint.origin(ofRun: Self.name)
        let pinned = Array("title: 試験\n".utf8)
        var journal: [UInt8] = []
        var head = RecordHash.zero
        var tree = MerkleTree()
        var records: [[UInt8]] = []
        func append(_ payload: JSONValue) throws {
            guard case .object(var members) = payload else { return }
            members["at"] = .integer(1_700_000_000_000 + 1000 * Int64(tree.count))
            members["mono"] = .integer(1000 * Int64(tree.count))
            let line = try JournalFormat.line(number: tree.count, payload: .object(members), after: head)
            journal += line.bytes
            head = line.hash
            records.append(Array(line.json))
            tree.append(leaf: line.json)
        }
        func note() throws -> SignedNote {
            let text = Checkpoint(origin: origin, size: tree.count, root: tree.root).text
            // Ed25519 of RFC 8032 makes one signature of a text; that of BoringSSL does as well.
            return SignedNote(text: text, signatures: [try key.sign(text, as: origin)])
        }
        try append([
            "kind": "run-started", "run": .string(Self.name), "runbook": "a", "environment": "lab", "fingerprint": "f",
            "files": ["a.yaml": .string(RecordHash(hashing: pinned).hexadecimal)],
        ])
        try append(["kind": "noted", "step": "a/b", "text": "ok\n\"\u{1}é", "by": "佐藤"])
        try append(["kind": "done", "step": "a/b"])
        try append(["kind": "checkpoint", "note": .string(try note().encoded)])
        try append(["kind": "run-closed", "result": "completed", "checkpoint": .string(try note().encoded)])
        var collector = try #require(ProofCollector(inclusionOf: 1, size: tree.count))
        for record in records { collector.append(TreeHash(leaf: record)) }
        let hashes = try #require(collector.hashes)
        let closing = try note()
        let proof = try #require(LogProof(record: records[1], index: 1, hashes: hashes, note: closing))
        let line = AllowedSigners.checkpointLine(principal: "kirikae@example", key: key.publicKey)
        return [
            ("run/journal.log", journal), ("run/pinned/a.yaml", pinned),
            ("run/checkpoint", Array(closing.encoded.utf8)), ("allowed_signers", Array(line.utf8)),
            ("record-1.tlog-proof", Array(proof.encoded.utf8)),
        ]
    }

    /// A file that differs is written anew **and the test fails**: a format that others have implemented has changed.
    @Test func theVectorIsWhatThisProgramWrites() throws {
        for (path, bytes) in try files() {
            let file = ProjectFolder.root.appendingPathComponent("\(Self.folder)/\(path)")
            if let held = try? Data(contentsOf: file), Array(held) == bytes { continue }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
            Issue.record("\(path) was not what the program writes; written anew")
        }
    }

    private var root: String { ProjectFolder.root.appendingPathComponent(Self.folder).path }

    @Test func bothVerifiersAcceptTheVector() async throws {
        var settings = AuditSettings()
        let signers = try Data(contentsOf: URL(fileURLWithPath: root + "/allowed_signers"))
        settings.signers = try AllowedSigners(parsing: Array(signers))
        let report = await AuditVerifier.verify(runDirectoryAt: root + "/run", settings: settings)
        #expect(report.codes == [] && report.isVerified)
        let python = try await Python.run([root + "/run", "--allowed-signers", root + "/allowed_signers"])
        #expect(python.status == 0, "\(python.output)")
        let proof = try await Python.run([
            "--proof", root + "/record-1.tlog-proof", "--allowed-signers", root + "/allowed_signers",
        ])
        #expect(proof.status == 0, "\(proof.output)")
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: root + "/record-1.tlog-proof")))
        let checked = await RecordProof.check(
            bytes, signers: try #require(settings.signers), signatureCheck: nil)
        guard case .success(let proven) = checked else {
            Issue.record("\(checked)")
            return
        }
        #expect(proven.number == 1 && proven.size == 5 && proven.origin == "kirikae/vector-1")
    }

    /// The page shows the vector as it is.
    @Test func thePageShowsTheVector() throws {
        let page = String(decoding: try ProjectFolder.bytes(of: "Docs/AuditLog.md"), as: UTF8.self)
        for (path, bytes) in try files() where path != "run/pinned/a.yaml" {
            #expect(page.contains(String(decoding: bytes, as: UTF8.self)), "\(path) is not on the page")
        }
        let note = try SignedNote(parsing: try #require(try files().first { $0.path == "run/checkpoint" }).bytes)
        let checkpoint = try #require(Checkpoint(text: note.text))
        #expect(page.contains(ExpectedHead.lines(of: checkpoint).joined(separator: "\n")))
        #expect(page.contains("kirikae/vector-1 5 \(checkpoint.root.hexadecimal)"))
    }

    /// Every name of a check and of a finding that is in use stands on the page.
    @Test func thePageNamesEveryCheck() throws {
        let page = String(decoding: try ProjectFolder.bytes(of: "Docs/AuditLog.md"), as: UTF8.self)
        for check in AuditCheck.allCases { #expect(page.contains("`\(check.rawValue)`"), "\(check.rawValue)") }
        for tampering in TamperClass.all {
            for code in tampering.codes {
                let name = code.split(separator: " ")[1]
                #expect(page.contains("`\(name)`"), "\(name)")
            }
        }
    }
}
