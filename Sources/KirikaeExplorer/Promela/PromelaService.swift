import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// The service of a plan in Promela: its transitions as guarded commands, and what invariants say of each change.
struct PromelaService {
    let model: ServiceModel
    let vocabulary: PromelaVocabulary
    let bounds: ExplorationBounds
    /// The invariants that can break at any moment, with the numbers of their properties.
    let watched: [(invariant: ServiceModel.Invariant, number: Int)]

    /// The variables that some transition leaves open.
    var openVariables: [PromelaVocabulary.Variable] {
        vocabulary.variables.filter { variable in
            model.transitions.contains { transition in
                transition.then.contains { $0.variable.value == variable.name && $0.value == nil }
            }
        }
    }

    /// What stands before the processes.
    func write(to text: inout PromelaText) {
        text.line("/* The service. 0 is unknown. */")
        for variable in vocabulary.variables {
            let values = variable.values.enumerated().map { "\($0.offset + 1) \($0.element)" }
            text.line("byte \(variable.state); /* \(variable.name): \(values.joined(separator: ", ")) */")
        }
        for variable in openVariables { text.line("byte \(variable.resolution);") }
        for index in watched.indices { text.line("bit before_\(index);") }
        text.line()
        text.block("inline choose_open() {", "}") { text in
            text.line("skip;")
            for variable in openVariables {
                let choices = (1...variable.values.count).map { ":: \(variable.resolution) = \($0)" }
                text.line("if \(choices.joined(separator: " ")) fi;")
            }
        }
        text.block("inline forget_open() {", "}") { text in
            text.line("skip;")
            for variable in openVariables { text.line("\(variable.resolution) = 0;") }
        }
    }

    /// The variables that a change of some may change in all, at once: what follows without time passing is among them.
    private func touched(by names: Set<String>) -> Set<String> {
        // What is open may turn out otherwise at every change.
        var touched = names.union(immediate.filter(Self.leavesOpen).flatMap { $0.then.map(\.variable.value) })
        var count = -1
        while count != touched.count {
            count = touched.count
            for transition in immediate {
                let effects = transition.then.map(\.variable.value)
                if !touched.isDisjoint(with: transition.when.variables + effects) { touched.formUnion(effects) }
            }
        }
        return touched
    }

    private static func leavesOpen(_ transition: ServiceModel.Transition) -> Bool {
        transition.then.contains { $0.value == nil }
    }

    private var immediate: [ServiceModel.Transition] { model.transitions.filter { $0.takes.count == 0 } }

    /// Lets happen what takes no time, the first written first, until nothing is left.
    ///
    /// - Parameter names: the variables that may have changed; what none of them leads to cannot happen.
    func settling(after names: Set<String>) -> String {
        let touched = touched(by: names)
        let possible = immediate.filter { transition in
            !touched.isDisjoint(with: transition.when.variables + transition.then.map(\.variable.value))
        }
        guard !possible.isEmpty else { return "" }
        let branches = possible.map { ":: \(armed($0)) -> \(effect($0)) :: else -> if " }.joined()
        return "do " + branches + ":: true -> break" + String(repeating: " fi", count: possible.count) + " od; "
    }

    /// A change, with what follows at once and what that breaks.
    ///
    /// - Parameters:
    ///   - names: the variables that are changed.
    ///   - assignments: the change.
    ///   - byStep: whether a step makes it.
    private func judging(_ names: Set<String>, _ assignments: String, byStep: Bool = false) -> String {
        let touched = touched(by: names)
        var before = ""
        var after = ""
        for (index, entry) in watched.enumerated() where !touched.isDisjoint(with: variables(of: entry.invariant)) {
            guard let judged = judged(entry.invariant, assigning: byStep ? names : []) else { continue }
            before += "before_\(index) = (\(judged.couldBreak) -> 1 : 0); "
            after +=
                "if :: before_\(index) && \(judged.isBroken) -> \(PromelaProperty.report(entry.number)) :: else fi; "
                + "before_\(index) = 0; "
        }
        return before + settling(after: []) + assignments + settling(after: names) + after
    }

