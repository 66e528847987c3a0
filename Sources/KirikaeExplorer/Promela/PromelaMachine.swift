import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// How the engine goes through a plan, in Promela: one process, with a label for each phase of each step.
///
/// `E` is entering a step, `A` acting, `V` verifying, `D` in doubt, `T` waiting for a decision.
struct PromelaMachine {
    let plan: Plan
    let service: PromelaService
    let bounds: ExplorationBounds
    /// The number of a property.
    var propertyNumber: (PromelaProperty.Kind) -> Int = { _ in 0 }

    var vocabulary: PromelaVocabulary { service.vocabulary }

    init(plan: Plan, service: PromelaService, bounds: ExplorationBounds) throws(PromelaObstacle) {
        self.plan = plan
        self.service = service
        self.bounds = bounds
        for step in plan.steps {
            if step.kind == .fork || step.lane != nil { throw .sideBySide(step: step.path) }
            if case .population(let population, let inventory) = step.action,
                population.work != nil || inventory.isNamed
            {
                throw .itemWork(step: step.path)
            }
        }
    }

    // MARK: What the run knows

    func isAsked(_ name: String) -> Bool {
        if case .ask? = plan.environment.observations[name]?.how { true } else { false }
    }

    /// The variables that some gate looks at.
    private var lookedAt: [PromelaVocabulary.Variable] {
        var names: Set<String> = []
        for step in plan.steps {
            names.formUnion(step.unless?.variables ?? [])
            names.formUnion((step.preconditions + step.verifications).flatMap(\.condition.variables))
        }
        return vocabulary.variables.filter { names.contains($0.name) }
    }

    func known(_ names: some Sequence<String>) -> [PromelaVocabulary.Variable] {
        let names = Set(names)
        return lookedAt.filter { names.contains($0.name) }
    }

    /// What nobody knows any more.
    func forgetting(_ variables: [PromelaVocabulary.Variable]) -> String {
        variables.map { "\($0.knowledge) = 0; " }.joined()
    }

    /// What programs have seen is no longer known.
    var forgettingLooks: String { forgetting(lookedAt.filter { !isAsked($0.name) }) }

    /// What people have said of conditions that are not met is no longer known.
    func forgettingUnmet(_ conditions: [PlanCondition]) -> String {
        // One after the other, as the engine does: what is forgotten for one condition is not known to the next.
        conditions.map(\.condition).compactMap { condition in
            let asked = known(condition.variables.filter(isAsked))
            guard !asked.isEmpty else { return nil }
            return "if :: !(\(vocabulary.ofKnowledge(condition).met)) -> \(forgetting(asked)) :: else fi; "
        }.joined()
    }

    /// The steps whose outputs a later one uses.
    var outputSteps: [Int] {
        plan.steps.indices.filter { index in
            plan.steps.contains { step in references(of: step).contains(plan.steps[index].path) }
        }
    }

    /// The steps whose outputs a step uses.
    func references(of step: PlanStep) -> Set<String> { Set(step.action.templates.flatMap(\.references).map(\.step)) }

    func writeVariables(to text: inout PromelaText) {
        text.line()
        text.line("/* What the run knows: 0 nothing, the highest that nobody can say. */")
        for variable in lookedAt {
            text.line("byte \(variable.knowledge); /* \(variable.name), open \(variable.open) */")
        }
        text.line("byte outcome;")
        text.line("bit waited, touched, overruled_unless, overruled_before, overruled_after;")
        text.line("/* whether all that is left is to write down that the run ends well */")
        text.line("bit closing;")
        text.line("/* what became of a step, where a person can take it back: 1 done, 2 not done */")
        text.line("byte settled;")
        for index in outputSteps { text.line("bit read_\(index);") }
        for index in plan.steps.indices where waveCount(plan.steps[index]) > 0 { text.line("byte waves_\(index);") }
        text.line("/* What a look shows is looked up anew for every judgement; what people said is remembered. */")
        text.block("inline begin_phase() {", "}") { text in
            text.line(PromelaText.step("waited = 0; " + forgettingLooks))
        }
        text.block("inline forget_people() {", "}") { text in
            text.line(PromelaText.step("skip; " + forgetting(lookedAt.filter { isAsked($0.name) })))
        }
        text.block("inline resume() {", "}") { text in
            text.line("crashes++; closing = 0; forget_people(); begin_phase()")
        }
        text.block("inline look_again() {", "}") { text in
            text.line("overruled_unless = 0; overruled_before = 0; overruled_after = 0")
        }
        text.block("inline finish() {", "}") { text in text.line("look_again(); settled = 0; begin_phase()") }
        text.line()
    }

    func waveCount(_ step: PlanStep) -> Int {
        if case .population(let population, _) = step.action { population.waves.count } else { 0 }
    }

    // MARK: The process

    func writeProcess(to text: inout PromelaText) {
        text.block("proctype plan() {", "}") { text in
            for index in plan.steps.indices { PromelaStep(machine: self, index: index).write(to: &text) }
            text.label("E\(plan.steps.count)")
            text.line("/* Completed. */")
            text.block("atomic {", "};") { text in
                text.line("over = 1;")
                text.line("#ifdef REACH")
                text.line(report(.completed) + ";")
                text.line("#endif")
                let changed = Set(plan.steps.flatMap(\.changes.keys))
                for invariant in plan.service.invariants {
                    let kind = PromelaProperty.Kind.atEnd(invariant.id.value)
                    guard propertyNumber(kind) > 0,
                        let condition = plan.service.endCondition(of: invariant, forPlanChanging: changed)
                    else { continue }
                    text.line("if :: \(vocabulary.ofState(condition).notMet) -> \(report(kind)) :: else fi;")
                }
                text.line("goto ended")
            }
            text.label("refused")
            text.line("over = 1;")
            text.label("ended")
            text.line("skip")
        }
    }

    /// Says that something happened.
    func report(_ kind: PromelaProperty.Kind) -> String { PromelaProperty.report(propertyNumber(kind)) }

    /// The sequence in which the engine dies and the run goes on.
    ///
    /// - Parameter arrival: how it comes to where it goes on.
    func crash(to arrival: String) -> String? {
        bounds.breaks > 0 ? "crashes < \(bounds.breaks) -> resume(); \(arrival)" : nil
    }

    /// Notes whether the run only has to write down that it ends well.
    ///
    /// - Parameter condition: when that is so. Where it never is, it was not so before either.
    func noting(closing condition: String) -> String {
        condition == "false" ? "" : "closing = (\(condition) -> 1 : 0); "
    }

    /// A sequence that uses up one of the things that may go wrong.
    func trouble(_ sequence: String, when condition: String = "") -> String? {
        let limit = "troubles < \(bounds.troubles)"
        let guarded = condition.isEmpty ? limit : "\(condition) && \(limit)"
        return bounds.troubles > 0 ? "\(guarded) -> troubles++; \(sequence)" : nil
    }
}
