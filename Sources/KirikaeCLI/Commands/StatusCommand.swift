import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show all runs, or where one run stands.",
        discussion: "Only reads; it works while another process owns the run.")

    @Argument(help: "Identifier of a run. Without it, all runs are listed.")
    var run: String?
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let text = StatusText(wording: ScreenWording(language: language.language), style: .standard)
            guard let run else {
                let directory = try state.existingIfAny()
                let names = try directory?.listRuns().map(\.text).sorted() ?? []
                if names.isEmpty { StreamOutput.standard.line(text.wording.pick("実行はまだありません", "no runs yet")) }
                for name in names {
                    let read = try? directory.map { try StoredRun.read(try StoredRun.directory(name, in: $0)) }
                    StreamOutput.standard.line(text.summary(name, read?.stored, isDamaged: read?.failure != nil))
                }
                return .success
            }
            let (stored, failure) = try StoredRun.read(try StoredRun.directory(run, in: state.existing()))
            for line in text.lines(stored) { StreamOutput.standard.line(line) }
            // What can be read is shown; then it is said where that ends.
            if let failure { throw failure }
            return .success
        }
    }
}

/// Where a run stands, in words.
struct StatusText: Sendable {
    let wording: ScreenWording
    let style: Style

    /// One line.
    func summary(_ name: String, _ stored: StoredRun?, isDamaged: Bool) -> String {
        guard let stored else { return "\(name)  " + style.bad(wording.pick("記録を読めません", "the record cannot be read")) }
        let damage = isDamaged ? "  " + style.bad(wording.pick("記録が壊れています", "the record is damaged")) : ""
        return "\(name)  \(stored.header.runbook)  \(position(stored))  \(standing(stored.machine))\(damage)"
    }

    /// The whole.
    func lines(_ stored: StoredRun) -> [String] {
        let machine = stored.machine
        var lines = [
            style.bold(TerminalText.safe(stored.plan.title[wording.language])),
            wording.pick("  実行      ", "  run         ") + stored.header.run,
            wording.pick("  環境      ", "  environment ") + stored.header.environment,
            wording.pick("  開始      ", "  started     ")
                + WallTime.dateAndTime(stored.start.wallMilliseconds)
                + "  " + TerminalText.safe(stored.header.operatorName),
            wording.pick("  位置      ", "  position    ") + position(stored),
            wording.pick("  状態      ", "  state       ") + standing(machine),
        ]
        if let origin = stored.header.restartOf {
            lines.append(
                wording.pick("  やり直し  ", "  begun anew  ") + origin.run
                    + wording.pick("（\(origin.from) から）", " (from \(origin.from))"))
        }
        if !stored.earlierPlans.isEmpty {
            lines.append(
                wording.pick("  変更      ", "  changes     ")
                    + wording.pick(
                        "途中で受け入れた変更：\(stored.earlierPlans.count) 回", "accepted on the way: \(stored.earlierPlans.count)"
                    ))
        }
        if machine.result == nil || isStopped(machine), let step = machine.currentStep {
            lines.append(
                wording.pick("  ステップ  ", "  step        ") + TerminalText.safe(step.title[wording.language])
                    + "  (\(step.path))")
        }
        for (path, late) in machine.stragglers.sorted(by: { $0.key < $1.key }) {
            guard let index = stored.plan.index(of: path) else { continue }
            let title = stored.plan.steps[index].title[wording.language]
            for (number, line) in ItemWords(wording: wording).stragglers(late, title).enumerated() {
                lines.append((number == 0 ? "  ! " : "    ") + TerminalText.safe(line))
            }
        }
        let attachments = machine.attachments.sorted { $0.key < $1.key }.flatMap(\.value)
        lines += attachments.map { "  ✎ " + TerminalText.safe(wording.attached($0)) }
        for (index, state) in machine.states.enumerated() where state == .skipped {
            lines.append(
                wording.pick("  省いた    ", "  left out    ")
                    + TerminalText.safe(stored.plan.steps[index].title[wording.language]))
        }
        let times = TimesText(wording: wording, style: style).lines(machine)
        return lines + (times.isEmpty ? [] : [""] + times)
    }

    private func isStopped(_ machine: RunMachine) -> Bool {
        if case .stopped? = machine.result { true } else { false }
    }

    private func position(_ stored: StoredRun) -> String {
        StepCard(plan: stored.plan, wording: wording, style: style).progress(stored.machine.position)
    }

    private func standing(_ machine: RunMachine) -> String {
        if let result = machine.result { return wording.result(result) }
        if !machine.stepsInDoubt.isEmpty {
            return style.caution(wording.pick("実施済みか不明なステップがあります", "a step is in doubt"))
        }
        return wording.pick("進行中、または異常終了（再開できます）", "going on, or broken off (can be resumed)")
    }
}
