import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// What comes of a plan in a situation, as the service model predicts it.
struct PlanOutcome: Sendable, Hashable {
    /// How it ends.
    enum Ending: Sendable, Hashable {
        case completed
        /// A precondition did not hold before anything was done; the step that refused.
        case refused(String)
        /// It cannot go on at a step.
        case stuck(String)
        /// The service model never settles there.
        case unsettled(String)
    }

    /// How it ends.
    var ending: Ending
    /// The service at the end.
    var state: ServiceState
    /// The invariants that were broken on the way, sorted.
    var violations: [String]
    /// The predicted time, in milliseconds.
    var milliseconds: Int64

    /// The same outcome with the names that steps have now.
    func renaming(_ newNames: [String: String]) -> PlanOutcome {
        var outcome = self
        func name(_ step: String) -> String { newNames[step] ?? step }
        outcome.ending =
            switch ending {
            case .completed: .completed
            case .refused(let step): .refused(name(step))
            case .stuck(let step): .stuck(name(step))
            case .unsettled(let transition): .unsettled(transition)
            }
        return outcome
    }

    /// Goes through a plan in a world that the service model predicts, as a rehearsal does.
    static func of(_ plan: Plan, from start: ServiceState) async throws -> PlanOutcome {
        var known: [String: (value: String?, basis: Basis)] = [:]
        for variable in plan.service.variables {
            // A value that this side does not know is unknown to it.
            let value = start[variable.name.value].flatMap { value in
                variable.values.contains { $0.name == value } ? value : nil
            }
            known[variable.name.value] = (value, .assumed)
        }
        let world: RehearsalWorld
        do {
            world = try RehearsalWorld(model: plan.service, known: known)
        } catch let error as ServiceSimulation.DoesNotSettle {
            return PlanOutcome(ending: .unsettled(error.transition), state: start, violations: [], milliseconds: 0)
        }
        let header = RunHeader(
            run: "-", runbook: plan.runbook, arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "-", speed: 1,
            version: KirikaeVersion.text)
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: world, recorder: NoRecorder(), clock: world, observer: NoObserver(), callsAtOnce: 1)
        let result = try await runner.run(&machine, opening: [.started(header)])
        let place = machine.currentStep?.path ?? plan.runbook
        let ending: Ending =
            switch result {
            case .completed, .superseded: .completed
            case .refused: .refused(place)
            case .stopped: .stuck(place)
            }
        return PlanOutcome(
            ending: ending, state: world.predictedState, violations: Set(world.violations.map(\.invariant)).sorted(),
            milliseconds: world.now().monotonicMilliseconds)
    }
}
