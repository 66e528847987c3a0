import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Synchronization
import Testing

@testable import KirikaeExplorer

/// A rehearsal of a plan, held against the search of the same plan from the same start.
struct RehearsedPath {
    /// How things stood in the rehearsal right after a step was settled, or at its end.
    private struct Stop: Sendable {
        /// Which steps were still to be done.
        var pending: [Bool]
        var service: ServiceState
    }

    /// Where the rehearsal stood after each step.
    private final class Notes: RunObserver {
        private let world: RehearsalWorld
        private let noted = Mutex<[Stop]>([])

        init(world: RehearsalWorld) { self.world = world }

        var stops: [Stop] { noted.withLock { $0 } }

        func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {
            let pending = machine.states.map { $0 == .pending }
            let service = world.predictedState
            noted.withLock { stops in
                if stops.last?.pending != pending { stops.append(Stop(pending: pending, service: service)) }
            }
        }
    }

    private struct Forget: Recorder {
        func record(_ event: RunEvent, at stamp: Stamp) async throws {}
        func synchronize() async throws {}
    }

    private let plan: Plan
    private let stops: [Stop]
    /// How the run ended; nil where it would take a person to go on.
    let result: RunResult?
    private let world: RehearsalWorld
    /// What the search found.
    let exploration: Exploration
    private let explorer: Explorer

    init(_ plan: Plan, from start: ServiceState) async throws {
        self.plan = plan
        var known: [String: (value: String?, basis: Basis)] = [:]
        for name in plan.service.variables.map(\.name.value) { known[name] = (start[name], .assumed) }
        world = try RehearsalWorld(model: plan.service, known: known)
        let notes = Notes(world: world)
        var machine = RunMachine(plan: plan)
        let runner = Runner(world: world, recorder: Forget(), clock: world, observer: notes, callsAtOnce: 1)
        let ended = try await runner.run(&machine, opening: [.started(RunMachine.header(of: plan))])
        if case .stopped = ended { result = nil } else { result = ended }
        // A step that cannot go on may have done something all the same.
        let last = Stop(pending: machine.states.map { $0 == .pending }, service: world.predictedState)
        stops = notes.stops + [last]
        let names = Set(plan.service.variables.map(\.name.value))
        var explorer = try Explorer(
            plan: plan,
            bounds: ExplorationBounds(breaks: 0, outsideChanges: 0, troubles: 0, leavingOut: 0),
            usesIndependence: false, keeping: names)
        exploration = try explorer.explore(from: [start])
        self.explorer = explorer
    }

    /// How the service stood at the end.
    var end: ServiceState { world.predictedState }

    /// How many steps the rehearsal settled.
    var stepCount: Int { stops.count }

    /// How many invariants it broke.
    var violationCount: Int { world.violations.count }

