/// Packed states, each once, in the order found.
struct PackedStateTable: Sendable {
    private(set) var states: [PackedState] = []
    /// For each hash the position in `states` plus one; zero is free.
    ///
    /// At most half of them are taken.
    private var slots = [UInt32](repeating: 0, count: 1 << 8)

    /// The position of a state that was found.
    func index(of state: PackedState) -> UInt32? {
        let slot = slots[slot(of: state)]
        return slot == 0 ? nil : slot - 1
    }

    /// Adds a state that was not found before.
    mutating func append(_ state: PackedState) {
        states.append(state)
        if states.count * 2 > slots.count {
            slots = [UInt32](repeating: 0, count: slots.count * 2)
            for index in states.indices { slots[slot(of: states[index])] = UInt32(index + 1) }
        } else {
            slots[slot(of: state)] = UInt32(states.count)
        }
    }

    private func slot(of state: PackedState) -> Int {
        let mask = slots.count - 1
        let words = state.words
        let hash = (words[0].mixed ^ words[1]).mixed ^ (words[2].mixed ^ words[3]).mixed &* 3
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0, states[Int(slots[slot]) - 1] != state { slot = (slot + 1) & mask }
        return slot
    }
}
