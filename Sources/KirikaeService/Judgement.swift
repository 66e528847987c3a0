/// The answer to whether a condition holds.
///
/// There are four, because "not met" and "could not look" call for different acts, and because a rehearsal must not
/// claim what only the real world can tell.
public enum Judgement: String, Hashable, Sendable, CaseIterable {
    /// It holds.
    case met
    /// It does not hold.
    case notMet = "not-met"
    /// Nobody could look: a probe failed, a place did not answer.
    case couldNotEvaluate = "could-not-evaluate"
    /// The value is not known: never observed, or predicted to be open.
    case unknown

    /// The opposite; an error or an unknown stays what it is, so that negation never turns it into a pass.
    public var negated: Judgement {
        switch self {
        case .met: .notMet
        case .notMet: .met
        case .couldNotEvaluate, .unknown: self
        }
    }

    /// All of several: one that is not met decides, then one that could not be evaluated, then one unknown.
    public static func all(of judgements: some Sequence<Judgement>) -> Judgement {
        decisive(among: judgements, deciding: .notMet, else: .met)
    }

    /// Any of several: one that is met decides, then one that could not be evaluated, then one unknown.
    public static func any(of judgements: some Sequence<Judgement>) -> Judgement {
        decisive(among: judgements, deciding: .met, else: .notMet)
    }

    private static func decisive(
        among judgements: some Sequence<Judgement>, deciding: Judgement, else fallback: Judgement
    ) -> Judgement {
        var tally = Tally(deciding: deciding, else: fallback)
        for judgement in judgements where tally.isDecided(by: judgement) { break }
        return tally.verdict
    }

    /// Several judgements on the way to one.
    struct Tally {
        let deciding: Judgement
        private(set) var verdict: Judgement

        /// Begins with what holds of none at all.
        init(deciding: Judgement, else verdict: Judgement) {
            self.deciding = deciding
            self.verdict = verdict
        }

        /// Takes one more into account.
        ///
        /// - Returns: whether those that follow make no difference any more.
        mutating func isDecided(by judgement: Judgement) -> Bool {
            if judgement == deciding || judgement == .couldNotEvaluate
                || (judgement == .unknown && verdict != .couldNotEvaluate)
            {
                verdict = judgement
            }
            return judgement == deciding
        }
    }
}

/// What is known of one variable at a moment.
public enum Reading: Hashable, Sendable {
    /// It has this value.
    case value(String)
    /// Never observed, or open.
    case unknown
    /// It could not be observed; the text says why, for the log.
    case failed(String)
}
