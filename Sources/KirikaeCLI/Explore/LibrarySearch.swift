import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Every plan of a folder, searched: each runbook that is carried out by itself, with every cause and every choice of its parameters.
struct LibrarySearch: Sendable {
    /// What came of one runbook, over all its plans.
    struct Row: Sendable {
        var runbook: String
        var title: LocalizedText
        /// How many different plans it makes.
        var planCount = 0
        /// How many combinations of its parameters make no plan.
        var impossibleCount = 0
        var starts = 0
        var states = 0
        var transitions = 0
        var milliseconds: Int64 = 0
        /// Whether everything within the bounds was looked at.
        var isComplete = true
        /// Each thing that is wrong, once, with the first plan that shows it.
        var findings: [(plan: Plan, finding: Exploration.Finding)] = []
        /// Why one of its plans could not be searched.
        var error: ExplorationError?

        fileprivate init(runbook: String, title: LocalizedText) {
            self.runbook = runbook
            self.title = title
        }

        /// What it means for the exit status.
        var status: ExitStatus {
            if !findings.isEmpty { return .propertyBroken }
            if error != nil { return .diagnostics }
            return isComplete ? .success : .notExhausted
        }
    }

    /// How many combinations of the parameters of one runbook are searched at most.
    static let mostVariants = 512

    private(set) var rows: [Row] = []
    let bounds: ExplorationBounds

    /// Searches all plans of a library, or those of some of its runbooks.
    ///
    /// - Parameters:
    ///   - library: a library without errors.
    ///   - runbooks: the identifiers of the runbooks; nil for all.
    ///   - environment: the environment of the plans.
    ///   - bounds: how much may go wrong.
    ///   - finished: called with each row as it is done.
    init(
        _ library: RunbookLibrary, runbooks: Set<String>? = nil, environment: String, bounds: ExplorationBounds,
        finished: (Row) -> Void = { _ in }
    ) {
        self.bounds = bounds
        for name in library.runbooks.keys.sorted() where runbooks?.contains(name) != false {
            guard let template = library.runbooks[name],
                template.root["kind"]?.scalar != Runbook.Kind.procedure.rawValue
            else { continue }
            let row = Self.row(library, name, environment, bounds)
            finished(row)
            rows.append(row)
        }
    }

    private static func row(
        _ library: RunbookLibrary, _ name: String, _ environment: String, _ bounds: ExplorationBounds
    ) -> Row {
        var row = Row(runbook: name, title: LocalizedText(verbatim: name))
        let variants = PlanVariants(library, runbook: name, most: mostVariants)
        row.isComplete = variants.isComplete
        var seen: Set<[Behaviour]> = []
        let plans = PlanSeries(library: library)
        for arguments in variants.arguments {
            guard let plan = plans.plan(runbook: name, arguments: arguments, environment: environment) else {
                row.impossibleCount += 1
                continue
            }
            row.title = plan.title
            // A choice that only words differ by makes the same plan.
            guard seen.insert(plan.steps.map(Behaviour.init)).inserted else { continue }
            row.planCount += 1
            do throws(ExplorationError) { row.add(try PlanSearch(plan, bounds: bounds)) } catch { row.error = error }
        }
        return row
    }

    /// Everything of a step that decides how a plan can go on.
    private struct Behaviour: Hashable {
        var path: String
        var span: Int
        var lanes: [Int]
        var unless: Condition?
        var gates: [[PlanCondition]]
        var action: PlanStep.Action
        var changes: [String: String]

        init(_ step: PlanStep) {
            path = step.path
            span = step.span
            lanes = step.lanes
            unless = step.unless
            gates = [step.preconditions, step.verifications]
            action = step.action
            changes = step.changes
        }
    }

    /// What the worst of the rows means for the exit status.
    var status: ExitStatus {
        let order: [ExitStatus] = [.propertyBroken, .diagnostics, .notExhausted]
        return order.first { status in rows.contains { $0.status == status } } ?? .success
    }
}

extension LibrarySearch.Row {
    fileprivate mutating func add(_ search: PlanSearch) {
        let exploration = search.exploration
        starts += exploration.starts
        states += exploration.states
        transitions += exploration.transitions
        milliseconds += search.milliseconds
        isComplete = isComplete && exploration.isComplete
        for finding in exploration.findings where !findings.contains(where: { $0.finding.property == finding.property })
        {
            findings.append((search.plan, finding))
        }
    }
}
