import JournalTestSupport
import Glibc
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import Synchronization
import Testing

@testable import KirikaeJournal

@Suite struct JournalWriterTests {
    @Test func writesWhatIsRead() throws {
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        var appended: [JournalRecord] = []
        for number in 0..<5 {
            appended.append(try writer.append(JournalFixture.payload(number), durable: number == 4))
        }
        let contents = try JournalReader.read(fixture.run)
        #expect(contents == JournalContents(records: appended, tail: nil))
        #expect(appended.map(\.number) == [0, 1, 2, 3, 4])
        #expect(appended[3].payload["n"] == 3)
        #expect(try fixture.temporary.contents(fixture.journalName) == JournalFixture.journal(recordCount: 5).bytes)
        var tree = MerkleTree()
        for record in appended { tree.append(leaf: record.payload.canonicalBytes) }
        #expect(
            try writer.checkpoint(origin: "site-a") == Checkpoint(origin: "site-a", size: 5, root: tree.root))
        var reader = try JournalReader(fixture.run)
        var seen: [Int] = []
        let tail = try reader.forEachRecord { record in seen.append(record.number) }
        #expect(seen == [0, 1, 2, 3, 4] && tail == nil)
    }

    /// The format is fixed; this line was made with another program.
    @Test func writesTheDocumentedLine() throws {
        let line = try JournalFormat.line(number: 0, payload: ["kind": "run-started"], after: .zero)
        let hash = "5bba4b9db640f5a63acbe400fe7e0478c1f027cc603d5ecf35bfb2967374459d"
        #expect(String(decoding: line.bytes, as: UTF8.self) == "\(hash) {\"kind\":\"run-started\",\"n\":0}\n")
    }

    @Test func oneWriteAndOneSyncPerDurableRecord() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        let before = injector.events.count
        try writer.append(["kind": "a"], durable: false)
        try writer.append(["kind": "b"], durable: true)
        // After the sync the owner is confirmed: the lock file is still the one that is locked, and says so.
        let calls = injector.events.dropFirst(before).map(\.call)
        #expect(calls.prefix(3) == [.write, .write, .fdatasync])
        #expect(Set(calls.dropFirst(3)) == [.statx, .pread64])
    }

    @Test func recordsThatMayWaitAreWrittenWithTheNextOneOrAtTheSync() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        let before = injector.events.count
        func writes() -> Int { injector.events.dropFirst(before).count { $0.call == .write } }
        try writer.append(["kind": "a"], waits: true)
        try writer.append(["kind": "b"], waits: true)
        #expect(writes() == 0)
        #expect(try writer.end().recordCount == 2)
        try writer.append(["kind": "c"])
        #expect(writes() == 1)
        try writer.append(["kind": "d"], waits: true)
        #expect(try kinds(in: fixture) == ["a", "b", "c"])
        try writer.synchronize()
        #expect(writes() == 2)
        #expect(try kinds(in: fixture) == ["a", "b", "c", "d"])
        // Nothing waits for ever, however much is said before a sync.
        for _ in 0..<70 { try writer.append(["text": .string(String(repeating: "x", count: 1_000))], waits: true) }
        #expect(writes() == 3)
    }

    private func kinds(in fixture: JournalFixture) throws -> [String?] {
        try JournalFixture.read(fixture.temporary.contents(fixture.journalName)).get().records.map {
            $0.payload["kind"]?.stringValue
        }
    }

    @Test func aFailedWriteOfRecordsThatWaitedLosesTheWriter() throws {
        let injector = FaultInjector(.error(ENOSPC), only: .write)
        let fixture = try JournalFixture(calls: injector.calls)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        try writer.append(["kind": "a"], waits: true)
        #expect(throws: JournalError.self) { try writer.synchronize() }
        #expect(injector.firedAt.count == 1)
        #expect(writer.isLost)
        #expect(throws: JournalError.lost) { try writer.append(["kind": "b"], waits: true) }
    }

    @Test func theDirectoryIsSyncedAfterTheJournalIsMade() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        let owner = try RunOwner(acquiring: fixture.run)
        let before = injector.events.count
        _ = try JournalWriter(creatingFor: owner)
        let events = Array(injector.events.dropFirst(before))
        #expect(events.map(\.call).prefix(3) == [.openat, .fstat, .fsync])
        // The descriptor the file was made through is the one that is synced, so it was open all the time.
        #expect(events[0].descriptor == events[2].descriptor)
    }

    @Test func refusesPayloads() throws {
        let fixture = try JournalFixture()
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        #expect(throws: JournalError.payloadNotObject) { try writer.append([1], durable: true) }
        #expect(throws: JournalError.payloadHasReservedMember("n")) { try writer.append(["n": 0], durable: true) }
        #expect(!writer.isLost)
        try writer.append(["kind": "a"], durable: true)
        #expect(try JournalReader.read(fixture.run).records.count == 1)
    }

    @Test func doesNotReplaceAJournal() throws {
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        _ = try JournalWriter(creatingFor: owner)
        #expect(throws: JournalError.alreadyExists(path: "\(fixture.run.path)/journal.log")) {
            try JournalWriter(creatingFor: owner)
        }
    }

    @Test func writesOnlyForAnOwner() throws {
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        try owner.release()
        #expect(throws: JournalError.notOwner) { try writer.append(["kind": "a"], durable: true) }
        #expect(throws: JournalError.notOwner) { try JournalRecovery.openForAppend(owner) }
        #expect(try fixture.temporary.contents(fixture.journalName).isEmpty)
    }

    @Test(arguments: [
        (SystemCall.fdatasync, EIO), (.fdatasync, EINTR), (.fdatasync, ENOSPC), (.write, EIO), (.write, ENOSPC),
        (.write, EDQUOT), (.write, EAGAIN),
    ])
    func afterAFailureTheDescriptorIsGivenUp(_ call: SystemCall, _ errorNumber: Int32) throws {
        // The owner file uses pwrite64 for its contents, and one fdatasync.
        let injector = FaultInjector(.error(errorNumber), at: call == .fdatasync ? 2 : 1, only: call)
        let fixture = try JournalFixture(calls: injector.calls)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        try writer.append(["kind": "a"], durable: true)
        let path = "\(fixture.run.path)/journal.log"
        #expect(throws: JournalError.systemCall(call, path: path, errorNumber: errorNumber)) {
            try writer.append(["kind": "b"], durable: true)
        }
        let fired = try #require(injector.firedAt.first)
        #expect(injector.firedAt.count == 1)
        #expect(writer.isLost)
        for _ in 0..<3 {
            #expect(throws: JournalError.lost) { try writer.append(["kind": "c"], durable: true) }
            #expect(throws: JournalError.lost) { try writer.checkpoint(origin: "a") }
        }
        let later = injector.events[(fired + 1)...].map(\.call)
        #expect(later == [.close])
    }

    @Test func interruptedWritesAreRepeatedButNotForEver() throws {
        let once = FaultInjector(.error(EINTR), at: 0, only: .write)
        let fixture = try JournalFixture(calls: once.calls)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        try writer.append(["kind": "a"], durable: true)
        #expect(once.firedAt.count == 1)
        #expect(try JournalReader.read(fixture.run).records.count == 1)

        let always = FaultInjector(.error(EINTR), at: 0, isSticky: true, only: .write)
        let other = try JournalFixture(calls: always.calls)
        let otherWriter = try JournalWriter(creatingFor: RunOwner(acquiring: other.run))
        #expect(
            throws: JournalError.systemCall(.write, path: "\(other.run.path)/journal.log", errorNumber: EINTR)
        ) { try otherWriter.append(["kind": "a"], durable: true) }
        #expect(always.firedAt.count == 100)
    }

    @Test func aWriteOfNothingFails() throws {
        var calls = FileSystemCalls.live
        calls.write = { _, _ in 0 }
        let fixture = try JournalFixture(calls: calls)
        let writer = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        #expect(
            throws: JournalError.systemCall(.write, path: "\(fixture.run.path)/journal.log", errorNumber: EIO)
        ) { try writer.append(["kind": "a"], durable: true) }
    }

    @Test func descriptorsAreCloseOnExecAndAboveTwo() throws {
        let closed = Mutex<[Int32]>([])
        var calls = FileSystemCalls.live
        calls.open = { _, _, _, _ in 1 }
        calls.duplicateAboveStandard = { _ in 9 }
        calls.close = { descriptor in
            closed.withLock { $0.append(descriptor) }
            return 0
        }
        let moved = try FileDescriptor.open("x", flags: O_RDONLY, calls: calls)
        #expect(moved.number == 9)
        #expect(closed.withLock { $0 } == [1])
        calls.duplicateAboveStandard = { _ in -Int(EMFILE) }
        #expect(throws: JournalError.systemCall(.fcntl, path: "x", errorNumber: EMFILE)) {
            try FileDescriptor.open("x", flags: O_RDONLY, calls: calls)
        }
        #expect(closed.withLock { $0 } == [1, 1])
        withExtendedLifetime(moved) {}

        let fixture = try JournalFixture()
        #expect(fixture.run.descriptor.number > 2)
        #expect(fcntl(fixture.run.descriptor.number, F_GETFD) & FD_CLOEXEC != 0)
        let copy = FileSystemCalls.live.duplicateAboveStandard(fixture.run.descriptor.number)
        #expect(copy > 2 && fcntl(Int32(copy), F_GETFD) & FD_CLOEXEC != 0)
        close(Int32(copy))
    }
}
