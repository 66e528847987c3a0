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
        writeSettling(to: &text)
        writeJudging(to: &text)
    }

    /// Transitions that take no time happen at once, the first written first, until none is left.
    private func writeSettling(to text: inout PromelaText) {
        text.line("/* What takes no time happens at once, in the order written. */")
        text.block("inline settle() {", "}") { text in
            let immediate = model.transitions.filter { $0.takes.count == 0 }
            guard !immediate.isEmpty else { return text.line("skip") }
            text.block("do", "od") { text in
                var closing = 0
                for transition in immediate {
                    text.line(":: \(armed(transition)) -> \(effect(transition)) /* \(transition.id.value) */")
                    text.line(":: else -> if")
                    closing += 1
                }
                text.line(":: true -> break")
                for _ in 0..<closing { text.line("fi") }
            }
        }
    }

    private func writeJudging(to text: inout PromelaText) {
        text.line("/* An invariant breaks where it does not hold and was not already broken. */")
        text.block("inline look_before() {", "}") { text in
            text.line("skip;")
            for (index, entry) in watched.enumerated() {
                guard let judged = judged(entry.invariant) else { continue }
                text.line("before_\(index) = (\(judged.couldBreak) -> 1 : 0);")
            }
        }
        text.block("inline look_after() {", "}") { text in
            text.line("skip;")
            for (index, entry) in watched.enumerated() {
                guard let judged = judged(entry.invariant) else { continue }
                text.line(
                    "if :: before_\(index) && \(judged.isBroken) -> \(PromelaProperty.report(entry.number)) :: else fi;"
                )
                text.line("before_\(index) = 0;")
            }
        }
    }

    /// When an invariant could be broken by what comes next, and when it then is.
    private func judged(_ invariant: ServiceModel.Invariant) -> (couldBreak: String, isBroken: String)? {
        switch invariant.kind {
        case .always(let condition):
            let judged = vocabulary.ofState(condition)
            return ("!\(parenthesised(judged.notMet))", parenthesised(judged.notMet))
        case .before(let condition, let requires):
            let judged = vocabulary.ofState(condition)
            return (
                "(!\(parenthesised(judged.met)) && \(parenthesised(vocabulary.ofState(requires).notMet)))",
                parenthesised(judged.met)
            )
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
        return "look_before(); choose_open(); \(assignments.joined(separator: " ")) settle(); forget_open(); "
            + "look_after(); "
    }

    /// The processes.
    func writeProcesses(to text: inout PromelaText) {
        let timed = model.transitions.filter { $0.takes.count > 0 }
        text.line("/* What takes time may have happened or not. */")
        text.block("proctype service() {", "}") { text in
            text.label("end")
            text.block("do", "od") { text in
                for transition in timed {
                    let when = vocabulary.ofState(transition.when).met
                    text.line(":: atomic { \(when) -> choose_open(); /* \(transition.id.value) */")
                    text.line("     if :: \(armed(transition)) -> look_before(); \(effect(transition)); settle();")
                    text.line("           forget_open(); look_after()")
                    text.line("     :: else -> forget_open() fi }")
                }
                if timed.isEmpty { text.line(":: false -> skip") }
            }
        }
        text.line("/* What others may change, as often as the bounds say, until the run is over. */")
        text.block("proctype elsewhere() {", "}") { text in
            text.label("end")
            text.block("do", "od") { text in
                let external = vocabulary.variables.filter(\.isExternal)
                for variable in external {
                    for number in 1...variable.values.count {
                        text.line(
                            ":: atomic { !over && outside < \(bounds.outsideChanges) && \(variable.state) != \(number) ->"
                        )
                        text.line(
                            "     outside++; choose_open(); \(variable.state) = \(number); settle(); forget_open() }")
                    }
                }
                if external.isEmpty { text.line(":: false -> skip") }
            }
        }
    }
}
