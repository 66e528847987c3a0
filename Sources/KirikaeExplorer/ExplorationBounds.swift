import KirikaeEngine
import KirikaePlan

/// How much may go wrong on one way through a plan, and how many states are looked at.
///
/// What is within the bounds is explored completely. A verdict always names them.
public struct ExplorationBounds: Sendable, Hashable {
    /// How often the engine may die or be stopped, to be resumed.
    public var breaks: Int
    /// How often something outside may change: a site is lost, a notice comes, a line is up again.
    public var outsideChanges: Int
    /// The variables that may change outside while the run goes on; nil for all that others change.
    public var outsideVariables: Set<String>?
    /// How often something may go wrong: an action fails, a look sees nothing, an answer is not accepted.
    public var troubles: Int
    /// How often a person may leave a step out, or go on against a condition that does not hold because nobody could see that.
    public var leavingOut: Int
    /// How many states are looked at before the search is given up; a search that was given up is no proof and says so.
    public var states: Int

    /// The most that each of the first four may be.
    public static let mostOfAKind = 3

    /// Makes bounds.
    public init(
        breaks: Int = 2, outsideChanges: Int = 1, troubles: Int = 1, leavingOut: Int = 1, states: Int = 20_000_000,
        outsideVariables: Set<String>? = nil
    ) {
        self.breaks = min(breaks, Self.mostOfAKind)
        self.outsideChanges = min(outsideChanges, Self.mostOfAKind)
        self.troubles = min(troubles, Self.mostOfAKind)
        self.leavingOut = min(leavingOut, Self.mostOfAKind)
        self.states = states
        self.outsideVariables = outsideVariables
    }
}

/// What a move uses up.
enum Cost: UInt8, Sendable, Hashable, CaseIterable {
    case nothing, breaking, outside, trouble, leavingOut
}

/// What has been used up on the way to a state: two bits for each kind.
struct Spent: Sendable, Hashable {
    var bits: UInt8 = 0

    /// How often something of a kind has been used up.
    func count(_ cost: Cost) -> Int {
        cost == .nothing ? 0 : Int((bits >> shift(cost)) & 3)
    }

    /// One of a kind.
    static func one(_ cost: Cost) -> Spent {
        var spent = Spent()
        if cost != .nothing { spent.bits = 1 << spent.shift(cost) }
        return spent
    }

    /// With one more; nil if the bounds do not allow it.
    func adding(_ cost: Cost, within bounds: ExplorationBounds) -> Spent? {
        adding(.one(cost), within: bounds)
    }

    /// With so much more; nil if the bounds do not allow it.
    func adding(_ more: Spent, within bounds: ExplorationBounds) -> Spent? {
        if more.bits == 0 { return self }
        for cost in Cost.allCases where cost != .nothing && count(cost) + more.count(cost) > bounds.limit(of: cost) {
            return nil
        }
        return Spent(bits: bits + more.bits)
    }

    /// Whether no more of any kind has been used up than in another one.
    func isWithin(_ other: Spent) -> Bool {
        if bits == 0 || bits == other.bits { return true }
        return bits & 0b11 <= other.bits & 0b11 && bits & 0b1100 <= other.bits & 0b1100
            && bits & 0b11_0000 <= other.bits & 0b11_0000 && bits & 0b1100_0000 <= other.bits & 0b1100_0000
    }

    /// How much of all kinds together.
    var total: Int { Int(bits & 3) + Int(bits >> 2 & 3) + Int(bits >> 4 & 3) + Int(bits >> 6) }

    private func shift(_ cost: Cost) -> UInt8 { (cost.rawValue - 1) * 2 }
}

extension ExplorationBounds {
    /// How often something of a kind may happen on one way.
    func limit(of cost: Cost) -> Int {
        switch cost {
        case .nothing: 0
        case .breaking: breaks
        case .outside: outsideChanges
        case .trouble: troubles
        case .leavingOut: leavingOut
        }
    }

    /// What makes a difference to a run within the bounds.
    func outlook(of plan: Plan) -> RunOutlook {
        RunOutlook(plan: plan, mayLeaveOut: leavingOut > 0)
    }
}

/// What is used up after a move, for everything that can be used up before it and by it.
struct SpentSums: Sendable {
    /// For each pair the sum, where the bounds allow it.
    private let sums: [UInt8]
    private let isAllowed: [Bool]

    init(bounds: ExplorationBounds) {
        let fits = (UInt8.min...UInt8.max).map { Spent().adding(Spent(bits: $0), within: bounds) != nil }
        var sums: [UInt8] = []
        var isAllowed: [Bool] = []
        for before in UInt8.min...UInt8.max {
            for more in UInt8.min...UInt8.max {
                let sum =
                    fits[Int(before)] && fits[Int(more)]
                    ? Spent(bits: before).adding(Spent(bits: more), within: bounds) : nil
                sums.append(sum?.bits ?? 0)
                isAllowed.append(sum != nil)
            }
        }
        self.sums = sums
        self.isAllowed = isAllowed
    }

    /// The sum; nil if the bounds do not allow it.
    func sum(_ before: Spent, _ more: Spent) -> Spent? {
        let index = Int(before.bits) << 8 | Int(more.bits)
        return isAllowed[index] ? Spent(bits: sums[index]) : nil
    }
}
