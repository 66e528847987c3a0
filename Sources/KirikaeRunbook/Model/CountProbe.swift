import KirikaeSyntax

/// Looks at a variable by a number: how many agents are logged in, how many calls wait.
public struct CountProbe: Sendable, Hashable {
    /// Where the number comes from.
    public enum Source: Sendable, Hashable {
        /// A program prints it; its arguments, the host, and the secrets it needs by the variable that names a file with each.
        case command([String], host: String, secrets: [String: String])
        /// It is the body of the answer to a GET.
        case address(String)
    }

    /// Numbers that mean a value.
    public struct Range: Sendable, Hashable {
        /// The value of the variable.
        public var value: String
        /// The smallest number.
        public var lower: Int
        /// The largest number; nil where there is none.
        public var upper: Int?

        /// Reads what is written: `0`, `1..39` or `40..`; nil if it is none of these.
        public init?(_ text: String, value: String) {
            let digits = text.utf8.firstIndex(of: UInt8(ascii: "."))
            let first = digits.map { String(text[..<$0]) } ?? text
            guard let lower = WholeNumber.read(first), (0...CountProbe.largest).contains(lower) else { return nil }
            self.value = value
            self.lower = lower
            guard let digits else {
                upper = lower
                return
            }
            let rest = text[digits...]
            guard rest.hasPrefix("..") else { return nil }
            let last = String(rest.dropFirst(2))
            guard !last.isEmpty else { return }
            guard let upper = WholeNumber.read(last), (lower...CountProbe.largest).contains(upper) else { return nil }
            self.upper = upper
        }
    }

    /// Where the number comes from.
    public var source: Source
    /// What numbers mean, from the smallest up, without gaps.
    public var ranges: [Range]
    /// How long it may take.
    public var timeout: Milliseconds

    /// The largest number that is read.
    public static let largest = 1_000_000_000

    /// The value that a number means.
    public func value(of number: Int) -> String? {
        ranges.first { $0.lower <= number && number <= $0.upper ?? .max }?.value
    }

    /// The number that was printed or answered: a text of digits and nothing else.
    public static func number(in text: String) -> Int? {
        WholeNumber.read(text).flatMap { (0...largest).contains($0) ? $0 : nil }
    }
}

extension Environment.Observation {
    /// The host of the program that looks, and the secrets it needs; nil where no program looks.
    var program: (host: String, secrets: [String: String])? {
        switch self {
        case .command(_, let host, _, _, _, let secrets): (host, secrets)
        case .count(let probe):
            if case .command(_, let host, let secrets) = probe.source { (host, secrets) } else { nil }
        default: nil
        }
    }
}
