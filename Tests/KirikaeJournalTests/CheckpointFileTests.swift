import Glibc
import JournalTestSupport
import Testing

@testable import KirikaeJournal

/// The signed head beside a journal is either the old one or the new one, wherever writing it breaks off.
@Suite struct CheckpointFileTests {
    private static let old = "old\n"
    private static let new = String(repeating: "new\n", count: 100)

    private func contents(_ fixture: JournalFixture) throws -> String {
        String(decoding: try fixture.temporary.contents("\(fixture.relativePath)/checkpoint"), as: UTF8.self)
    }

    @Test(arguments: [FaultInjector.Fault.error(EIO), .error(ENOSPC), .shortWriteThenError(ENOSPC)])
    func isReplacedWholeOrNotAtAll(fault: FaultInjector.Fault) throws {
        var index = 0
        var fired = 0
        while true {
            let fixture = try JournalFixture()
            try fixture.run.writeCheckpoint(Self.old)
            let injector = FaultInjector(fault, at: index, isSticky: true)
            let run = try? RunDirectory(readingAt: fixture.run.path, calls: injector.calls)
            let failed = (try? run?.writeCheckpoint(Self.new)) == nil
            let found = try contents(fixture)
            #expect(found == Self.old || found == Self.new, "call \(index): \(found.utf8.count) bytes")
            if !failed { #expect(found == Self.new) }
            fired += injector.firedAt.isEmpty ? 0 : 1
            guard index <= injector.events.count else { break }
            index += 1
        }
        #expect(fired > (fault.needsWrite ? 0 : 5), "the fault fired \(fired) times")
    }
}
