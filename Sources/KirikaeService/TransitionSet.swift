/// Some of the transitions of a model, by number.
///
/// The first 64 stand in a word of their own, so that copying a simulation of a small model copies no memory for them.
struct TransitionSet: Sendable {
    private var first: UInt64 = 0
    private var rest: [UInt64]

    /// Makes an empty set.
    ///
    /// - Parameter count: how many transitions the model has.
    init(transitionCount count: Int) {
        rest = Array(repeating: 0, count: max(0, (count - 1) / UInt64.bitWidth))
    }

    /// The word that has the bit of a transition.
    private subscript(word word: Int) -> UInt64 {
        get { word == 0 ? first : rest[word - 1] }
        set { if word == 0 { first = newValue } else { rest[word - 1] = newValue } }
    }

    func contains(_ index: Int) -> Bool { self[word: index / 64] & Self.bit(index) != 0 }

    mutating func insert(_ index: Int) { self[word: index / 64] |= Self.bit(index) }

    mutating func remove(_ index: Int) { self[word: index / 64] &= ~Self.bit(index) }

    /// Adds all of another set of the same model.
    mutating func formUnion(_ other: TransitionSet) {
        first |= other.first
        for word in rest.indices { rest[word] |= other.rest[word] }
    }

    /// Takes out the first; nil if there is none.
    mutating func popFirst() -> Int? {
        if first != 0 { return Self.popFirst(&first) }
        for word in rest.indices where rest[word] != 0 { return (word + 1) * 64 + Self.popFirst(&rest[word]) }
        return nil
    }

    /// Calls `body` for each, in order.
    func forEach(_ body: (Int) -> Void) {
        var bits = first
        while bits != 0 { body(Self.popFirst(&bits)) }
        for word in rest.indices {
            var bits = rest[word]
            while bits != 0 { body((word + 1) * 64 + Self.popFirst(&bits)) }
        }
    }

    private static func bit(_ index: Int) -> UInt64 { 1 << (UInt64(index) % 64) }

    private static func popFirst(_ bits: inout UInt64) -> Int {
        let bit = bits.trailingZeroBitCount
        bits &= bits - 1
        return bit
    }
}
