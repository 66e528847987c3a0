import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaePlan
import KirikaeService

/// Which invariants of the service the readings of a run did not satisfy.
///
/// It judges by what was read, and by nothing that an action may have changed since. Between two looks it knows nothing.
struct InvariantWatch: Sendable {
    private let service: ServiceModel
    private var readings: [String: Reading] = [:]
    /// How each invariant stood at the last look: only that it begins to be broken is told.
    private var broken: Set<String> = []
    /// The `before` invariants of which the later state was seen to be reached.
    private var reached: Set<String> = []

    init(_ service: ServiceModel) {
        self.service = service
    }

    /// The invariants that an event shows to be broken.
    mutating func broken(by event: RunEvent, plan: Plan) -> [String] {
        switch event {
        case .observed(_, let observations), .rechecked(let observations):
            for observation in observations { readings[observation.variable] = observation.reading }
            return judge { !$0.isForTheEnd }
        case .intent(let step, _):
            guard let index = plan.index(of: step) else { return [] }
            for variable in plan.steps[index].changes.keys { readings[variable] = nil }
            return []
        case .closed(.completed): return judge(\.isForTheEnd)
        default: return []
        }
    }

    private mutating func judge(_ isMeant: (ServiceModel.Invariant.Kind) -> Bool) -> [String] {
        var found: [String] = []
        for invariant in service.invariants where isMeant(invariant.kind) {
            let id = invariant.id.value
            switch judgement(invariant) {
            case .notMet: if broken.insert(id).inserted { found.append(id) }
            case .met: broken.remove(id)
            case .unknown, .couldNotEvaluate: break
            }
        }
        return found
    }

    private mutating func judgement(_ invariant: ServiceModel.Invariant) -> Judgement {
        switch invariant.kind {
        case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _):
            return condition.judge(reading)
        case .before(let before, let requires):
            guard before.judge(reading) == .met else {
                reached.remove(invariant.id.value)
                return .unknown
            }
            // What it requires must hold when the state is reached; later it may change.
            guard reached.insert(invariant.id.value).inserted else { return .unknown }
            return requires.judge(reading)
        }
    }

    private func reading(_ variable: String) -> Reading { readings[variable] ?? .unknown }
}

extension ServiceModel.Invariant.Kind {
    /// Whether it is judged when a run has ended well, and not before: how long an outage lasts is not known from looks alone.
    fileprivate var isForTheEnd: Bool {
        switch self {
        case .atEnd, .outageAllowed: true
        case .always, .before: false
        }
    }
}
