import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// One step of a plan in Promela.
struct PromelaStep {
    let machine: PromelaMachine
    let index: Int

    var step: PlanStep { machine.plan.steps[index] }
    private var vocabulary: PromelaVocabulary { machine.vocabulary }
    private var entering: String { "E\(index)" }
    private var verifying: String { step.isAct ? "V\(index)" : entering }
    private var doubting: String { "D\(index)" }
    private var troubled: String { "T\(index)" }
    private var closing: PromelaClosing { PromelaClosing(machine: machine) }

    // MARK: Coming to a phase

    private var toEntering: String { machine.noting(closing: closing.entering(index)) + "goto \(entering)" }

    private var toVerifying: String {
        step.isAct ? machine.noting(closing: closing.verifications(of: index)) + "goto \(verifying)" : toEntering
    }

    private var toDoubting: String {
        switch step.interrupted {
        case .ask: "goto \(doubting)"
        case .repeat: machine.noting(closing: closing.entering(index)) + "goto \(doubting)"
        case .verify: (isVerifiedInDoubt ? machine.noting(closing: closing.doubting(index)) : "") + "goto \(doubting)"
        }
    }

    /// Whether its verifications tell if it was done.
    private var isVerifiedInDoubt: Bool {
        !step.changes.isEmpty && !step.verifications.isEmpty && step.outputs.isEmpty
    }

    func write(to text: inout PromelaText) {
        text.label(entering)
        text.line("/* \(step.path) */ skip;")
        writeUnless(to: &text)
        writePreconditions(to: &text)
        if step.isAct { writeAct(to: &text) }
        writeVerifications(to: &text)
    }

    // MARK: Judging

    /// What a person may decide about a gate that is not met, or that nobody could judge.
    private func writeDecisions(retry: String, resume: String, _ others: [String], to text: inout PromelaText) {
        text.choice([retry] + [machine.crash(to: resume)].compactMap(\.self) + others + takingBack)
    }

    /// A person takes back what became of the step: it was not done after all, or it was.
    private var takingBack: [String] {
        guard step.isAct else { return [] }
        return ["settled == 1 -> \(settling(isDone: false))", "settled == 2 -> \(settling(isDone: true))"]
    }

    /// The step in doubt counts as a person says.
    private func settling(isDone: Bool) -> String {
        "\(forgettingChanged)settled = \(isDone ? 1 : 2); begin_phase(); \(isDone ? toVerifying : toEntering)"
    }

    private func writeUnless(to text: inout PromelaText) {
        guard let unless = step.unless else { return }
        let name = "U\(index)"
        text.line("if :: overruled_unless -> goto P\(index) :: else fi;")
        let next = min(index + step.span, machine.plan.steps.count)
        let gate = PromelaGate(
            machine: machine, name: name, conditions: [PlanCondition(condition: unless, origin: .author)],
            beginning: toEntering, closing: closing.entering(index), forgotten: [], waits: false,
            met: "finish(); goto E\(next)", notMet: "goto P\(index)", open: "goto \(name)_open")
        gate.write(to: &text)
        let overrule =
            "overruled_unless = 1; \(machine.noting(closing: closing.preconditions(of: index)))goto P\(index)"
        text.label("\(name)_open")
        writeDecisions(retry: retryFromPeople, resume: toEntering, [overrule], to: &text)
    }

    /// Whoever tries again before the step has begun asks everybody anew.
    private var retryFromPeople: String { "look_again(); forget_people(); begin_phase(); \(toEntering)" }

