import Glibc
import JournalTestSupport
import KirikaeCanonicalJSON
import Synchronization
import Testing

@testable import KirikaeJournal

/// A run is taken from an owner that holds it and does not go on.
@Suite struct TakeOverTests {
    private static let record: JSONValue = ["kind": "took-over", "reason": "it hangs"]

    /// A run with three records whose owner lives on, as a process that is suspended does.
    private func held() throws -> (fixture: JournalFixture, owner: RunOwner, writer: JournalWriter) {
        let fixture = try JournalFixture()
        let owner = try RunOwner(acquiring: fixture.run)
        let writer = try JournalWriter(creatingFor: owner)
        for number in 0..<3 { try writer.append(JournalFixture.payload(number), durable: true) }
        return (fixture, owner, writer)
    }

    private func takeOver(_ run: RunDirectory) throws(JournalError) -> RunOwner {
        try JournalRecovery.takeOver(run) { _ in Self.record }
    }

    @Test func theOldOwnerIsRefusedAndWritesNothingToTheNewJournal() throws {
        let (fixture, stale, staleWriter) = try held()
        let owner = try takeOver(fixture.run)
        #expect(owner.epoch == 2 && owner.isForced && owner.predecessor == .takenOver(stale.process, epoch: 1))
        let recovered = try JournalRecovery.openForAppend(owner)
        #expect(recovered.contents.records.count == 4)
        #expect(recovered.contents.records.last?.payload["reason"] == "it hangs")
        try recovered.writer.append(JournalFixture.payload(4), durable: true)

        // It wakes up: what it appends goes to the superseded file, and its sync ends it.
        try staleWriter.append(JournalFixture.payload(9))
        let path = "\(fixture.run.path)/owner.lock"
        #expect(throws: JournalError.ownerFileReplaced(path: path)) { try staleWriter.synchronize() }
        #expect(staleWriter.isLost)
        #expect(throws: JournalError.lost) { try staleWriter.append(JournalFixture.payload(10)) }
        try stale.release()

        let records = try JournalReader.read(fixture.run).records
        #expect(records.map(\.number) == [0, 1, 2, 3, 4])
        #expect(!records.contains { $0.payload["step"] == JournalFixture.payload(9)["step"] })
        let superseded = try fixture.temporary.contents("\(fixture.relativePath)/journal.superseded-1")
        #expect(String(decoding: superseded, as: UTF8.self).contains("手順-9"))
        try owner.confirm()
        try recovered.writer.append(JournalFixture.payload(5), durable: true)
        try owner.release()
        #expect(try RunOwner(acquiring: fixture.run).epoch == 3)
    }

