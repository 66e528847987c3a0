import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Where a run may rest.
extension Explorer {
    /// Whether a run rests in a hold: it asks what to do, and the service model says that nothing but help from outside is right.
    mutating func rests(_ state: ExploredState) -> Bool {
        machines.infos[Int(state.machine)].asksWhatToDo && service.holds(state.service) != 0
    }

    /// The holds in which some run rests.
    mutating func holdsReached() -> [String] {
        guard !plan.service.holds.isEmpty else { return [] }
        var reached: UInt64 = 0
        for position in 0..<table.count where machines.infos[Int(table[position].machine)].asksWhatToDo {
            reached |= service.holds(table[position].service)
        }
        return plan.service.holds.enumerated().filter { reached & (1 << UInt64($0.offset)) != 0 }.map(
            \.element.id.value)
    }
}
