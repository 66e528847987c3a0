import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Outages that invariants allow for a while.
extension Explorer {
    /// Notes where a run rests in a hold while there is such an outage: nothing that it does ends it.
    mutating func noteOutagesInHolds() {
        guard !service.watch.outages.isEmpty else { return }
        noteOutages(among: (0..<table.count).filter { table.isTaken($0) && rests(table[$0]) })
    }

    /// Notes at which of some states, from which a run does not go on, there is such an outage.
    mutating func noteOutages(among positions: [Int]) {
        for (id, condition, _) in service.watch.outages {
            let broken = positions.filter { position in
                table[position].spent.count(.leavingOut) == 0
                    && condition.judge(service.state(table[position].service).reading) == .notMet
            }
            guard let first = broken.min(by: { table.goesBefore($0, $1) }) else { continue }
            note(.outageStays(id), from: first, to: table[first])
        }
    }

    /// Measures them, and adds what is found.
    func measureOutages(from starts: [ServiceState], in exploration: inout Exploration) throws(ExplorationError) {
        guard !service.watch.outages.isEmpty else { return }
        var search = OutageSearch(plan: plan, limit: bounds.states)
        try search.measure(from: starts)
        if !search.isComplete { exploration.isComplete = false }
        for (id, _, allowed) in service.watch.outages {
            let found = search.longest[id]
            let outage = Exploration.Outage(
                invariant: id, allowed: allowed, longest: found.map(\.length) ?? Milliseconds(0))
            exploration.outages.append(outage)
            guard outage.isTooLong, let found else { continue }
            let normal = plan.service.startState
            let start = found.start.differences(from: normal).filter(service.rules.variables.contains)
            exploration.findings.append(
                Exploration.Finding(
                    property: .outageTooLong(id), needsOutsideChange: false,
                    start: start.map { ($0, found.start[$0]) }, way: Self.worthTelling(found.way),
                    startState: found.start))
        }
    }
}
