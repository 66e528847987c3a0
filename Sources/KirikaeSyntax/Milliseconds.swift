/// A length of time in whole milliseconds, written in a file as a whole number and a unit: `500ms`, `30s`, `5m`, `8h`.
public struct Milliseconds: Hashable, Sendable, Comparable {
    /// The number of milliseconds.
    public var count: Int64

    /// Makes a length.
    public init(_ count: Int64) {
        self.count = count
    }

    /// Reads the written form; nil if it is not one, or longer than a year.
    public init?(written text: String) {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number <= 31_536_000_000, !digits.isEmpty,
            let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) })
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit.1)
        guard !overflow, product <= 31_536_000_000 else { return nil }
        self.init(product)
    }

    /// The shortest written form that says exactly this length.
    public var written: String {
        for (unit, size) in [("h", Int64(3_600_000)), ("m", 60_000), ("s", 1000)] where count > 0 && count % size == 0 {
            return "\(count / size)\(unit)"
        }
        return count == 0 ? "0s" : "\(count)ms"
    }

    /// Order by length.
    public static func < (left: Milliseconds, right: Milliseconds) -> Bool { left.count < right.count }

    /// The sum.
    public static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(left.count + right.count)
    }
}
