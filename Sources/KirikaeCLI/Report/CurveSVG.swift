import KirikaeSyntax

/// Numbers over time as a picture that needs no colour: each series has its own dashes and its name beside it.
struct CurveSVG: Sendable {
    private static let width = 700.0
    private static let height = 250.0
    private static let left = 48.0
    private static let right = 112.0
    private static let top = 12.0
    private static let bottom = 24.0
    private static let dashes = ["none", "7 3", "1.5 3", "9 3 2 3"]
    /// How many points of a series are drawn at most: more could not be seen.
    private static let mostPoints = 600

    let chart: CurveChart

    private var times: ChartScale {
        ChartScale(
            from: chart.from, until: chart.until, start: Self.left, length: Self.width - Self.left - Self.right)
    }

    private var counts: ChartScale {
        // Upwards: the axis begins at its lower end.
        ChartScale(
            until: chart.highest, start: Self.height - Self.bottom, length: -(Self.height - Self.top - Self.bottom))
    }

    /// The picture.
    var text: String {
        var parts = [
            "<svg class=\"chart\" viewBox=\"0 0 \(ChartScale.text(Self.width)) \(ChartScale.text(Self.height))\" role=\"img\" "
                + "aria-label=\"\(SVGText.escaped(chart.caption))\">"
        ]
        for outage in chart.outages {
            let from = times.place(outage.from)
            parts.append(
                SVGText.rectangle(
                    from, Self.top, max(1.5, times.place(outage.until) - from), Self.height - Self.top - Self.bottom,
                    fill: "url(#pattern-outage)", stroke: "none"))
        }
        for tick in times.timeTicks {
            let x = times.place(tick)
            parts.append(SVGText.line(x, Self.top, x, Self.height - Self.bottom, "grid"))
            parts.append(
                SVGText.text(x, Self.height - 8, PlannedClock.text(Milliseconds(tick - chart.from)), "tick"))
        }
        for tick in counts.numberTicks {
            let y = counts.place(tick)
            parts.append(SVGText.line(Self.left, y, Self.width - Self.right, y, "grid"))
            parts.append(SVGText.text(Self.left - 4, y + 3.5, "\(tick)", "remark"))
        }
        for (index, series) in chart.series.enumerated() {
            parts.append(line(series, dash: Self.dashes[index % Self.dashes.count]))
        }
        return (parts + labels + ["</svg>"]).joined(separator: "\n")
    }

    private func line(_ series: CurveChart.Series, dash: String) -> String {
        let points = Self.thinned(series.points)
        var path = ""
        var last = 0.0
        for (index, point) in points.enumerated() {
            let (x, y) = (times.place(point.time), counts.place(point.count))
            if index > 0 { path += " \(ChartScale.text(x)),\(ChartScale.text(last))" }
            path += "\(index > 0 ? " " : "")\(ChartScale.text(x)),\(ChartScale.text(y))"
            last = y
        }
        return
            "<polyline fill=\"none\" stroke=\"#000\" stroke-width=\"1.6\" stroke-dasharray=\"\(dash)\" points=\"\(path)\"/>"
    }

    /// The names at the ends of the lines, so far apart that each can be read.
    private var labels: [String] {
        let ends = chart.series.enumerated().map { index, series in
            (index: index, y: counts.place(series.points.last?.count ?? 0))
        }.sorted { $0.y < $1.y }
        var parts: [String] = []
        var lowest = 0.0
        for end in ends {
            let y = min(max(end.y + 3.5, lowest + 12), Self.height - 2)
            lowest = y
            let x = Self.width - Self.right
            let dash = Self.dashes[end.index % Self.dashes.count]
            parts.append(
                "<line x1=\"\(ChartScale.text(x + 4))\" y1=\"\(ChartScale.text(y - 3.5))\" x2=\"\(ChartScale.text(x + 26))\" "
                    + "y2=\"\(ChartScale.text(y - 3.5))\" stroke=\"#000\" stroke-width=\"1.6\" stroke-dasharray=\"\(dash)\"/>"
            )
            parts.append(
                SVGText.text(x + 30, y, SVGText.fitted(chart.series[end.index].name, cells: 14), "name"))
        }
        return parts
    }

    /// The points at which something changes, and of too many every so-manieth with the first and the last.
    static func thinned(_ points: [(time: Int64, count: Int64)]) -> [(time: Int64, count: Int64)] {
        var kept: [(time: Int64, count: Int64)] = []
        for (index, point) in points.enumerated()
        where index == 0 || index == points.count - 1 || point.count != points[index - 1].count {
            kept.append(point)
        }
        guard kept.count > mostPoints, let last = kept.last else { return kept }
        let stride = kept.count / mostPoints + 1
        return kept.enumerated().filter { $0.offset % stride == 0 }.map(\.element) + [last]
    }
}

/// Numbers beside each other as a picture.
struct BarSVG: Sendable {
    private static let width = 700.0
    private static let left = 180.0
    private static let right = 70.0
    private static let rowHeight = 22.0

    let chart: BarChart

    /// The picture.
    var text: String {
        let height = Double(chart.rows.count) * Self.rowHeight + 4
        let scale = ChartScale(
            until: chart.rows.map(\.count).max() ?? 1, start: Self.left, length: Self.width - Self.left - Self.right)
        var parts = [
            "<svg class=\"chart\" viewBox=\"0 0 \(ChartScale.text(Self.width)) \(ChartScale.text(height))\" role=\"img\" "
                + "aria-label=\"\(SVGText.escaped(chart.caption))\">"
        ]
        for (index, row) in chart.rows.enumerated() {
            let top = Double(index) * Self.rowHeight + 3
            let end = scale.place(row.count)
            parts.append(SVGText.text(Self.left - 6, top + 12, row.label, "remark"))
            parts.append(
                SVGText.rectangle(
                    Self.left, top, max(0.5, end - Self.left), Self.rowHeight - 7,
                    fill: index == 0 ? "#fff" : "url(#pattern-person)", stroke: "#000"))
            parts.append(SVGText.text(end + 5, top + 12, TypedText.inThousands("\(row.count)"), "name"))
        }
        return (parts + ["</svg>"]).joined(separator: "\n")
    }
}
