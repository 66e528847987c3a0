import KirikaeSyntax

/// A condition with numbers in the place of names.
///
/// It is made from a `Condition` part by part and judged by the same rules: `Judgement` has them.
public struct NumberedCondition: Sendable {
    private let program: ConditionProgram
    /// The variables that it looks at.
    public let variables: [Int]

    /// Makes one for the states of a model.
    ///
    /// A variable that the model does not know is unknown, and a value that it does not know is none that a state could have.
    public init(_ condition: Condition, in model: NumberedModel) {
        self.init(condition, names: model.names)
    }

    init(_ condition: Condition, names: ServiceNames) {
        var program = ConditionProgram()
        program.append(condition, names: names)
        self.program = program
        variables = condition.variables.compactMap(names.variable)
    }

    /// Whether it holds in a state: never `couldNotEvaluate`, since whoever has a state has looked.
    public func judge(_ state: NumberedState) -> Judgement {
        program.judge(at: 0, in: state.values)
    }
}

/// Conditions over numbers, one after the other, without pointers and names.
struct ConditionProgram: Sendable {
    private enum Operation: UInt8 {
        /// A variable has one of some values, none of them above 63.
        case test
        /// A variable has one of some values; which, stands among the bits of large tests.
        case largeTest
        /// A variable that nobody knows has some value.
        case unknown
        case all
        case any
        case not
    }

    private struct Part {
        var operation: Operation
        var variable: Int32 = 0
        /// Where the next part begins that does not belong to this one.
        var end: Int32 = 0
        /// The accepted values as bits; of a large test where its bits begin.
        var accepted: UInt64 = 0
    }

    /// Each part stands before those that it consists of.
    private var parts: [Part] = []
    private var largeTests: [[UInt64]] = []

    /// Adds a condition.
    ///
    /// - Returns: where it begins.
    @discardableResult
    mutating func append(_ condition: Condition, names: ServiceNames) -> Int {
        let start = parts.count
        switch condition.form {
        case .test(let test): parts.append(part(for: test, names: names))
        case .all(let conditions):
            parts.append(Part(operation: .all))
            for condition in conditions { append(condition, names: names) }
        case .any(let conditions):
            parts.append(Part(operation: .any))
            for condition in conditions { append(condition, names: names) }
        case .not(let condition):
            parts.append(Part(operation: .not))
            append(condition, names: names)
        }
        parts[start].end = Int32(parts.count)
        return start
    }

    private mutating func part(for test: Condition.Test, names: ServiceNames) -> Part {
        guard let variable = names.variable(test.variable.value) else { return Part(operation: .unknown) }
        var bits: [UInt64] = [0]
        for value in test.values {
            guard let number = names.value(value.value, of: variable) else { continue }
            let word = Int(number) / UInt64.bitWidth
            if word >= bits.count { bits += Array(repeating: 0, count: word + 1 - bits.count) }
            bits[word] |= 1 << (UInt64(number) % 64)
        }
        if bits.count == 1 { return Part(operation: .test, variable: Int32(variable), accepted: bits[0]) }
        largeTests.append(bits)
        return Part(operation: .largeTest, variable: Int32(variable), accepted: UInt64(largeTests.count - 1))
    }

    /// Whether the condition that begins at a place holds.
    func judge(at index: Int, in values: [NumberedState.Value]) -> Judgement {
        let part = parts[index]
        switch part.operation {
        case .test:
            let value = values[Int(part.variable)]
            // Of a number above 63 nothing is left, which is no accepted value.
            return value == 0 ? .unknown : (part.accepted >> UInt64(value)) & 1 == 1 ? .met : .notMet
        case .largeTest:
            let value = values[Int(part.variable)]
            return value == 0 ? .unknown : isAccepted(value, by: Int(part.accepted)) ? .met : .notMet
        case .unknown: return .unknown
        case .all: return judge(partsOf: index, Judgement.Tally(deciding: .notMet, else: .met), in: values)
        case .any: return judge(partsOf: index, Judgement.Tally(deciding: .met, else: .notMet), in: values)
        case .not: return judge(at: index + 1, in: values).negated
        }
    }

    private func judge(
        partsOf index: Int, _ start: Judgement.Tally, in values: [NumberedState.Value]
    ) -> Judgement {
        var tally = start
        let end = Int(parts[index].end)
        var next = index + 1
        while next < end, !tally.isDecided(by: judge(at: next, in: values)) { next = Int(parts[next].end) }
        return tally.verdict
    }

    private func isAccepted(_ value: NumberedState.Value, by largeTest: Int) -> Bool {
        let bits = largeTests[largeTest]
        let word = Int(value) / UInt64.bitWidth
        return word < bits.count && (bits[word] >> (UInt64(value) % 64)) & 1 == 1
    }
}
