import Glibc
import JournalTestSupport
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook
import Synchronization

/// One whole run: engines come and go until it ends, and everything that goes wrong follows from one number.
package struct SimulatedRun {
    /// How it ended.
    package enum Ending: String, Sendable, CaseIterable {
        /// Every step is done, not needed or left out with a reason.
        case completed
        /// Nothing was touched.
        case refused
        /// It ended before anything was recorded, and nothing was touched.
        case neverBegun
        /// A power cut left the record damaged behind what anybody relied on; it can be read, and not continued.
        case halted
        /// It did not end.
        case endless
    }

    /// What came of it.
    package struct Report: Sendable {
        package var ending = Ending.endless
        /// How many engines it took.
        package var sessions = 0
        /// How many records there are.
        package var records = 0
        /// How often each kind of thing went wrong.
        package var mishaps: [Mishap: Int] = [:]
        /// What must not be.
        package var violations: [String] = []
    }

    /// What goes wrong with one engine.
    package enum Mishap: String, Sendable, CaseIterable {
        case none, kill, powerCut, failedSync, fullDisk, shortWrite, interruptedCall, failedWrite, signal
    }

    private static let maximumSessions = 60
    private static let calmAfter = 12
    private static let root = "/state"

    private let seed: UInt64
    private let simulated: SimulatedPlan
    private let world: SimulatedWorld
    private var random: SplitMix
    private var disk: MemoryFileSystem
    private let clock = SimulatedClock()
    private var runName = "r0"
    private var promised = 0
    private var report = Report()
    private var lastMachine: RunMachine?

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - plans: one of them is chosen.
    ///   - seed: everything follows from it.
    package init(of plans: [SimulatedPlan], seed: UInt64) {
        self.seed = seed
        random = SplitMix(seed: seed)
        simulated = plans[random.below(plans.count)]
        world = SimulatedWorld(simulated.plan, seed: random.next())
        disk = MemoryFileSystem()
    }

    private var journalPath: String { "\(Self.root)/runs/\(runName)/journal.log" }

    /// Lets engines come and go until the run ends.
    package mutating func run() async -> Report {
        while report.sessions < Self.maximumSessions, report.ending == .endless {
            if report.sessions == Self.calmAfter { world.calmDown() }
            let mishap = report.sessions < Self.calmAfter ? chooseMishap() : .none
            report.sessions += 1
            report.mishaps[mishap, default: 0] += 1
            await session(mishap)
            if mishap == .powerCut || random.percent(5) { cutPower() } else { disk.endProcess() }
        }
        if report.ending == .endless { fail("the run does not end") }
        report.violations += world.violations
        if disk.retriedSyncs > 0 { fail("a descriptor was synchronized again after that had failed") }
        checkEnd()
        return report
    }

    private mutating func fail(_ text: String) { report.violations.append("seed \(seed) \(simulated.name): \(text)") }

    // MARK: What goes wrong

    private mutating func chooseMishap() -> Mishap {
        let mishap = Mishap.allCases[random.below(Mishap.allCases.count)]
        let index = random.below(report.sessions == 0 ? 160 : 90)
        switch mishap {
        case .none, .signal: break
        case .kill, .powerCut: disk.arm(ArmedFault(random.percent(50) ? .endBefore : .endAfter, at: index))
        case .failedSync:
            disk.arm(ArmedFault(.error(EIO), at: random.below(20), of: random.percent(80) ? .fdatasync : .fsync))
        case .fullDisk:
            let first = random.below(30)
            disk.arm(ArmedFault(.shortWrite, at: first, of: .write))
            disk.arm(ArmedFault(.error(ENOSPC), at: first + 1, of: .write, isSticky: true))
        case .shortWrite: disk.arm(ArmedFault(.shortWrite, at: random.below(30), of: .write))
        case .interruptedCall: disk.arm(ArmedFault(.error(EINTR), at: index))
        case .failedWrite: disk.arm(ArmedFault(.error(EIO), at: random.below(30), of: .write))
        }
        return mishap
    }

    private mutating func cutPower() {
        var random = random
        let image = disk.imageAfterPowerCut { count in
            let kept = (0..<count).map { _ in random.percent(50) }
            return (kept, random.percent(50) ? random.below(400) : nil)
        }
        self.random = random
        let retried = disk.retriedSyncs
        if retried > 0 { fail("a descriptor was synchronized again after that had failed") }
        disk = MemoryFileSystem(image)
    }

    // MARK: One engine

    private mutating func session(_ mishap: Mishap) async {
        do {
            try await attempt(mishap)
        } catch JournalError.damaged(_, let offset, _) {
            halt(at: offset)
        } catch is JournalError {
            // The engine ends, as it must.
        } catch {
            fail("an engine ended with \(error)")
        }
    }

    private mutating func attempt(_ mishap: Mishap) async throws {
        let state = try StateDirectory(path: Self.root, calls: disk.calls)
        var machine = RunMachine(plan: simulated.plan)
        var opening: RunEvent
        let writer: JournalWriter
        let owner: RunOwner
        if let opened = try open(state) {
            for record in opened.contents.records {
                let (event, stamp) = try RunEventCoding.decode(record.payload)
                try machine.apply(event, at: stamp)
            }
            guard opened.contents.records.count >= promised else {
                return fail("\(promised) records were relied on, \(opened.contents.records.count) are there")
            }
            if ended(machine, opened.contents.records.count) { return }
            writer = opened.writer
            owner = opened.writer.owner
            opening = .resumed(operatorName: "tester", epoch: Int64(owner.epoch))
        } else {
            guard promised == 0 else { return fail("\(promised) records were relied on, none is there") }
            runName = "r\(report.sessions)"
            let run = try state.createRun(RunIdentifier(runName))
            try run.writePinned([0x61, 0x0A], at: PinnedPath("runbooks/a.yaml"))
            owner = try RunOwner(acquiring: run)
            writer = try JournalWriter(creatingFor: owner)
            var header = simulated.header
            header.run = runName
            opening = .started(header)
        }
        try await drive(&machine, opening, writer, mishap)
        try owner.release()
    }

    /// The record so far; nil if there is none yet, and a new run may begin.
    private func open(_ state: StateDirectory) throws -> RecoveredJournal? {
        do {
            let run = try state.openRun(RunIdentifier(runName))
            let opened = try JournalRecovery.openForAppend(RunOwner(acquiring: run))
            return opened.contents.records.isEmpty ? nil : opened
        } catch JournalError.missing {
            return nil
        } catch JournalError.ownerFileDamaged where disk.current.bytes(at: journalPath) == nil {
            // The power was cut while the very first owner was written. Nothing was recorded, so nothing was begun; whoever wanted
            // the run starts one of another name.
            return nil
        }
    }

    private mutating func drive(
        _ machine: inout RunMachine, _ opening: RunEvent, _ writer: JournalWriter, _ mishap: Mishap
    ) async throws {
        let recorder = SimulatedRecorder(writer, on: disk, path: journalPath)
        let screen = SimulatedScreen(recorder, on: disk)
        world.connect(recorder)
        let counter = StopAfter(mishap == .signal ? random.below(20) : .max)
        let runner = Runner(
            world: world, recorder: recorder, clock: clock, observer: screen, isStopRequested: counter.isRequested)
        defer {
            promised = max(promised, screen.promisedRecords)
            report.violations += screen.violations.map { "seed \(seed) \(simulated.name): \($0)" }
        }
        lastMachine = nil
        try await runner.run(&machine, opening: [opening])
        lastMachine = machine
        _ = ended(machine, 0)
    }

    private mutating func ended(_ machine: RunMachine, _ records: Int) -> Bool {
        switch machine.result {
        case .completed?: report.ending = .completed
        case .refused?: report.ending = .refused
        case .stopped?, .superseded?, nil: return false
        }
        return true
    }

    /// Everything that anybody relied on must stand before the damage.
    private mutating func halt(at offset: Int) {
        report.ending = .halted
        let bytes = disk.current.bytes(at: journalPath) ?? []
        let intact = bytes.prefix(offset).count { $0 == 0x0A }
        if intact < promised { fail("damaged at \(offset), \(promised) records were relied on") }
    }

    // MARK: At the end

    private mutating func checkEnd() {
        disk.endProcess()
        do {
            let (machine, events) = try replay()
            report.records = events.count
            if let lastMachine, report.ending != .halted { compare(machine, lastMachine) }
            checkEffects(machine, events)
        } catch {
            if report.ending != .neverBegun { fail("at the end: \(error)") }
        }
    }

    private func replay() throws -> (RunMachine, [RunEvent]) {
        let run = try RunDirectory(readingAt: "\(Self.root)/runs/\(runName)", calls: disk.calls)
        var machine = RunMachine(plan: simulated.plan)
        var events: [RunEvent] = []
        var reader = try JournalReader(run)
        do {
            while let record = try reader.next() {
                let (event, stamp) = try RunEventCoding.decode(record.payload)
                try machine.apply(event, at: stamp)
                events.append(event)
            }
        } catch JournalError.damaged where report.ending == .halted {
            // What stands before the damage still counts.
        }
        return (machine, events)
    }

    /// The record says what the last engine held to be so.
    private mutating func compare(_ replayed: RunMachine, _ last: RunMachine) {
        guard replayed.result == last.result else {
            return fail("replayed to \(String(describing: replayed.result)), was \(String(describing: last.result))")
        }
        let isSame =
            replayed.states == last.states && replayed.attempts == last.attempts && replayed.answers == last.answers
            && replayed.outputs == last.outputs && replayed.itemStandings == last.itemStandings
        if !isSame { fail("the record replays to another machine") }
    }

    private mutating func checkEffects(_ machine: RunMachine, _ events: [RunEvent]) {
        var allowed: [String: Int] = [:]
        var questions: [String: String] = [:]
        for event in events {
            switch event {
            case .asked(let question): questions[question.id] = question.step
            case .answered(let id, let answer) where ["not-done", "retry"].contains(answer.value):
                if let step = questions[id] { allowed[step, default: 0] += 1 }
            case .resolved(let step, _, isDone: false, by: .verification): allowed[step, default: 0] += 1
            default: break
            }
        }
        checkItems(machine, events)
        for (index, step) in simulated.plan.steps.enumerated() where step.isAct && !step.changes.isEmpty {
            let count = world.effects(step.path)
            if count > 1 + allowed[step.path, default: 0] { fail("\(step.path) took effect \(count) times") }
            if machine.attempts[index] == 0, count > 0 { fail("\(step.path) took effect without a record") }
            if machine.states[index] == .done, count == 0 { fail("\(step.path) is done without effect") }
            if report.ending == .completed, machine.states[index] == .pending {
                fail("\(step.path) was left out silently")
            }
        }
    }
}

