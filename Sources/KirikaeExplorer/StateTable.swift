/// The states of a search, each with the state it was found from, and the order in which they are gone on from.
///
/// That which has gone wrong least goes first, and then what takes the fewest moves. A state is left out where another one with the
/// same situation and the same service was found with no more gone wrong of any kind: whatever follows from it follows from that
/// one too, with as little.
struct StateTable: Sendable {
    private(set) var states: [UInt64] = []
    private(set) var parents: [UInt32] = []
    /// How many moves it takes to each.
    private var depths: [UInt32] = []
    /// The next state with the same situation and the same service; `UInt32.max` is none.
    private var others: [UInt32] = []
    private var isTaken: [Bool] = []
    /// Whether one with less gone wrong was found since.
    private var isSurpassed: [Bool] = []
    /// How many states the search went on from.
    private(set) var takenCount = 0
    /// For each hash the position of the first of a pair in `states` plus one, and the upper half of the hash; zero is free.
    ///
    /// At most half of them are taken.
    private var slots = [UInt64](repeating: 0, count: 1 << 12)
    private var pairs = 0
    /// The positions that wait, by how much has gone wrong and by how many moves it takes.
    private var waiting: [[[UInt32]]] = []
    private var level = 0
    private var depth = 0
    private var position = 0

    var count: Int { states.count }

    subscript(index: Int) -> ExploredState { ExploredState(word: states[index]) }

    /// Whether the search went on from a state; not from one that another one has taken the place of.
    func isTaken(_ index: Int) -> Bool { isTaken[index] }

    /// Whether less has gone wrong on the way to one state than to another, or as much in fewer moves.
    func goesBefore(_ one: Int, _ other: Int) -> Bool {
        (self[one].spent.total, depths[one], one) < (self[other].spent.total, depths[other], other)
    }

    /// Adds a state unless one is there that leads to as much.
    ///
    /// - Parameter parent: the position of the state it was found from; `UInt32.max` for a start.
    /// - Returns: its position, or that of the one that stands for it, and whether it is new.
    mutating func insert(_ state: ExploredState, from parent: UInt32) -> (index: UInt32, isNew: Bool) {
        let depth = parent == .max ? 0 : depths[Int(parent)] + 1
        let slot = slot(of: state.pair)
        var last = UInt32.max
        var index = Self.position(slots[slot])
        while index != .max {
            let spent = ExploredState(word: states[Int(index)]).spent
            if state.spent.isWithin(spent), spent != state.spent { isSurpassed[Int(index)] = true }
            if spent.isWithin(state.spent) {
                if spent == state.spent, !isTaken[Int(index)], depth < depths[Int(index)] {
                    parents[Int(index)] = parent
                    depths[Int(index)] = depth
                    wait(index)
                }
                return (index, false)
            }
            last = index
            index = others[Int(index)]
        }
        let new = UInt32(states.count)
        states.append(state.word)
        parents.append(parent)
        depths.append(depth)
        others.append(.max)
        isTaken.append(false)
        isSurpassed.append(false)
        if last == .max {
            slots[slot] = state.pair.mixed & Self.tagMask | UInt64(new + 1)
            pairs += 1
            if pairs * 2 > slots.count { grow() }
        } else {
            others[Int(last)] = new
        }
        wait(new)
        return (new, true)
    }

    /// The position of the state that stands for one that was inserted: itself, or one with less gone wrong.
    func standIn(for index: UInt32) -> UInt32 {
        if isTaken[Int(index)] { return index }
        let state = self[Int(index)]
        var other = Self.position(slots[slot(of: state.pair)])
        while other != .max {
            if isTaken[Int(other)], self[Int(other)].spent.isWithin(state.spent) { return other }
            other = others[Int(other)]
        }
        return index
    }

    /// The position of the state to go on from next; nil once there is none.
    mutating func next() -> Int? {
        while level < waiting.count {
            while depth < waiting[level].count {
                while position < waiting[level][depth].count {
                    let index = Int(waiting[level][depth][position])
                    position += 1
                    if !isTaken[index], depths[index] == depth, !isSurpassed[index] {
                        isTaken[index] = true
                        takenCount += 1
                        return index
                    }
                }
                waiting[level][depth] = []
                depth += 1
                position = 0
            }
            waiting[level] = []
            level += 1
            depth = 0
        }
        return nil
    }

    private mutating func wait(_ index: UInt32) {
        let level = ExploredState(word: states[Int(index)]).spent.total
        let depth = Int(depths[Int(index)])
        while waiting.count <= level { waiting.append([]) }
        while waiting[level].count <= depth { waiting[level].append([]) }
        waiting[level][depth].append(index)
    }

    /// The slot of a pair, or the free one where it belongs.
    private func slot(of pair: UInt64) -> Int {
        let mask = slots.count - 1
        let hash = pair.mixed
        let tag = hash & Self.tagMask
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            // Nearly always the tag tells, and the state need not be fetched from memory.
            if slots[slot] & Self.tagMask == tag, self[Int(Self.position(slots[slot]))].pair == pair { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

    /// The position of the first of a pair, from what stands in its slot; `UInt32.max` where it is free.
    private static func position(_ slot: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: slot) &- 1 }

    private mutating func grow() {
        let firsts = slots.filter { $0 != 0 }
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for first in firsts { slots[slot(of: self[Int(Self.position(first))].pair)] = first }
    }
}
