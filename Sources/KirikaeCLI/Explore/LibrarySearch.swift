import KirikaeDiagnostics
import KirikaeEngine
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
        fileprivate var shown: Set<Exploration.Property> = []
        /// What some of its plans never come to.
        fileprivate var never: [Exploration.Property: Never] = [:]
        /// How many of its plans have each step.
        fileprivate var planCounts: [String: Int] = [:]

        /// Something that a plan never comes to.
        fileprivate struct Never {
            var step: String
            var plan: Plan
            var finding: Exploration.Finding
            /// In how many plans.
            var count = 0
        }

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

    /// Searches all plans of a library, or those of some of its runbooks, several at once.
    ///
    /// - Parameters:
    ///   - library: a library without errors.
    ///   - runbooks: the identifiers of the runbooks; nil for all.
    ///   - environment: the environment of the plans.
    ///   - bounds: how much may go wrong.
    init(
        _ library: RunbookLibrary, runbooks: Set<String>? = nil, environment: String, bounds: ExplorationBounds
    ) async throws {
        self.bounds = bounds
        let names = library.runbooks.keys.sorted().filter { name in
            runbooks?.contains(name) != false
                && library.runbooks[name]?.root["kind"]?.scalar != Runbook.Kind.procedure.rawValue
        }
        let series = PlanSeries(library: library)
        let sets = try await names.sideBySide { Self.plans(of: $0, library, series, environment) }
        let jobs = sets.indices.flatMap { index in sets[index].plans.map { (row: index, plan: $0) } }
        let results = try await jobs.sideBySide { job in
            Result { () throws(ExplorationError) in try PlanSearch(job.plan, bounds: bounds) }
        }
        rows = sets.map(\.row)
        for (job, result) in zip(jobs, results) {
            switch result {
            case .success(let search): rows[job.row].add(search)
            case .failure(let error): rows[job.row].error = error
            }
        }
        for index in rows.indices { rows[index].addWhatNeverHappens() }
    }

    /// The different plans of a runbook.
    private static func plans(
        of name: String, _ library: RunbookLibrary, _ series: PlanSeries, _ environment: String
    ) -> (row: Row, plans: [Plan]) {
        var row = Row(runbook: name, title: LocalizedText(verbatim: name))
        let variants = PlanVariants(library, runbook: name, most: mostVariants)
        row.isComplete = variants.isComplete
        var seen: Set<[Behaviour]> = []
        var plans: [Plan] = []
        for arguments in variants.arguments {
            guard let plan = series.plan(runbook: name, arguments: arguments, environment: environment) else {
                row.impossibleCount += 1
                continue
            }
            row.title = plan.title
            // A choice that only words differ by makes the same plan.
            if seen.insert(plan.steps.map(Behaviour.init)).inserted { plans.append(plan) }
        }
        row.planCount = plans.count
        return (row, plans)
    }

    /// Everything of a step that decides how a plan can go on; words and what programs are told are none of it.
    private struct Behaviour: Hashable {
        /// How an action can end.
        enum Ending: Hashable {
            case nothing
            case program
            case answered(ManualAction.AnswerForm, reports: String?)
            case other(PlanStep.Action)

            init(_ action: PlanStep.Action) {
                self =
                    switch action {
                    case .none: .nothing
                    case .command, .http: .program
                    case .manual(let manual): .answered(manual.answer.form, reports: manual.answer.reports?.value)
                    case .wait, .population, .approve: .other(action)
                    }
            }
        }

        struct Demand: Hashable {
            var form: Condition.Form
            var within: Milliseconds?
        }

        var path: String
        var span: Int
        var lanes: [Int]
        var gates: [[Demand]]
        var ending: Ending
        var changes: [String: String]
        var interrupted: Step.Interrupted
        var isCritical: Bool
        var outputs: [String]
        var used: [String]

        init(_ step: PlanStep) {
            path = step.path
            span = step.span
            lanes = step.lanes
            gates = [Gate.unless, .preconditions, .verifications].map { gate in
                step.conditions(of: gate).map { Demand(form: $0.condition.form, within: $0.condition.within) }
            }
            ending = Ending(step.action)
            changes = step.changes
            interrupted = step.interrupted
            isCritical = step.isCritical
            outputs = step.outputs.map(\.name.value)
            used = step.action.templates.flatMap(\.references).map(\.written)
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
        for step in search.plan.steps { planCounts[step.path, default: 0] += 1 }
        for finding in exploration.findings {
            if let step = finding.property.stepOfWhatNeverHappens {
                never[finding.property, default: Never(step: step, plan: search.plan, finding: finding)].count += 1
            } else if shown.insert(finding.property).inserted {
                findings.append((search.plan, finding))
            }
        }
    }

    /// Adds what happens in no plan: what one choice of the parameters never comes to, another one may be there for.
    fileprivate mutating func addWhatNeverHappens() {
        let found = never.values.filter { $0.count == planCounts[$0.step] }
        findings += found.map { ($0.plan, $0.finding) }.sorted { one, other in
            let (first, second) = (one.finding.property, other.finding.property)
            return (first.stepOfWhatNeverHappens ?? "", "\(first)") < (second.stepOfWhatNeverHappens ?? "", "\(second)")
        }
    }
}

extension Exploration.Property {
    /// The step of something that does not happen in a plan but may in another one; nil for all else.
    fileprivate var stepOfWhatNeverHappens: String? {
        switch self {
        case .neverReached(let step), .verifiesNothing(let step): step
        default: nil
        }
    }
}
