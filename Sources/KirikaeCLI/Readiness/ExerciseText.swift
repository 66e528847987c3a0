import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeEngine
import KirikaeSyntax

/// What past runs say of the runbooks, in words.
struct ExerciseText: Sendable {
    private static let millisecondsPerDay: Int64 = 86_400_000

    let overview: ExerciseOverview
    let wording: ScreenWording
    let style: Style
    /// How a moment of the wall clock is written.
    var date: @Sendable (Int64) -> String = { WallTime.dateAndTime($0) }

    private var language: Language { wording.language }

    /// The lines.
    var lines: [String] {
        var lines: [String] = []
        for row in overview.rows { lines += self.lines(row) + [""] }
        lines.append(summary)
        guard !overview.unreadable.isEmpty else { return lines }
        lines += ["", style.bold(wording.pick("読めない実行", "Runs that cannot be read"))]
        lines += overview.unreadable.map { style.bad("  ✗ ") + TerminalText.safe("\($0.run)  \($0.reason[language])") }
        return lines
    }

    private var summary: String {
        let counts = ExerciseOverview.Standing.allCases.map { standing in
            "\(name(standing)) \(overview.rows.count { $0.standing == standing })"
        }
        return wording.pick("実行 \(overview.runCount) 件。", "\(overview.runCount) runs: ")
            + counts.joined(separator: wording.pick("、", ", "))
    }

    private func lines(_ row: ExerciseOverview.Row) -> [String] {
        let head = "\(mark(row.standing)) \(style.bold(TerminalText.safe(row.title[language])))"
        var lines = [
            head
                + TerminalText.safe(
                    "  \(row.runbook)" + wording.parenthesised(wording.direction(row.direction)))
                + "  " + emphasised(row.standing)
        ]
        lines.append(
            "    " + wording.pick("訓練    ", "drilled  ")
                + (row.drill.map(text) ?? style.caution(wording.pick("なし", "never"))))
        lines.append(
            "    " + wording.pick("本番    ", "live run ") + (row.live.map(text) ?? wording.pick("なし", "never")))
        for exercise in [row.drill, row.live].compactMap({ $0 }) { lines += changes(exercise) }
        if let failed = row.newestFailure {
            lines.append(
                "    " + style.caution("! ")
                    + TerminalText.safe(
                        wording.pick("最後まで行けなかった実行：", "did not come to a good end: ") + text(failed)))
        }
        if !row.scenarios.isEmpty {
            lines.append(
                "    " + wording.pick("シナリオ ", "scenarios ")
                    + TerminalText.safe(row.scenarios.joined(separator: wording.pick("、", ", "))))
        }
        return lines
    }

    private func text(_ exercise: ExerciseOverview.Exercise) -> String {
        var text = self.text(exercise.past)
        switch exercise.standing {
        case .same: text += wording.pick("。今の計画と同じ", "; the plan is the same today")
        case .changed: text += wording.pick("。その後、計画が変わった", "; the plan has changed since")
        case .notComparable: text += wording.pick("。今の計画と比べられない", "; cannot be compared with today's plan")
        }
        let age = (overview.now - exercise.past.wallMilliseconds) / Self.millisecondsPerDay
        if age >= overview.days {
            text += wording.pick("。\(overview.days) 日より前", "; more than \(overview.days) days ago")
        }
        return TerminalText.safe(text)
    }

    /// A run on a line: when, how long ago, which, how it ended, how long it took, by whom, and whether its record is good.
    private func text(_ past: PastRun) -> String {
        let days = max(0, (overview.now - past.wallMilliseconds) / Self.millisecondsPerDay)
        let parts = [
            date(past.wallMilliseconds) + wording.parenthesised(wording.pick("\(days) 日前", "\(days) days ago")),
            past.run
                + (past.plan.runbook == past.path
                    ? ""
                    : wording.parenthesised(wording.pick("\(past.plan.runbook) の中で", "as part of \(past.plan.runbook)"))),
            past.result.map(wording.result) ?? wording.pick("終わっていません", "has not ended"),
            wording.duration(Milliseconds(past.milliseconds)),
            past.operators.joined(separator: wording.pick("、", ", ")),
            audit(past.audit), scenario(past),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: wording.pick("、", ", "))
    }

    private func scenario(_ past: PastRun) -> String {
        guard let name = past.scenario else { return "" }
        let verdict =
            switch past.isAsExpected {
            case true?: wording.pick("どおり", "as expected")
            case false?: wording.pick("と違う", "not as expected")
            case nil: ""
            }
        return wording.pick("シナリオ「\(name)」\(verdict)", "scenario ‘\(name)’ \(verdict)").trimmed
    }

    private func audit(_ audit: PastRun.Audit) -> String {
        switch audit {
        case .verified: wording.pick("記録は検証済み", "record verified")
        case .open: wording.pick("記録は途中", "record not closed")
        case .failed(let codes):
            wording.pick("記録を検証できない：", "record NOT verified: ") + codes.joined(separator: ", ")
        }
    }

    /// Which steps have changed since.
    private func changes(_ exercise: ExerciseOverview.Exercise) -> [String] {
        switch exercise.standing {
        case .same: return []
        case .notComparable(let reason): return ["      " + TerminalText.safe(reason[language])]
        case .changed(let steps, let surroundings):
            let items = steps + surroundings
            let text =
                wording.pick(
                    "\(exercise.past.run) からの変更 \(items.count)：", "changed since \(exercise.past.run), \(items.count): "
                )
                + ItemWords(wording: wording).ids(items, shown: 8)
            return DisplayWidth.wrapped(TerminalText.safe(text), to: StepCard.cells - 8).map { "      " + $0 }
        }
    }

    private func mark(_ standing: ExerciseOverview.Standing) -> String {
        switch standing {
        case .never: style.bad("✗")
        case .changed, .stale: style.caution("!")
        case .current: style.good("✓")
        }
    }

    private func emphasised(_ standing: ExerciseOverview.Standing) -> String {
        switch standing {
        case .never: style.bad(name(standing))
        case .changed, .stale: style.caution(name(standing))
        case .current: style.good(name(standing))
        }
    }

    /// How well exercised a runbook is, in a word.
    private func name(_ standing: ExerciseOverview.Standing) -> String {
        switch standing {
        case .never: wording.pick("未実施", "never")
        case .changed: wording.pick("変更あり", "changed")
        case .stale: wording.pick("期限切れ", "stale")
        case .current: wording.pick("最新", "current")
        }
    }
}