    private func writePreconditions(to text: inout PromelaText) {
        let name = "P\(index)"
        text.label(name)
        if !step.preconditions.isEmpty {
            text.line("if :: overruled_before -> goto \(name)_go :: else fi;")
            let gate = PromelaGate(
                machine: machine, name: name, conditions: step.preconditions, beginning: toEntering,
                closing: closing.preconditions(of: index),
                forgotten: step.isAct ? step.preconditions : step.verifications, met: "goto \(name)_go",
                notMet: "goto \(name)_notmet", open: "goto \(name)_open")
            gate.write(to: &text)
            let overrule =
                "\(isSo(step.preconditions)) -> overruled_before = 1; "
                + "\(machine.noting(closing: closing.acting(index)))goto \(name)_go"
            for (suffix, decisions) in [("notmet", []), ("open", [overrule])] {
                text.label("\(name)_\(suffix)")
                writeDecisions(
                    retry: retryFromPeople, resume: toEntering, decisions + ["!touched -> goto refused"], to: &text)
            }
            text.label("\(name)_go")
        }
        text.line("skip;")
    }

    private func writeVerifications(to text: inout PromelaText) {
        let name = "V\(index)"
        text.label(name)
        if !step.verifications.isEmpty {
            text.line("if :: overruled_after -> goto \(name)_done :: else fi;")
            let gate = PromelaGate(
                machine: machine, name: name, conditions: step.verifications, beginning: toVerifying,
                closing: closing.verifications(of: index), forgotten: step.verifications, met: "goto \(name)_done",
                notMet: "goto \(name)_notmet", open: "goto \(name)_open")
            gate.write(to: &text)
            let overrule =
                "\(isSo(step.verifications)) -> overruled_after = 1; "
                + "\(machine.noting(closing: closing.verifications(of: index)))goto \(name)_done"
            let retry = "look_again(); \(machine.forgettingUnmet(step.verifications))begin_phase(); \(toVerifying)"
            for (suffix, decisions) in [("notmet", []), ("open", [overrule])] {
                text.label("\(name)_\(suffix)")
                writeDecisions(retry: retry, resume: toVerifying, decisions, to: &text)
            }
            text.label("\(name)_done")
        }
        if !step.isAct { writeReached(to: &text) }
        text.line("atomic { finish(); goto E\(index + 1) };")
    }

    /// Whether conditions hold in truth: nobody goes on against what does not, without leaving a step out.
    private func isSo(_ conditions: [PlanCondition]) -> String {
        PromelaVocabulary.all(conditions.map { vocabulary.ofState($0.condition).met })
    }

    private func writeReached(to text: inout PromelaText) {
        text.line("#ifdef REACH")
        text.line("atomic { \(machine.report(.reached(step: step.path))) };")
        text.line("#endif")
    }

    // MARK: Acting

    private func writeAct(to text: inout PromelaText) {
        let missing = machine.outputSteps.filter { position in
            machine.references(of: step).contains(machine.plan.steps[position].path)
        }
        if !missing.isEmpty {
            // Nothing but leaving the step out helps there.
            let isThere = PromelaVocabulary.all(missing.map { "read_\($0)" })
            text.choice(
                ["\(isThere) -> skip", machine.crash(to: toEntering)].compactMap(\.self)
                    + takingBack.map { "!(\(isThere)) && " + $0 })
        }
        writeReached(to: &text)
        text.line("atomic { touched = 1; settled = 0; begin_phase(); goto A\(index) };")
        writeAction(to: &text)
        writeDoubt(to: &text)
        text.label(troubled)
        text.line(step.mayBeDoneAfterAll ? "settled = 2;" : "skip;")
        text.choice(
            ["look_again(); begin_phase(); \(toEntering)", machine.crash(to: "goto \(troubled)")].compactMap(\.self)
                + takingBack)
    }

    /// What is known of what a step changes is no longer true once it was carried out.
    private var forgettingChanged: String { machine.forgetting(machine.known(step.changes.keys)) }

    private var effect: String { machine.service.changing(step.changes) }

    private func ending(after failure: ActionFailure) -> String {
        failure.leavesDoubt && step.interrupted != .repeat ? toDoubting : "goto \(troubled)"
    }

