import KirikaeSyntax

/// A simulation of a service that says which `always` invariants are broken on its way.
///
/// One that allows an outage is broken when an outage has lasted longer than that.
public struct WatchedSimulation: Sendable {
    /// An invariant that the predicted state broke.
    public struct Violation: Sendable, Hashable {
        /// The invariant; of a model that never settles, the transition that would happen once more.
        public var invariant: String
        /// The step after which it was broken.
        public var step: String
        /// When, in milliseconds from the start.
        public var time: Int64
    }

    /// The outages of an invariant that allows them.
    public struct Outage: Sendable, Hashable {
        /// The longest that has ended, in milliseconds.
        public var longest: Int64 = 0
        /// Since when there is one now, in milliseconds from the start; nil where the invariant holds.
        public var since: Int64?
    }

    /// The simulation.
    public private(set) var simulation: ServiceSimulation
    /// The invariants that were broken on the way, each once.
    public private(set) var violations: [Violation] = []
    /// The outages so far, by the identifier of the invariant that allows them.
    public private(set) var outages: [String: Outage] = [:]

    /// Watches a simulation from where it stands.
    public init(_ simulation: ServiceSimulation) {
        self.simulation = simulation
        noteOutages()
    }

    /// Lets time pass up to a moment, and makes changes then; a value of nil is unknown.
    ///
    /// - Parameters:
    ///   - target: the time to go on to, in milliseconds.
    ///   - changes: what a step changes at that time.
    ///   - step: the path of the step that a violation is put down to.
    /// - Returns: what the service did by itself, in order.
    @discardableResult
    public mutating func move(
        to target: Int64, changes: [String: String?], step: String
    ) -> [ServiceSimulation.Occurrence] {
        var occurrences: [ServiceSimulation.Occurrence] = []
        do throws(ServiceSimulation.DoesNotSettle) {
            // What is broken and mended again on the way was broken all the same.
            while let due = simulation.nextDue, due < target {
                occurrences += try simulation.advance(to: due)
                judge(step)
            }
            occurrences += try simulation.advance(to: target)
            occurrences += try simulation.change(changes)
        } catch {
            // A model that never settles is broken as such: nothing that is predicted with it may end well.
            violations.append(Violation(invariant: error.transition, step: step, time: simulation.time))
        }
        judge(step)
        return occurrences
    }

    /// How each `always` invariant stands now, by its identifier; one that allows an outage is not among them.
    public var judgements: [(invariant: String, judgement: Judgement)] {
        simulation.judgements
    }

    private mutating func judge(_ step: String) {
        for (invariant, judgement) in judgements where judgement == .notMet {
            add(Violation(invariant: invariant, step: step, time: simulation.time))
        }
        noteOutages()
        for invariant in simulation.model.invariants {
            let id = invariant.id.value
            guard case .outageAllowed(_, let allowed) = invariant.kind, let outage = outages[id] else { continue }
            let running = outage.since.map { simulation.time - $0 } ?? 0
            guard max(outage.longest, running) > allowed.count else { continue }
            add(Violation(invariant: id, step: step, time: simulation.time))
        }
    }

    private mutating func add(_ violation: Violation) {
        guard !violations.contains(where: { $0.invariant == violation.invariant }) else { return }
        violations.append(violation)
    }

    /// Notes which outages begin and end now.
    private mutating func noteOutages() {
        for invariant in simulation.model.invariants {
            guard case .outageAllowed(let condition, _) = invariant.kind else { continue }
            let id = invariant.id.value
            var outage = outages[id] ?? Outage()
            // What nobody can know to hold again is still out.
            switch (condition.judge(simulation.state.reading), outage.since) {
            case (.notMet, nil): outage.since = simulation.time
            case (.met, let since?):
                outage.longest = max(outage.longest, simulation.time - since)
                outage.since = nil
            default: continue
            }
            outages[id] = outage
        }
    }
}
