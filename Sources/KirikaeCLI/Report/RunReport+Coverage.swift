import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeEngine
import KirikaePlan

/// What was exercised, what was not and why, and what has changed since each step was last exercised.
extension RunReport {
    var coverageSection: ReportDocument.Section {
        let shown = plan.steps.indices.filter { index in
            let step = plan.steps[index]
            return step.kind == .step || (step.kind == .leave && !step.verifications.isEmpty)
        }
        let rows = shown.map { index -> [String] in
            let step = plan.steps[index]
            let earlier = archive.map { text($0.finding(step)) } ?? ("–", "–")
            return [
                step.kind == .step ? "\(ordinal(index))" : "",
                step.kind == .step
                    ? step.title[language]
                    : wording.pick("終わりの確認：\(step.title[language])", "Final check: \(step.title[language])"),
                exercised(index), verified(index), step.isAct ? earlier.0 : "–", step.isAct ? earlier.1 : "–",
            ]
        }
        let done = shown.count { machine.states[$0] == .done }
        let demanded = shown.filter { !plan.steps[$0].verifications.isEmpty }
        let checked = demanded.count { isVerified($0) }
        var blocks: [ReportDocument.Block] = [
            .text(
                wording.pick(
                    "\(shown.count) 項目のうち \(done) を実施。確認のある \(demanded.count) 項目のうち \(checked) を確認。",
                    "\(done) of \(shown.count) were carried out; of \(demanded.count) that have verifications, those of \(checked) were met."
                ))
        ]
        if let archive {
            blocks.append(
                .text(
                    wording.pick(
                        "同じフォルダにあるこれより前の実行 \(archive.runCount) 件と比べました。",
                        "Compared with \(archive.runCount) earlier runs of the same state folder.")))
            if !archive.unreadable.isEmpty {
                blocks.append(.heading(wording.pick("読めない実行", "Runs that cannot be read")))
                blocks.append(
                    table(
                        [wording.pick("実行", "Run"), wording.pick("理由", "Reason")],
                        archive.unreadable.map { [$0.run, $0.reason[language]] }))
            }
        }
        let head = [
            "#", wording.pick("ステップ", "Step"), wording.pick("今回", "This time"), wording.pick("確認", "Verification"),
            wording.pick("前回の実施", "Last exercised before"), wording.pick("前回からの変更", "Changed since"),
        ]
        blocks.append(table(head, rows, rightAligned: [0]))
        return .init(title: wording.pick("網羅範囲", "Coverage"), blocks: blocks)
    }

    /// Whether a step was carried out, and why not.
    private func exercised(_ index: Int) -> String {
        let path = plan.steps[index].path
        switch machine.states[index] {
        case .done: return wording.pick("実施", "carried out")
        case .notNeeded: return wording.pick("不要（すでにその状態）", "not needed: it was so already")
        case .skipped:
            for incident in history.incidents where incident.step == path {
                if case .leftOut(let reason, _) = incident.kind {
                    return wording.pick("省略：\(reason)", "left out: \(reason)")
                }
            }
            return wording.pick("省略（先のステップへ進んだため）", "left out: the run went on with a later step")
        case .pending: return outcome(index)
        }
    }

    private func isVerified(_ index: Int) -> Bool {
        machine.states[index] == .done && !isOverruled(plan.steps[index].path)
    }

    private func isOverruled(_ path: String) -> Bool {
        history.incidents.contains { incident in
            if incident.step == path, case .overruled(.verifications, _, _, _) = incident.kind { true } else { false }
        }
    }

    /// How the verifications of a step were checked.
    private func verified(_ index: Int) -> String {
        let step = plan.steps[index]
        guard !step.verifications.isEmpty else { return wording.pick("なし（定義なし）", "none declared") }
        guard machine.states[index] == .done else { return wording.pick("未確認", "not checked") }
        if isOverruled(step.path) { return wording.pick("確認できないまま進行", "overruled") }
        let bases = (history.verifiedBy[step.path] ?? []).map(wording.basis).sorted()
        let how = bases.isEmpty ? "" : wording.parenthesised(bases.joined(separator: wording.pick("、", ", ")))
        return wording.pick("確認済み\(how)", "met\(how)")
    }

    private func text(_ finding: StepArchive.Finding) -> (String, String) {
        switch finding {
        case .never: return (wording.pick("初めて", "never before"), "–")
        case .same(let entry): return (text(entry), wording.pick("なし", "nothing"))
        case .changed(let entry, let members): return (text(entry), members.joined(separator: ", "))
        }
    }

    private func text(_ entry: StepArchive.Entry) -> String { "\(date(entry.wallMilliseconds)) \(entry.run)" }
}
