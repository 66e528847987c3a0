import KirikaeDiagnostics
import KirikaeSyntax

/// A condition over the variables of a service: data that a person, a diff and an explorer can read, not an expression.
public struct Condition: Hashable, Sendable {
    /// A variable has one of some values.
    public struct Test: Hashable, Sendable {
        /// The variable.
        public var variable: Located<String>
        /// The values, at least one.
        public var values: [Located<String>]

        /// Makes a test.
        public init(variable: Located<String>, values: [Located<String>]) {
            self.variable = variable
            self.values = values
        }
    }

    /// How a condition is built.
    public indirect enum Form: Hashable, Sendable {
        case test(Test)
        case all([Condition])
        case any([Condition])
        case not(Condition)
    }

    /// How it is built.
    public var form: Form
    /// Why it must hold.
    public var because: LocalizedText?
    /// The facts of the manual that say so.
    public var source: [String] = []
    /// How long to keep looking before it counts as not met.
    public var within: Milliseconds?
    /// How often to look meanwhile.
    public var every: Milliseconds?
    /// Whether only a value observed in this very run counts.
    public var needsEvidenceOfRun = false
    /// Where it stands.
    public var location: SourceLocation

    /// How often a condition with `within` is looked at where `every` is not given.
    public static let defaultEvery = Milliseconds(10_000)

    /// Makes a condition.
    public init(_ form: Form, at location: SourceLocation) {
        self.form = form
        self.location = location
    }

    /// All of several conditions as one.
    ///
    /// One condition stays itself, with its reason.
    public static func all(_ conditions: [Condition], at location: SourceLocation) -> Condition {
        if let only = conditions.first, conditions.count == 1 { return only }
        return Condition(.all(conditions), at: location)
    }

    /// Whether it holds, given what is known of each variable.
    public func judge(_ reading: (String) -> Reading) -> Judgement {
        switch form {
        case .test(let test):
            switch reading(test.variable.value) {
            case .value(let value): test.values.contains { $0.value == value } ? .met : .notMet
            case .unknown: .unknown
            case .failed: .couldNotEvaluate
            }
        case .all(let parts): Self.judge(parts, Judgement.Tally(deciding: .notMet, else: .met), reading)
        case .any(let parts): Self.judge(parts, Judgement.Tally(deciding: .met, else: .notMet), reading)
        case .not(let part): part.judge(reading).negated
        }
    }

    private static func judge(
        _ parts: [Condition], _ start: Judgement.Tally, _ reading: (String) -> Reading
    ) -> Judgement {
        var tally = start
        for part in parts where tally.isDecided(by: part.judge(reading)) { break }
        return tally.verdict
    }

    /// The names of all variables in it, each once, in the order written.
    public var variables: [String] {
        var names: [String] = []
        visitTests { test in
            if !names.contains(test.variable.value) { names.append(test.variable.value) }
        }
        return names
    }

    /// Calls `body` for every test in it, in the order written.
    public func visitTests(_ body: (Test) -> Void) {
        switch form {
        case .test(let test): body(test)
        case .all(let parts), .any(let parts): for part in parts { part.visitTests(body) }
        case .not(let part): part.visitTests(body)
        }
    }

    /// What is left of it once some variables have given values: true, false, or a smaller condition.
    public enum Remainder: Hashable, Sendable {
        case always
        case never
        case depends(Condition)
    }

    /// What is left of it once `values` hold.
    public func assuming(_ values: [String: String]) -> Remainder {
        assuming { values[$0] }
    }

    /// What is left of it once variables have the values that `value` gives; nil where nothing is known of one.
    public func assuming(_ value: (String) -> String?) -> Remainder {
        switch form {
        case .test(let test):
            guard let value = value(test.variable.value) else { return .depends(self) }
            return test.values.contains { $0.value == value } ? .always : .never
        case .all(let parts):
            return reduced(parts.map { $0.assuming(value) }, decisive: .never, neutral: .always) { .all($0) }
        case .any(let parts):
            return reduced(parts.map { $0.assuming(value) }, decisive: .always, neutral: .never) { .any($0) }
        case .not(let part):
            switch part.assuming(value) {
            case .always: return .never
            case .never: return .always
            case .depends(let rest): return .depends(with(.not(rest)))
            }
        }
    }

    private func reduced(
        _ parts: [Remainder], decisive: Remainder, neutral: Remainder, form: ([Condition]) -> Form
    ) -> Remainder {
        if parts.contains(decisive) { return decisive }
        let rest = parts.compactMap { part in
            if case .depends(let condition) = part { condition } else { nil }
        }
        if rest.isEmpty { return neutral }
        if rest.count == 1 {
            var only = rest[0]
            only.because = only.because ?? because
            only.source = only.source.isEmpty ? source : only.source
            only.needsEvidenceOfRun = only.needsEvidenceOfRun || needsEvidenceOfRun
            only.within = only.within ?? within
            only.every = only.every ?? every
            return .depends(only)
        }
        return .depends(with(form(rest)))
    }

    private func with(_ form: Form) -> Condition {
        var copy = self
        copy.form = form
        return copy
    }
}
