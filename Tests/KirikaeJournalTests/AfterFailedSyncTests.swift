import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeJournal

/// What a later process may believe of what an earlier one left behind.
@Suite struct AfterFailedSyncTests {
    private static let journal = "/state/runs/r/journal.log"

    private func open(_ disk: MemoryFileSystem) throws -> RecoveredJournal {
        let run = try StateDirectory(path: "/state", calls: disk.calls).openRun(RunIdentifier("r"))
        return try JournalRecovery.openForAppend(RunOwner(acquiring: run))
    }

    private func begin(_ disk: MemoryFileSystem) throws -> JournalWriter {
        let run = try StateDirectory(path: "/state", calls: disk.calls).createRun(RunIdentifier("r"))
        return try JournalWriter(creatingFor: RunOwner(acquiring: run))
    }

    /// Memory still shows what a failed sync has dropped, and the next sync says that all is well.
    @Test func whatAFailedSyncDroppedIsNotTakenUpAgain() throws {
        let disk = MemoryFileSystem()
        disk.arm(ArmedFault(.error(EIO), at: 3, of: .fdatasync))
        let writer = try begin(disk)
        try writer.append(["kind": "first"], durable: true)
        try writer.append(["kind": "second"], durable: true)
        #expect(throws: JournalError.self) { try writer.append(["kind": "third"], durable: true) }
        #expect(disk.fired == [.fdatasync])
        #expect(disk.current.bytes(at: Self.journal)?.count { $0 == 0x0A } == 3)
        disk.endProcess()

        let opened = try open(disk)
        #expect(opened.contents.records.count == 2)
        try opened.writer.append(["kind": "other"], durable: true)
        let after = MemoryFileSystem(disk.imageAfterPowerCut { ([Bool](repeating: false, count: $0), nil) })
        #expect(try open(after).contents.records.count == 3)
    }

    /// Records that an engine wrote and did not sync before it was ended are durable before anybody relies on them.
    @Test func whatWasNotSyncedIsDurableOnceItIsTakenUp() throws {
        let disk = MemoryFileSystem()
        let writer = try begin(disk)
        try writer.append(["kind": "first"], durable: false)
        disk.endProcess()
        #expect(try open(disk).contents.records.count == 1)
        let after = MemoryFileSystem(disk.imageAfterPowerCut { ([Bool](repeating: false, count: $0), nil) })
        #expect(try open(after).contents.records.count == 1)
    }

    @Test func aSyncThatFailsWhileOpeningRefuses() throws {
        let disk = MemoryFileSystem()
        try begin(disk).append(["kind": "first"], durable: false)
        disk.endProcess()
        disk.arm(ArmedFault(.error(EIO), at: 1, of: .fdatasync))
        #expect(throws: JournalError.systemCall(.fdatasync, path: Self.journal, errorNumber: EIO)) { try open(disk) }
        #expect(disk.fired == [.fdatasync])
    }

    /// A process that made a directory and was ended before it could make the name durable leaves that to the next one.
    @Test(arguments: 0..<40) func everyNameAboveANewRunIsDurable(endedAt index: Int) throws {
        let disk = MemoryFileSystem()
        disk.arm(ArmedFault(.endBefore, at: index))
        _ = try? StateDirectory(path: "/a/b/state", calls: disk.calls).createRun(RunIdentifier("x"))
        disk.endProcess()
        let run = try StateDirectory(path: "/a/b/state", calls: disk.calls).createRun(RunIdentifier("r"))
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: run))
        try writer.append(["kind": "first"], durable: true)
        let after = disk.imageAfterPowerCut { ([Bool](repeating: false, count: $0), nil) }
        #expect(after.bytes(at: "/a/b/state/runs/r/journal.log")?.isEmpty == false)
    }
}
