/// How the document looks, on a screen and on A4.
extension ProcedureHTML {
    /// The style sheet.
    ///
    /// - Parameter footer: what stands at the foot of each page.
    static func style(footer: String) -> String { PaperStyle.sheet(rules, footer: footer) }

    private static let rules = """
        body { font: 10.5pt/1.55 sans-serif; color: #000; background: #fff; max-width: 190mm; margin: 0 auto; padding: 8mm; }
        h1 { font-size: 17pt; margin: 0 0 3mm; border-bottom: 2pt solid #000; }
        h2, h3, h4, h5 { margin: 5mm 0 2mm; break-after: avoid; }
        h2 { font-size: 13.5pt; } h3 { font-size: 12.5pt; } h4, h5 { font-size: 11.5pt; }
        h6 { display: flow-root; font-size: 11.5pt; margin: 0 0 2mm; break-after: avoid; }
        small { font-size: 8.5pt; font-weight: normal; color: #333; }
        kbd { font: 10pt monospace, sans-serif; border: 0.6pt solid #555; border-radius: 1mm; padding: 0 1mm; display: inline-block; max-width: 100%; line-height: 1.35; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; break-inside: avoid; }
        th, td { border: 0.6pt solid #777; padding: 1mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { width: 30%; font-weight: bold; }
        .rules { margin: 0 0 3mm; padding-left: 5mm; }
        .part { border-top: 1.5pt solid #000; margin-top: 6mm; }
        .part h2, .part h3, .part h4, .part h5 { margin-top: 2mm; }
        .step { border: 1pt solid #000; border-radius: 1.5mm; padding: 2.5mm 3mm; margin: 3mm 0; break-inside: avoid; }
        .step h6 small { float: right; }
        .number { font-variant-numeric: tabular-nums; margin-right: 1mm; }
        .box { display: inline-block; flex: none; width: 4mm; height: 4mm; border: 1pt solid #000; margin: 0.8mm 2mm 0 0; }
        h6 .box { vertical-align: -0.6mm; width: 4.6mm; height: 4.6mm; }
        .line { display: flex; align-items: flex-start; margin: 1mm 0; break-inside: avoid; }
        .label { flex: none; min-width: 13mm; font-weight: bold; padding-right: 2mm; max-width: 34mm; }
        .action .label { min-width: 6mm; }
        .words { flex: 1; overflow-wrap: anywhere; }
        .whole { white-space: nowrap; }
        .words ul { list-style: none; margin: 1mm 0; padding: 0; }
        .words li { display: flex; align-items: flex-start; flex-wrap: wrap; column-gap: 1mm; margin: 0.6mm 0; }
        .words li b { white-space: nowrap; }
        .stop b { text-decoration: underline; }
        .caution { border: 1.2pt solid #000; border-left-width: 4pt; padding: 1mm 2mm; margin: 1.2mm 0; break-inside: avoid; }
        .note, .failure { font-size: 9.5pt; }
        .failure { border-top: 0.6pt dashed #555; padding-top: 1mm; margin-top: 2mm; }
        .source { font-size: 7.5pt; color: #444; margin: 1mm 0 0; overflow-wrap: anywhere; }
        .blank { display: inline-block; border-bottom: 0.8pt solid #000; height: 1.3em; vertical-align: bottom; }
        .signature { display: flex; gap: 2mm; margin: 2mm 0 0; font-size: 8.5pt; }
        .signature span { flex: 1; border: 0.6pt solid #777; height: 10mm; padding: 0.5mm 1mm; }
        @media screen { body { box-shadow: 0 0 3mm #999; margin: 5mm auto; } }
        @media print { body { padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.45; } kbd { font-size: 9.2pt; } }
        """
}