extension SimulatedRun {
    /// No item is done twice but where somebody said so, or where that was declared.
    private mutating func checkItems(_ machine: RunMachine, _ events: [RunEvent]) {
        for step in simulated.plan.steps where step.isItemWork {
            guard case .population(_, let inventory) = step.action else { continue }
            var allowed: [String: Int] = [:]
            var begun: Set<String> = []
            for event in events {
                switch event {
                case .itemsBegun(step.path, _, let items): begun.formUnion(items)
                case .itemsSettled(step.path, _, let items, .again):
                    for item in items { allowed[item, default: 0] += 1 }
                case .answered(_, let answer) where answer.value == ItemReport.notDone.rawValue:
                    for item in answer.items { allowed[item, default: 0] += 1 }
                default: break
                }
            }
            let standing = machine.itemStandings[step.path] ?? ItemStanding()
            for item in inventory.items.map(\.id) {
                let count = world.effects(SimulatedWorld.effect(of: item, step.path))
                if count > 1 + allowed[item, default: 0] { fail("\(item) took effect \(count) times") }
                if count > 0, !begun.contains(item) { fail("\(item) took effect without a record") }
                if standing.done.contains(item), count == 0 { fail("\(item) is done without effect") }
            }
        }
    }
}

/// Asks for a stop after so many commands.
private final class StopAfter: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) {
        left = Atomic(count)
    }

    var isRequested: @Sendable () -> Bool {
        { self.left.wrappingSubtract(1, ordering: .relaxed).newValue <= 0 }
    }
}