    /// A tail that the old owner was in the middle of writing stays where it wrote it.
    @Test func aTornTailStaysInTheOldFile() throws {
        let (fixture, stale, _) = try held()
        let whole = try fixture.temporary.contents(fixture.journalName)
        let file = open("\(fixture.run.path)/journal.log", O_WRONLY | O_APPEND)
        #expect(write(file, "abc", 3) == 3)
        close(file)
        let owner = try takeOver(fixture.run)
        let recovered = try JournalRecovery.openForAppend(owner)
        #expect(recovered.contents.records.count == 4 && recovered.tornTailFileName == nil)
        #expect(
            try fixture.temporary.contents("\(fixture.relativePath)/journal.superseded-1") == whole + Array("abc".utf8))
        withExtendedLifetime(stale) {}
    }

    @Test func nobodyHoldsItAfterAll() throws {
        let (fixture, owner, _) = try held()
        try owner.release()
        let next = try takeOver(fixture.run)
        #expect(!next.isForced && next.epoch == 2)
        #expect(try JournalReader.read(fixture.run).records.count == 3)
    }

    @Test func aDamagedJournalIsTakenOverByNobody() throws {
        let (fixture, owner, _) = try held()
        var bytes = try fixture.temporary.contents(fixture.journalName)
        bytes[80] ^= 1
        try fixture.temporary.write(bytes, to: fixture.journalName)
        let before = try fixture.temporary.contents("\(fixture.relativePath)/owner.lock")
        #expect(throws: JournalError.self) { try takeOver(fixture.run) }
        #expect(try fixture.temporary.contents("\(fixture.relativePath)/owner.lock") == before)
        try owner.confirm()
    }

    /// The process that takes over ends at each of its system calls; then somebody does it again.
    ///
    /// At no point may the old owner reach the new journal, and at no point is a record lost.
    @Test func itMayEndAtEveryCall() throws {
        let counting = FaultInjector()
        _ = try interrupted(counting)
        let calls = counting.events
        var unfinished = 0
        var fired = 0
        for index in calls.indices where calls[index].call != .close {
            let injector = FaultInjector(.error(EIO), at: index, isSticky: true)
            let outcome = try interrupted(injector)
            #expect(injector.firedAt.first == index, "call \(index)")
            fired += 1
            if outcome == .unfinished { unfinished += 1 }
        }
        print("take-over: ended at each of \(fired) calls, \(unfinished) left unfinished")
        #expect(unfinished > 10 && fired > 50)
    }

    private enum AfterCrash { case notBegun, unfinished, finished }

    private func interrupted(_ injector: FaultInjector) throws -> AfterCrash {
        let (fixture, stale, staleWriter) = try held()
        do {
            // The first process ends here: what it holds is let go.
            _ = try takeOver(try RunDirectory(readingAt: fixture.run.path, calls: injector.calls))
        } catch {}
        let after = try stateAfterCrash(fixture, stale)
        // The old owner wakes up in the middle.
        let woke: Bool
        do throws(JournalError) {
            try staleWriter.append(JournalFixture.payload(9), durable: true)
            woke = true
        } catch {
            #expect(error == .ownerFileReplaced(path: "\(fixture.run.path)/owner.lock"))
            woke = false
        }
        #expect(woke == (after == .notBegun))
        let owner = try takeOver(fixture.run)
        let recovered = try JournalRecovery.openForAppend(owner)
        try recovered.writer.append(JournalFixture.payload(7), durable: true)
        #expect(throws: JournalError.self) { try staleWriter.append(JournalFixture.payload(11), durable: true) }
        let records = try JournalReader.read(fixture.run).records
        #expect(
            Array(records.prefix(3).map { $0.payload["step"] }) == (0..<3).map { JournalFixture.payload($0)["step"] })
        #expect(records.last?.payload["step"] == JournalFixture.payload(7)["step"])
        // What the old owner was told is durable is there: it had not been refused yet.
        if woke { #expect(records.contains { $0.payload["step"] == JournalFixture.payload(9)["step"] }) }
        #expect(records.contains { $0.payload["kind"] == "took-over" })
        withExtendedLifetime(stale) {}
        return after
    }

    private func stateAfterCrash(_ fixture: JournalFixture, _ stale: RunOwner) throws -> AfterCrash {
        do {
            _ = try RunOwner(acquiring: fixture.run)
            return .finished
        } catch JournalError.takeOverUnfinished {
            // Without force nobody gets in, and nothing is readable that should not be.
            #expect(try JournalReader.read(fixture.run).records.count >= 3)
            return .unfinished
        } catch JournalError.ownedBy {
            try stale.confirm()
            return .notBegun
        }
    }

    /// Whoever takes over may itself be suspended at any call, and wake up when somebody else has long gone on.
    @Test func aTakeOverThatWakesUpLateChangesNothing() throws {
        var calls = 0
        _ = try suspended(at: nil, calls: &calls)
        var counts: [Awakening: Int] = [:]
        for index in 0..<calls {
            var ignored = 0
            counts[try suspended(at: index, calls: &ignored), default: 0] += 1
        }
        print("take-over suspended at each of \(calls) calls: \(counts)")
        #expect(counts[.refused, default: 0] > 20 && counts[.keptOthersOut, default: 0] < 16)
        #expect(counts.values.reduce(0, +) == calls)
    }

    private enum Awakening {
        /// It was refused, or had not begun yet and took the run from the other.
        case refused, tookItAgain
        /// It held the lock of the new file and had not put it in place: nobody else could take over.
        case keptOthersOut
    }

    /// Suspends a take-over before one of its calls; meanwhile another process takes over, appends and goes on.
    ///
    /// - Returns: what became of the suspended one when it went on.
    private func suspended(at index: Int?, calls callCount: inout Int) throws -> Awakening {
        let (fixture, stale, _) = try held()
        let other = Mutex<RecoveredJournal?>(nil)
        let isKeptOut = Mutex(false)
        let count = Mutex(0)
        let meanwhile: @Sendable () -> Void = {
            let number = count.withLock { count in
                defer { count += 1 }
                return count
            }
            guard number == index else { return }
            do {
                let recovered: RecoveredJournal = try JournalRecovery.openForAppend(
                    try JournalRecovery.takeOver(fixture.run) { _ in Self.record })
                try recovered.writer.append(JournalFixture.payload(7), durable: true)
                other.withLock { $0 = recovered }
            } catch JournalError.ownedBy {
                isKeptOut.withLock { $0 = true }
            } catch {
                Issue.record("call \(number): \(error)")
            }
        }
        let calls = FaultInjector().calls(before: meanwhile)
        var first: RunOwner?
        do { first = try takeOver(try RunDirectory(readingAt: fixture.run.path, calls: calls)) } catch {}
        withExtendedLifetime(stale) {}
        callCount = count.withLock { $0 }
        guard index != nil else { return .refused }
        if isKeptOut.withLock({ $0 }) {
            try #require(first).confirm()
            return .keptOthersOut
        }
        let isOther = other.withLock { $0 != nil }
        try #require(isOther)
        // If the first was only about to begin, it has taken the run from the other; else it was refused.
        let isFirst = first.map { (try? $0.confirm()) != nil } ?? false
        if !isFirst { try other.withLock { _ = try $0?.writer.append(JournalFixture.payload(8), durable: true) } }
        let records = try JournalReader.read(fixture.run).records
        #expect(records.contains { $0.payload["step"] == JournalFixture.payload(7)["step"] }, "call \(index ?? -1)")
        if !isFirst { #expect(records.last?.payload["step"] == JournalFixture.payload(8)["step"]) }
        other.withLock { $0 = nil }
        first = nil
        let again = try JournalRecovery.takeOver(fixture.run) { _ in Self.record }
        let recovered: RecoveredJournal = try JournalRecovery.openForAppend(again)
        #expect(recovered.contents.records.count >= records.count)
        return isFirst ? .tookItAgain : .refused
    }

    @Test func ofSeveralAtOnceOneTakesIt() async throws {
        for _ in 0..<20 {
            let (fixture, stale, _) = try held()
            let run = fixture.run
            let owners = await withTaskGroup(of: RunOwner?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        // Each opens the directory itself, as another process would.
                        guard let other = try? RunDirectory(readingAt: run.path) else { return nil }
                        return try? JournalRecovery.takeOver(other) { _ in Self.record }
                    }
                }
                var owners: [RunOwner] = []
                for await owner in group { if let owner { owners.append(owner) } }
                return owners
            }
            // One may take it from another that has just taken it; then that one is refused.
            let confirmed = owners.filter { (try? $0.confirm()) != nil }
            #expect(confirmed.count == 1, "\(owners.map(\.epoch))")
            #expect(Set(owners.map(\.epoch)).count == owners.count)
            let recovered = try JournalRecovery.openForAppend(try #require(confirmed.first))
            #expect(recovered.contents.records.count { $0.payload["kind"] == "took-over" } == owners.count)
            #expect(throws: JournalError.self) { try stale.confirm() }
        }
    }

    @Test func saysWhoHoldsIt() throws {
        let (fixture, owner, _) = try held()
        let holder = try #require(try RunHolder(of: fixture.run))
        #expect(holder.process == owner.process && holder.epoch == 1 && holder.condition == .running)
        try owner.release()
        #expect(try RunHolder(of: fixture.run) == nil)

        let path = "\(fixture.run.path)/owner.lock"
        let child = try ChildProcess(locking: path)
        let identity = try ProcessIdentity(runningAs: child.processIdentifier)
        try fixture.temporary.write(
            OwnerRecord(epoch: 4, process: identity, isReleased: false).bytes, to: "\(fixture.relativePath)/owner.lock")
        #expect(try RunHolder(of: fixture.run)?.condition == .running)
        #expect(kill(child.processIdentifier, SIGSTOP) == 0)
        var information = siginfo_t()
        #expect(waitid(P_PID, id_t(child.processIdentifier), &information, WSTOPPED | WNOWAIT) == 0)
        #expect(try RunHolder(of: fixture.run)?.condition == .stopped)
        let foreign = ProcessIdentity(
            processIdentifier: identity.processIdentifier, startTimeTicks: identity.startTimeTicks,
            bootIdentifier: String(identity.bootIdentifier.reversed()))
        try fixture.temporary.write(
            OwnerRecord(epoch: 4, process: foreign, isReleased: false).bytes, to: "\(fixture.relativePath)/owner.lock")
        #expect(try RunHolder(of: fixture.run)?.condition == .elsewhere)
        child.killLeavingZombie()
        child.waitForEnd()
    }

    /// With both places unreadable the journal says which epochs were used; whoever still held it is refused.
    @Test func aRunWhoseLockFileIsSpoiltCanBeTakenOver() throws {
        let (fixture, stale, staleWriter) = try held()
        try staleWriter.append(["kind": "resumed", "epoch": 6], durable: true)
        let path = "\(fixture.run.path)/owner.lock"
        try fixture.temporary.write([UInt8](repeating: 0x2A, count: 4608), to: "\(fixture.relativePath)/owner.lock")
        let owner = try takeOver(fixture.run)
        #expect(owner.epoch == 8 && owner.isForced && owner.predecessor == .unknown)
        try owner.confirm()
        try staleWriter.append(JournalFixture.payload(9))
        #expect(throws: JournalError.ownerFileReplaced(path: path)) { try staleWriter.synchronize() }
        try owner.release()
        #expect(try RunOwner(acquiring: fixture.run).epoch == 9)
        #expect(try JournalReader.read(fixture.run).records.count == 5)
        withExtendedLifetime(stale) {}
    }

    @Test func theMarkIsWrittenOnlyWhereItIsSo() throws {
        let process = try ProcessIdentity.current()
        let plain = OwnerRecord(epoch: 3, process: process, isReleased: false)
        let marked = OwnerRecord(epoch: 3, process: process, isReleased: false, isTakingOver: true)
        #expect(!String(decoding: plain.bytes, as: UTF8.self).contains("takingOver"))
        #expect(OwnerRecord(plain.bytes) == plain && OwnerRecord(marked.bytes) == marked)
        #expect(marked.bytes.count == OwnerRecord.byteCount)
    }
}
