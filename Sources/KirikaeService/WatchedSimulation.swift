/// A simulation of a service that says which `always` invariants are broken on its way.
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

    /// The simulation.
    public private(set) var simulation: ServiceSimulation
    /// The invariants that were broken on the way, each once.
    public private(set) var violations: [Violation] = []

    /// Watches a simulation from where it stands.
    public init(_ simulation: ServiceSimulation) {
        self.simulation = simulation
    }

    /// Lets time pass up to a moment, and makes changes then; a value of nil is unknown.
    ///
    /// - Parameters:
    ///   - target: the time to go on to, in milliseconds.
    ///   - changes: what a step changes at that time.
    ///   - step: the path of the step that a violation is put down to.
    public mutating func move(to target: Int64, changes: [String: String?], step: String) {
        do throws(ServiceSimulation.DoesNotSettle) {
            try simulation.advance(to: target)
            try simulation.change(changes)
        } catch {
            // A model that never settles is broken as such: nothing that is predicted with it may end well.
            violations.append(Violation(invariant: error.transition, step: step, time: simulation.time))
        }
        for (invariant, judgement) in judgements
        where judgement == .notMet && !violations.contains(where: { $0.invariant == invariant }) {
            violations.append(Violation(invariant: invariant, step: step, time: simulation.time))
        }
    }

    /// How each `always` invariant stands now, by its identifier.
    public var judgements: [(invariant: String, judgement: Judgement)] { simulation.judgements }
}
