import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Conditions that check nothing.
extension Explorer {
    /// The preconditions and verifications that hold in every state of the service that was found, whatever changes outside.
    ///
    /// What others change may have any of its values at any moment, also beyond the bounds.
    func conditionsThatAreNeverFalse() -> [Exploration.Property] {
        let states = statesOfTheServiceThatWereReached()
        var canBeFalse: [Condition.Form: Bool] = [:]
        var found: [Exploration.Property] = []
        for step in plan.steps {
            for gate in [Gate.preconditions, .verifications] {
                for (index, condition) in step.conditions(of: gate).enumerated() {
                    let form = condition.condition.form
                    let answer = canBeFalse[form] ?? isFalse(condition.condition, inOneOf: states)
                    canBeFalse[form] = answer
                    if !answer { found.append(.neverFalse(step: step.path, gate: gate, condition: index)) }
                }
            }
        }
        return found
    }

    private func statesOfTheServiceThatWereReached() -> [ServiceState] {
        var numbers: Set<UInt32> = []
        for position in 0..<table.count where table.isTaken(position) { numbers.insert(table[position].service) }
        return numbers.sorted().map(service.state)
    }

    private func isFalse(_ condition: Condition, inOneOf states: [ServiceState]) -> Bool {
        let fixed = Set(condition.variables.filter { plan.service.variable($0)?.isExternal == false })
        return states.contains { state in
            // A state may leave out what makes no difference any more; then it says nothing about the condition.
            guard fixed.allSatisfy({ state[$0] != nil }) else { return false }
            return condition.assuming { fixed.contains($0) ? state[$0] : nil } != .always
        }
    }
}
