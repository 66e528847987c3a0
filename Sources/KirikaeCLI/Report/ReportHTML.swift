import KirikaeDiagnostics

/// A report as one HTML file for screen and paper: no script, and nothing from elsewhere.
struct ReportHTML: Sendable {
    let document: ReportDocument

    /// The whole text.
    var text: String {
        """
        <!DOCTYPE html>
        <html lang="\(document.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(ReportText.html(ReportText.line(document.title)))</title>
        <style>
        \(Self.style(footer: document.footer))
        </style>
        </head>
        <body>
        \(banners)<header>
        <h1>\(ReportText.html(document.title))</h1>
        </header>
        \(TimelineSVG.patterns)
        <main>
        \(document.sections.map(section).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var banners: String {
        document.banners.map { banner in
            "<p class=\"banner\(banner.isBad ? " bad" : "")\" role=\"alert\">\(ReportText.html(banner.text))</p>\n"
        }.joined()
    }

    private func section(_ section: ReportDocument.Section) -> String {
        """
        <section>
        <h2>\(ReportText.html(section.title))</h2>
        \(section.blocks.map(block).joined(separator: "\n"))
        </section>
        """
    }

    private func block(_ block: ReportDocument.Block) -> String {
        switch block {
        case .heading(let text): "<h3>\(ReportText.html(text))</h3>"
        case .text(let text): "<p>\(ReportText.html(text))</p>"
        case .facts(let facts): self.facts(facts)
        case .table(let table): self.table(table)
        case .timeline(let chart): legend(chart) + "\n" + TimelineSVG(chart: chart).text
        case .curve(let chart):
            "<p class=\"caption\">\(ReportText.html(chart.caption))</p>\n" + CurveSVG(chart: chart).text
        case .bars(let chart):
            "<p class=\"caption\">\(ReportText.html(chart.caption))</p>\n" + BarSVG(chart: chart).text
        case .verbatim(let lines):
            "<pre>\(lines.map { ReportText.html(ReportText.line($0)) }.joined(separator: "\n"))</pre>"
        case .signatures(let roles, let fields): signatures(roles, fields)
        }
    }

    private func facts(_ facts: [ReportDocument.Fact]) -> String {
        let rows = facts.map { fact in
            "<tr><th>\(ReportText.html(fact.label))</th><td>\(fact.isWarning ? "<b>" : "")\(ReportText.html(fact.value))"
                + "\(fact.isWarning ? "</b>" : "")</td></tr>"
        }
        return (["<table class=\"facts\">"] + rows + ["</table>"]).joined(separator: "\n")
    }

    private func table(_ table: ReportDocument.Table) -> String {
        func kind(_ column: Int) -> String { table.rightAligned.contains(column) ? " class=\"number\"" : "" }
        let head = table.head.enumerated().map { "<th\(kind($0.offset))>\(ReportText.html($0.element))</th>" }.joined()
        let rows = table.rows.map { row in
            "<tr>" + row.enumerated().map { "<td\(kind($0.offset))>\(ReportText.html($0.element))</td>" }.joined()
                + "</tr>"
        }
        return
            (["<table class=\"list\">", "<thead><tr>\(head)</tr></thead>", "<tbody>"] + rows + ["</tbody>", "</table>"])
            .joined(separator: "\n")
    }

    private func signatures(_ roles: [String], _ fields: [String]) -> String {
        let rows = roles.map { role in
            "<tr><th>\(ReportText.html(role))</th>"
                + fields.map { "<td><small>\(ReportText.html($0))</small></td>" }.joined() + "</tr>"
        }
        return (["<table class=\"signatures\">"] + rows + ["</table>"]).joined(separator: "\n")
    }

    private func legend(_ chart: TimelineChart) -> String {
        func item(_ fill: String, _ name: String, height: Int) -> String {
            "<span><svg width=\"28\" height=\"12\" aria-hidden=\"true\"><rect x=\"0.5\" y=\"\(6 - height / 2)\" width=\"27\" "
                + "height=\"\(height)\" fill=\"\(fill)\" stroke=\"#000\" stroke-width=\"0.7\"/></svg> \(ReportText.html(name))</span>"
        }
        var items = [
            item("#fff", chart.names.planned, height: 6),
            item(TimelineSVG.fill(.machine), chart.names.machine, height: 10),
            item(TimelineSVG.fill(.person), chart.names.person, height: 10),
        ]
        if chart.hasApprovals {
            items.append(item(TimelineSVG.fill(.approvers), chart.names.approvers, height: 10))
        }
        if !chart.outages.isEmpty { items.append(item("url(#pattern-outage)", chart.names.outage, height: 10)) }
        return "<p class=\"legend\">\(items.joined(separator: "\n"))</p>"
    }
}
