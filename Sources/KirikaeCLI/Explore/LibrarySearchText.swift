import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeSyntax

/// A search over all plans, as a person reads it: a table, and what is wrong below it.
struct LibrarySearchText {
    private static let widths = (runbook: 26, number: 12)

    let search: LibrarySearch
    let wording: ScreenWording

    /// The whole text.
    var text: String {
        var lines = [header] + search.rows.map(line)
        lines.append(total)
        for row in search.rows {
            if let error = row.error {
                lines += [
                    "", "✗ " + row.runbook + "  " + ExploreMessage.notExplored(error).localized[wording.language],
                ]
            }
            for (plan, finding) in row.findings {
                let text = ExplorationText(plan: plan, wording: wording)
                lines += ["", "✗ " + row.runbook + arguments(plan.arguments) + "  " + text.title(of: finding)]
                lines += text.way(finding)
            }
        }
        lines += ["", verdict, ExplorationText.bounds(search.bounds, wording)]
        return lines.joined(separator: "\n") + "\n"
    }

    private var header: String {
        row(
            "  " + wording.pick("手順書", "runbook"), wording.pick("計画", "plans"), wording.pick("開始", "starts"),
            wording.pick("状態", "states"), wording.pick("遷移", "transitions"), wording.pick("ミリ秒", "ms"),
            wording.pick("問題", "wrong"))
    }

    private func line(_ row: LibrarySearch.Row) -> String {
        let mark =
            switch row.status {
            case .success: "✓ "
            case .notExhausted: "! "
            default: "✗ "
            }
        return self.row(
            mark + row.runbook, String(row.planCount), String(row.starts), String(row.states),
            String(row.transitions), String(row.milliseconds), String(row.findings.count))
    }

    private var total: String {
        let rows = search.rows
        func sum(_ value: (LibrarySearch.Row) -> Int) -> String { String(rows.map(value).reduce(0, +)) }
        return row(
            "  " + wording.pick("合計", "together"), sum(\.planCount), sum(\.starts), sum(\.states), sum(\.transitions),
            sum { Int($0.milliseconds) }, sum(\.findings.count))
    }

    private func row(
        _ name: String, _ plans: String, _ starts: String, _ states: String, _ transitions: String, _ time: String,
        _ findings: String
    ) -> String {
        func right(_ text: String, _ cells: Int) -> String {
            String(repeating: " ", count: max(0, cells - DisplayWidth.cells(of: text))) + text
        }
        return DisplayWidth.padded(name, to: Self.widths.runbook + 2) + right(plans, 6) + right(starts, 7)
            + right(states, 10) + right(transitions, 12) + right(time, 8) + right(findings, 6)
    }

    private func arguments(_ arguments: [String: String]) -> String {
        let named = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return named.isEmpty ? "" : wording.parenthesised(TerminalText.safe(named.joined(separator: " ")))
    }

    private var verdict: String {
        switch search.status {
        case .success:
            wording.pick(
                "✓ この範囲で起こりうるすべてを調べ、問題は見つかりませんでした。",
                "✓ Everything within the bounds was looked at. Nothing is wrong.")
        case .notExhausted:
            wording.pick(
                "! 調べきる前に打ち切った計画があります。これは証明になりません。",
                "! Not everything was looked at. This proves nothing about the plans marked ‘!’.")
        default:
            wording.pick(
                "✗ 問題のある手順書：\(search.rows.count { $0.status != .success && $0.status != .notExhausted }) 件",
                "✗ Runbooks with something wrong: \(search.rows.count { $0.status != .success && $0.status != .notExhausted })."
            )
        }
    }
}
