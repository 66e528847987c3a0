import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What some steps need and do, as far as the order in which they come can matter.
struct StepEffects {
    /// The variables that are looked at.
    private var reads: Set<String> = []
    /// The variables that are changed.
    private var writes: Set<String> = []
    /// The outputs that are read, by step.
    private var outputs: Set<String> = []
    /// The steps whose outputs are used.
    private var uses: Set<String> = []
    /// Whether something is done.
    private var acts = false
    /// Whether something is done of which nobody says what it changes.
    private var actsUnknown = false
    /// Whether something only looks and may stop what comes after it.
    private var stops = false

    init(_ steps: some Sequence<PlanStep>) {
        for step in steps {
            let conditions =
                (step.preconditions + step.verifications).map(\.condition) + [step.unless].compactMap(\.self)
            for condition in conditions { reads.formUnion(condition.variables) }
            writes.formUnion(step.changes.keys)
            if !step.outputs.isEmpty { outputs.insert(step.path) }
            uses.formUnion(step.usedOutputs.map(\.step))
            acts = acts || step.isAct
            actsUnknown = actsUnknown || (step.isAct && step.changes.isEmpty)
            stops = stops || (!step.isAct && !conditions.isEmpty)
        }
    }

    /// Whether it may matter which of both comes first.
    ///
    /// It is said not to matter only where both say what they change and neither looks at that of the other.
    func matters(before other: StepEffects) -> Bool { needs(other) || other.needs(self) }

    private func needs(_ other: StepEffects) -> Bool {
        !writes.isDisjoint(with: other.reads) || !writes.isDisjoint(with: other.writes)
            || !uses.isDisjoint(with: other.outputs) || (actsUnknown && (other.acts || other.stops))
            || (stops && other.acts)
    }
}

extension PlanStep {
    /// The outputs of other steps that it uses.
    var usedOutputs: [OutputReference] {
        let templates: [TextTemplate] =
            switch action {
            case .manual(let manual): manual.templates
            case .command(let command): command.templates
            case .http(let http): http.templates
            case .population(let population, _): population.templates
            case .none, .wait, .approve: []
            }
        return templates.flatMap(\.segments).compactMap { segment in
            if case .output(let reference) = segment { reference } else { nil }
        }
    }
}
