import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// A way that a search has found, as a scenario: what a rehearsal or a drill needs to come to the same end.
///
/// A scenario has times, and no crashes and no answers of its own. Where a way needs those, or where times rule it out, no scenario
/// shows it. So each is rehearsed before it is written, and says how that ended.
struct WayScenario {
    /// Why a way is no scenario.
    enum Obstacle: Error, Sendable, Hashable {
        /// The finding is about all ways, and has none of its own.
        case noWay
        /// The engine dies on the way, or a stopped run is resumed.
        case crash
        /// A look sees nothing, or nobody sees how this step ended.
        case unseen(step: String)
        /// A person decides at this step what no rehearsal decides.
        case decision(step: String, answer: String)
        /// Something happens after something was looked at and before anything is done.
        case tooEarly
        /// Rehearsed with its times, it does not show what is wrong.
        case notShown
        /// Read back, it has errors; their codes.
        case unsound([String])
    }

    private struct Event {
        enum Moment: Hashable {
            case before(String)
            case after(String)
        }

        var moment: Moment
        var changes: [String: String?] = [:]
        var program: (name: String, behaviour: Scenario.ProgramBehaviour)?
    }

    let plan: Plan
    let finding: Exploration.Finding
    /// Its name in the folder.
    let name: String

    private var start: [String: String?] = [:]
    private var events: [Event] = []

    /// Makes the scenario of a way.
    init(_ finding: Exploration.Finding, of plan: Plan, name: String) throws(Obstacle) {
        self.plan = plan
        self.finding = finding
        self.name = name
        guard !finding.trace.isEmpty else { throw .noWay }
        for (variable, value) in finding.start { start.updateValue(value, forKey: variable) }
        try addEvents()
    }

    // MARK: What happens

    private mutating func addEvents() throws(Obstacle) {
        var before = finding.startState
        var lastActed: String?
        var hasLooked = false
        for (index, step) in finding.trace.enumerated() {
            switch step.move.label {
            case .machine, .waited: break
            case .looked: hasLooked = true
            case .sawNothing(let path), .lostSight(let path, _): throw .unseen(step: path)
            case .did(let path, _): lastActed = path
            case .failed(let path, let hadEffect):
                try fail(path, hadEffect: hadEffect)
                lastActed = path
            case .answered(let path, let value):
                if isDecision(value) { throw .decision(step: path, answer: value) }
                hasLooked = true
            case .crashed, .resumed: throw .crash
            case .service, .outside:
                let changes = changes(from: before, to: step.state)
                if let next = nextAct(after: index) {
                    events.append(Event(moment: .before(next), changes: changes))
                } else if let lastActed {
                    events.append(Event(moment: .after(lastActed), changes: changes))
                } else if hasLooked {
                    throw .tooEarly
                } else {
                    start.merge(changes) { $1 }
                }
            }
            before = step.state
        }
    }

    /// The step that is carried out next, if nothing is looked at before it.
    private func nextAct(after index: Int) -> String? {
        for step in finding.trace[(index + 1)...] {
            switch step.move.label {
            case .did(let path, _), .failed(let path, _): return path
            case .machine, .service, .outside: continue
            default: return nil
            }
        }
        return nil
    }

    private func changes(from before: ServiceState, to after: ServiceState) -> [String: String?] {
        var changes: [String: String?] = [:]
        for variable in after.differences(from: before) { changes.updateValue(after[variable], forKey: variable) }
        return changes
    }

    private mutating func fail(_ path: String, hadEffect: Bool) throws(Obstacle) {
        guard let index = plan.index(of: path), case .command(let command) = plan.steps[index].action,
            let program = command.arguments.first?.literal
        else { throw .decision(step: path, answer: Answer.cannotDo) }
        events.append(Event(moment: .before(path), program: (program, .fail)))
        guard hadEffect else { return }
        events.append(Event(moment: .after(path), changes: plan.steps[index].changes.mapValues { $0 }))
    }

    /// Whether an answer decides something that a rehearsal leaves to people.
    private func isDecision(_ value: String) -> Bool {
        let choices =
            ProblemChoice.allCases.filter { $0 != .overrule }.map(\.rawValue) + DoubtChoice.allCases.map(\.rawValue)
            + DeviationChoice.allCases.map(\.rawValue) + [ApprovalChoice.reject.rawValue]
        return choices.contains(value)
    }

