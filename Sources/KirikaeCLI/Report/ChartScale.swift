/// Where a number stands on an axis, and where its marks are.
struct ChartScale: Sendable {
    /// What the axis shows.
    let from: Int64
    let until: Int64
    /// Where it is drawn, in units of the picture.
    let start: Double
    let length: Double

    init(from: Int64 = 0, until: Int64, start: Double, length: Double) {
        self.from = from
        self.until = max(until, from + 1)
        self.start = start
        self.length = length
    }

    /// The place of a number.
    func place(_ value: Int64) -> Double {
        let clamped = min(max(value, from), until)
        return start + length * Double(clamped - from) / Double(until - from)
    }

    /// Round times at which an axis is marked: at most ten.
    var timeTicks: [Int64] {
        let steps: [Int64] = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
        ]
        let seconds = (until - from) / 1_000
        let step = steps.first { seconds / $0 <= 9 } ?? (seconds / 9 + 1)
        return ticks(step * 1_000)
    }

    /// Round numbers at which an axis is marked: at most five.
    var numberTicks: [Int64] {
        var step: Int64 = 1
        while (until - from) / step > 4 {
            // 1, 2, 5, 10, 20, 50 and so on.
            let leading = String(step).first
            step = leading == "2" ? step / 2 * 5 : step * 2
        }
        return ticks(step)
    }

    private func ticks(_ step: Int64) -> [Int64] { Array(stride(from: from, through: until, by: Int64.Stride(step))) }

    /// A number of units with at most one decimal.
    static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
