import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import Synchronization

/// A world in which a program goes to each item, with a counter for every item that outlives any engine.
final class PopulationWorld: World {
    struct State {
        /// How often it took effect, by the id.
        var effects: [String: Int] = [:]
        /// Those for which the program fails.
        var failing: Set<String> = []
        /// Those at which the engine is lost before anything is done.
        var lostBefore: Set<String> = []
        /// The order in which they were begun.
        var begun: [String] = []
        var running = 0
        var mostRunning = 0
        /// What the program that looks says; nil where it looks at the effects.
        var sight: Bool?
        var looks = 0
        var answers: [Answer] = []
        var problems: [Answer] = []
        var questions: [Question] = []
    }

    let state = Mutex(State())
    private let isRecorded: @Sendable (String) -> Bool

    /// - Parameter isRecorded: whether the intent for an item is durable.
    init(isRecorded: @escaping @Sendable (String) -> Bool = { _ in true }) {
        self.isRecorded = isRecorded
    }

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        variables.map { Observation(variable: $0, reading: .value("on"), basis: .probed) }
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome { .succeeded(warnings: []) }

    func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        precondition(isRecorded(item.id), "\(item.id) was begun before that was durable")
        state.withLock { state in
            state.begun.append(item.id)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
        for _ in 0..<(item.id.count % 3) { await Task.yield() }
        return state.withLock { state in
            state.running -= 1
            if !state.failing.contains(item.id) { state.effects[item.id, default: 0] += 1 }
            return ItemResult(
                state.failing.contains(item.id) ? .failed(.exitCode(3)) : .succeeded(warnings: []),
                output: Array(item.id.utf8))
        }
    }

    func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool {
        state.withLock { state in
            state.looks += 1
            return state.sight ?? (state.effects[item.id, default: 0] > 0)
        }
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        let answer = state.withLock { state -> Answer? in
            state.questions.append(question)
            switch question.kind {
            case .items:
                if !state.answers.isEmpty { return state.answers.removeFirst() }
                // A person who looks at each of them and never lies.
                let open = machine.openItems(of: question).map(\.id)
                let done = open.filter { state.effects[$0, default: 0] > 0 }
                let report: ItemReport = done.isEmpty ? .notDone : .done
                return Answer(
                    value: report.rawValue, by: "tester", via: .terminal, items: done.isEmpty ? open : done)
            case .problem: return state.problems.isEmpty ? nil : state.problems.removeFirst()
            default: return nil
            }
        }
        guard let answer else { throw NoAnswer.nobody }
        return answer
    }
}

/// Keeps the events, and knows which of them are durable; can die at a record or at a sync.
final class DurableRecorder: Recorder {
    struct State {
        var records: [(RunEvent, Stamp)] = []
        var durable = 0
        var synchronizations = 0
    }

    struct Crash: Error {}

    private let state = Mutex(State())
    private let crashAt: Int

    /// - Parameter crashAt: the number of calls, of either kind, after which the engine dies.
    init(crashAt: Int = .max) {
        self.crashAt = crashAt
    }

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        try state.withLock { state in
            if state.records.count + state.synchronizations >= crashAt { throw Crash() }
            state.records.append((event, stamp))
        }
    }

    func synchronize() async throws {
        // Others end meanwhile, as they do while a disk is busy.
        for _ in 0..<20 { await Task.yield() }
        try state.withLock { state in
            if state.records.count + state.synchronizations >= crashAt { throw Crash() }
            state.synchronizations += 1
            state.durable = state.records.count
        }
    }

    var records: [(RunEvent, Stamp)] { state.withLock { $0.records } }
    var events: [RunEvent] { records.map(\.0) }
    var synchronizations: Int { state.withLock { $0.synchronizations } }
    var calls: Int { state.withLock { $0.records.count + $0.synchronizations } }

    /// Whether it is durable that an item is begun.
    func isBegun(_ item: String) -> Bool {
        state.withLock { state in
            state.records.prefix(state.durable).contains { entry in
                if case .itemsBegun(_, _, let items) = entry.0 { items.contains(item) } else { false }
            }
        }
    }
}