    private func writeAction(to text: inout PromelaText) {
        text.label("A\(index)")
        switch step.action {
        case .command, .http, .none: writeProgram(to: &text)
        case .manual(let manual): writeManual(manual.answer, to: &text)
        case .wait:
            text.choice(
                ["\(forgettingChanged)begin_phase(); \(toVerifying)", machine.crash(to: toDoubting)].compactMap(\.self))
        case .approve(let approve, let members): writeApprovals(approve.count, of: members.count, to: &text)
        case .population(let population, _): writeWaves(population.waves.count, to: &text)
        }
    }

    /// How an act may turn out: a number, what it uses up, whether it has its effect, and what comes of it.
    private struct Turn {
        var isTrouble = false
        var isCrash = false
        var hasEffect: Bool
        var sequel: String
    }

    /// Writes that one of several things happens, with the effect written once for all that have it.
    private func write(_ turns: [Turn], when condition: String = "", to text: inout PromelaText) {
        let possible = turns.filter { turn in
            (!turn.isTrouble || machine.bounds.troubles > 0) && (!turn.isCrash || machine.bounds.breaks > 0)
        }
        text.block("atomic {", "};") { text in
            text.block("if", "fi;") { text in
                for (number, turn) in possible.enumerated() {
                    var guards = condition.isEmpty ? [] : [condition]
                    if turn.isTrouble { guards.append("troubles < \(machine.bounds.troubles)") }
                    if turn.isCrash { guards.append("crashes < \(machine.bounds.breaks)") }
                    let cost = turn.isTrouble ? "troubles++; " : turn.isCrash ? "crashes++; " : ""
                    text.line(":: \(PromelaVocabulary.all(guards)) -> \(cost)outcome = \(number + 1)")
                }
            }
            let effective = possible.enumerated().filter(\.element.hasEffect).map { "outcome == \($0.offset + 1)" }
            if !effective.isEmpty, !step.changes.isEmpty {
                text.line("if :: \(PromelaVocabulary.any(effective)) -> \(effect)")
                text.line(":: else fi;")
            }
            text.block("if", "fi") { text in
                for (number, turn) in possible.enumerated() {
                    let forgotten = turn.isCrash ? "forget_people(); " : forgettingChanged
                    text.line(
                        ":: outcome == \(number + 1) -> outcome = 0; \(forgotten)begin_phase(); \(turn.sequel)")
                }
            }
        }
    }

    /// The engine dies: before the act, or after its effect and before its record.
    private var crashes: [Turn] {
        let sequel = toDoubting
        let before = Turn(isCrash: true, hasEffect: false, sequel: sequel)
        return step.changes.isEmpty ? [before] : [before, Turn(isCrash: true, hasEffect: true, sequel: sequel)]
    }

    /// Says that it failed: without its effect, or with it.
    private func failures(_ failure: ActionFailure) -> [Turn] {
        (step.changes.isEmpty ? [false] : [false, true]).map {
            Turn(isTrouble: true, hasEffect: $0, sequel: ending(after: failure))
        }
    }

    private func writeProgram(to text: inout PromelaText) {
        let read = machine.outputSteps.contains(index) ? "read_\(index) = 1; " : ""
        write(
            [Turn(hasEffect: true, sequel: "\(read)\(toVerifying)")] + failures(.exitCode(1)) + failures(.endNotSeen)
                + crashes, to: &text)
    }

    private func writeManual(_ form: ManualAction.Answer, to text: inout PromelaText) {
        var done = toVerifying
        var turns: [Turn] = []
        if case .input = form.form, machine.outputSteps.contains(index) { done = "read_\(index) = 1; " + done }
        if let told = reported(by: form) {
            // A person who reports what he sees tells the truth: what comes of it depends on how the service stands.
            let lines = told.map { test, isAccepted in
                "\(test) -> \(remembering(form))\(isAccepted ? toVerifying : "goto \(troubled)")"
            }
            let other = ":: else -> goto \(troubled)"
            turns.append(
                Turn(hasEffect: true, sequel: "if " + lines.map { ":: " + $0 }.joined(separator: " ") + " \(other) fi"))
        } else {
            turns.append(Turn(hasEffect: true, sequel: done))
            if case .choice(let choices, let accept) = form.form,
                choices.contains(where: { !accept.contains($0.value) })
            {
                turns.append(Turn(isTrouble: true, hasEffect: false, sequel: "goto \(troubled)"))
            }
        }
        write(turns + failures(.declined) + crashes, to: &text)
    }

