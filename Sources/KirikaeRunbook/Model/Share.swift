/// A part of a population: so many of a hundred, or so many.
public enum Share: Sendable, Hashable {
    /// Percent, from 1 to 100.
    case percentage(Int)
    /// How many.
    case count(Int)

    /// How many of so many that is: rounded up, at least one, at most all.
    public func count(of total: Int) -> Int {
        switch self {
        case .percentage(let percentage): max(1, (total * percentage + 99) / 100)
        case .count(let count): max(1, min(count, total))
        }
    }

    /// As it is written in a runbook.
    public var written: String {
        switch self {
        case .percentage(let percentage): "\(percentage)%"
        case .count(let count): "\(count)"
        }
    }
}
