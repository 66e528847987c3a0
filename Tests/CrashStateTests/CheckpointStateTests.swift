import JournalTestSupport
import KirikaeJournal
import RunSimulation
import Testing

/// The file `checkpoint` of a run, after a power cut at any moment of two replacements.
@Suite struct CheckpointStateTests {
    private static let path = "/state/runs/r/checkpoint"

    @Test func itIsTheOldOneOrTheNewOneAndNeverAPart() throws {
        let disk = MemoryFileSystem(keepsLog: true)
        let run = try StateDirectory(path: "/state", calls: disk.calls).createRun(RunIdentifier("r"))
        let old = String(repeating: "old ", count: 200)
        let new = String(repeating: "new ", count: 150)
        disk.promise(0)
        try run.writeCheckpoint(old)
        disk.promise(1)
        try run.writeCheckpoint(new)
        disk.promise(2)

        var states = CrashStates(from: DiskImage(), log: disk.log, seed: 1)
        var found: [String: Int] = [:]
        states.forEach { crash in
            let text = crash.image.bytes(at: Self.path).map { String(decoding: $0, as: UTF8.self) }
            found[text ?? "none", default: 0] += 1
            let allowed: [String?] =
                switch crash.promised {
                case 0: [nil, old]
                case 1: [old, new]
                default: [new]
                }
            #expect(allowed.contains(text), "after \(crash.position), \(crash.kind)")
        }
        #expect(found.count == 3 && found.values.allSatisfy { $0 > 0 })
    }
}
