import KirikaeSyntax

/// Which of two checks lets more situations pass, decided over every situation and not by how they are written.
///
/// A check is a list of conditions that must all hold. A situation gives each variable one of its values, or leaves it open:
/// never observed, or impossible to observe. A check refuses a situation, leaves it open, so that a person may take it upon
/// themselves, or lets it pass. It lets more pass than another if there is a situation in which its answer is further on this
/// scale: ``Judgement`` is Kleene's logic of three values here, since what could not be evaluated and what is unknown are
/// answered alike by a run.
public struct ConditionImplication: Sendable {
    /// Whether a check lets some situation pass that another does not.
    public enum Answer: Sendable, Hashable {
        /// No: wherever it passes, or is open, the other is no stricter.
        case never
        /// Yes, as in this situation; variables that make no difference are left out.
        case inSituation([String: Known])
        /// There are more situations than may be looked at.
        case tooLarge
    }

    /// What is known of a variable in a situation.
    public enum Known: Sendable, Hashable {
        /// This value.
        case value(String)
        /// Never observed, or impossible to observe.
        case open
    }

    /// The most situations of variables that belong together that are looked at.
    public static let mostSituations = 1 << 20

    private let values: @Sendable (String) -> [String]?
    private let mostSituations: Int

    /// Makes a judge of checks.
    ///
    /// - Parameters:
    ///   - mostSituations: how many situations are looked at before it gives up.
    ///   - values: the values of a variable; nil if there is none of that name, which then has only those that are tested.
    public init(mostSituations: Int = Self.mostSituations, values: @escaping @Sendable (String) -> [String]?) {
        self.values = values
        self.mostSituations = mostSituations
    }

    /// Whether there is a situation in which all of `check` is further than `condition`: it lets pass or leaves open what the
    /// condition refuses, or lets pass what the condition leaves open.
    public func lets(_ check: [Condition], passMoreThan condition: Condition) -> Answer {
        // Only conditions that share variables with it, or with one that does, can hold it back.
        var together: [Condition] = []
        var apart = check
        var names = Set(condition.variables)
        var isGrowing = true
        while isGrowing {
            let joining = apart.filter { !names.isDisjoint(with: $0.variables) }
            isGrowing = !joining.isEmpty
            apart.removeAll { !names.isDisjoint(with: $0.variables) }
            together += joining
            for part in joining { names.formUnion(part.variables) }
        }
        // The rest cannot hold it back unless it holds everything back.
        guard let most = mostOf(apart) else { return .tooLarge }
        guard most.rank > .refused else { return .never }
        let table = SituationTable(together + [condition], values: values)
        guard table.count <= mostSituations else { return .tooLarge }
        let parts = together.map(table.compile)
        let other = table.compile(condition)
        var found: [String: Known]?
        table.visit { situation in
            let rank = parts.lazy.map { $0.rank(in: situation) }.min() ?? .passed
            guard min(rank, most.rank) > other.rank(in: situation) else { return true }
            found = table.names(situation)
            return false
        }
        guard let found else { return .never }
        return .inSituation(found.merging(most.situation) { first, _ in first })
    }

    /// The furthest that all of a check can get, and a situation in which it does; nil if there are too many.
    private func mostOf(_ check: [Condition]) -> (rank: Rank, situation: [String: Known])? {
        var most = Rank.passed
        var situation: [String: Known] = [:]
        for group in Self.groups(check) {
            let table = SituationTable(group, values: values)
            guard table.count <= mostSituations else { return nil }
            let parts = group.map(table.compile)
            var best = Rank.refused
            var bestSituation: [String: Known] = [:]
            table.visit { candidate in
                let rank = parts.lazy.map { $0.rank(in: candidate) }.min() ?? .passed
                if rank > best {
                    best = rank
                    bestSituation = table.names(candidate)
                }
                return best < .passed
            }
            most = min(most, best)
            situation.merge(bestSituation) { first, _ in first }
        }
        return (most, situation)
    }

