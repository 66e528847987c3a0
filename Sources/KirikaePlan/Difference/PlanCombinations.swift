import KirikaeRunbook
import KirikaeSyntax

/// The values of the parameters with which the plans of a runbook are compared.
struct PlanCombinations {
    /// How many combinations of the values of parameters are compared at most.
    static let most = 64

    /// The combinations, the usual one first.
    private(set) var all: [[String: String]]
    /// Whether these are all there are of the parameters whose values are listed.
    private(set) var isComplete = true
    /// Whether some parameter may have any value.
    private(set) var hasFreeParameters: Bool

    init(_ old: RunbookTemplate?, _ new: RunbookTemplate) {
        let base = new.sampleArguments
        var values: [(name: String, values: [String])] = []
        hasFreeParameters = false
        for parameter in new.parameters {
            let name = parameter.name.value
            var possible = Self.values(of: parameter)
            if let counterpart = old?.parameters.first(where: { $0.name.value == name }) {
                possible += Self.values(of: counterpart).filter { !possible.contains($0) }
            }
            if possible.isEmpty { hasFreeParameters = true } else { values.append((name, possible)) }
        }
        let count = values.reduce(1) { product, entry in min(product * entry.values.count, Self.most + 1) }
        all = [base]
        if count <= Self.most {
            for entry in values {
                all = all.flatMap { arguments in
                    ([base[entry.name]].compactMap(\.self) + entry.values.filter { $0 != base[entry.name] })
                        .map { arguments.merging([entry.name: $0]) { $1 } }
                }
            }
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
            all = all.filter { seen.insert($0).inserted }
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
