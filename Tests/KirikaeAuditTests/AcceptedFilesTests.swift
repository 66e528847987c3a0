import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// Copies of files that were accepted on the way are checked like the first ones.
@Suite struct AcceptedFilesTests {
    private static let contents = Array("steps: []\n".utf8)

    private func closedRun(folder: String = "pinned-2") throws -> JournalFixture {
        let fixture = try JournalFixture()
        let name = try fixture.run.nextPinnedFolder()
        #expect(name == "pinned-2")
        try fixture.run.writePinned(Self.contents, at: PinnedPath("a/b.yaml"), in: name)
        #expect(try fixture.run.nextPinnedFolder() == "pinned-3")
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        try writer.append(["kind": "run-started", "files": .object([:])], durable: true)
        let hash = JSONValue.string(RecordHash(hashing: Self.contents).hexadecimal)
        try writer.append(
            ["kind": "accepted-changes", "folder": .string(folder), "files": ["a/b.yaml": hash]], durable: true)
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

    @Test func whatIsUntouchedPasses() async throws {
        let fixture = try closedRun()
        let report = await AuditVerifier.verify(fixture.run, settings: AuditSettings())
        #expect(report.statuses[.pinnedFiles] == .passed)
    }

    @Test func whatWasChangedAddedOrRemovedIsFound() async throws {
        let fixture = try closedRun()
        let folder = "\(fixture.relativePath)/pinned-2"
        let changed = Array("steps: [x]\n".utf8)
        try fixture.temporary.write(changed, to: "\(folder)/a/b.yaml")
        try fixture.temporary.write(changed, to: "\(folder)/extra.yaml")
        #expect(
            await reasons(fixture) == [
                .pinnedFileChanged(
                    path: "pinned-2/a/b.yaml", expected: RecordHash(hashing: Self.contents),
                    found: RecordHash(hashing: changed)),
                .pinnedFileUnlisted(path: "pinned-2/extra.yaml"),
            ])
        #expect(unlink("\(fixture.run.path)/pinned-2/a/b.yaml") == 0)
        #expect(await reasons(fixture).first == .pinnedFileMissing(path: "pinned-2/a/b.yaml"))
    }

    @Test(arguments: ["pinned", "../other", "pinned-", "pinned-2/..", "pinned-x"])
    func aRecordNamesNoOtherFolder(folder: String) async throws {
        let fixture = try closedRun(folder: folder)
        #expect(await reasons(fixture) == [.fileListMalformed(path: nil)])
    }

    @Test func aCopyThatACrashLeftUnfinishedIsCompleted() throws {
        let fixture = try JournalFixture()
        try fixture.run.writePinned(Array("half a fi".utf8), at: PinnedPath("a/b.yaml"))
        try fixture.run.completePinned(Self.contents, at: PinnedPath("a/b.yaml"))
        #expect(try fixture.run.readPinned(PinnedPath("a/b.yaml")) == Self.contents)
        try fixture.run.completePinned([1], at: PinnedPath("c.yaml"))
        #expect(try fixture.run.listPinned() == ["a/b.yaml", "c.yaml"])
    }
}
