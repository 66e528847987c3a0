import JournalTestSupport
import KirikaeEngine
import KirikaeJournal
import Synchronization

/// A whole run without faults, with everything that reached the disk, in order.
package struct RecordedDisk: Sendable {
    /// The state directory.
    package static let root = "/state"
    /// The run.
    package static let run = "r1"
    /// Its journal.
    package static let journal = "\(root)/runs/\(run)/journal.log"

    /// What was carried out.
    package let plan: SimulatedPlan
    /// What happened to the disk, and what was promised meanwhile.
    package let log: [MemoryFileSystem.Entry]
    /// The disk at the end.
    package let image: DiskImage

    /// The journal at the end.
    package var bytes: [UInt8] { image.bytes(at: Self.journal) ?? [] }

    /// Carries out a plan from start to end on an empty disk, in a world that is calm or not.
    ///
    /// - Throws: `SimulatedPlan.Unusable` if it does not complete.
    package init(running plan: SimulatedPlan, seed: UInt64, isCalm: Bool) async throws {
        let disk = MemoryFileSystem(keepsLog: true)
        let world = SimulatedWorld(plan.plan, seed: seed)
        if isCalm { world.calmDown() }
        let state = try StateDirectory(path: Self.root, calls: disk.calls)
        let run = try state.createRun(RunIdentifier(Self.run))
        try run.writePinned([UInt8](repeating: 0x61, count: 600), at: PinnedPath("runbooks/a.yaml"))
        let owner = try RunOwner(acquiring: run)
        let writer = try JournalWriter(creatingFor: owner)
        let recorder = SimulatedRecorder(writer, on: disk, path: Self.journal)
        world.connect(recorder)
        let screen = SimulatedScreen(recorder, on: disk)
        let runner = Runner(
            world: world, recorder: recorder, clock: SimulatedClock(), observer: screen, callsAtOnce: 1)
        var machine = RunMachine(plan: plan.plan)
        var header = plan.header
        header.run = Self.run
        try await runner.run(&machine, opening: [.started(header)])
        try owner.release()
        guard machine.result == .completed, screen.violations.isEmpty, world.violations.isEmpty else {
            throw SimulatedPlan.Unusable(
                reason: "\(plan.name): \(machine.result.debugDescription) \(screen.violations) \(world.violations)")
        }
        self.plan = plan
        log = disk.log
        image = disk.current
    }
}
