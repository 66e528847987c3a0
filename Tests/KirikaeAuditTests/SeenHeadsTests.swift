import Foundation
import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import Testing

@testable import KirikaeAudit
@testable import KirikaeJournal

/// What an audit remembers, and what others hold of a log.
@Suite struct SeenHeadsTests {
    private func settings(_ run: SignedRun, seen: String) throws -> AuditSettings {
        var settings = try run.settings()
        settings.seen = try FileFolder(path: seen)
        return settings
    }

    private func stored(_ folder: String, _ name: String = "run-1") throws -> Checkpoint? {
        let bytes = try FileFolder(readingAt: folder).contents(of: name)
        return try bytes.map { try SignedNote(parsing: $0) }.flatMap { Checkpoint(text: $0.text) }
    }

    @Test func theNewestHeadIsRememberedAndNeverGoesBack() async throws {
        let run = try SignedRun()
        let seen = "\(run.fixture.temporary.path)/seen"
        let settings = try settings(run, seen: seen)
        #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).isVerified)
        #expect(try stored(seen)?.size == 12)
        let again = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(again.isVerified && again.sizeSeenBefore == 12)

        // A shorter log, with a checkpoint that was right once.
        let older = try #require(try run.payloads()[6]["note"]?.stringValue)
        try run.write(lines: Array(try run.lines().prefix(6)))
        try run.write("checkpoint", Array(older.utf8))
        let shorter = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(shorter.codes.contains("heads-seen: log-shorter-than-seen") && !shorter.isVerified)
        #expect(
            shorter.statuses[.headsSeen] == .failed([AuditFinding(.logShorterThanSeen(size: 12, records: 6))]))
        #expect(try await run.pythonCodes(["--seen", seen]).contains("heads-seen: log-shorter-than-seen"))
        #expect(try stored(seen)?.size == 12)
    }

    @Test func anotherLogOfTheSameNameIsAnAlarm() async throws {
        let run = try SignedRun()
        let seen = "\(run.fixture.temporary.path)/seen"
        let settings = try settings(run, seen: seen)
        #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).isVerified)
        let before = try FileFolder(readingAt: seen).contents(of: "run-1")
        // The holder of the key makes a longer one that is right in itself.
        let other = try SignedRun(extra: [["kind": "noted", "text": "x"]])
        let report = await AuditVerifier.verify(runDirectoryAt: other.path, settings: settings)
        #expect(report.codes == ["heads-seen: log-differs-from-seen"] && !report.isVerified)
        #expect(try await other.pythonCodes(["--seen", seen]) == report.codes)
        #expect(try FileFolder(readingAt: seen).contents(of: "run-1") == before)
    }

    @Test func aHeadThatNobodyTrustsIsNotRemembered() async throws {
        let run = try SignedRun(key: 7)
        let seen = "\(run.fixture.temporary.path)/seen"
        #expect(
            await !AuditVerifier.verify(runDirectoryAt: run.path, settings: try settings(run, seen: seen)).isVerified)
        #expect(try stored(seen) == nil)
    }

    @Test func whatWasSeenMustBeReadable() async throws {
        let run = try SignedRun()
        let seen = "\(run.fixture.temporary.path)/seen"
        let settings = try settings(run, seen: seen)
        try Data("x".utf8).write(to: URL(fileURLWithPath: seen + "/run-1"))
        let report = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings)
        #expect(report.codes == ["heads-seen: seen-unusable"] && !report.isVerified)
    }

    /// While the run goes on, what is seen grows with it.
    @Test func aRunThatGoesOnIsFollowed() async throws {
        let run = try SignedRun(isClosed: false)
        let seen = "\(run.fixture.temporary.path)/seen"
        let settings = try settings(run, seen: seen)
        #expect(await !AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).isVerified)
        #expect(try stored(seen)?.size == 12)
        var payloads = try run.payloads()
        payloads.append(["kind": "run-closed", "result": "completed", "checkpoint": ""])
        try run.rewrite(payloads) { try run.note($0) }
        #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).isVerified)
        #expect(try stored(seen)?.size == 13)
    }

    // MARK: - Copies and what was heard

    @Test func copiesMustAgree() async throws {
        let run = try SignedRun()
        let place = "\(run.fixture.temporary.path)/copies"
        let folder = try FileFolder(path: place)
        var settings = try run.settings()
        func audit() async throws -> [String] {
            settings.copies = CheckpointCopies(run: "run-1", in: place)
            let codes = await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes
            #expect(try await run.pythonCodes(["--copies", place]) == codes)
            return codes
        }
        #expect(try await audit() == ["copies: missing"])
        for number in [3, 6, 9] {
            let note = try #require(try run.payloads()[number]["note"]?.stringValue)
            try folder.replace(CheckpointCopies.fileName(run: "run-1", size: number), with: Array(note.utf8))
        }
        #expect(try await audit() == [])
        let longer = try run.note(Checkpoint(origin: run.origin, size: 20, root: .empty))
        try folder.replace(CheckpointCopies.fileName(run: "run-1", size: 20), with: Array(longer.utf8))
        #expect(try await audit() == ["copies: log-shorter-than-copy"])
        let differs = try run.note(Checkpoint(origin: run.origin, size: 5, root: .empty))
        try folder.replace(CheckpointCopies.fileName(run: "run-1", size: 20), with: Array(differs.utf8))
        #expect(try await audit() == ["copies: log-differs-from-copy"])
        let other = try SignedRun(name: "run-2").contents("checkpoint")
        try folder.replace(CheckpointCopies.fileName(run: "run-1", size: 20), with: other)
        #expect(try await audit() == ["copies: copy-malformed"])
        settings.copies = CheckpointCopies(run: "run-1", in: place + "/none")
        #expect(
            await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes
                == ["copies: copies-unreadable"])
    }

    @Test func whatWasReadAloudMustAgree() async throws {
        let run = try SignedRun()
        var settings = try run.settings()
        let checkpoint = try #require(try await run.audit().newestCheckpoint)
        let lines = ExpectedHead.lines(of: checkpoint)
        #expect(lines.count == 3 && lines[0] == "kirikae/run-1" && lines[1] == "12")
        #expect(lines[2].split(separator: " ").map(\.count) == Array(repeating: 4, count: 8))
        let digit = lines[2].hasPrefix("0") ? "1" : "0"
        let cases: [(size: Int, root: String, codes: [String])] = [
            (12, lines[2], []), (12, checkpoint.root.hexadecimal.uppercased(), []),
            (12, digit + lines[2].dropFirst(), ["expected-head: expected-root"]),
            (11, lines[2], ["expected-head: expected-root"]), (13, lines[2], ["expected-head: expected-size"]),
        ]
        for (size, root, codes) in cases {
            settings.expectedHead = ExpectedHead(size: size, root: root)
            #expect(settings.expectedHead != nil)
            #expect(await AuditVerifier.verify(runDirectoryAt: run.path, settings: settings).codes == codes)
            let arguments = ["--expect-size", "\(size)", "--expect-root", root]
            #expect(try await run.pythonCodes(arguments) == codes)
        }
        for root in ["", "2ff3", String(lines[2].dropLast()), lines[2] + "x", String(repeating: "0", count: 65)] {
            #expect(ExpectedHead(size: 1, root: root) == nil)
        }
    }
}
