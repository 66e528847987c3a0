import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What would be done, in what order: includes expanded, parameters filled in, guards derived, frozen and fingerprinted.
public struct Plan: Sendable {
    /// The runbook it was made from.
    public var runbook: String
    /// What it does.
    public var title: LocalizedText
    /// Which way it goes.
    public var direction: Runbook.Direction
    /// The parameters of the runbook.
    public var arguments: [String: String]
    /// The steps in order.
    ///
    /// Their index is the position a run is at.
    public var steps: [PlanStep]
    /// Where it happens.
    public var environment: Environment
    /// How the service behaves.
    public var service: ServiceModel
    /// SHA-256 over the canonical form of everything that could be executed or judged, as 64 hexadecimal digits.
    ///
    /// The layout of the files does not count; a changed word does.
    public var fingerprint: String

    /// The step of a path.
    public func index(of path: String) -> Int? {
        steps.firstIndex { $0.path == path }
    }

    /// The sum of the typical durations; of steps that go on side by side the longest lane counts.
    public var typical: Milliseconds {
        var total = Milliseconds(0)
        var index = 0
        while index < steps.count {
            total = total + (steps[index].typical ?? Milliseconds(0))
            index += 1
            guard !steps[index - 1].lanes.isEmpty else { continue }
            var longest = Milliseconds(0)
            for lane in steps[index - 1].lanes {
                let length = steps[index..<(index + lane)].reduce(Milliseconds(0)) {
                    $0 + ($1.typical ?? Milliseconds(0))
                }
                longest = max(longest, length)
                index += lane
            }
            total = total + longest
        }
        return total
    }
}

/// A condition of a plan, with where it comes from.
public struct PlanCondition: Sendable, Hashable {
    /// Who asks for it.
    public enum Origin: Sendable, Hashable {
        /// The author of the runbook.
        case author
        /// An invariant of the service: the step would break it otherwise.
        case invariant(String)
    }

    /// The condition.
    public var condition: Condition
    /// Where it comes from.
    public var origin: Origin

    /// Makes a condition of a plan.
    public init(condition: Condition, origin: Origin) {
        self.condition = condition
        self.origin = origin
    }
}

/// One step of a plan.
public struct PlanStep: Sendable {
    /// What part it plays.
    public enum Kind: String, Sendable {
        /// Entering a runbook: its preconditions.
        case enter
        /// A step of a runbook.
        case step
        /// Leaving a runbook: its postconditions.
        case leave
        /// Where steps that go on side by side part.
        case fork
        /// Where they meet again.
        case join
    }

    /// What is done; a gate does nothing but look.
    public enum Action: Sendable, Hashable {
        case none
        case manual(ManualAction)
        case command(CommandAction)
        case http(HTTPAction)
        case wait(Milliseconds, because: LocalizedText?)
        case population(PopulationAction, Environment.Inventory)
        case approve(ApproveAction, members: [String])
    }

    /// One of several rows of steps that go on side by side.
    public struct Lane: Hashable, Sendable {
        /// The path of the fork.
        public var fork: String
        /// Its number, from 0.
        public var number: Int
    }

    /// Its path, unique in the plan: the runbook asked for, the including steps, its own id.
    public var path: String
    /// The step as its runbook names it: `call.sipserver-wizard/open-wizard`.
    public var definition: String
    /// What part it plays.
    public var kind: Kind
    /// How many includes it is in.
    public var depth: Int
    /// What it does.
    public var title: LocalizedText
    /// The facts of the manual it carries out.
    public var source: [String]
    /// The place of the environment where it happens.
    public var place: String?
    /// If this is met when the step is reached, it and the rest of its span are not needed.
    public var unless: Condition?
    /// How many steps `unless` decides over: 1, or for an enter or a fork all up to and with its end.
    public var span: Int
    /// For a fork: how many steps each of the lanes behind it has, in order; they follow each other in the plan.
    public var lanes: [Int] = []
    /// The innermost lane it is in; nil outside.
    public var lane: Lane?
    /// What must hold before it.
    public var preconditions: [PlanCondition]
    /// What is done.
    public var action: Action
    /// How long it usually takes.
    public var typical: Milliseconds?
    /// When it counts as hanging.
    public var timeout: Milliseconds?
    /// What it makes true.
    public var changes: [String: String]
    /// What must hold after it.
    public var verifications: [PlanCondition]
    /// What may be done after a crash in the middle of it.
    public var interrupted: Step.Interrupted
    /// Values that are read while it is done.
    public var outputs: [OutputDefinition] = []
    /// What undoes it.
    public var reverse: Step.Reverse?
    /// Whether the operator may not skip it.
    public var isCritical: Bool
    /// What could be lost.
    public var cautions: [Remark]
    /// What else to know.
    public var notes: [Remark]
    /// Where it stands.
    public var location: SourceLocation

    /// Whether a program or an address does it rather than a person or the clock.
    public var isDoneByMachine: Bool {
        switch action {
        case .command, .http: true
        case .population(let population, _): population.work != nil
        case .none, .manual, .wait, .approve: false
        }
    }

    /// Whether a program does it item by item.
    public var isItemWork: Bool {
        if case .population(let population, _) = action { population.work != nil } else { false }
    }

    /// Whether other people must agree before the run goes on.
    public var isApproval: Bool {
        if case .approve = action { true } else { false }
    }

    /// Whether it does something rather than only looks.
    public var isAct: Bool {
        if case .none = action { false } else { true }
    }
}
