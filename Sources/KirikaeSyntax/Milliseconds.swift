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
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, let size = Self.size(of: text.utf8[digits.endIndex...]) else { return nil }
        var number: Int64 = 0
        for digit in digits {
            number = number * 10 + Int64(digit - UInt8(ascii: "0"))
            guard number <= Self.year else { return nil }
        }
        guard number * size <= Self.year else { return nil }
        self.init(number * size)
    }

    /// The longest length that can be written.
    private static let year: Int64 = 31_536_000_000

    /// How many milliseconds a unit is.
    private static func size(of unit: Substring.UTF8View) -> Int64? {
        guard let first = unit.first else { return nil }
        switch (first, unit.count) {
        case (UInt8(ascii: "m"), 2): return unit.last == UInt8(ascii: "s") ? 1 : nil
        case (UInt8(ascii: "s"), 1): return 1000
        case (UInt8(ascii: "m"), 1): return 60_000
        case (UInt8(ascii: "h"), 1): return 3_600_000
        default: return nil
        }
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
