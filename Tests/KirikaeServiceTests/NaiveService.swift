@testable import KirikaeService
import KirikaeSyntax

/// The rules of a service in motion as one reads them, with names and without any haste: after every change every transition is
/// looked at.
struct NaiveService {
    let model: ServiceModel
    var values: [String: String]
    var time: Int64
    var resolutions: [String: String]
    var happened: Set<String> = []
    /// Since when each transition has counted, by its place.
    var since: [Int: Int64] = [:]

    init(
        model: ServiceModel, values: [String: String], time: Int64, resolutions: [String: String]
    ) throws(ServiceSimulation.DoesNotSettle) {
        self.model = model
        self.values = values
        self.time = time
        self.resolutions = resolutions
        try advance(to: time)
    }

    /// Of those that count, the one that is due first; of two at the same moment the first written.
    var next: (index: Int, due: Int64)? {
        model.transitions.indices.compactMap { index in
            since[index].map { (index: index, due: $0 + model.transitions[index].takes.count) }
        }.min { ($0.due, $0.index) < ($1.due, $1.index) }
    }

    /// What a transition makes of each of its variables.
    func outcome(_ index: Int) -> [(variable: String, value: String?)] {
        model.transitions[index].then.map { ($0.variable.value, $0.value ?? resolutions[$0.variable.value]) }
    }

    func nextChange(of variable: String) -> (value: String, time: Int64)? {
        model.transitions.indices.compactMap { index -> (value: String, time: Int64, index: Int)? in
            guard let since = since[index],
                let value = outcome(index).first(where: { $0.variable == variable })?.value, value != values[variable]
            else { return nil }
            return (value, since + model.transitions[index].takes.count, index)
        }.min { ($0.time, $0.index) < ($1.time, $1.index) }.map { ($0.value, $0.time) }
    }

    /// Whether the condition of a transition holds and it would change something.
    private func counts(_ index: Int) -> Bool {
        let condition = model.transitions[index].when
        return condition.judge { values[$0].map { .value($0) } ?? .unknown } == .met
            && outcome(index).contains { values[$0.variable] != $0.value }
    }

    private mutating func lookAtEach() {
        for index in model.transitions.indices { since[index] = counts(index) ? since[index] ?? time : nil }
    }

    mutating func change(
        _ changes: [String: String?]
    ) throws(ServiceSimulation.DoesNotSettle) -> [ServiceSimulation.Occurrence] {
        for (variable, value) in changes { values[variable] = value ?? resolutions[variable] }
        return try advance(to: time)
    }

    mutating func letHappen(
        _ index: Int
    ) throws(ServiceSimulation.DoesNotSettle) -> [ServiceSimulation.Occurrence] {
        guard since[index] != nil else { return [] }
        since[index] = time - model.transitions[index].takes.count
        return try advance(to: time)
    }

    @discardableResult
    mutating func advance(
        to target: Int64
    ) throws(ServiceSimulation.DoesNotSettle) -> [ServiceSimulation.Occurrence] {
        var occurrences: [ServiceSimulation.Occurrence] = []
        var atOnce = 0
        lookAtEach()
        while let (index, due) = next, due <= target {
            let id = model.transitions[index].id.value
            atOnce = due > time ? 0 : atOnce + 1
            guard atOnce < 1_000 else { throw .init(transition: id) }
            time = max(time, due)
            for (variable, value) in outcome(index) { values[variable] = value }
            since[index] = nil
            happened.insert(id)
            occurrences.append(.init(transition: id, time: time))
            lookAtEach()
        }
        time = max(time, target)
        return occurrences
    }

    /// Every step that transitions may make, in any order and after any time, from a state on; nil if they are too many to tell.
    static func reached(
        from start: [String: String], of model: ServiceModel
    ) -> [(from: [String: String], to: [String: String])]? {
        var steps: [(from: [String: String], to: [String: String])] = []
        var seen: Set<[String: String]> = [start]
        var pending = [start]
        while let values = pending.popLast() {
            guard seen.count < 4_096 else { return nil }
            for transition in model.transitions
            where transition.when.judge({ values[$0].map { .value($0) } ?? .unknown }) == .met {
                var next = values
                for change in transition.then { next[change.variable.value] = change.value }
                steps.append((values, next))
                if seen.insert(next).inserted { pending.append(next) }
            }
        }
        return steps
    }
}
