import KirikaeRunbook
import KirikaeSyntax

/// The values of the parameters with which the plans of a runbook are compared.
public struct PlanCombinations {
    /// How many combinations of the values of parameters are compared at most.
    public static let most = 64
    /// How many are known of at most, compared or not.
    static let mostKnown = 512

    /// The combinations, the usual one first.
    private(set) var all: [[String: String]]
    /// The combinations that are left out, if they are few enough to be known.
    private(set) var leftOut: [[String: String]] = []
    /// Whether these are all there are of the parameters whose values are listed.
    private(set) var isComplete = true
    /// Whether some parameter may have any value.
    private(set) var hasFreeParameters: Bool

    /// Makes the combinations.
    ///
    /// - Parameters:
    ///   - old: the runbook as it was.
    ///   - new: the runbook as it is.
    ///   - names: the parameters that it, or something it includes, asks for; the others make no difference.
    ///   - most: how many combinations to make at most.
    init(_ old: RunbookTemplate?, _ new: RunbookTemplate, names: Set<String>, most: Int = Self.most) {
        let base = new.sampleArguments
        var values: [(name: String, values: [String])] = []
        hasFreeParameters = false
        for parameter in new.parameters where names.contains(parameter.name.value) {
            let name = parameter.name.value
            var possible = Self.values(of: parameter)
            if let counterpart = old?.parameters.first(where: { $0.name.value == name }) {
                possible += Self.values(of: counterpart).filter { !possible.contains($0) }
            }
            if possible.isEmpty { hasFreeParameters = true } else { values.append((name, possible)) }
        }
        let limit = max(most, Self.mostKnown)
        let count = values.reduce(1) { product, entry in min(product * entry.values.count, limit + 1) }
        let whole = count > limit ? [] : Self.product(values, base)
        all = [base]
        if count <= most {
            all = whole
        } else {
            isComplete = false
            // Each value once with the usual ones, and once with what is most unlike them.
            let opposite = base.merging(values.compactMap { entry in entry.values.last.map { (entry.name, $0) } }) {
                $1
            }
            for start in [base, opposite] {
                all += values.flatMap { entry in entry.values.map { start.merging([entry.name: $0]) { $1 } } }
            }
            var seen: Set<[String: String]> = []
            all = Array(all.filter { seen.insert($0).inserted }.prefix(max(1, most)))
            let compared = Set(all)
            leftOut = whole.filter { !compared.contains($0) }
        }
    }

    /// Every combination, the usual value of each parameter first.
    private static func product(
        _ values: [(name: String, values: [String])], _ base: [String: String]
    ) -> [[String: String]] {
        values.reduce([base]) { all, entry in
            let values = [base[entry.name]].compactMap(\.self) + entry.values.filter { $0 != base[entry.name] }
            return all.flatMap { arguments in values.map { arguments.merging([entry.name: $0]) { $1 } } }
        }
    }

    private static func values(of parameter: Parameter) -> [String] {
        if !parameter.allowed.isEmpty { return parameter.allowed }
        return parameter.type == .boolean ? ["true", "false"] : []
    }

    /// The arguments that a version of a runbook understands.
    static func fitting(_ arguments: [String: String], _ template: RunbookTemplate) -> [String: String] {
        var fitting = template.sampleArguments
        for parameter in template.parameters {
            guard let value = arguments[parameter.name.value], parameter.accepts(value) else { continue }
            fitting[parameter.name.value] = value
        }
        return fitting
    }
}
