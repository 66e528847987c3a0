import KirikaeSyntax

/// Which number stands for which variable and value of a model.
///
/// The variables that the model declares come first, in the order written, then those that only its conditions and changes name;
/// likewise the values of each.
struct ServiceNames: Sendable {
    private(set) var variables: [String] = []
    private var numbers: [String: Int] = [:]
    private var values: [[String]] = []
    private static let few = 8
    private var numbersOfValues: [[String: NumberedState.Value]] = []

    /// Gives numbers to all that a model speaks of.
    init(_ model: ServiceModel) {
        for variable in model.variables {
            declare(variable.name.value)
            for value in variable.values { declare(value.name, of: variable.name.value) }
        }
        for transition in model.transitions {
            declare(transition.when)
            for change in transition.then {
                declare(change.variable.value)
                if let value = change.value { declare(value, of: change.variable.value) }
            }
        }
        for invariant in model.invariants {
            switch invariant.kind {
            case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _): declare(condition)
            case .before(let condition, let requires):
                declare(condition)
                declare(requires)
            }
        }
    }

    private mutating func declare(_ condition: Condition) {
        condition.visitTests { test in
            declare(test.variable.value)
            for value in test.values { declare(value.value, of: test.variable.value) }
        }
    }

    private mutating func declare(_ variable: String) {
        guard numbers[variable] == nil else { return }
        numbers[variable] = variables.count
        variables.append(variable)
        values.append([])
        numbersOfValues.append([:])
    }

    private mutating func declare(_ value: String, of variable: String) {
        guard let number = numbers[variable], numbersOfValues[number][value] == nil else { return }
        values[number].append(value)
        numbersOfValues[number][value] = NumberedState.Value(values[number].count)
    }

    /// The number of a variable; nil if there is none of that name.
    func variable(_ name: String) -> Int? { numbers[name] }

    /// How many values a variable has.
    func valueCount(of variable: Int) -> Int { values[variable].count }

    /// The number of a value of a variable; nil if it has none of that name.
    func value(_ name: String, of variable: Int) -> NumberedState.Value? {
        // To compare with a few is quicker than to hash.
        guard values[variable].count > Self.few else {
            return values[variable].firstIndex(of: name).map { NumberedState.Value($0 + 1) }
        }
        return numbersOfValues[variable][name]
    }

    /// The name of a value; nil for unknown and for a number beyond the values of the variable.
    func name(of value: NumberedState.Value, of variable: Int) -> String? {
        let index = Int(value) - 1
        return values[variable].indices.contains(index) ? values[variable][index] : nil
    }
}
