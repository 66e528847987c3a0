import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// The search as part of a check: what it finds, as findings like those of any other check.
struct ExplorationGate: Sendable {
    let search: LibrarySearch

    /// Searches every plan of a folder that has no errors.
    ///
    /// - Parameters:
    ///   - library: the folder.
    ///   - bounds: how much may go wrong.
    init(_ library: RunbookLibrary, bounds: ExplorationBounds) async throws {
        let names = library.environments.keys.sorted()
        let environment = names.contains("drill") ? "drill" : names.first ?? ""
        search = try await LibrarySearch(library, environment: environment, bounds: bounds)
    }

    /// What was found, each at the step it is about or at the first step of the plan.
    var diagnostics: [Diagnostic] {
        search.rows.flatMap { row -> [Diagnostic] in
            var found = row.findings.map { plan, finding in
                let text = ExplorationWording(plan: plan).property(finding)
                return Diagnostic(
                    CLIMessage.explore(.found(runbook: row.runbook, text)), at: Self.place(of: finding, in: plan))
            }
            if let error = row.error { found.append(Diagnostic(CLIMessage.explore(.notExplored(error)), at: nil)) }
            if !row.isComplete { found.append(Diagnostic(CLIMessage.explore(.givenUp(runbook: row.runbook)), at: nil)) }
            return found
        }
    }

    private static func place(of finding: Exploration.Finding, in plan: Plan) -> SourceLocation? {
        let words = ExplorationWording(plan: plan)
        let last = finding.way.reversed().lazy.compactMap { words.label($0).step }.first
        var path = last
        if case .neverReached(let step) = finding.property { path = step }
        let index = path.flatMap(plan.index) ?? plan.steps.indices.first
        return index.map { plan.steps[$0].location }
    }

    /// What was looked at, on one line.
    func summary(_ wording: ScreenWording) -> String {
        let rows = search.rows
        let plans = rows.map(\.planCount).reduce(0, +)
        let states = rows.map(\.states).reduce(0, +)
        let bounds = ExplorationText.bounds(search.bounds, wording)
        return wording.pick(
            "探索：計画 \(plans)、状態 \(states)。\(bounds)", "explored: \(plans) plans, \(states) states; \(bounds)")
    }
}
