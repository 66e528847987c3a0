/// Some of the transitions of a model, by number.
struct TransitionSet: Sendable {
    private var words: [UInt64]

    /// Makes an empty set.
    ///
    /// - Parameter count: how many transitions the model has.
    init(transitionCount count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    func contains(_ index: Int) -> Bool { (words[index / 64] >> (UInt64(index) % 64)) & 1 == 1 }

    mutating func insert(_ index: Int) { words[index / 64] |= 1 << (UInt64(index) % 64) }

    mutating func remove(_ index: Int) { words[index / 64] &= ~(1 << (UInt64(index) % 64)) }

    /// Adds all of another set of the same model.
    mutating func formUnion(_ other: TransitionSet) {
        for word in words.indices { words[word] |= other.words[word] }
    }

    /// Takes out the first; nil if there is none.
    mutating func popFirst() -> Int? {
        for word in words.indices where words[word] != 0 {
            let bit = words[word].trailingZeroBitCount
            words[word] &= words[word] - 1
            return word * 64 + bit
        }
        return nil
    }

    /// Calls `body` for each, in order.
    func forEach(_ body: (Int) -> Void) {
        for word in words.indices {
            var rest = words[word]
            while rest != 0 {
                body(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
