import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

/// When the record is synced: often enough that nothing is done or shown too early, and not more often.
@Suite struct SynchronizationTests {
    /// One kind of step, and how many syncs each further one costs.
    struct Kind: CustomTestStringConvertible, Sendable {
        var name: String
        var syncs: Int
        var step: @Sendable (Int) -> String

        var testDescription: String { name }
    }

    static let kinds = [
        Kind(name: "a program, and nothing to look at", syncs: 1) { number in
            program(number, "changes: {}\n    verifications: []")
        },
        Kind(name: "a program and its verification", syncs: 1) { number in
            program(number, "changes: {valve.state: open}\n    verifications: [{valve.state: open}]")
        },
        Kind(name: "a program between two looks", syncs: 2) { number in
            program(
                number,
                "changes: {valve.state: open}\n    verifications: [{valve.state: open}]",
                preconditions: "preconditions: [{pump.state: on}]")
        },
        Kind(name: "a person's step", syncs: 1) { number in
            EngineFixture.watch.replacing("watch-light", with: "watch-\(number)")
        },
        Kind(name: "a wait", syncs: 1) { number in
            """
              - id: pause-\(number)
                title: {ja: 待つ, en: Wait}
                source: [M1]
                action: {wait: {for: 5s, because: {ja: 見えないため, en: nothing to see}}}
                timeout: 1m
            """
        },
    ]

    private static func program(_ number: Int, _ rest: String, preconditions: String = "preconditions: []") -> String {
        """
          - id: open-\(number)
            title: {ja: 弁を開く, en: Open the valve}
            source: [M1]
            \(preconditions)
            action: {command: [open-valve], on: pc}
            typical: 1m
            timeout: 5m
            \(rest)
            reverse: {none: {ja: なし, en: none}}
        """
    }

    private func run(
        _ plan: Plan, _ inner: some World, _ trace: EventTrace, callsAtOnce: Int = .max
    ) async throws -> RunResult {
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: TracedWorld(inner: inner, trace: trace), recorder: trace, clock: VirtualClock(), observer: trace,
            callsAtOnce: callsAtOnce)
        return try await runner.run(&machine, opening: [.started(EngineFixture.header(plan))])
    }

    private func world() -> ScriptedWorld {
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["manual"] = Array(repeating: .typed("lit"), count: 20) }
        return world
    }

    @Test(arguments: kinds) func eachStepCosts(_ kind: Kind) async throws {
        var syncs: [Int] = []
        for count in [1, 11] {
            let plan = try EngineFixture.plan((1...count).map(kind.step).joined(separator: "\n"))
            let trace = EventTrace()
            #expect(try await run(plan, world(), trace) == .completed)
            syncs.append(trace.syncs)
        }
        #expect(syncs[1] - syncs[0] == 10 * kind.syncs, "\(syncs)")
    }

    /// The order that everything else rests on, as breaches found in a trace.
    private func breaches(in entries: [EventTrace.Entry]) -> [String] {
        var unsynced: [RunEvent] = []
        var found: [String] = []
        for (index, entry) in entries.enumerated() {
            switch entry {
            case .append(let event): unsynced.append(event)
            case .sync: unsynced = []
            case .perform(let step):
                // A step beside it may have been recorded while this one was on its way to begin.
                if unsynced.contains(where: { $0.step == step && $0.durability > .whenever }) {
                    found.append("\(index): \(entry)")
                }
            case .ask:
                if unsynced.contains(where: { $0.durability > .whenever }) { found.append("\(index): \(entry)") }
            case .look:
                if unsynced.contains(where: { $0.durability == .beforeAnythingElse }) { found.append("\(index): look") }
            case .shown(let event):
                if event.durability > .whenever, unsynced.contains(event) { found.append("\(index): \(entry)") }
            }
        }
        return found
    }

    @Test(arguments: kinds) func nothingComesBeforeItsRecord(_ kind: Kind) async throws {
        let plan = try EngineFixture.plan((1...3).map(kind.step).joined(separator: "\n"))
        let trace = EventTrace()
        #expect(try await run(plan, world(), trace) == .completed)
        #expect(breaches(in: trace.entries) == [])
        try expectAllShownInOrder(trace)
    }

    /// The control: a trace in which the order is wrong is found out.
    @Test func breachesAreFound() {
        let intent = RunEvent.intent(step: "a", attempt: 1)
        let done = RunEvent.done(step: "a")
        #expect(breaches(in: [.append(intent), .perform("a")]).count == 1)
        #expect(breaches(in: [.append(done), .shown(done), .sync]).count == 1)
        #expect(breaches(in: [.append(done), .look]).count == 1)
        #expect(breaches(in: [.append(intent), .sync, .perform("a"), .append(done), .sync, .shown(done)]).isEmpty)
    }

    private func expectAllShownInOrder(_ trace: EventTrace) throws {
        var appended: [RunEvent] = []
        var shown: [RunEvent] = []
        for entry in trace.entries {
            if case .append(let event) = entry { appended.append(event) }
            if case .shown(let event) = entry { shown.append(event) }
        }
        let recorded = shown.filter { if case .waited = $0 { false } else { true } }
        #expect(recorded == appended)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, Int.max])
    func theSameSideBySide(_ callsAtOnce: Int) async throws {
        let plan = try ParallelTests.plan()
        for _ in 0..<20 {
            let trace = EventTrace()
            let world = TwoProgramWorld(together: callsAtOnce == 1 ? 1 : 2)
            #expect(try await run(plan, world, trace, callsAtOnce: callsAtOnce) == .completed)
            #expect(world.state.withLock(\.mostInFlight) == min(2, callsAtOnce))
            #expect(breaches(in: trace.entries) == [])
            try expectAllShownInOrder(trace)
        }
    }

    /// After a failed append or sync nothing more is written, synced, begun or shown.
    @Test func theFirstFailureIsTheEnd() async throws {
        let steps = Self.kinds.prefix(4).enumerated().map { $0.element.step($0.offset) }.joined(separator: "\n")
        let plan = try EngineFixture.plan(steps)
        let whole = EventTrace()
        #expect(try await run(plan, world(), whole) == .completed)
        let writes = whole.entries.filter { entry in
            switch entry {
            case .append, .sync: true
            default: false
            }
        }
        for index in writes.indices {
            let trace = EventTrace(failsAt: index)
            await #expect(throws: EventTrace.Lost.self) { try await run(plan, world(), trace) }
            #expect(trace.hasFired)
            #expect(trace.entries == Array(whole.entries.prefix(trace.entries.count)), "write \(index)")
            let after = whole.entries.dropFirst(trace.entries.count).first
            #expect(after == writes[index], "something happened after write \(index) failed")
        }
        #expect(writes.count > 25)
    }

    @Test(.timeLimit(.minutes(1))) func theFirstFailureIsTheEndSideBySide() async throws {
        let plan = try ParallelTests.plan()
        for index in 0..<12 {
            let trace = EventTrace(failsAt: index)
            let world = TwoProgramWorld()
            await #expect(throws: (any Error).self) { try await run(plan, world, trace) }
            #expect(trace.hasFired)
            #expect(breaches(in: trace.entries) == [])
            let last = trace.entries.lastIndex { entry in
                switch entry {
                case .append, .sync, .shown: true
                default: false
                }
            }
            // What was allowed before may still have been on its way to begin.
            let shown = trace.entries.filter { if case .shown = $0 { true } else { false } }
            #expect(index == 0 || last != nil)
            #expect(shown.count <= index)
        }
    }
}
