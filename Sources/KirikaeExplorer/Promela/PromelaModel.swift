import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// A plan and its service as a Promela model, for SPIN.
///
/// It is made from the plan and the service model alone: nothing that a search has found goes into it, and no state of one. What the
/// engine does is said here a second time, by other means, so that the two can be compared.
public struct PromelaModel: Sendable {
    /// The model.
    public let text: String
    /// What its assertions are about.
    public let properties: [PromelaProperty]

    /// Exports a plan.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - bounds: how much may go wrong; no steps may be left out.
    ///   - starts: where the service may stand at the start.
    ///   - keepsEverything: whether also the variables are kept that make no difference to the plan.
    /// - Throws: `PromelaObstacle`.
    public init(
        plan: Plan, bounds: ExplorationBounds, starts: [ServiceState], keepsEverything: Bool = false
    ) throws(PromelaObstacle) {
        guard bounds.leavingOut == 0 else { throw .skips }
        let rules = ServiceRules(plan: plan)
        let names = keepsEverything ? Set(plan.service.variables.map(\.name.value)) : rules.variables
        let vocabulary = try PromelaVocabulary(plan.service, keeping: names)
        let properties = Self.properties(of: plan)
        func number(_ kind: PromelaProperty.Kind) -> Int { properties.first { $0.kind == kind }?.number ?? 0 }
        let service = PromelaService(
            model: keepsEverything ? plan.service : rules.model, vocabulary: vocabulary, bounds: bounds,
            watched: plan.service.invariants.compactMap { invariant in
                let number = number(.invariant(invariant.id.value))
                return number > 0 ? (invariant, number) : nil
            })
        var machine = try PromelaMachine(plan: plan, service: service, bounds: bounds)
        machine.propertyNumber = number
        var text = PromelaText()
        Self.writeHead(of: plan, bounds, properties, to: &text)
        service.write(to: &text)
        machine.writeVariables(to: &text)
        service.writeProcesses(to: &text)
        machine.writeProcess(to: &text)
        Self.writeInit(starts, service, to: &text)
        self.text = text.text
        self.properties = properties
    }

    private static func properties(of plan: Plan) -> [PromelaProperty] {
        var kinds: [PromelaProperty.Kind] = []
        let changed = Set(plan.steps.flatMap(\.changes.keys))
        // What becomes of an invariant that nothing in the plan can lead to is not the plan's doing.
        let touched = plan.service.variables(followingFrom: changed)
        for invariant in plan.service.invariants {
            switch invariant.kind {
            case .atEnd, .outageAllowed:
                if plan.service.endCondition(of: invariant, forPlanChanging: changed) != nil {
                    kinds.append(.atEnd(invariant.id.value))
                }
            case .always(let condition), .before(let condition, _):
                if !touched.isDisjoint(with: condition.variables) { kinds.append(.invariant(invariant.id.value)) }
            }
        }
        kinds.append(.completed)
        kinds += plan.steps.map { .reached(step: $0.path) }
        return kinds.enumerated().flatMap { index, kind in
            [false, true].map { PromelaProperty(kind: kind, needsOutsideChange: $0, number: 2 * index + ($0 ? 3 : 2)) }
        }
    }

    private static func writeHead(
        of plan: Plan, _ bounds: ExplorationBounds, _ properties: [PromelaProperty], to text: inout PromelaText
    ) {
        text.line("/* \(plan.runbook), fingerprint \(plan.fingerprint)")
        text.line(
            "   At most: crashes \(bounds.breaks), changes outside \(bounds.outsideChanges), failures \(bounds.troubles)."
        )
        text.line()
        text.line("   spin -a FILE && cc -O2 -DSAFETY -o pan pan.c && ./pan -c0 -E")
        text.line(
            "   With -DREACH before -a it also reports what can be reached, by failing assertions of which nothing is wrong."
        )
        text.line()
        text.line("   assertion violated (reported!=NUMBER):")
        for property in properties {
            let condition = property.needsOutsideChange ? ", after a change outside" : ""
            let number = "   \(property.number)  "
            switch property.kind {
            case .invariant(let id): text.line(number + "\(id) breaks\(condition)")
            case .atEnd(let id): text.line(number + "ends well although \(id) does not hold\(condition)")
            case .completed: text.line(number + "REACH: the end of the plan\(condition)")
            case .reached(let step): text.line(number + "REACH: \(step)\(condition)")
            }
        }
        text.line("*/")
        text.line()
        text.line("hidden int reported;")
        text.line("byte crashes, outside, troubles;")
        text.line("bit over;")
        text.line("/* Says that something happened: before and after a change outside. */")
        text.block("inline report(number, afterwards) {", "}") { text in
            text.line("if")
            text.line(":: outside == 0 -> reported = number; assert(reported != number)")
            text.line(":: else -> reported = afterwards; assert(reported != afterwards)")
            text.line("fi;")
            text.line("reported = 0")
        }
        text.line()
    }

    private static func writeInit(_ starts: [ServiceState], _ service: PromelaService, to text: inout PromelaText) {
        text.block("init {", "}") { text in
            text.block("atomic {", "}") { text in
                text.block("if", "fi;") { text in
                    for start in starts {
                        let values = service.vocabulary.variables.map { variable in
                            "\(variable.state) = \(service.vocabulary.number(start[variable.name], of: variable))"
                        }
                        text.line(":: " + (values.isEmpty ? "skip" : values.joined(separator: "; ")))
                    }
                }
                let names = Set(service.vocabulary.variables.map(\.name))
                text.line("choose_open(); \(service.settling(after: names))forget_open();")
                text.line("run service(); run elsewhere(); run plan()")
            }
        }
    }
}
