import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// How the plan that a past run went by compares with the one that would be made today, with the same parameters.
enum PlanStanding: Sendable, Hashable {
    case same
    /// These steps differ, and, outside the steps, what is below these keys.
    case changed(steps: [String], surroundings: [String])
    /// No such plan can be made today; why.
    case notComparable(LocalizedText)

    /// Compares, for a runbook at a path of the plan.
    ///
    /// Steps of other runbooks of the plan do not count; the service and the environment do.
    init(_ past: PastRun, today library: RunbookLibrary) {
        let builder = PlanBuilder(library: library)
        let made = builder.plan(
            runbook: past.plan.runbook, arguments: past.arguments, environment: past.plan.environment.name.value,
            environmentArguments: past.environmentArguments)
        guard let today = made else {
            let reason = builder.diagnostics.inFileOrder.first { $0.severity == .error }
            self = .notComparable(
                .init(ja: reason?.message.text(in: .ja) ?? "", en: reason?.message.text(in: .en) ?? ""))
            return
        }
        if today.fingerprint == past.plan.fingerprint {
            self = .same
            return
        }
        let comparison = PlanComparison(from: past.plan, to: today)
        let steps = comparison.steps.map(\.path).filter { $0 == past.path || $0.hasPrefix(past.path + "/") }
        let surroundings = comparison.surroundings.map { $0.keys.prefix(3).joined(separator: ".") }.uniqued
        self = steps.isEmpty && surroundings.isEmpty ? .same : .changed(steps: steps, surroundings: surroundings)
    }

    /// Whether what was shown then holds for today.
    var isSame: Bool { self == .same }
}