    private func variables(of invariant: ServiceModel.Invariant) -> Set<String> {
        switch invariant.kind {
        case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _): Set(condition.variables)
        case .before(let condition, let requires): Set(condition.variables + requires.variables)
        }
    }

    /// When an invariant could be broken by what comes next, and when it then is.
    private func judged(
        _ invariant: ServiceModel.Invariant, assigning names: Set<String>
    ) -> (couldBreak: String, isBroken: String)? {
        switch invariant.kind {
        case .always(let condition):
            let judged = vocabulary.ofState(condition)
            return ("!\(parenthesised(judged.notMet))", parenthesised(judged.notMet))
        case .before(let condition, let requires):
            let judged = vocabulary.ofState(condition)
            let isLacking = parenthesised(vocabulary.ofState(requires).notMet)
            // A step that assigns a variable of it may make true what was true in another way.
            let isMade = names.isDisjoint(with: condition.variables) ? "!\(parenthesised(judged.met)) && " : ""
            return (parenthesised(isMade + isLacking), parenthesised(judged.met))
        default: return nil
        }
    }

    private func parenthesised(_ text: String) -> String { "(\(text))" }

    /// Whether a transition counts: its condition holds, and it would change something.
    private func armed(_ transition: ServiceModel.Transition) -> String {
        let changes = assignments(transition).map { "\($0.variable.state) != \($0.value)" }
        return PromelaVocabulary.all([vocabulary.ofState(transition.when).met, PromelaVocabulary.any(changes)])
    }

    private func effect(_ transition: ServiceModel.Transition) -> String {
        assignments(transition).map { "\($0.variable.state) = \($0.value)" }.joined(separator: "; ")
    }

    private func assignments(
        _ transition: ServiceModel.Transition
    ) -> [(variable: PromelaVocabulary.Variable, value: String)] {
        transition.then.compactMap { change in
            guard let variable = vocabulary[change.variable.value] else { return nil }
            let number = change.value.map { String(vocabulary.number($0, of: variable)) }
            return (variable, number ?? variable.resolution)
        }
    }

    /// What a step changes, with what follows at once and what that breaks.
    func changing(_ changes: [String: String]) -> String {
        let assignments = changes.sorted { $0.key < $1.key }.compactMap { name, value in
            vocabulary[name].map { "\($0.state) = \(vocabulary.number(value, of: $0));" }
        }
        guard !assignments.isEmpty else { return "" }
        return "choose_open(); " + judging(Set(changes.keys), assignments.joined(separator: " ") + " ", byStep: true)
            + "forget_open(); "
    }

    /// The processes.
    ///
    /// Each first chooses what happens and then lets it happen, so that what follows at once is written once.
    func writeProcesses(to text: inout PromelaText) {
        text.line("short happening, elsewhere_happening;")
        text.line("/* What takes time may have happened or not. */")
        text.block("proctype service() {", "}") { text in
            text.label("end")
            text.block("do", "od") { text in writeOwnMoves(to: &text) }
        }
        text.line("/* What others may change, as often as the bounds say, until the run has had its last look. */")
        text.block("proctype elsewhere() {", "}") { text in
            text.label("end")
            text.block("do", "od") { text in writeOutsideChanges(to: &text) }
        }
    }

    private func writeOwnMoves(to text: inout PromelaText) {
        let timed = model.transitions.filter { $0.takes.count > 0 }
        guard !timed.isEmpty else {
            text.line(":: false -> skip")
            return
        }
        text.block(":: atomic {", "}") { text in
            text.block("if", "fi;") { text in
                for (index, transition) in timed.enumerated() {
                    let when = vocabulary.ofState(transition.when).met
                    text.line(":: \(when) -> happening = \(index + 1) /* \(transition.id.value) */")
                }
            }
            let effects = timed.enumerated().map { index, transition in
                ":: happening == \(index + 1) -> \(effect(transition)) "
            }
            let impossible = timed.enumerated().map { index, transition in
                ":: happening == \(index + 1) && !\(parenthesised(armed(transition))) -> happening = 0 "
            }
            let names = Set(timed.flatMap { $0.then.map(\.variable.value) })
            text.line("choose_open();")
            text.line("if \(impossible.joined()):: else fi;")
            let change = "if \(effects.joined())fi; "
            text.line("if :: happening != 0 -> \(judging(names, change))skip :: else fi;")
            text.line("happening = 0; forget_open()")
        }
    }

    private func writeOutsideChanges(to text: inout PromelaText) {
        let external = vocabulary.variables.filter {
            $0.isExternal && bounds.outsideVariables?.contains($0.name) != false
        }
        guard !external.isEmpty else {
            text.line(":: false -> skip")
            return
        }
        let changes = external.flatMap { variable in (1...variable.values.count).map { (variable.state, $0) } }
        text.block(":: atomic {", "}") { text in
            text.block("if", "fi;") { text in
                for (index, (state, number)) in changes.enumerated() {
                    text.line(
                        ":: !over && !closing && outside < \(bounds.outsideChanges) && \(state) != \(number) -> "
                            + "elsewhere_happening = \(index + 1)")
                }
            }
            text.line("outside++; choose_open(); \(settling(after: []))")
            text.block("if", "fi;") { text in
                for (index, (state, number)) in changes.enumerated() {
                    text.line(":: elsewhere_happening == \(index + 1) -> \(state) = \(number)")
                }
            }
            text.line("elsewhere_happening = 0; \(settling(after: Set(external.map(\.name))))forget_open()")
        }
    }
}
