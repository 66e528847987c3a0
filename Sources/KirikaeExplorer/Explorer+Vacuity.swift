import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Verifications that verify nothing.
extension Explorer {
    /// The steps that change something, and whose verifications all hold already whenever they are begun: had nothing been done, they
    /// would be taken for done all the same.
    ///
    /// That a condition holds whatever its variables may be is found by `kirikae check` (KRK0329).
    func stepsThatVerifyNothing() -> [Exploration.Property] {
        let steps = plan.steps
        let begun = machines.commands.map { Set($0.compactMap(stepBegun)) }
        var undecided = Set(
            steps.indices.filter { !steps[$0].changes.isEmpty && !steps[$0].verifications.isEmpty })
        var met: Set<Int> = []
        for position in 0..<table.count where !undecided.isEmpty && table.isTaken(position) {
            let state = table[position]
            let here = begun[Int(state.machine)].intersection(undecided)
            guard !here.isEmpty else { continue }
            let values = service.state(state.service)
            for step in here {
                met.insert(step)
                let judgements = steps[step].verifications.map { $0.condition.judge(values.reading) }
                if Judgement.all(of: judgements) != .met { undecided.remove(step) }
            }
        }
        return undecided.intersection(met).sorted().map { .verifiesNothing(step: steps[$0].path) }
    }

    /// The step that a command begins to carry out.
    private func stepBegun(_ command: RunCommand) -> Int? {
        switch command {
        case .perform(let step, _), .performItems(let step, _, _): step
        case .ask(let question):
            switch question.kind {
            case .manual, .approval, .population(wave: 0, _), .items(wave: 0, _, _): plan.index(of: question.step)
            default: nil
            }
        case .record, .probe, .lookAtItems, .wait, .recheck, .finish: nil
        }
    }
}
