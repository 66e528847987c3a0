import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// A run that was completed and went through the steps of a plan.
struct Exercise: Sendable, Hashable {
    /// How much of the plan it was.
    enum Extent: String, Sendable, Hashable {
        /// The very same plan, in the same environment.
        case samePlan = "same-plan"
        /// The same steps and the same service model, in another environment: a drill.
        case sameSteps = "same-steps"
    }

    var run: String
    var extent: Extent
    var environment: String
    var operatorName: String
    /// When it began, in milliseconds since 1970.
    var startedAt: Int64

    /// All of them among the runs of a state folder, the newest first; a record that cannot be read to its end counts for nothing.
    static func all(of plan: Plan, in state: StateOptions) throws -> [Exercise] {
        guard let directory = try state.existingIfAny() else { return [] }
        let steps = PlanEncoding.encode(plan)
        var exercises: [Exercise] = []
        for identifier in try directory.listRuns() {
            guard let read = try? StoredRun.read(try StoredRun.directory(identifier.text, in: directory)),
                read.failure == nil
            else { continue }
            let stored = read.stored
            // A run that changed its plan half-way went through neither of them as a whole.
            guard stored.machine.result == .completed, stored.earlierPlans.isEmpty, stored.header.restartOf == nil,
                stored.plan.runbook == plan.runbook
            else { continue }
            let extent: Extent
            if stored.plan.fingerprint == plan.fingerprint {
                extent = .samePlan
            } else {
                let other = PlanEncoding.encode(stored.plan)
                guard ["steps", "service", "arguments"].allSatisfy({ other[$0] == steps[$0] }) else { continue }
                extent = .sameSteps
            }
            exercises.append(
                Exercise(
                    run: stored.header.run, extent: extent, environment: stored.header.environment,
                    operatorName: stored.header.operatorName, startedAt: stored.start.wallMilliseconds))
        }
        return exercises.sorted { ($1.startedAt, $0.run) < ($0.startedAt, $1.run) }
    }
}
