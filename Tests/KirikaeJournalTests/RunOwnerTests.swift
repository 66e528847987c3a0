import JournalTestSupport
import Glibc
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeJournal

@Suite struct RunOwnerTests {
    @Test func countsEpochsAndNamesThePredecessor() throws {
        let fixture = try JournalFixture()
        let process = try ProcessIdentity.current()
        let first = try RunOwner(acquiring: fixture.run)
        #expect(first.epoch == 1 && first.predecessor == .none && first.process == process)
        try first.confirm()
        try first.release()
        try first.release()
        #expect(!first.isHeld)
        #expect(throws: JournalError.notOwner) { try first.confirm() }
        do {
            let second = try RunOwner(acquiring: fixture.run)
            #expect(second.epoch == 2 && second.predecessor == .released(process, epoch: 1))
        }
        let third = try RunOwner(acquiring: fixture.run)
        #expect(third.epoch == 3 && third.predecessor == .endedWithoutReleasing(process, epoch: 2))
    }

    @Test func aSecondDescriptionOfTheSameProcessIsRefused() throws {
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        #expect(throws: JournalError.ownedBy(processIdentifier: getpid(), epoch: 1)) {
            try RunOwner(acquiring: fixture.run)
        }
        try owner.release()
        #expect(try RunOwner(acquiring: fixture.run).epoch == 2)
    }

    /// Between fork and exec a child shares every open file; that must not keep the run locked.
    @Test func givingBackDoesNotWaitForCopiesOfTheDescriptor() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        let released = try RunOwner(acquiring: fixture.run)
        let lock = try #require(injector.events.last { $0.call == .flock })
        let copy = dup(lock.descriptor)
        defer { close(copy) }
        try #require(copy >= 0)
        try released.release()
        var abandoned: RunOwner? = try RunOwner(acquiring: fixture.run)
        #expect(abandoned?.epoch == 2)
        let otherLock = try #require(injector.events.last { $0.call == .flock })
        let otherCopy = dup(otherLock.descriptor)
        defer { close(otherCopy) }
        abandoned = nil
        #expect(try RunOwner(acquiring: fixture.run).epoch == 3)
    }

    @Test func anotherProcessOwnsAndDies() throws {
        let fixture = try JournalFixture()
        let path = "\(fixture.run.path)/owner.lock"
        let child = try ChildProcess(locking: path)
        // The holder has not written who it is.
        #expect(throws: JournalError.ownedBy(processIdentifier: nil, epoch: nil)) {
            try RunOwner(acquiring: fixture.run)
        }
        let identity = try ProcessIdentity(runningAs: child.processIdentifier)
        #expect(identity.isAlive)
        let record = OwnerRecord(epoch: 7, process: identity, isReleased: false)
        try fixture.temporary.write(record.bytes, to: "\(fixture.relativePath)/owner.lock")
        #expect(throws: JournalError.ownedBy(processIdentifier: child.processIdentifier, epoch: 7)) {
            try RunOwner(acquiring: fixture.run)
        }
        child.killLeavingZombie()
        #expect(identity.liveness == .ended)
        let owner = try RunOwner(acquiring: fixture.run)
        #expect(owner.epoch == 8 && owner.predecessor == .endedWithoutReleasing(identity, epoch: 7))
        child.waitForEnd()
        #expect(identity.liveness == .ended)
    }

    @Test func writesOneCanonicalLineInOneSector() throws {
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        let contents = try fixture.temporary.contents("\(fixture.relativePath)/owner.lock")
        #expect(contents.count == 512)
        let line = try #require(contents.split(separator: 0x0A).first)
        #expect(
            try JSONValue(parsingCanonical: line) == [
                "bootId": .string(owner.process.bootIdentifier), "epoch": 1, "pid": .integer(Int64(getpid())),
                "released": false, "startTime": .integer(owner.process.startTimeTicks),
            ])
    }

    @Test func theEpochIsDurableBeforeTheOwnerIsMade() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        let owner = try RunOwner(acquiring: fixture.run)
        let calls = injector.events.map(\.call)
        let lock = try #require(calls.lastIndex(of: .flock))
        let write = try #require(calls.lastIndex(of: .pwrite64))
        let sync = try #require(calls.lastIndex(of: .fdatasync))
        let directorySync = try #require(calls.lastIndex(of: .fsync))
        #expect(lock < write && write < sync && sync < directorySync)
        withExtendedLifetime(owner) {}
    }

    /// A file shorter than a sector comes from a first owner that ended before its epoch was durable.
    @Test(arguments: [0, 1, 511])
    func anUnfinishedFirstWriteIsNoOwner(_ length: Int) throws {
        let fixture = try JournalFixture()
        let process = try ProcessIdentity.current()
        let record = OwnerRecord(epoch: 1, process: process, isReleased: false)
        try fixture.temporary.write(Array(record.bytes[..<length]), to: "\(fixture.relativePath)/owner.lock")
        let owner = try RunOwner(acquiring: fixture.run)
        #expect(owner.epoch == 1 && owner.predecessor == .none)
        try owner.confirm()
    }

    @Test func aDamagedFileHalts() throws {
        let process = try ProcessIdentity.current()
        let good = OwnerRecord(epoch: 1, process: process, isReleased: false).bytes
        let last = OwnerRecord(epoch: OwnerRecord.maximumEpoch - 1, process: process, isReleased: true).bytes
        var flipped = good
        flipped[0] ^= 1
        let bothSpoilt = flipped + [UInt8](repeating: 0, count: 4096 - 512) + flipped
        for contents in [[UInt8](repeating: 0, count: 512), flipped, flipped + [0x20], bothSpoilt, last] {
            let fixture = try JournalFixture()
            try fixture.temporary.write(contents, to: "\(fixture.relativePath)/owner.lock")
            #expect(throws: JournalError.ownerFileDamaged(path: "\(fixture.run.path)/owner.lock")) {
                try RunOwner(acquiring: fixture.run)
            }
            #expect(try fixture.temporary.contents("\(fixture.relativePath)/owner.lock") == contents)
        }
    }

    /// Whatever a power cut leaves of a write, the record before it can be read, and no epoch comes twice.
    @Test(arguments: [[(1, false)], [(1, false), (1, true)], [(1, false), (1, true), (2, false)]])
    func aTornWriteLeavesTheRecordBefore(_ written: [(epoch: Int, isReleased: Bool)]) throws {
        let process = try ProcessIdentity.current()
        var before = try #require(OwnerFile([]))
        for (epoch, isReleased) in written {
            _ = before.put(OwnerRecord(epoch: epoch, process: process, isReleased: isReleased))
        }
        var after = before
        let last = try #require(written.last)
        let next = OwnerRecord(epoch: 2, process: process, isReleased: last.epoch == 2)
        let (bytes, offset) = after.put(next)
        #expect(OwnerFile(after.bytes)?.latest == next)
        for count in 0..<bytes.count {
            var torn = before.bytes + [UInt8](repeating: 0, count: max(0, offset + count - before.bytes.count))
            torn.replaceSubrange(offset..<offset + count, with: bytes[..<count])
            let file = try #require(OwnerFile(torn), "\(count) bytes")
            // What is missing may be spaces, which were there before.
            #expect(file.latest == (torn == after.bytes ? next : before.latest), "\(count) bytes")
            #expect(file.nextEpoch > last.epoch, "\(count) bytes")
        }
    }

    @Test func aReplacedFileIsNoticed() throws {
        let fixture = try JournalFixture()
        let path = "\(fixture.run.path)/owner.lock"
        let owner = try RunOwner(acquiring: fixture.run)
        #expect(unlink(path) == 0)
        #expect(throws: JournalError.ownerFileReplaced(path: path)) { try owner.confirm() }
        let thief = try RunOwner(acquiring: fixture.run)
        #expect(throws: JournalError.ownerFileReplaced(path: path)) { try owner.confirm() }
        try thief.confirm()
    }

    @Test(arguments: [
        ("1 (a) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0\n", 12345, false),
        ("1 (a) b) R) Z 0 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0\n", 9, true),
        ("1 ((sd-pam) x) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 0", 0, false),
    ])
    func readsProcessStatus(_ text: String, _ startTime: Int64, _ hasEnded: Bool) {
        let expected = ProcessIdentity.Status(startTimeTicks: startTime, hasEnded: hasEnded)
        #expect(ProcessIdentity.status(parsing: Array(text.utf8)) == expected)
    }

    @Test(arguments: ["", "1 a S", ")", "1 (a) S 1 2", "1 (a) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 x 0"])
    func refusesProcessStatus(_ text: String) {
        #expect(ProcessIdentity.status(parsing: Array(text.utf8)) == nil)
    }

    @Test func aReusedNumberIsAnotherProcess() throws {
        let current = try ProcessIdentity.current()
        #expect(current.isAlive)
        let earlier = ProcessIdentity(
            processIdentifier: getpid(), startTimeTicks: current.startTimeTicks - 1,
            bootIdentifier: current.bootIdentifier)
        let otherBoot = ProcessIdentity(
            processIdentifier: getpid(), startTimeTicks: current.startTimeTicks,
            bootIdentifier: String(current.bootIdentifier.reversed()))
        #expect(earlier.liveness == .ended && otherBoot.liveness == .ended)
    }
}