    /// Expects that the search knows a way on which every step leaves the service as the rehearsal does, and that judges alike.
    func expectAgreement(_ about: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
        var explorer = explorer
        let first = explorer.table[0]
        var here: [ExploredState: Set<Set<String>>] = [first: [[]]]
        for (number, stop) in stops.enumerated() {
            here = try next(&explorer, from: here, to: stop)
            try #require(
                !here.isEmpty, "\(about): no way leads to the rehearsed step \(number) of \(stops.count)",
                sourceLocation: sourceLocation)
        }
        expectVerdict(here.values.reduce([]) { $0.union($1) }, about, sourceLocation)
        expectOutages(about, sourceLocation)
    }

    /// The states of the search that agree with the next stop, each with the invariants that broke on the ways to it.
    private func next(
        _ explorer: inout Explorer, from here: [ExploredState: Set<Set<String>>], to stop: Stop
    ) throws -> [ExploredState: Set<Set<String>>] {
        var arrived: [ExploredState: Set<Set<String>>] = [:]
        var seen = here
        var pending = here.flatMap { state, broken in broken.map { (state, $0) } }
        while let (state, broken) = pending.popLast() {
            if agrees(state, with: stop, explorer) { arrived[state, default: []].insert(broken) }
            for (next, breaks) in try explorer.statesThatFollow(state) {
                let steps = stillPending(next, explorer)
                guard steps == stillPending(state, explorer) || steps == stop.pending else { continue }
                let all = broken.union(breaks)
                if seen[next, default: []].insert(all).inserted { pending.append((next, all)) }
            }
        }
        return arrived
    }

    private func stillPending(_ state: ExploredState, _ explorer: Explorer) -> [Bool] {
        explorer.machines.machines[Int(state.machine)].states.map { $0 == .pending }
    }

    /// What the rehearsal leaves open may have any value.
    private func agrees(_ state: ExploredState, with stop: Stop, _ explorer: Explorer) -> Bool {
        guard stillPending(state, explorer) == stop.pending else { return false }
        let values = explorer.service.state(state.service)
        return explorer.service.rules.variables.allSatisfy { name in
            stop.service[name] == nil || stop.service[name] == values[name]
        }
    }

    private func expectVerdict(
        _ broken: Set<Set<String>>, _ about: String, _ sourceLocation: Testing.SourceLocation
    ) {
        let watched = explorer.service.watched
        // What must hold before something else is no matter of a rehearsal, which is stopped by its guards.
        let always = watched.map { if case .always = $0.kind { true } else { false } }
        let names = Set(watched.indices.filter { always[$0] }.map { watched[$0].id.value })
        let found = broken.map { $0.intersection(names) }
        let limited = Set(explorer.service.watch.outages.map(\.id))
        let rehearsed = Set(world.violations.map(\.invariant)).subtracting(limited)
            .intersection(watched.map(\.id.value))
        // What is broken from the start on is broken by nobody.
        let atStart = Set(
            watched.filter { invariant in
                guard case .always(let condition) = invariant.kind else { return false }
                return condition.judge(explorer.service.state(explorer.table[0].service).reading) == .notMet
            }.map(\.id.value))
        #expect(
            found.contains { $0.subtracting(atStart) == rehearsed.subtracting(atStart) },
            "\(about): rehearsed \(rehearsed), found \(found)", sourceLocation: sourceLocation)
        guard result == .completed else { return }
        for (id, condition) in explorer.service.watch.atEnd where condition.judge(end.reading) == .notMet {
            #expect(
                exploration.findings.contains { $0.property == .atEnd(id) }, "\(about): \(id)",
                sourceLocation: sourceLocation)
        }
    }

    private func expectOutages(_ about: String, _ sourceLocation: Testing.SourceLocation) {
        for outage in exploration.outages {
            let rehearsed = world.outages[outage.invariant]
            guard let longest = outage.longest else { continue }
            #expect(
                rehearsed?.longest ?? 0 <= longest.count, "\(about): \(outage)", sourceLocation: sourceLocation)
            let isTooLong = world.violations.contains { $0.invariant == outage.invariant }
            #expect(!isTooLong || outage.isTooLong, "\(about): \(outage)", sourceLocation: sourceLocation)
            // Where there is but one way, it is the rehearsed one.
            guard result == .completed, rehearsed?.since == nil else { continue }
            #expect(
                rehearsed?.longest ?? 0 == longest.count, "\(about): \(outage)", sourceLocation: sourceLocation)
        }
    }
}

extension Explorer {
    /// The states that may follow where nothing changes outside, each with the invariants that break on the way.
    fileprivate mutating func statesThatFollow(
        _ state: ExploredState
    ) throws -> [(next: ExploredState, breaks: Set<String>)] {
        var effects = [(machine: state.machine, effect: machines.infos[Int(state.machine)].own, spent: state.spent)]
        for index in try machines.edges(of: state.machine, state.service, &service) {
            let edge = machines.edges[index]
            guard let spent = state.spent.adding(edge.cost, within: bounds) else { continue }
            effects.append((edge.to, edge.effect, spent))
        }
        var found: [(next: ExploredState, breaks: Set<String>)] = []
        for (machine, effect, spent) in effects {
            for index in try service.steps(from: state.service, by: effect) {
                let step = service.steps[index]
                let breaks = service.invariants(ofSet: step.broken).map(\.id.value)
                found.append((ExploredState(machine: machine, service: step.to, spent: spent), Set(breaks)))
            }
        }
        return found
    }
}
