import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// One of the judgements of a step in Promela: the looks, the judgement, and the wait for what may still come.
struct PromelaGate {
    let machine: PromelaMachine
    /// What its labels begin with.
    var name: String
    var conditions: [PlanCondition]
    /// How the run comes to where it begins anew when it is resumed.
    var beginning: String
    /// When nothing but writing down a good end follows from what is known.
    var closing: String
    /// What people said of it is forgotten where it is not met yet.
    var forgotten: [PlanCondition]
    /// Whether it waits for what may still come.
    var waits = true
    var met: String
    var notMet: String
    var open: String

    private var vocabulary: PromelaVocabulary { machine.vocabulary }

    func write(to text: inout PromelaText) {
        var names: [String] = []
        for name in conditions.flatMap(\.condition.variables) where !names.contains(name) { names.append(name) }
        text.label("\(name)_look")
        writeLooks(machine.known(names.filter { !machine.isAsked($0) }), to: &text)
        for variable in names.filter(machine.isAsked).compactMap({ vocabulary[$0] }) {
            writeQuestion(variable, to: &text)
        }
        let judged = vocabulary.ofKnowledge(conditions.map(\.condition))
        let unmet = "!(\(judged.met))"
        var sequences = ["\(judged.met) -> \(met)"]
        var impatient = unmet
        if waits {
            let again = PromelaText.step("waited = 1; " + forgettingUnmet + machine.forgettingLooks)
            sequences.append("\(unmet) && \(patience) -> \(again)goto \(name)_look")
            impatient += " && !(\(patience))"
        }
        sequences.append("\(impatient) && \(judged.notMet) -> \(notMet)")
        sequences.append("\(impatient) && !(\(judged.notMet)) -> \(open)")
        text.choice(sequences)
    }

    /// Programs look at everything that is not known yet, and see it or nothing of it.
    private func writeLooks(_ probed: [PromelaVocabulary.Variable], to text: inout PromelaText) {
        guard !probed.isEmpty else { return }
        func looking(_ reading: (PromelaVocabulary.Variable) -> String) -> String {
            let looks = probed.map {
                "if :: \($0.knowledge) == 0 -> \($0.knowledge) = \(reading($0)) :: else fi; "
            }
            return PromelaText.step(looks.joined()) + machine.noting(closing: closing)
        }
        let seen = looking { "(\($0.state) == 0 -> \($0.open) : \($0.state))" }
        let blind = looking { String($0.open) }
        text.choice([seen, machine.trouble(blind), machine.crash(to: beginning)].compactMap(\.self))
    }

    /// A person is asked, unless he has said it before: he says what he sees, or that he cannot see it.
    private func writeQuestion(_ variable: PromelaVocabulary.Variable, to text: inout PromelaText) {
        let (known, state) = (variable.knowledge, variable.state)
        let noting = machine.noting(closing: closing)
        text.choice(
            [
                "\(known) != 0 -> skip", "\(known) == 0 && \(state) != 0 -> \(known) = \(state); \(noting)",
                machine.trouble("\(known) = \(variable.open); \(noting)", when: "\(known) == 0"),
                machine.crash(to: beginning),
            ].compactMap(\.self))
    }

    /// Whether it is worth waiting: everything that is not met yet has time left.
    ///
    /// The last look of a wait sees whatever an earlier one could have seen, so there is one wait.
    private var patience: String {
        let impatient = conditions.map(\.condition).filter { ($0.within?.count ?? 0) <= 0 }
        return PromelaVocabulary.all(["!waited"] + impatient.map { vocabulary.ofKnowledge($0).met })
    }

    private var forgettingUnmet: String { machine.forgettingUnmet(forgotten) }
}
