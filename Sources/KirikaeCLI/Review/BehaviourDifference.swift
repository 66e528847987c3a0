import KirikaePlan
import KirikaeService

/// One thing that comes out otherwise with the new plans, and the situations in which it does.
struct BehaviourDifference: Sendable {
    /// What comes out otherwise.
    enum Change: Sendable, Hashable {
        /// It did not get to its end and does now; the step that stood against it.
        case possible(step: String, wasRefused: Bool)
        /// It was refused before anything was done; now it begins, and gets stuck half-way.
        case begins(old: String, new: String)
        /// It got to its end and is refused now, by a step, before anything is done.
        case refused(step: String)
        /// It got to its end and gets stuck now, half-way.
        case stuck(step: String)
        /// It is refused or stuck at another step than before.
        case stoppedElsewhere(old: String, new: String, isRefused: Bool)
        /// A variable has another value at the end; nil is unknown.
        case ends(variable: String, old: String?, new: String?)
        /// An invariant is broken on the way that was not.
        case breaks(invariant: String)
        /// An invariant is no longer broken on the way.
        case keeps(invariant: String)
        /// It takes another time, in milliseconds.
        case takes(old: Int64, new: Int64)

        /// Whether a reviewer must look: what was refused is let through, or what must hold is broken.
        var isAlarming: Bool {
            switch self {
            case .possible(_, wasRefused: true), .begins, .breaks, .stuck: true
            default: false
            }
        }

        /// Whether only the predicted time differs.
        var isTime: Bool { isTime(longer: true) || isTime(longer: false) }

        /// Whether only the predicted time differs, and it is longer; or shorter.
        func isTime(longer isLonger: Bool) -> Bool {
            if case .takes(let old, let new) = self { (new > old) == isLonger } else { false }
        }

        /// The same with other names for its steps.
        func mapSteps(_ name: (String) -> String) -> Change {
            switch self {
            case .possible(let step, let wasRefused): .possible(step: name(step), wasRefused: wasRefused)
            case .begins(let old, let new): .begins(old: name(old), new: name(new))
            case .refused(let step): .refused(step: name(step))
            case .stuck(let step): .stuck(step: name(step))
            case .stoppedElsewhere(let old, let new, let isRefused):
                .stoppedElsewhere(old: name(old), new: name(new), isRefused: isRefused)
            case .ends, .breaks, .keeps, .takes: self
            }
        }
    }

    /// Where it comes out otherwise.
    struct Place: Sendable, Hashable, Comparable {
        var identity: PlanDifference.Identity
        var deviation: BehaviourSituation.Deviation?

        static func < (left: Place, right: Place) -> Bool {
            if left.identity != right.identity { return left.identity < right.identity }
            guard let one = left.deviation else { return right.deviation != nil }
            guard let other = right.deviation else { return false }
            return one < other
        }
    }

    var change: Change
    /// The runbook.
    var runbook: String
    /// The situations, sorted; never empty.
    var places: [Place]

    /// Whether a reviewer must look.
    var isAlarming: Bool { change.isAlarming }

    /// What differs between two outcomes.
    static func changes(_ old: PlanOutcome, _ new: PlanOutcome) -> [Change] {
        var changes: [Change] = []
        switch (old.ending, new.ending) {
        case (.completed, .completed): break
        case (.refused(let step), .completed): changes.append(.possible(step: step, wasRefused: true))
        case (.stuck(let step), .completed), (.unsettled(let step), .completed):
            changes.append(.possible(step: step, wasRefused: false))
        case (.completed, .refused(let step)): changes.append(.refused(step: step))
        case (.completed, .stuck(let step)), (.completed, .unsettled(let step)): changes.append(.stuck(step: step))
        case (.refused(let before), .stuck(let after)), (.refused(let before), .unsettled(let after)):
            changes.append(.begins(old: before, new: after))
        default:
            let (before, _) = Self.place(old.ending)
            let (after, isRefused) = Self.place(new.ending)
            if old.ending != new.ending {
                changes.append(.stoppedElsewhere(old: before, new: after, isRefused: isRefused))
            }
        }
        changes += Set(new.violations).subtracting(old.violations).sorted().map { .breaks(invariant: $0) }
        changes += Set(old.violations).subtracting(new.violations).sorted().map { .keeps(invariant: $0) }
        // Where one did not get to its end, that says it all.
        guard old.ending == .completed, new.ending == .completed else { return changes }
        changes += new.state.differences(from: old.state).map { name in
            .ends(variable: name, old: old.state[name], new: new.state[name])
        }
        if old.milliseconds != new.milliseconds { changes.append(.takes(old: old.milliseconds, new: new.milliseconds)) }
        return changes
    }

    private static func place(_ ending: PlanOutcome.Ending) -> (step: String, isRefused: Bool) {
        switch ending {
        case .completed: ("", false)
        case .refused(let step): (step, true)
        case .stuck(let step), .unsettled(let step): (step, false)
        }
    }
}
