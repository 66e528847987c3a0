import KirikaeDiagnostics
import KirikaeSyntax

/// A report in Markdown; nothing of what it tells can make markup.
struct ReportMarkdown: Sendable {
    /// How many moments of a curve stand in its table.
    private static let mostMoments = 12

    let document: ReportDocument

    private var wording: ScreenWording { ScreenWording(language: document.language) }

    /// The whole text.
    var text: String {
        var lines: [String] = []
        for banner in document.banners {
            lines += ["> **\(banner.isBad ? "⚠ " : "")\(ReportText.markdownCell(banner.text))**", ""]
        }
        lines += ["# " + ReportText.markdownCell(document.title), ""]
        for section in document.sections {
            lines += ["## " + ReportText.markdownCell(section.title), ""]
            for block in section.blocks { lines += self.lines(block) + [""] }
        }
        return lines.joined(separator: "\n")
    }

    private func lines(_ block: ReportDocument.Block) -> [String] {
        switch block {
        case .heading(let text): ["### " + ReportText.markdownCell(text)]
        case .text(let text): [ReportText.markdown(text)]
        case .facts(let facts):
            facts.map { fact in
                let value = ReportText.markdown(fact.value)
                return "- **\(ReportText.markdownCell(fact.label))**" + wording.pick("：", ": ")
                    + (fact.isWarning ? "**\(value)**" : value)
            }
        case .table(let table): self.table(table)
        case .timeline(let chart): ReportText.markdownBlock(TimelineText(chart: chart).lines)
        case .curve(let chart): curve(chart)
        case .bars(let chart):
            self.table(
                .init(
                    head: [chart.caption, wording.pick("件数", "count")],
                    rows: chart.rows.map { [$0.label, TypedText.inThousands("\($0.count)")] }, rightAligned: [1]))
        case .verbatim(let lines): ReportText.markdownBlock(lines)
        case .signatures(let roles, let fields):
            self.table(
                .init(
                    head: [wording.pick("役割", "Role")] + fields,
                    rows: roles.map { [$0] + fields.map { _ in "＿＿＿＿＿＿" } }))
        }
    }

    private func table(_ table: ReportDocument.Table) -> [String] {
        func row(_ cells: [String]) -> String {
            "| " + cells.map { $0.isEmpty ? " " : ReportText.markdownCell($0) }.joined(separator: " | ") + " |"
        }
        let rule = table.head.indices.map { table.rightAligned.contains($0) ? "---:" : "---" }
        return [row(table.head), "| " + rule.joined(separator: " | ") + " |"] + table.rows.map(row)
    }

    /// The numbers at moments that are equally far apart, and at the end.
    private func curve(_ chart: CurveChart) -> [String] {
        let span = max(1, chart.until - chart.from)
        let count = Int64(Self.mostMoments - 1)
        let moments = (0...count).map { chart.from + span * $0 / count }
        let rows = moments.map { moment in
            [PlannedClock.text(Milliseconds(moment - chart.from))]
                + chart.series.map { series in
                    series.points.last { $0.time <= moment }.map { "\($0.count)" } ?? "–"
                }
        }
        return [ReportText.markdown(chart.caption), ""]
            + table(
                .init(
                    head: [wording.pick("開始から", "since the start")] + chart.series.map(\.name), rows: rows,
                    rightAligned: Set(0...chart.series.count)))
    }
}
