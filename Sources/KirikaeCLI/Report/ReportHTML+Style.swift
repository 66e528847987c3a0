/// How a report looks, on a screen and on A4; nothing is told by colour.
extension ReportHTML {
    /// The style sheet.
    ///
    /// - Parameter footer: what stands at the foot of each page.
    static func style(footer: String) -> String { PaperStyle.sheet(rules, footer: footer) }

    private static let rules = """
        body { font: 10pt/1.5 sans-serif; color: #000; background: #fff; max-width: 200mm; margin: 0 auto; padding: 8mm; }
        h1 { font-size: 17pt; margin: 0 0 3mm; border-bottom: 2pt solid #000; overflow-wrap: anywhere; }
        h2 { font-size: 13pt; margin: 6mm 0 2mm; border-bottom: 0.8pt solid #000; break-after: avoid; }
        h3 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid; }
        p { margin: 1.5mm 0; overflow-wrap: anywhere; }
        small { font-size: 7.5pt; color: #333; }
        .banner { border: 1.2pt solid #000; padding: 2mm 3mm; font-weight: bold; margin: 0 0 3mm; }
        .banner.bad { border-width: 3pt; font-size: 12pt; }
        .banner.bad::before { content: "⚠ "; }
        table { border-collapse: collapse; width: 100%; margin: 1mm 0 2mm; }
        th, td { border: 0.5pt solid #777; padding: 0.7mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        tr { break-inside: avoid; }
        thead { display: table-header-group; }
        thead th { border-bottom: 1.2pt solid #000; }
        .facts th { width: 27%; }
        .list { font-size: 8.5pt; line-height: 1.4; } .list th, .list td { min-width: 4em; }
        .list .number { min-width: 0; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        pre { font: 9pt/1.5 monospace; border: 0.6pt solid #777; padding: 2mm; margin: 1mm 0; white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; }
        .signatures th { width: 22%; } .signatures td { height: 13mm; }
        .signatures { break-inside: avoid; }
        .patterns { position: absolute; }
        .chart { display: block; width: 100%; height: auto; margin: 1mm 0 3mm; break-inside: avoid; }
        .chart text { font: 10px sans-serif; fill: #000; }
        .chart .tick { font-size: 8.5px; text-anchor: middle; }
        .chart .mark { font-size: 8.5px; }
        .chart .remark { font-size: 9px; text-anchor: end; }
        .chart .grid { stroke: #bbb; stroke-width: 0.5; }
        .chart .rule { stroke: #ddd; stroke-width: 0.5; }
        .chart .break { stroke: #000; stroke-width: 0.8; stroke-dasharray: 3 2; }
        .legend { font-size: 8.5pt; } .legend span { white-space: nowrap; margin-right: 4mm; }
        .legend svg { vertical-align: -1.5px; }
        .caption { font-weight: bold; margin-top: 3mm; break-after: avoid; }
        @media screen { body { box-shadow: 0 0 3mm #999; margin: 5mm auto; } }
        @media print { body { padding: 0; max-width: none; font-size: 9.5pt; } }
        """
}
