import KirikaeDiagnostics

/// A whole number that a person gives: what can be, and what is good.
///
/// What cannot be is a slip of the finger, and is asked again. What can be and is not good is an answer: the step has not worked.
public struct NumberAnswer: Sendable, Hashable {
    /// What is counted or measured.
    public var unit: LocalizedText?
    /// What can be.
    public var possible: ClosedRange<Int>
    /// With which of it the step has worked.
    public var accepted: ClosedRange<Int>
    /// The value that the reported variable then has.
    public var value: String?

    /// The least and the largest number that anybody may ask for.
    public static let limits = -1_000_000_000...1_000_000_000
    /// What can be where the step does not say.
    public static let usual = 0...1_000_000_000

    /// Makes one.
    public init(
        unit: LocalizedText? = nil, possible: ClosedRange<Int>, accepted: ClosedRange<Int>, value: String? = nil
    ) {
        self.unit = unit
        self.possible = possible
        self.accepted = accepted
        self.value = value
    }
}

/// What must be in the record beside an answer before it is taken.
public enum EvidenceDemand: String, Sendable, Hashable, CaseIterable {
    /// What the person saw, in words.
    case note
    /// A file, such as a picture of the screen.
    case file
}
