import KirikaeDiagnostics
import KirikaePlan
import KirikaeSyntax

/// Puts what a comparison has found into words.
struct ReviewDocumentBuilder: Sendable {
    let report: ReviewReport
    let wording: ScreenWording

    /// More are not told one by one in the contents, which are to fit a screen.
    private static let mostRows = 14

    private var words: ReviewWording { ReviewWording(wording: wording) }
    private func pick(_ ja: String, _ en: String) -> String { wording.pick(ja, en) }

    /// The document.
    var document: ReviewDocument {
        let sentences = BehaviourText(wording: wording, service: report.service, difference: report.difference)
        let entries = ReviewEntryBuilder(report: report, wording: wording).entries
        let explored = report.explored.map { ExploredText(explored: $0, wording: wording) }
        return ReviewDocument(
            language: wording.language, title: pick("手順書の変更のレビュー", "Review of a change to the runbooks"),
            oldName: ExactText.safe(report.oldName), newName: ExactText.safe(report.newName), extent: extent,
            worst: entries.first?.risk, verdict: verdict(entries),
            behaviour: report.behaviour.map { sentences.sentences($0.differences) } ?? [],
            behaviourScope: report.behaviour.map(sentences.scope), explored: explored?.sentences ?? [],
            exploredScope: explored?.scope, rows: rows(entries), entries: entries)
    }

    // MARK: The head

    private func verdict(_ entries: [ReviewDocument.Entry]) -> String {
        guard let worst = entries.first?.risk else {
            return pick(
                "違いはありません（体裁やコメントだけの違いは数えません）。",
                "Nothing differs (layout and comments do not count).")
        }
        let count = entries.count { $0.risk.level == worst.level }
        let level = words.level(worst.level)
        return pick(
            "\(level)：\(words.risk(worst))（変更 \(entries.count) 件のうち「\(level)」は \(count) 件）",
            "\(level): \(words.risk(worst)) (\(count) of \(entries.count) change\(entries.count == 1 ? "" : "s") \(count == 1 ? "is" : "are") \(level))"
        )
    }

    private var extent: String {
        guard report.difference.worst != nil else { return "" }
        let files = report.changedFileCount
        let count = report.touchedRunbooks.count
        let others = report.surroundedCount
        var parts = [
            pick("\(files) ファイル", "\(files) file\(files == 1 ? "" : "s")"),
            pick("\(count) 件の手順書でステップが変わる", "steps differ in \(count) runbook\(count == 1 ? "" : "s")"),
        ]
        if others > 0 {
            parts.append(
                pick(
                    "サービスモデルや環境だけが変わる手順書 \(others) 件",
                    "\(others) more only by the service model or the environment"))
        }
        return parts.joined(separator: pick("、", ", "))
    }

    /// What weighs much one by one, as far as it fits; what is left of a level, and what weighs little, together.
    private func rows(_ entries: [ReviewDocument.Entry]) -> [ReviewDocument.Row] {
        var rows: [ReviewDocument.Row] = []
        for (index, entry) in entries.enumerated() {
            let number = index + 1
            let isOfWeight = entry.risk.level < .low && (rows.count < Self.mostRows || index == entries.count - 1)
            if !isOfWeight, let last = rows.last, last.title.isEmpty, last.risk.level == entry.risk.level {
                rows[rows.count - 1].numbers = last.numbers.lowerBound...number
            } else {
                rows.append(
                    ReviewDocument.Row(
                        numbers: number...number, risk: entry.risk, what: words.short(entry.risk),
                        title: isOfWeight ? entry.title : "", gist: isOfWeight ? entry.gist : ""))
            }
        }
        return rows.map { row in
            guard row.title.isEmpty else { return row }
            var row = row
            let part = entries[(row.numbers.lowerBound - 1)..<row.numbers.upperBound]
            row.title = pick("\(part.count) 件", "\(part.count) place\(part.count == 1 ? "" : "s")")
            if row.risk.level < .low { row.what = pick("その他", "more") }
            return row
        }
    }
}
