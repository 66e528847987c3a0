import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Which values each variable can ever have: by the start of the service, its transitions, events from outside, and the steps of
/// all runbooks; and which of them some environment can see.
struct Reach {
    private var values: [String: Set<String>] = [:]
    private var defined: [String: Set<String>] = [:]
    /// Variables that may change without a step: by a transition, or from outside.
    private(set) var restless: Set<String> = []

    init(service: ServiceModel, environments: [Environment], uses: RunbookUses) {
        for variable in service.variables {
            let name = variable.name.value
            defined[name] = Set(variable.values.map(\.name))
            // A variable that starts open may turn out to have any value.
            let isOpen = variable.isExternal || variable.start == nil
            values[name] = Set(isOpen ? variable.values.map(\.name) : [variable.start].compactMap { $0 })
            if variable.isExternal { restless.insert(name) }
        }
        for transition in service.transitions {
            for change in transition.then {
                restless.insert(change.variable.value)
                let all = service.variable(change.variable.value)?.values.map(\.name) ?? []
                values[change.variable.value, default: []].formUnion(change.value.map { [$0] } ?? all)
            }
        }
        for use in uses.all.values.flatMap({ $0 }) {
            guard let runbook = use.runbook else { continue }
            var reached: [String: Set<String>] = [:]
            runbook.visitAllSteps { step in
                for change in step.changes { reached[change.variable.value, default: []].insert(change.value.value) }
            }
            values.merge(reached) { $0.union($1) }
        }
        for variable in service.variables.map(\.name.value) where !environments.isEmpty {
            let seen = environments.map { $0.observations[variable]?.how.possibleValues.map(Set.init) }
            // Where one environment may see anything, nothing is ruled out.
            guard !seen.contains(where: { $0 == nil }) else { continue }
            values[variable]?.formIntersection(seen.compactMap { $0 }.reduce(into: Set<String>()) { $0.formUnion($1) })
        }
    }

    /// Whether a condition speaks only of variables and values that the service has.
    ///
    /// Others are reported as such.
    func isSound(_ condition: Condition) -> Bool {
        var isSound = true
        condition.visitTests { test in
            isSound = isSound && test.values.allSatisfy { defined[test.variable.value]?.contains($0.value) == true }
        }
        return isSound
    }

    /// Whether a condition can ever hold.
    func isPossible(_ condition: Condition) -> Bool {
        switch condition.form {
        case .test(let test):
            // An undefined variable is reported as such.
            guard let possible = values[test.variable.value] else { return true }
            return test.values.contains { possible.contains($0.value) }
        case .all(let parts): return parts.allSatisfy(isPossible)
        case .any(let parts): return parts.contains(where: isPossible)
        case .not: return true
        }
    }
}
