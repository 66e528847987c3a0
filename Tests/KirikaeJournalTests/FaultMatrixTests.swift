import JournalTestSupport
import Glibc
import KirikaeCanonicalJSON
import Synchronization
import Testing

@testable import KirikaeJournal

/// Every system call of a short run is made to fail once, or from then on; afterwards the run is opened again.
@Suite struct FaultMatrixTests {
    private static let recordCount = 4
    private static let pinned: [UInt8] = Array("steps: []\n".utf8)

    /// Counts the records whose `append` returned.
    private final class Progress {
        var appended = 0
        var writer: JournalWriter?
    }

    private func scenario(_ root: String, _ calls: FileSystemCalls, _ progress: Progress) throws(JournalError) {
        let run = try StateDirectory(path: root, calls: calls).createRun(try RunIdentifier("r"))
        try run.writePinned(Self.pinned, at: try PinnedPath("runbooks/switchover.yaml"))
        let owner = try RunOwner(acquiring: run)
        let writer = try JournalWriter(creatingFor: owner)
        progress.writer = writer
        for number in 0..<Self.recordCount {
            try writer.append(JournalFixture.payload(number), durable: true)
            progress.appended += 1
        }
        try owner.release()
    }

    private func recover(_ root: String, calls: FileSystemCalls = .live) throws(JournalError) -> JournalContents {
        let run = try StateDirectory(path: root, calls: calls).openRun(try RunIdentifier("r"))
        let owner = try RunOwner(acquiring: run)
        return try JournalRecovery.openForAppend(owner).contents
    }

    private func callsOfScenario() throws -> [SystemCall] {
        let counting = FaultInjector()
        let temporary = try TemporaryDirectory()
        try scenario("\(temporary.path)/state", counting.calls, Progress())
        return counting.events.map(\.call)
    }

    @Test(arguments: [
        (FaultInjector.Fault.error(EIO), false), (.error(EIO), true), (.error(ENOSPC), false), (.error(ENOSPC), true),
        (.error(EINTR), false), (.error(EINTR), true), (.error(EROFS), true), (.error(EMFILE), false),
        (.shortWrite, false), (.shortWriteThenError(ENOSPC), false),
    ])
    func everyCallFails(_ fault: FaultInjector.Fault, _ isSticky: Bool) throws {
        let calls = try callsOfScenario()
        var failures = 0
        var torn = 0
        for index in calls.indices {
            let isWrite = calls[index] == .write || calls[index] == .pwrite64
            if fault.needsWrite, !isWrite { continue }
            let outcome = try outcome(of: fault, at: index, isSticky: isSticky)
            if outcome.failed { failures += 1 }
            if outcome.hasTornTail { torn += 1 }
            let mayGoOn = isHarmless(calls[index], fault, isSticky)
            #expect(outcome.failed || mayGoOn, "call \(index) \(calls[index])")
        }
        print("\(fault) sticky \(isSticky): \(calls.count) calls, \(failures) runs failed, \(torn) torn tails")
        #expect(failures > 0 || fault == .shortWrite)
        if fault == .shortWriteThenError(ENOSPC) { #expect(torn == Self.recordCount) }
    }

    private struct Outcome {
        var failed: Bool
        var hasTornTail: Bool
    }

    /// Runs the scenario with a fault, then reads what is on the disk: every acknowledged record must be there.
    private func outcome(of fault: FaultInjector.Fault, at index: Int, isSticky: Bool) throws -> Outcome {
        let temporary = try TemporaryDirectory()
        let root = "\(temporary.path)/state"
        let injector = FaultInjector(fault, at: index, isSticky: isSticky)
        let progress = Progress()
        let failed = fails { () throws(JournalError) in try scenario(root, injector.calls, progress) }
        progress.writer = nil
        #expect(injector.firedAt.first == index, "call \(index)")
        let contents = try recoverIfMade(root)
        let records = contents?.records ?? []
        #expect(records.count >= progress.appended, "call \(index)")
        for record in records {
            #expect(record.payload["step"] == JournalFixture.payload(record.number)["step"])
        }
        return Outcome(failed: failed, hasTornTail: contents?.tail != nil)
    }

    private func fails(_ body: () throws(JournalError) -> Void) -> Bool {
        do throws(JournalError) {
            try body()
            return false
        } catch {
            return true
        }
    }

    /// Nil when the run had not come as far as to make its journal.
    private func recoverIfMade(_ root: String) throws(JournalError) -> JournalContents? {
        do throws(JournalError) {
            return try recover(root)
        } catch .missing {
            return nil
        }
    }

    /// Whether the run may go on after this fault.
    private func isHarmless(_ call: SystemCall, _ fault: FaultInjector.Fault, _ isSticky: Bool) -> Bool {
        switch fault {
        case .shortWrite: true
        case .error(EINTR) where !isSticky: call != .fsync && call != .fdatasync
        default: call == .close
        }
    }

    /// Recovery itself is interrupted at every call; the next one still has every record and the tail.
    @Test(arguments: [FaultInjector.Fault.error(EIO), .error(ENOSPC), .shortWriteThenError(ENOSPC)])
    func everyCallOfARecoveryFails(_ fault: FaultInjector.Fault) throws {
        let (bytes, offsets) = try JournalFixture.journal(recordCount: 5)
        let cut = offsets[4] + 40
        let counting = FaultInjector()
        let counted = try prepared(bytes, cut)
        _ = try recover(counted.path + "/state", calls: counting.calls)
        var failures = 0
        for (index, event) in counting.events.enumerated() {
            if fault.needsWrite, event.call != .write, event.call != .pwrite64 { continue }
            let temporary = try prepared(bytes, cut)
            let injector = FaultInjector(fault, at: index)
            let failed = fails { () throws(JournalError) in
                _ = try recover(temporary.path + "/state", calls: injector.calls)
            }
            if failed { failures += 1 }
            #expect(injector.firedAt.first == index)
            let contents = try recover(temporary.path + "/state")
            #expect(contents.records.count == 4)
            let copies = try temporary.names(in: "state/runs/r").filter { $0.hasPrefix("journal.torn-\(offsets[4])-") }
            let tails = try copies.map { try temporary.contents("state/runs/r/\($0)") }
            #expect(tails.contains(Array(bytes[offsets[4]..<cut])), "call \(index) \(event.call)")
            #expect(try temporary.contents("state/runs/r/journal.log") == Array(bytes[..<offsets[4]]))
        }
        print("recovery, \(fault): \(counting.events.count) calls, \(failures) recoveries failed")
        #expect(failures > 0)
    }

    private func prepared(_ bytes: [UInt8], _ length: Int) throws -> TemporaryDirectory {
        let temporary = try TemporaryDirectory()
        let run = try StateDirectory(path: "\(temporary.path)/state").createRun(RunIdentifier("r"))
        _ = try JournalWriter(creatingFor: RunOwner(acquiring: run))
        try temporary.write(Array(bytes[..<length]), to: "state/runs/r/journal.log")
        return temporary
    }
}
