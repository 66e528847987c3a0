import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeSyntax

/// How a run begins, and how it goes on after a break.
extension RunScreen {
    /// What run it is.
    func opening(_ header: RunHeader) -> [String] {
        let title = TerminalText.safe(plan.title[wording.language])
        let lines = [
            style.bold(title + wording.parenthesised(wording.direction(plan.direction))),
            wording.pick("  実行       ", "  run          ") + header.run,
            wording.pick("  環境       ", "  environment  ") + header.environment,
            wording.pick("  操作員     ", "  operator     ") + TerminalText.safe(header.operatorName),
            wording.pick("  計画の指紋 ", "  fingerprint  ") + String(header.fingerprint.prefix(16)),
            wording.pick("  目安の合計 ", "  typical      ") + wording.duration(plan.typical),
        ]
        return lines
    }

    /// What happens when a run goes on after a break.
    func going(on event: RunEvent, _ machine: RunMachine) -> [String] {
        switch event {
        case .acceptedChanges(let changes):
            return [
                style.caution(
                    wording.pick(
                        "変更（\(changes.changed.joined(separator: "、"))）を受け入れ、今の内容で続けます。理由：\(changes.reason)",
                        "Going on with the content as it is now (\(changes.changed.joined(separator: ", "))); reason: \(changes.reason)"
                    )),
                wording.pick("  計画の指紋 ", "  fingerprint  ") + String(changes.fingerprint.prefix(16)),
            ]
        case .carriedOver(let carried):
            let position = card.progress(machine.position)
            return [
                style.bold(
                    TerminalText.safe(
                        wording.pick(
                            "実行「\(carried.run)」を引き継ぎ、ステップ \(position) からやり直します。理由：\(carried.reason)",
                            "Taking over from the run ‘\(carried.run)’, beginning with step \(position); reason: \(carried.reason)"
                        )))
            ] + world.notLookedAt(machine.leftForPeopleToSee)
        case .rechecked: return machine.worldFindings.map(world.lines) ?? []
        case .jumped(let path, let reason, let name):
            return [
                style.caution(
                    TerminalText.safe(
                        wording.pick(
                            "– それまでのステップを省き、「\(title(path))」へ進みます（\(name)）。理由：\(reason)",
                            "– Leaving out the steps before it, going on with ‘\(title(path))’ (\(name)); reason: \(reason)"
                        )))
            ]
        default: return []
        }
    }
}