    /// What a person reports: tests of how the service stands, and whether the step accepts each; nil if he reports nothing.
    private func reported(by form: ManualAction.Answer) -> [(test: String, isAccepted: Bool)]? {
        guard let variable = form.reports.flatMap({ vocabulary[$0.value] }) else { return nil }
        func test(_ value: String) -> String { "\(variable.state) == \(vocabulary.number(value, of: variable))" }
        switch form.form {
        case .choice(let choices, let accept): return choices.map { (test($0.value), accept.contains($0.value)) }
        case .text(_, let value): return value.map { [(test($0), true)] }
        case .number(let number): return number.value.map { [(test($0), true)] }
        case .input: return nil
        }
    }

    /// What a person reported counts as known, where only people can see it.
    private func remembering(_ form: ManualAction.Answer) -> String {
        guard let name = form.reports?.value, machine.isAsked(name), let variable = machine.known([name]).first else {
            return ""
        }
        return "\(variable.knowledge) = \(variable.state); "
    }

    private func writeApprovals(_ count: Int, of members: Int, to text: inout PromelaText) {
        for given in 0..<count {
            let isLast = given == count - 1
            var turns = [
                Turn(isTrouble: true, hasEffect: false, sequel: "goto \(troubled)"),
                Turn(isCrash: true, hasEffect: false, sequel: toEntering),
            ]
            if given < members {
                turns.insert(
                    Turn(hasEffect: true, sequel: isLast ? toVerifying : "goto A\(index)_\(given + 1)"), at: 0)
            }
            if given > 0 { text.label("A\(index)_\(given)") }
            write(turns, to: &text)
        }
        if count == 0 { text.line("\(toVerifying);") }
    }

    private func writeWaves(_ count: Int, to text: inout PromelaText) {
        let waves = "waves_\(index)"
        text.line("if :: \(waves) == \(count) -> begin_phase(); \(toVerifying) :: else fi;")
        let last =
            "if :: \(waves) == \(count) -> \(machine.noting(closing: closing.verifications(of: index)))skip :: else fi; "
        let next = "\(waves)++; \(last)goto A\(index)"
        text.line("if :: \(waves) > 0 -> goto A\(index)_later :: else fi;")
        let turns = [Turn(isTrouble: true, hasEffect: false, sequel: "goto \(troubled)")] + crashes
        write([Turn(hasEffect: true, sequel: next)] + turns, to: &text)
        text.label("A\(index)_later")
        write([Turn(hasEffect: false, sequel: next)] + turns, to: &text)
    }

    // MARK: Doubt

    private func writeDoubt(to text: inout PromelaText) {
        text.label(doubting)
        let asking = "\(doubting)_ask"
        switch step.interrupted {
        case .ask: text.line("skip;")
        case .repeat: text.line("atomic { begin_phase(); goto \(entering) };")
        case .verify:
            guard isVerifiedInDoubt else {
                text.line("skip;")
                break
            }
            text.line("skip;")
            let gate = PromelaGate(
                machine: machine, name: doubting, conditions: step.verifications, beginning: toDoubting,
                closing: closing.doubting(index), forgotten: step.verifications,
                met: "begin_phase(); goto V\(index)", notMet: "goto \(asking)", open: "goto \(asking)")
            gate.write(to: &text)
        }
        text.label(asking)
        text.choice(
            [
                settling(isDone: true), settling(isDone: false),
                machine.crash(to: toDoubting),
            ].compactMap(\.self))
    }
}