    /// The conditions in groups that share no variable.
    private static func groups(_ check: [Condition]) -> [[Condition]] {
        var groups: [(names: Set<String>, conditions: [Condition])] = []
        for condition in check {
            var merged = (names: Set(condition.variables), conditions: [condition])
            for group in groups where !group.names.isDisjoint(with: merged.names) {
                merged.names.formUnion(group.names)
                merged.conditions += group.conditions
            }
            groups.removeAll { !$0.names.isDisjoint(with: merged.names) }
            groups.append(merged)
        }
        return groups.map(\.conditions)
    }
}

/// How far a check lets a situation get.
enum Rank: UInt8, Comparable {
    /// It is not met.
    case refused
    /// Nobody can tell; a person may take it upon themselves.
    case open
    /// It is met.
    case passed

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }

    var negated: Rank {
        switch self {
        case .refused: .passed
        case .open: .open
        case .passed: .refused
        }
    }
}

/// All situations that some conditions can tell apart.
///
/// Values of a variable that are in the same tests are one: a variable of ten values that is only compared with one of them has
/// two sorts of values, and open.
private struct SituationTable {
    /// A condition with numbers in the place of names.
    indirect enum Compiled {
        /// The number of the variable; for each sort of values whether it is one of those tested.
        case test(Int, [Bool])
        case all([Compiled])
        case any([Compiled])
        case not(Compiled)

        func rank(in situation: [Int]) -> Rank {
            switch self {
            case .test(let variable, let accepted):
                let sort = situation[variable]
                return sort == accepted.count ? .open : accepted[sort] ? .passed : .refused
            case .all(let parts):
                var least = Rank.passed
                for part in parts {
                    least = min(least, part.rank(in: situation))
                    if least == .refused { break }
                }
                return least
            case .any(let parts):
                var most = Rank.refused
                for part in parts {
                    most = max(most, part.rank(in: situation))
                    if most == .passed { break }
                }
                return most
            case .not(let part): return part.rank(in: situation).negated
            }
        }
    }

    private var names: [String] = []
    private var numbers: [String: Int] = [:]
    /// For each variable one value of each sort.
    private var sorts: [[String]] = []
    /// How many situations there are, or more than can be counted.
    private(set) var count = 1

    init(_ conditions: [Condition], values: (String) -> [String]?) {
        var tested: [[Set<String>]] = []
        for condition in conditions {
            condition.visitTests { test in
                let name = test.variable.value
                let number = numbers[name] ?? names.count
                if number == names.count {
                    numbers[name] = number
                    names.append(name)
                    tested.append([])
                }
                tested[number].append(Set(test.values.map(\.value)))
            }
        }
        for (number, name) in names.enumerated() {
            // A tested value that the service does not know can still be read by an older program.
            let known = values(name) ?? []
            let all = known + Set(tested[number].flatMap(\.self)).subtracting(known).sorted()
            var seen: Set<[Bool]> = []
            sorts.append(all.filter { value in seen.insert(tested[number].map { $0.contains(value) }).inserted })
            let (product, overflows) = count.multipliedReportingOverflow(by: sorts[number].count + 1)
            count = overflows ? .max : product
        }
    }

    func compile(_ condition: Condition) -> Compiled {
        switch condition.form {
        case .test(let test):
            let values = Set(test.values.map(\.value))
            let number = numbers[test.variable.value] ?? 0
            return .test(number, sorts[number].map(values.contains))
        case .all(let parts): return .all(parts.map(compile))
        case .any(let parts): return .any(parts.map(compile))
        case .not(let part): return .not(compile(part))
        }
    }

    /// Calls `body` with every situation, the sort of each variable by number, until it returns false.
    func visit(_ body: ([Int]) -> Bool) {
        var situation = Array(repeating: 0, count: names.count)
        while body(situation) {
            var place = 0
            while place < situation.count {
                if situation[place] < sorts[place].count {
                    situation[place] += 1
                    break
                }
                situation[place] = 0
                place += 1
            }
            if place == situation.count { return }
        }
    }

    /// The situation in words.
    func names(_ situation: [Int]) -> [String: ConditionImplication.Known] {
        var known: [String: ConditionImplication.Known] = [:]
        for (number, sort) in situation.enumerated() {
            known[names[number]] = sort < sorts[number].count ? .value(sorts[number][sort]) : .open
        }
        return known
    }
}
