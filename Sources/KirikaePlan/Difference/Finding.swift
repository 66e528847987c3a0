import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeService

/// One thing that a change means: what differs, and how bad that is.
public struct Finding: Sendable, Hashable {
    /// Which way a change goes.
    public enum Direction: String, Sendable, Hashable, CaseIterable {
        /// Something lets more pass, or more be done, than before.
        case weakened
        /// Something is stricter than before.
        case strengthened
        /// Neither, or both.
        case changed
    }

    /// What differs.
    public enum Part: String, Sendable, Hashable, CaseIterable {
        // Of a step.
        case step, order, preconditions, verifications, unless, action, command, host, elevation, conversation
        case request, instructions, answer, population, approval, place, typical, timeout, within, every, evidence
        case changes, interrupted, outputs, reverse, critical, cautions, notes, source, title, lanes
        // Of a runbook.
        case runbook, parameters, direction, plan
        // Of the service.
        case variable, value, start, transition, takes, invariant, exclusive, contact, service
        // Of an environment.
        case environment, observation, secret, signers, approvals, planReview = "plan-review", notice, inventory
        case group, check
        // The rest of a folder.
        case scenario, answers, project, text
    }

    /// How bad it is.
    public var risk: RiskClass
    /// Which way it goes.
    public var direction: Direction
    /// What differs.
    public var part: Part
    /// Where in the part it stands: keys of the plan's canonical form from the outside in, elements counted from 1.
    public var keys: [String]
    /// What it was, as in the canonical form; nil where there was none.
    public var old: JSONValue?
    /// What it is now; nil where there is none.
    public var new: JSONValue?
    /// For a condition that lets more pass: a situation that was refused and is not refused now.
    public var witness: [String: ConditionImplication.Known] = [:]
    /// Whether the conditions were too large to be compared in every situation; the class is then the worst it could be.
    public var isUndecided = false
    /// Where the old one stands.
    public var oldLocation: SourceLocation?
    /// Where the new one stands.
    public var newLocation: SourceLocation?

    /// Makes a finding.
    public init(
        _ risk: RiskClass, _ direction: Direction, _ part: Part, keys: [String] = [], old: JSONValue? = nil,
        new: JSONValue? = nil
    ) {
        self.risk = risk
        self.direction = direction
        self.part = part
        self.keys = keys
        self.old = old
        self.new = new
    }
}

extension Sequence<Finding> {
    /// The worst class among them; nil if there is none.
    public var worst: RiskClass? { lazy.map(\.risk).min() }
}