    // MARK: The file

    /// The text of the file, once a rehearsal of it has shown what is wrong.
    ///
    /// - Parameter library: the folder in which it will be read.
    func checkedText(in library: RunbookLibrary) async throws -> String {
        // How it ends is not known before it was rehearsed.
        let draft = try scenario(of: text(expecting: "{result: completed}"), in: library)
        let rehearsed = try await ScenarioRehearsals.rehearse(draft, plan)
        guard isShown(by: rehearsed) else { throw Obstacle.notShown }
        let final = text(expecting: expectation(of: rehearsed))
        let again = try scenario(of: final, in: library)
        let verdict = ScenarioVerdict(
            scenario: again, machine: rehearsed.machine, result: rehearsed.machine.result,
            state: rehearsed.world.predictedState, wording: ScreenWording(language: .en),
            violations: rehearsed.world.violations)
        guard verdict.differences.isEmpty else { throw Obstacle.notShown }
        return final
    }

    /// Reads a text as a file of the folder.
    private func scenario(of text: String, in library: RunbookLibrary) throws(Obstacle) -> Scenario {
        let path = "scenarios/\(name).yaml"
        let files = library.files.filter { $0.path != path } + [.init(path: path, bytes: Array(text.utf8))]
        let together = RunbookLibrary(files: files)
        let found = together.diagnostics.inFileOrder.filter { $0.severity == .error }
        guard found.isEmpty, let scenario = together.scenarios[name] else {
            throw .unsound(found.map(\.message.code))
        }
        return scenario
    }

    private func isShown(by rehearsed: ScenarioRehearsals.Rehearsed) -> Bool {
        switch finding.property {
        case .invariant(let id): return rehearsed.world.violations.contains { $0.invariant == id }
        case .atEnd(let id):
            guard rehearsed.machine.result == .completed else { return false }
            let changed = Set(plan.steps.flatMap(\.changes.keys))
            return plan.service.invariants.contains { invariant in
                guard invariant.id.value == id,
                    let condition = plan.service.endCondition(of: invariant, forPlanChanging: changed)
                else { return false }
                return condition.judge(rehearsed.world.predictedState.reading) == .notMet
            }
        case .stuck:
            guard case .stopped? = rehearsed.machine.result else { return false }
            return true
        default: return false
        }
    }

    private func expectation(of rehearsed: ScenarioRehearsals.Rehearsed) -> String {
        var parts: [String] = []
        switch rehearsed.machine.result {
        case .completed, .superseded: parts.append("result: completed")
        case .refused: parts.append("result: refused")
        case .stopped, nil: parts.append("result: stopped")
        }
        if rehearsed.machine.result != .completed, let step = rehearsed.machine.currentStep {
            parts.append("at: " + quoted(step.path))
        }
        let broken = rehearsed.world.violations.map(\.invariant)
        if !broken.isEmpty { parts.append("breaks: [" + broken.map(quoted).joined(separator: ", ") + "]") }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private func text(expecting expectation: String) -> String {
        let title = ExplorationWording(plan: plan).property(finding)
        var lines = [
            "kirikae: 1", "scenario: \(name)", "title:", "  ja: \(quoted(title.ja))", "  en: \(quoted(title.en))",
            "runbook: \(plan.runbook)",
        ]
        if !plan.arguments.isEmpty { lines.append("with: " + mapping(plan.arguments.mapValues { $0 })) }
        if !start.isEmpty { lines.append("start: " + mapping(start)) }
        if !events.isEmpty { lines.append("events:") }
        for event in events {
            switch event.moment {
            case .before(let step): lines.append("  - before: \(step)")
            case .after(let step): lines.append("  - after: \(step)")
            }
            if let program = event.program {
                lines.append("    program: {\(quoted(program.name)): \(program.behaviour.rawValue)}")
            } else {
                lines.append("    set: " + mapping(event.changes))
            }
        }
        lines.append("expect: " + expectation)
        return lines.joined(separator: "\n") + "\n"
    }

    private func mapping(_ values: [String: String?]) -> String {
        let entries = values.sorted { $0.key < $1.key }.map { "\($0.key): \(quoted($0.value ?? Answer.unknown))" }
        return "{" + entries.joined(separator: ", ") + "}"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
    }
}
