import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeSyntax

/// Puts what a comparison has found into words.
struct ReviewDocumentBuilder: Sendable {
    let report: ReviewReport
    let wording: ScreenWording

    private var words: ReviewWording { ReviewWording(wording: wording) }
    private var values: ReviewValueText { ReviewValueText(wording: wording, service: report.service) }
    private func pick(_ ja: String, _ en: String) -> String { wording.pick(ja, en) }

    /// The document.
    var document: ReviewDocument {
        let sentences = BehaviourText(wording: wording, service: report.service)
        return ReviewDocument(
            language: wording.language, title: pick("手順書の変更のレビュー", "Review of a change to the runbooks"),
            oldName: ExactText.safe(report.oldName), newName: ExactText.safe(report.newName),
            worst: report.difference.worst, verdict: verdict, counts: counts, summary: summary,
            behaviour: report.behaviour?.differences.map(sentences.sentence) ?? [],
            behaviourScope: report.behaviour.map(sentences.scope), entries: entries)
    }

    // MARK: The head

    private var verdict: String {
        guard let worst = report.difference.worst else {
            return pick(
                "違いはありません（体裁やコメントだけの違いは数えません）。",
                "Nothing differs (layout and comments do not count).")
        }
        let count = report.difference.findings.count { $0.risk == worst }
        return pick(
            "最も重い指摘：\(words.level(worst.level))――\(words.risk(worst))（\(count) 件）",
            "Worst: \(words.level(worst.level)), \(words.risk(worst)) (\(count) finding\(count == 1 ? "" : "s"))")
    }

    private var counts: [(risk: RiskClass, count: Int, meaning: String)] {
        RiskClass.allCases.compactMap { risk in
            let count = report.difference.findings.count { $0.risk == risk }
            return count == 0 ? nil : (risk, count, words.risk(risk))
        }
    }

    private var summary: [(label: String, text: String)] {
        guard report.difference.worst != nil else { return [] }
        var lines: [(label: String, text: String)] = []
        let touched = report.touchedRunbooks.map { entry in
            ExactText.safe(entry.runbook)
                + (entry.planCount == 1 ? "" : pick("（\(entry.planCount) 通り）", " (\(entry.planCount) variants)"))
        }
        let others = report.surroundedCount
        let rest = pick("サービスモデルや環境だけが変わる手順書 \(others) 件", "\(others) more only by the service model or environment")
        let plans = touched + (others == 0 ? [] : [rest])
        lines.append(
            (
                pick("変わる計画", "Plans"),
                plans.isEmpty ? pick("なし", "none") : plans.joined(separator: pick("、", ", "))
            ))
        lines.append((pick("操作員には", "Operator"), forTheOperator))
        lines.append((pick("サービスには", "Service"), forTheService))
        return lines
    }

    private var forTheOperator: String {
        var parts: [String] = []
        for kind in [StepDifference.Kind.added, .removed, .moved, .renamed, .changed] {
            let count = report.difference.steps.count { $0.step.kind == kind }
            guard count > 0 else { continue }
            let word = words.kind(kind).word
            parts.append(pick("\(word) \(count) ステップ", "\(count) step\(count == 1 ? "" : "s") \(word)"))
        }
        return parts.isEmpty
            ? pick("ステップは変わりません", "no step changes") : parts.joined(separator: pick("、", ", "))
    }

    private var forTheService: String {
        var parts: [String] = []
        if !report.difference.service.isEmpty {
            let count = report.difference.service.count
            parts.append(
                pick("サービスモデルの変更 \(count) 件", "\(count) change\(count == 1 ? "" : "s") of the service model"))
        }
        if !report.difference.environments.isEmpty {
            let names = report.difference.environments.map { ExactText.safe($0.name) }
            parts.append(
                pick(
                    "環境の変更（\(names.joined(separator: "、"))）", "changed environments: \(names.joined(separator: ", "))"))
        }
        if let behaviour = report.behaviour {
            let alarming = behaviour.differences.count(where: \.isAlarming)
            let rest = behaviour.differences.count - alarming
            if behaviour.differences.isEmpty {
                parts.append(pick("予行の結果は変わりません", "rehearsals come out the same"))
            } else {
                parts.append(
                    pick(
                        "予行の結果が変わる（要注意 \(alarming) 件、その他 \(rest) 件）",
                        "rehearsals come out otherwise (\(alarming) to look at, \(rest) other)"))
            }
        }
        return parts.isEmpty ? pick("変わりません", "no change") : parts.joined(separator: pick("、", ", "))
    }

    // MARK: Entries

