import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import Synchronization
import Testing

/// A small service, and runbooks over it, for the engine alone: a valve that a program opens, a light that a person watches.
enum EngineFixture {
    static let service = """
        kirikae: 1
        service: plant
        title: {ja: 装置, en: Plant}
        variables:
          valve.state: {title: {ja: 弁, en: Valve}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut}
          pump.state: {title: {ja: ポンプ, en: Pump}, values: {on: {ja: 運転, en: 'on'}, off: {ja: 停止, en: 'off'}}, start: on}
          light.state: {title: {ja: 灯, en: Light}, values: {lit: {ja: 点灯, en: lit}, dark: {ja: 消灯, en: dark}}, start: dark}
        """

    static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: Test}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
        observe:
          valve.state: {http: {url: http://127.0.0.1/valve}}
          pump.state: {http: {url: http://127.0.0.1/pump}}
          light.state: ask
        """

    /// A plan of one runbook with these steps.
    static func plan(
        _ steps: String, head: String = "", others: [String] = [], environment: String = environment,
        service: String = service
    ) throws -> Plan {
        let runbook = """
            kirikae: 1
            runbook: plant.open
            function: plant
            direction: switchover
            title: {ja: 開く, en: Open}
            \(head)
            steps:
            \(steps)
            """
        let texts = [service, environment, runbook] + others
        let library = RunbookLibrary(
            files: texts.enumerated().map { .init(path: "file\($0.offset).yaml", bytes: Array($0.element.utf8)) })
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(runbook: "plant.open", environment: "test")
        // A small plan leaves names of the fixture unused; that is a warning.
        let found = library.diagnostics.inFileOrder + builder.diagnostics.inFileOrder
        let findings = found.filter { $0.severity == .error }.map { diagnostic in
            "\(diagnostic.location?.text ?? "") \(diagnostic.message.code) \(diagnostic.message.text(in: .en))"
        }
        try #require(findings.isEmpty, "\(findings)")
        return try #require(plan)
    }

    /// A command step that opens the valve.
    static func open(
        _ id: String = "open-valve", extra: String = "", verification: String = "{valve.state: open}"
    ) -> String {
        """
          - id: \(id)
            title: {ja: 弁を開く, en: Open the valve}
            source: [M1]
            preconditions: [{pump.state: on}]
            action: {command: [open-valve], on: pc}
            typical: 1m
            timeout: 5m
            changes: {valve.state: open}
            verifications: [\(verification)]
            reverse: {none: {ja: なし, en: none}}
        \(extra)
        """
    }

    /// A manual step that reports the light.
    static let watch = """
          - id: watch-light
            title: {ja: 灯を見る, en: Watch the light}
            source: [M2]
            action:
              manual:
                instructions: [{do: {ja: 見ます。, en: Look.}}]
                answer:
                  ask: {ja: どうですか。, en: How is it?}
                  choices:
                    - {value: lit, title: {ja: 点灯, en: lit}}
                    - {value: dark, title: {ja: 消灯, en: dark}}
                  accept: [lit]
                  reports: light.state
            typical: 1m
            timeout: 5m
            changes: {}
            verifications: [{light.state: lit}]
        """

    static func header(_ plan: Plan) -> RunHeader {
        RunHeader(
            run: "r1", runbook: plan.runbook, arguments: [:], environment: "test", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "tester", speed: 1, version: "test")
    }
}

/// A world whose variables, programs and people are written down by the test.
final class ScriptedWorld: World {
    struct State {
        var readings: [String: Reading]
        /// What happens when a program runs: outcomes in order, the last one repeated.
        var outcomes: [Outcome] = [.succeeded(warnings: [])]
        /// What a program makes true when it succeeds.
        var effects: [String: String] = ["valve.state": "open"]
        var starts = 0
        /// Answers by the kind of question, in order.
        var answers: [String: [Answer]] = [:]
        var questions: [Question] = []
        var looks = 0
        /// Called before each look, with its number.
        var beforeLook: (@Sendable (Int, inout [String: Reading]) -> Void)?
    }

    let state: Mutex<State>

    init(_ readings: [String: Reading] = [:]) {
        let usual: [String: Reading] = [
            "valve.state": .value("shut"), "pump.state": .value("on"), "light.state": .value("dark"),
        ]
        state = Mutex(State(readings: usual.merging(readings) { $1 }))
    }

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        state.withLock { state in
            state.looks += 1
            state.beforeLook?(state.looks, &state.readings)
            // No two looks rest on the same, as in the real world.
            let evidence = ["look": "\(state.looks)"]
            return variables.map {
                Observation(
                    variable: $0, reading: state.readings[$0] ?? .unknown, basis: .probed, evidence: evidence)
            }
        }
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        let outcome = state.withLock { state in
            state.starts += 1
            let outcome = state.outcomes.count > 1 ? state.outcomes.removeFirst() : state.outcomes[0]
            if case .succeeded = outcome { for (name, value) in state.effects { state.readings[name] = .value(value) } }
            return outcome
        }
        try await report(.spawned(ChildIdentity(pid: 1, startTimeTicks: 1, bootIdentifier: "b")))
        try await report(.output(Array("ok\n".utf8)))
        return outcome
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        let answer = state.withLock { state -> Answer? in
            state.questions.append(question)
            let key =
                switch question.kind {
                case .manual: "manual"
                case .observe(let variable): variable
                case .inDoubt: "in-doubt"
                case .problem: "problem"
                case .approval: "approval"
                case .population: "population"
                case .items: "items"
                case .changedMeanwhile: "changed"
                }
            guard state.answers[key]?.isEmpty == false else { return nil }
            return state.answers[key]?.removeFirst()
        }
        guard let answer else { throw NoAnswer.nobody }
        return answer
    }
}

/// Keeps the events in memory, and can die at any of them.
final class MemoryRecorder: Recorder {
    /// The engine dies here.
    struct Crash: Error {}

    private let kept = Mutex<[(RunEvent, Stamp)]>([])
    private let crashAt: Int?

    /// - Parameter crashAt: the number of the record, from 0, at which the engine dies before it is written.
    init(crashAt: Int? = nil) {
        self.crashAt = crashAt
    }

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        try kept.withLock { kept in
            if kept.count == crashAt { throw Crash() }
            kept.append((event, stamp))
        }
    }

    func synchronize() async throws {}

    var events: [RunEvent] { kept.withLock { $0.map(\.0) } }
    var records: [(RunEvent, Stamp)] { kept.withLock { $0 } }
}

/// A clock that stands still but for waiting.
final class VirtualClock: Clock {
    private let time = Mutex<Int64>(0)

    func now() -> Stamp {
        let time = time.withLock { $0 }
        return Stamp(wallMilliseconds: 1_700_000_000_000 + time, monotonicMilliseconds: time)
    }

    func sleep(milliseconds: Int64) async { time.withLock { $0 += milliseconds } }
}

/// Looks away.
struct NoObserver: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}

extension Answer {
    static func typed(_ value: String, _ remark: String? = nil) -> Answer {
        Answer(value: value, remark: remark, by: "tester", via: .terminal)
    }
}

/// A run of a plan in a scripted world from start to end; what was recorded.
func runPlan(
    _ plan: Plan, in world: some World, recorder: MemoryRecorder = MemoryRecorder(), clock: some Clock = VirtualClock()
) async throws -> (result: RunResult, machine: RunMachine, events: [RunEvent]) {
    var machine = RunMachine(plan: plan)
    let runner = Runner(world: world, recorder: recorder, clock: clock, observer: NoObserver())
    let result = try await runner.run(&machine, opening: [.started(EngineFixture.header(plan))])
    return (result, machine, recorder.events)
}

/// The kinds of events with their steps, one a word: what a reader needs to see the order.
func outline(_ events: [RunEvent]) -> [String] {
    events.map { event in
        switch event {
        case .started: "started"
        case .observed(let step, _): "observed:\(last(step))"
        case .notNeeded(let step): "not-needed:\(last(step))"
        case .intent(let step, let attempt): "intent:\(last(step))#\(attempt)"
        case .spawned: "spawned"
        case .output: "output"
        case .storedOutput: "stored-output"
        case .exchanged: "exchanged"
        case .tookOver: "took-over"
        case .outputLost: "output-lost"
        case .performed(_, _, .succeeded): "performed"
        case .performed(_, _, .failed): "failed"
        case .itemsBegun(_, _, let items): "begun:\(items.joined(separator: ","))"
        case .itemEnded(_, _, let item, let result):
            if case .succeeded = result.outcome { "item-done:\(item)" } else { "item-failed:\(item)" }
        case .itemsSettled(_, _, let items, let settlement):
            "settled:\(settlement.rawValue):\(items.joined(separator: ","))"
        case .asked(let question): "asked:\(question.id)"
        case .answered(let id, let answer): "answered:\(id)=\(answer.value)"
        case .resolved(_, _, let isDone, let by): "resolved:\(isDone ? "done" : "not-done"):\(by.rawValue)"
        case .done(let step): "done:\(last(step))"
        case .noted: "noted"
        case .attached: "attached"
        case .notified(let sent): "notified:\(sent.notice.entry):\(sent.notice.occasion.rawValue)"
        case .skipped(let step, _): "skipped:\(last(step))"
        case .resumed: "resumed"
        case .keptPinnedFiles: "kept"
        case .acceptedChanges: "accepted"
        case .carriedOver: "carried-over"
        case .rechecked(let observations): "rechecked:\(observations.count)"
        case .jumped(let step, _, _): "jumped:\(last(step))"
        case .checkpointed: "checkpoint"
        case .checkpointCopied: "copied"
        case .stopped(let reason): "stopped:\(reason.rawValue)"
        case .closed(let result): "closed:\(result)"
        case .waited: "waited"
        }
    }
}

private func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
