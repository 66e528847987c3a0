import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Where a run may rest.
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
}
