import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeJournal
import KirikaeRunRecord
import Synchronization

/// Keeps events in a journal as the command line does, and remembers where each record ends.
package final class SimulatedRecorder: Recorder {
    struct Kept {
        var event: RunEvent
        var number: Int
        var end: Int
    }

    private struct State {
        /// What was recorded and not yet shown, in order.
        var unshown: [Kept] = []
        /// Where the record of the last intent of a step ends, by its path.
        var intents: [String: Intent] = [:]
        /// Where the record stands that says that an item is begun, by the path of its step and its id.
        var begun: [String: Intent] = [:]
    }

    private struct Intent {
        var attempt: Int
        var number: Int
        var end: Int
    }

    private let writer: JournalWriter
    private let files: MemoryFileSystem
    private let path: String
    private let state = Mutex(State())

    package init(_ writer: JournalWriter, on files: MemoryFileSystem, path: String) {
        self.writer = writer
        self.files = files
        self.path = path
    }

    package func record(_ event: RunEvent, at stamp: Stamp) async throws {
        var members = RunEventCoding.members(of: event, at: stamp)
        if case .closed = event { members.add(AuditedRecordKind.checkpointMember, .string(try head())) }
        let number = try writer.append(members: members, waits: event.isSyncedNext)
        let end = try writer.end().offset
        state.withLock { state in
            state.unshown.append(Kept(event: event, number: number, end: end))
            if case .intent(let step, let attempt) = event {
                state.intents[step] = Intent(attempt: attempt, number: number, end: end)
            }
            if case .itemsBegun(let step, let attempt, let items) = event {
                for item in items {
                    state.begun["\(step) \(item)"] = Intent(attempt: attempt, number: number, end: end)
                }
            }
        }
        // A head at each step edge, durable with whatever comes next.
        switch event {
        case .done, .skipped, .notNeeded:
            try writer.append(
                members: RunEventCoding.members(of: .checkpointed(note: try head()), at: stamp), waits: true)
        default: break
        }
    }

    private func head() throws -> String {
        try writer.checkpoint(origin: Checkpoint.origin(ofRun: "simulation")).text
    }

    package func synchronize() async throws { try writer.synchronize() }

    /// Whether the intent of an attempt is durable; notes that somebody relies on it.
    func isIntentDurable(_ step: String, _ attempt: Int) -> Bool {
        guard let intent = state.withLock({ $0.intents[step] }), intent.attempt == attempt else { return false }
        files.promise(intent.number + 1)
        return files.isDurable(path, upTo: intent.end)
    }

    /// Whether it is durable that an item is begun; notes that somebody relies on it.
    func isBegunDurable(_ item: String, of step: String, _ attempt: Int) -> Bool {
        guard let begun = state.withLock({ $0.begun["\(step) \(item)"] }), begun.attempt == attempt else {
            return false
        }
        files.promise(begun.number + 1)
        return files.isDurable(path, upTo: begun.end)
    }

    /// The record of an event that is shown now; nil if it was not recorded.
    func shown(_ event: RunEvent) -> Kept? {
        state.withLock { state in
            guard let first = state.unshown.first, first.event == event else { return nil }
            return state.unshown.removeFirst()
        }
    }

    /// Whether a record is on the disk.
    func isDurable(_ kept: Kept) -> Bool { files.isDurable(path, upTo: kept.end) }
}

/// Whoever looks at the screen: everything shown as done must be on the disk.
final class SimulatedScreen: RunObserver {
    private let recorder: SimulatedRecorder
    private let files: MemoryFileSystem
    private let shownTooEarly = Mutex<[String]>([])
    private let promised = Atomic<Int>(0)

    init(_ recorder: SimulatedRecorder, on files: MemoryFileSystem) {
        self.recorder = recorder
        self.files = files
    }

    /// What was shown before it was durable.
    var violations: [String] { shownTooEarly.withLock { $0 } }
    /// How many records somebody has seen as done.
    var promisedRecords: Int { promised.load(ordering: .relaxed) }

    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {
        let kept = recorder.shown(event)
        guard event.durability > .whenever else { return }
        guard let kept else {
            return shownTooEarly.withLock { $0.append("\(event) was shown before it was recorded") }
        }
        if !recorder.isDurable(kept) {
            shownTooEarly.withLock { $0.append("record \(kept.number) was shown before it was durable") }
        }
        promised.store(kept.number + 1, ordering: .relaxed)
        files.promise(kept.number + 1)
    }
}
