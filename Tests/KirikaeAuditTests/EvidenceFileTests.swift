import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// Evidence beside the record is checked by its hash.
@Suite struct EvidenceFileTests {
    private static let contents = Array("a picture".utf8)

    private func closedRun(
        file: String = "1-a.png", byteCount: Int64 = 9, hash: String = RecordHash(hashing: contents).hexadecimal
    ) throws -> JournalFixture {
        let fixture = try JournalFixture()
        #expect(mkdir("\(fixture.run.path)/evidence", 0o700) == 0)
        try fixture.temporary.write(Self.contents, to: "\(fixture.relativePath)/evidence/1-a.png")
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        try writer.append(["kind": "run-started", "files": .object([:])], durable: true)
        try writer.append(
            [
                "kind": "attached", "step": "a/b", "file": .string(file), "name": "a.png",
                "byteCount": .integer(byteCount), "sha256": .string(hash), "by": "sato",
            ], durable: true)
        try writer.append(["kind": "run-closed"], durable: true)
        try owner.release()
        return fixture
    }

    private func reasons(_ fixture: JournalFixture) async -> [AuditFinding.Reason] {
        let report = await AuditVerifier.verify(fixture.run, settings: AuditSettings())
        guard case .failed(let findings)? = report.statuses[.pinnedFiles] else { return [] }
        #expect(findings.allSatisfy { $0.recordNumber == 1 })
        return findings.map(\.reason)
    }

    @Test func whatIsUntouchedPasses() async throws { #expect(await reasons(try closedRun()) == []) }

    @Test func whatWasChangedIsNamed() async throws {
        let fixture = try closedRun()
        let path = "\(fixture.relativePath)/evidence/1-a.png"
        for bytes in [Array("a Picture".utf8), Array("a pictur".utf8), Array("a picture.".utf8), []] {
            try fixture.temporary.write(bytes, to: path)
            #expect(await reasons(fixture) == [.evidenceFileChanged(path: "evidence/1-a.png")], "\(bytes)")
        }
        #expect(unlink("\(fixture.run.path)/evidence/1-a.png") == 0)
        #expect(await reasons(fixture) == [.evidenceFileMissing(path: "evidence/1-a.png")])
        #expect(symlink("/etc/hostname", "\(fixture.run.path)/evidence/1-a.png") == 0)
        guard case .evidenceFileUnreadable? = await reasons(fixture).first else {
            Issue.record("a symbolic link was followed")
            return
        }
    }

    @Test func aRecordThatLeadsElsewhereIsFound() async throws {
        #expect(
            await reasons(try closedRun(file: "../pinned/a")) == [.pathInvalid(path: "evidence/../pinned/a")])
        #expect(await reasons(try closedRun(hash: "0f")) == [.evidenceRecordMalformed])
        #expect(await reasons(try closedRun(byteCount: -1)) == [.evidenceRecordMalformed])
    }
}