    private var entries: [ReviewDocument.Entry] {
        let difference = report.difference
        var entries = difference.steps.map(entry)
        entries += difference.unplanned.map(entry)
        entries += (difference.runbooks + difference.service).map { entry($0, in: nil) }
        entries += difference.environments.flatMap { environment in
            environment.items.map { entry($0, in: environment.name) }
        }
        entries += (difference.scenarios + difference.answers + difference.project).map { entry($0, in: nil) }
        // Worst first; what is equally bad stays in the order of the plans.
        return entries.enumerated().sorted { ($0.element.risk, $0.offset) < ($1.element.risk, $1.offset) }
            .map(\.element)
    }

    private func entry(_ shared: SharedStepDifference) -> ReviewDocument.Entry {
        let step = shared.step
        let kind = words.kind(step.kind)
        var name = ExactText.safe(step.path)
        if let old = step.oldPath, let new = step.newPath, old != new {
            let shown = ExactText.pair(old, new)
            name = "\(shown.old) → \(shown.new)"
        }
        if step.innerCount > 0 {
            name += pick("（中の \(step.innerCount) ステップとともに）", " (with \(step.innerCount) steps inside)")
        }
        return ReviewDocument.Entry(
            risk: step.worst, mark: kind.mark, word: kind.word + (step.isMoved && step.kind != .moved ? "↕" : ""),
            title: ExactText.safe(step.title[wording.language]), name: name,
            location: place(step.newLocation ?? step.oldLocation), plans: plans(shared.plans),
            lines: step.findings.map(line))
    }

    private func entry(_ item: ItemDifference, in environment: String?) -> ReviewDocument.Entry {
        let kind = words.kind(item.kind)
        let part = item.findings.first.map { words.part($0.part) } ?? ""
        var name = ExactText.safe(item.name)
        if let old = item.oldName {
            let shown = ExactText.pair(old, item.name)
            name = "\(shown.old) → \(shown.new)"
        }
        let first = item.findings.lazy.compactMap { $0.newLocation ?? $0.oldLocation }.first
        return ReviewDocument.Entry(
            risk: item.findings.worst ?? .wordingOnly, mark: kind.mark, word: kind.word,
            title: environment.map { "\(words.part(.environment)) \(ExactText.safe($0))" } ?? part, name: name,
            location: place(first), plans: nil, lines: item.findings.map(line))
    }

    private func entry(_ unplanned: UnplannedRunbook) -> ReviewDocument.Entry {
        let word =
            unplanned.isBroken
            ? pick("計画を作れなくなる", "can no longer be planned") : pick("計画を作れるようになる", "can be planned now")
        var line = line(unplanned.finding)
        line.remarks += unplanned.diagnostics.inFileOrder.prefix(5).map {
            ExactText.safe($0.text(in: wording.language))
        }
        return ReviewDocument.Entry(
            risk: unplanned.finding.risk, mark: unplanned.isBroken ? "−" : "+", word: word,
            title: words.part(.plan), name: ExactText.safe(unplanned.identity.runbook),
            location: place(unplanned.finding.newLocation ?? unplanned.finding.oldLocation),
            plans: ExactText.safe(unplanned.identity.argumentText), lines: [line])
    }

    private func line(_ finding: Finding) -> ReviewDocument.Line {
        let key = finding.keys.last { $0.contains { !$0.isNumber } } ?? finding.part.rawValue
        let (old, new) = values.pair(finding.old, finding.new, key: key)
        var remarks: [String] = []
        if !finding.witness.isEmpty {
            let text = values.situation(finding.witness)
            remarks.append(pick("例えば \(text) のときも通るようになる", "for example it now passes with \(text)"))
        }
        if finding.isUndecided {
            remarks.append(
                pick(
                    "条件が大きすぎて、すべての場合は比べていない。最も重い場合として扱う",
                    "too large to compare in every situation; taken for the worst it could be"))
        }
        let inner = finding.keys.dropFirst(finding.keys.first == finding.part.rawValue ? 1 : 0)
        let place = inner.isEmpty ? "" : "  " + ExactText.safe(inner.joined(separator: "."))
        return ReviewDocument.Line(
            risk: finding.risk, label: words.finding(finding) + place, old: old, new: new, remarks: remarks)
    }

    private func place(_ location: SourceLocation?) -> String? {
        location.map { ExactText.safe("\($0.file):\($0.start.line)") }
    }

    private func plans(_ identities: [PlanDifference.Identity]) -> String? {
        var counts: [String: Int] = [:]
        for identity in identities { counts[identity.runbook, default: 0] += 1 }
        guard !counts.isEmpty else { return nil }
        return counts.sorted { $0.key < $1.key }.map { name, count in
            ExactText.safe(name) + (count == 1 ? "" : pick("（\(count) 通り）", " (\(count) variants)"))
        }.joined(separator: pick("、", ", "))
    }
}
