/// One state of a search in one machine word: which situation the run is in, how the service stands, and what has gone wrong so far.
struct ExploredState: Sendable, Hashable {
    private static let machineBits: UInt64 = 30
    private static let serviceBits: UInt64 = 26

    /// How many situations a search can tell apart.
    static let mostMachines = 1 << Int(machineBits)
    /// How many states of the service a search can tell apart.
    static let mostServiceStates = 1 << Int(serviceBits)

    let word: UInt64

    init(word: UInt64) { self.word = word }

    init(machine: UInt32, service: UInt32, spent: Spent) {
        word =
            UInt64(machine) | UInt64(service) << Self.machineBits
            | UInt64(spent.bits) << (Self.machineBits + Self.serviceBits)
    }

    var machine: UInt32 { UInt32(truncatingIfNeeded: word & ((1 << Self.machineBits) - 1)) }
    var service: UInt32 {
        UInt32(truncatingIfNeeded: (word >> Self.machineBits) & ((1 << Self.serviceBits) - 1))
    }
    var spent: Spent { Spent(bits: UInt8(truncatingIfNeeded: word >> (Self.machineBits + Self.serviceBits))) }
}

/// The states of a search in the order found, each once, with the state it was found from.
struct StateTable: Sendable {
    private(set) var states: [UInt64] = []
    private(set) var parents: [UInt32] = []
    /// For each hash the position in `states` plus one; zero is free.
    ///
    /// At most half of them are taken.
    private var slots = [UInt32](repeating: 0, count: 1 << 16)

    var count: Int { states.count }

    subscript(index: Int) -> ExploredState { ExploredState(word: states[index]) }

    /// The position of a state that was found.
    func index(of state: ExploredState) -> Int? {
        let slot = slot(of: state.word)
        return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
    }

    /// Adds a state unless it was found before.
    ///
    /// - Returns: whether it is new.
    mutating func insert(_ state: ExploredState, from parent: UInt32) -> Bool {
        let slot = slot(of: state.word)
        guard slots[slot] == 0 else { return false }
        states.append(state.word)
        parents.append(parent)
        slots[slot] = UInt32(states.count)
        if states.count * 2 > slots.count { grow() }
        return true
    }

    /// The slot that holds a word, or the free one where it belongs.
    private func slot(of word: UInt64) -> Int {
        let mask = slots.count - 1
        // The finalizer of SplitMix64: neighbouring words end far apart.
        var mixed = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        var slot = Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) & UInt64(mask))
        while slots[slot] != 0, states[Int(slots[slot]) - 1] != word { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for index in states.indices { slots[slot(of: states[index])] = UInt32(index + 1) }
    }
}
