import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook

/// Compares what two readings of a folder plan: the last proof that formatting changed nothing.
public enum FormatCheck {
    /// A finding for every plan that differs.
    ///
    /// - Parameters:
    ///   - before: the folder as it was.
    ///   - after: the folder as it would be.
    ///   - environments: the environments to plan in; all of them if none are given.
    public static func differences(
        before: RunbookLibrary, after: RunbookLibrary, environments: [String] = []
    ) -> [FormsMessage] {
        let names = environments.isEmpty ? before.environments.keys.sorted() : environments
        let runbooks = Set(before.runbooks.keys).union(after.runbooks.keys).sorted()
        return names.flatMap { environment in
            runbooks.compactMap { runbook in
                fingerprints(runbook, environment, in: before) == fingerprints(runbook, environment, in: after)
                    ? nil : .planWouldChange(runbook: runbook, environment: environment)
            }
        }
    }

    /// The fingerprint of a runbook's plan, or the codes of what keeps it from having one.
    private static func fingerprints(_ runbook: String, _ environment: String, in library: RunbookLibrary) -> [String] {
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: runbook, arguments: library.runbooks[runbook]?.sampleArguments ?? [:], environment: environment,
            environmentArguments: library.environments[environment]?.sampleArguments ?? [:])
        return plan.map { [PlanEncoding.fingerprint(of: $0)] } ?? builder.diagnostics.all.map(\.message.code)
    }
}
