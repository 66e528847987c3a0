import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Where a run may end, or rest, and what nobody can answer for there.
extension Explorer {
    /// Whether a run rests in a hold: it asks what to do, and the service model says that nothing but help from outside is right.
    func rests(_ state: ExploredState) -> Bool {
        machines.infos[Int(state.machine)].asksWhatToDo && !holds(at: state).isEmpty
    }

    /// The holds in which some run rests.
    func holdsReached() -> [String] {
        guard !plan.service.holds.isEmpty else { return [] }
        var reached: Set<String> = []
        for position in 0..<table.count where machines.infos[Int(table[position].machine)].asksWhatToDo {
            reached.formUnion(holds(at: table[position]))
        }
        return plan.service.holds.map(\.id.value).filter(reached.contains)
    }

    private func holds(at state: ExploredState) -> [String] {
        let values = service.state(state.service)
        return plan.service.holds.filter { $0.when.judge(values.reading) == .met }.map(\.id.value)
    }

    /// Whether a condition holds at the end of a run if what others change is as the last look of the run saw it.
    ///
    /// A look comes before the end that it allows. What changes outside in between is nobody's fault, even if something else was
    /// looked at later.
    func isMet(_ condition: Condition, asSeenAtTheEndBy state: ExploredState) -> Bool {
        guard let last = plan.steps.last, last.kind == .leave else { return false }
        let looked = Set(last.verifications.flatMap(\.condition.variables))
        let values = service.state(state.service)
        let knowledge = machines.machines[Int(state.machine)].knowledge
        return condition.judge { name in
            guard plan.service.variable(name)?.isExternal == true, looked.contains(name), let seen = knowledge[name]
            else {
                return values.reading(name)
            }
            return seen.reading
        } == .met
    }
}
