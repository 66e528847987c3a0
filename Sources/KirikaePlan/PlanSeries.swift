import KirikaeRunbook

/// Makes many plans of one library, and what they have in common only once.
public struct PlanSeries: Sendable {
    private let library: RunbookLibrary
    private let parts = PlanParts()

    /// Makes a series.
    public init(library: RunbookLibrary) {
        self.library = library
    }

    /// A plan without its fingerprint, in an environment with sample values where nobody has given any; nil if it cannot be made.
    public func plan(runbook: String, arguments: [String: String], environment: String) -> Plan? {
        PlanBuilder(library: library, parts: parts).plan(
            runbook: runbook, arguments: arguments, environment: environment,
            environmentArguments: library.environments[environment]?.sampleArguments ?? [:], fingerprint: "")
    }
}
