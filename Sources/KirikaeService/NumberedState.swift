/// The values of all variables of a model at one moment, by number.
///
/// A model of a file has at most 20,000 values for a variable, so that a number has 16 bits.
public struct NumberedState: Hashable, Sendable {
    /// The number of a value among those of its variable, from one in the order written; zero is unknown.
    ///
    /// A number beyond the values that the model knows stands for a value that it does not know.
    public typealias Value = UInt16

    private(set) var values: [Value]

    /// Makes a state in which nothing is known.
    public init(variableCount: Int) {
        values = Array(repeating: 0, count: variableCount)
    }

    /// The value of the variable of a number.
    public subscript(variable: Int) -> Value {
        get { values[variable] }
        set { values[variable] = newValue }
    }

    /// The variables whose values differ in another state of the same model.
    public func differences(from other: NumberedState) -> [Int] {
        values.indices.filter { values[$0] != other.values[$0] }
    }

    /// Puts the values, all at once, into a hasher.
    public func hash(into hasher: inout Hasher) {
        values.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
