/// What a change may cost the operator or the service, worst first.
///
/// The order is the one a reviewer reads in. How loud a gate of a pipeline is about it says ``level``.
public enum RiskClass: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A check was removed, or lets a situation pass that it refused.
    case gateWeakened = "gate-weakened"
    /// Something else is done than before.
    case actionChanged = "action-changed"
    /// Steps of which one may need the other come in another order.
    case orderChanged = "order-changed"
    /// A limit of time or number is wider.
    case limitLoosened = "limit-loosened"
    /// Fewer people must agree, or more may.
    case approvalDropped = "approval-dropped"
    /// The service is taken to behave otherwise, so that rehearsal, simulator and explorer predict something else; no step does.
    case modelChanged = "model-changed"
    /// A caution, or a warning that a step gives, is gone.
    case cautionDropped = "caution-dropped"
    /// A text changed in one language only, or a step no longer matches the one that undoes it.
    case translationDiverged = "translation-diverged"
    /// Something is said in other words, or stands elsewhere without a consequence.
    case wordingOnly = "wording-only"
    /// A check or a limit is stricter.
    case strengthened

    /// How loud a change is.
    public enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        case high, medium, low
        /// Nothing to stop for.
        case none

        /// The louder one comes first.
        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How loud changes of this class are.
    public var level: Level {
        switch self {
        case .gateWeakened, .actionChanged, .orderChanged, .approvalDropped: .high
        case .limitLoosened, .modelChanged, .cautionDropped, .translationDiverged: .medium
        case .wordingOnly: .low
        case .strengthened: .none
        }
    }

    /// The worse one comes first.
    public static func < (left: RiskClass, right: RiskClass) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
