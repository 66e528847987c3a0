import KirikaeDiagnostics
import KirikaeSyntax

/// Charts in characters that are one cell wide in every font, for a block of code.
struct TimelineText: Sendable {
    private static let titleCells = 34
    private static let barCells = 48

    let chart: TimelineChart

    /// The lines: for each step one as planned and one as it was.
    var lines: [String] {
        let scale = ChartScale(until: chart.length, start: 0, length: Double(Self.barCells))
        var lines = [head(scale)]
        for row in chart.rows {
            let title = DisplayWidth.padded(
                SVGText.fitted(row.name, cells: Self.titleCells), to: Self.titleCells)
            lines.append("\(title) |\(planned(row, scale))|")
            let blank = String(repeating: " ", count: Self.titleCells)
            lines.append("\(blank) |\(actual(row, scale))| \(row.remark)")
        }
        for mark in chart.outages {
            let bar = filled(scale, [(mark.from, mark.until, "x")])
            lines.append(
                DisplayWidth.padded(SVGText.fitted(chart.names.outage, cells: Self.titleCells), to: Self.titleCells)
                    + " |\(bar)| \(mark.label)")
        }
        return lines + ["", legend]
    }

    private func head(_ scale: ChartScale) -> String {
        let end = PlannedClock.text(Milliseconds(chart.length))
        let start = PlannedClock.text(Milliseconds(0))
        let gap = String(repeating: " ", count: max(1, Self.barCells - start.count - end.count))
        return String(repeating: " ", count: Self.titleCells + 2) + start + gap + end
    }

    private var legend: String {
        var parts = ["= \(chart.names.planned)", "M \(chart.names.machine)", "H \(chart.names.person)"]
        if chart.hasApprovals { parts.append("A \(chart.names.approvers)") }
        if !chart.outages.isEmpty { parts.append("x \(chart.names.outage)") }
        return parts.joined(separator: "   ")
    }

    private func planned(_ row: TimelineChart.Row, _ scale: ChartScale) -> String {
        filled(scale, row.planned.map { [(from: $0.lowerBound, until: $0.upperBound, mark: Character("="))] } ?? [])
    }

    private func actual(_ row: TimelineChart.Row, _ scale: ChartScale) -> String {
        filled(
            scale,
            row.stretches.map { stretch in
                let mark: Character =
                    switch stretch.worker {
                    case .machine: "M"
                    case .person: "H"
                    case .approvers: "A"
                    }
                return (stretch.from, stretch.until, mark)
            })
    }

    private func filled(_ scale: ChartScale, _ parts: [(from: Int64, until: Int64, mark: Character)]) -> String {
        var cells = [Character](repeating: " ", count: Self.barCells)
        for part in parts {
            let first = min(Self.barCells - 1, Int(scale.place(part.from)))
            // What takes any time at all is seen.
            let end = min(Self.barCells, max(first + 1, Int(scale.place(part.until).rounded())))
            for index in first..<end { cells[index] = part.mark }
        }
        return String(cells)
    }
}
