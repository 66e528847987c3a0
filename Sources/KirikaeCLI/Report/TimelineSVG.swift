import KirikaeDiagnostics
import KirikaeSyntax

/// A timeline as pictures that need no colour: each kind of time has its own pattern.
///
/// A plan of many steps makes several pictures, so that none is longer than a page.
struct TimelineSVG: Sendable {
    private static let rowsPerPicture = 30
    private static let width = 700.0
    private static let titleWidth = 232.0
    private static let remarkWidth = 74.0
    private static let rowHeight = 26.0
    private static let headHeight = 20.0
    /// How many cells of a title there is room for.
    private static let titleCells = 40

    let chart: TimelineChart

    private var scale: ChartScale {
        ChartScale(
            until: chart.length, start: Self.titleWidth, length: Self.width - Self.titleWidth - Self.remarkWidth)
    }

    /// The patterns that all pictures of a page share.
    static let patterns = """
        <svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
        <pattern id="pattern-person" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
        <rect width="5" height="5" fill="#fff"/><rect width="1.6" height="5" fill="#000"/></pattern>
        <pattern id="pattern-approvers" width="4" height="4" patternUnits="userSpaceOnUse">\
        <rect width="4" height="4" fill="#fff"/><circle cx="2" cy="2" r="1.1" fill="#000"/></pattern>
        <pattern id="pattern-outage" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">\
        <rect width="1" height="7" fill="#888"/></pattern>
        </defs></svg>
        """

    /// The pictures, under each other.
    var text: String {
        let chunks = stride(from: 0, to: max(1, chart.rows.count), by: Self.rowsPerPicture).map {
            Array(chart.rows[$0..<min(chart.rows.count, $0 + Self.rowsPerPicture)])
        }
        return chunks.map(picture).joined(separator: "\n")
    }

    /// How a kind of time is filled.
    static func fill(_ worker: RunHistory.Worker) -> String {
        switch worker {
        case .machine: "#333"
        case .person: "url(#pattern-person)"
        case .approvers: "url(#pattern-approvers)"
        }
    }

    private func picture(_ rows: [TimelineChart.Row]) -> String {
        let height = Self.headHeight + Double(rows.count) * Self.rowHeight + 4
        var parts = [
            "<svg class=\"chart\" viewBox=\"0 0 \(ChartScale.text(Self.width)) \(ChartScale.text(height))\" role=\"img\" "
                + "aria-label=\"\(SVGText.escaped(chart.names.planned + " / " + chart.names.actual))\">"
        ]
        parts += axis(height)
        parts += marks(height)
        for (index, row) in rows.enumerated() {
            parts += self.row(row, top: Self.headHeight + Double(index) * Self.rowHeight)
        }
        return (parts + ["</svg>"]).joined(separator: "\n")
    }

    private func axis(_ height: Double) -> [String] {
        scale.timeTicks.flatMap { tick -> [String] in
            let x = scale.place(tick)
            return [
                SVGText.line(x, Self.headHeight - 4, x, height, "grid"),
                SVGText.text(x, 11, PlannedClock.text(Milliseconds(tick)), "tick"),
            ]
        }
    }

    private func marks(_ height: Double) -> [String] {
        chart.outages.flatMap { mark -> [String] in
            let from = scale.place(mark.from)
            let width = max(1.5, scale.place(mark.until) - from)
            return [
                SVGText.rectangle(
                    from, Self.headHeight - 4, width, height - Self.headHeight + 4, fill: "url(#pattern-outage)",
                    stroke: "none")
            ]
        }
            + chart.breaks.flatMap { mark -> [String] in
                let x = scale.place(mark.from)
                return [
                    SVGText.line(x - 1.5, Self.headHeight - 4, x - 1.5, height, "break"),
                    SVGText.line(x + 1.5, Self.headHeight - 4, x + 1.5, height, "break"),
                    SVGText.text(x + 5, height - 2, mark.label, "mark"),
                ]
            }
    }

    private func row(_ row: TimelineChart.Row, top: Double) -> [String] {
        let name = SVGText.fitted(row.name, cells: Self.titleCells)
        var parts = [
            SVGText.line(0, top, Self.width, top, "rule"), SVGText.text(2, top + 16, name, "name"),
            SVGText.text(Self.width - 2, top + 16, row.remark, "remark"),
        ]
        if let planned = row.planned {
            let from = scale.place(planned.lowerBound)
            let width = max(2, scale.place(planned.upperBound) - from)
            parts.append(SVGText.rectangle(from, top + 3, width, 6, fill: "#fff", stroke: "#000"))
        }
        for stretch in row.stretches {
            let from = scale.place(stretch.from)
            let width = max(1, scale.place(stretch.until) - from)
            parts.append(
                SVGText.rectangle(from, top + 11, width, 11, fill: Self.fill(stretch.worker), stroke: "#000"))
        }
        return parts
    }
}

/// Pieces of pictures.
enum SVGText {
    /// A text as it is.
    static func escaped(_ text: String) -> String { ReportText.html(ReportText.line(text)) }

    /// A text cut to so many cells.
    static func fitted(_ text: String, cells: Int) -> String {
        guard DisplayWidth.cells(of: text) > cells else { return text }
        var kept = ""
        var width = 0
        for character in text {
            let next = DisplayWidth.cells(of: String(character))
            guard width + next <= cells - 1 else { break }
            kept.append(character)
            width += next
        }
        return kept + "…"
    }

    static func text(_ x: Double, _ y: Double, _ text: String, _ kind: String) -> String {
        "<text class=\"\(kind)\" x=\"\(ChartScale.text(x))\" y=\"\(ChartScale.text(y))\">\(escaped(text))</text>"
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) -> String {
        "<line class=\"\(kind)\" x1=\"\(ChartScale.text(x1))\" y1=\"\(ChartScale.text(y1))\" "
            + "x2=\"\(ChartScale.text(x2))\" y2=\"\(ChartScale.text(y2))\"/>"
    }

    static func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, stroke: String
    ) -> String {
        "<rect x=\"\(ChartScale.text(x))\" y=\"\(ChartScale.text(y))\" width=\"\(ChartScale.text(width))\" "
            + "height=\"\(ChartScale.text(height))\" fill=\"\(fill)\" stroke=\"\(stroke)\" stroke-width=\"0.7\"/>"
    }
}
