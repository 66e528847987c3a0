import KirikaeService

/// Which of some conditions are met, and which are not, in each state of a service: judged once and kept.
struct StateVerdicts: Sendable {
    private let conditions: [NumberedCondition]
    /// For each state a bit for each condition that is met, and one for each that is not met; all ones before it is judged.
    private var bits: [(met: UInt64, notMet: UInt64)] = []

    /// Prepares to judge.
    ///
    /// - Throws: `ExplorationError.tooManyParts` for more conditions than bits.
    init(_ conditions: [NumberedCondition]) throws(ExplorationError) {
        guard conditions.count < UInt64.bitWidth else { throw .tooManyParts }
        self.conditions = conditions
    }

    /// What is met and what is not, in a state of a number; a bit for each condition.
    mutating func verdict(of number: UInt32, _ state: () -> NumberedState) -> (met: UInt64, notMet: UInt64) {
        if conditions.isEmpty { return (0, 0) }
        let index = Int(number)
        if index < bits.count, bits[index].met != .max { return bits[index] }
        let missing = index + 1 - bits.count
        if missing > 0 { bits += repeatElement((.max, .max), count: missing) }
        let state = state()
        var verdict: (met: UInt64, notMet: UInt64) = (0, 0)
        for (place, condition) in conditions.enumerated() {
            switch condition.judge(state) {
            case .met: verdict.met |= 1 << UInt64(place)
            case .notMet: verdict.notMet |= 1 << UInt64(place)
            case .unknown, .couldNotEvaluate: break
            }
        }
        bits[index] = verdict
        return verdict
    }
}
