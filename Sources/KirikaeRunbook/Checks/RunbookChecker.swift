import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks what a single file cannot show: that names of other files exist, that the parts fit, and that nothing is idle or void.
struct RunbookChecker {
    let library: RunbookLibrary
    let context: DecodingContext

    func checkAll() {
        let hasErrors = context.diagnostics.hasErrors
        if library.service == nil, !library.runbooks.isEmpty, !hasErrors {
            context.report(RunbookMessage.noServiceModel, at: nil)
        }
        if let service = library.service { ContactCheck(context: context).check(service) }
        let environments = library.environments.values.sorted { $0.name.value < $1.name.value }.compactMap {
            $0.sample(in: context)
        }
        EnvironmentCheck(service: library.service, context: context).check(environments)
        let uses = RunbookUses(of: library)
        let reach = library.service.map { Reach(service: $0, environments: environments, uses: uses) }
        let variables = library.service?.variables.map(\.name.value) ?? []
        let unobservable = StepCheck.unobservable(variables, in: environments)
        for (_, list) in uses.all.sorted(by: { $0.key < $1.key }) {
            for use in list { check(use, environments, unobservable, reach) }
        }
        IncludeCheck(library: library, context: context).check(uses)
        SituationCheck(library: library, context: context).check()
        ManualCheck(library: library, context: context).check()
        // A name that is misspelt where it is used would be reported as unused as well.
        if !context.diagnostics.hasErrors {
            UsageCheck(library: library, context: context).check(environments, uses)
        }
    }

    /// Checks one use of a runbook; where it is included is noted with everything that is found.
    private func check(
        _ use: RunbookUse, _ environments: [Environment], _ unobservable: [String: [String]], _ reach: Reach?
    ) {
        let found = DecodingContext()
        found.diagnostics.append(use.diagnostics)
        if let runbook = use.runbook {
            let check = StepCheck(
                library: library, environments: environments, unobservableIn: unobservable, direction: use.direction,
                context: found)
            for condition in runbook.preconditions + runbook.postconditions { check.check(condition) }
            // A step that these arguments leave out need not fit them; others put it in, or nobody does.
            for step in runbook.steps {
                step.visitWithMembers { check.check($0) }
            }
            OutputCheck(environments: environments, context: found).check(runbook)
            if let service = library.service {
                let cause = use.arguments[RunbookTemplate.cause]
                ParallelCheck(service: service, library: library, cause: cause, context: found).check(runbook)
                if let reach { FlowCheck(reach: reach, context: found).check(runbook) }
            }
        }
        let notes = use.includedAt.map { [DiagnosticNote(text: RunbookMessage.includedHere, location: $0)] } ?? []
        for diagnostic in use.trace.judgeable(found.diagnostics).all {
            context.report(diagnostic.message, at: diagnostic.location, notes: diagnostic.notes + notes)
        }
    }
}

/// How deep runbooks may include each other.
public enum IncludeLimits {
    /// The deepest nesting of includes.
    public static let depth = 16
}
