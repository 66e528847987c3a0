/// Which elements of two lists belong together.
struct ListAlignment {
    /// A pair of indices; one of them is nil for an element that only one list holds.
    struct Pair: Hashable {
        /// In the old list.
        var old: Int?
        /// In the new list.
        var new: Int?
    }

    /// The pairs: in the order of the new list, an element that is gone where it stood.
    let pairs: [Pair]

    /// Aligns two lists: equal elements first, in their order; those between them one by one.
    init<Element: Hashable>(_ old: [Element], _ new: [Element]) {
        // The second of two equal elements is another element than the first.
        let anchors = Self.anchors(old, new)
        var pairs: [Pair] = []
        var place = (old: 0, new: 0)
        for anchor in anchors + [(old.count, new.count)] {
            var oldGap = place.old..<anchor.0
            for new in place.new..<anchor.1 {
                pairs.append(Pair(old: oldGap.popFirst(), new: new))
            }
            for old in oldGap { pairs.append(Pair(old: old, new: nil)) }
            if anchor.0 < old.count { pairs.append(Pair(old: anchor.0, new: anchor.1)) }
            place = (anchor.0 + 1, anchor.1 + 1)
        }
        self.pairs = pairs
    }

    private static func anchors<Element: Hashable>(_ old: [Element], _ new: [Element]) -> [(Int, Int)] {
        var places: [Element: [Int]] = [:]
        for (index, element) in old.enumerated().reversed() { places[element, default: []].append(index) }
        var candidates: [(Int, Int)] = []
        for (index, element) in new.enumerated() {
            if let place = places[element]?.popLast() { candidates.append((place, index)) }
        }
        return CommonOrder.longest(of: candidates.map(\.0)).map { candidates[$0] }
    }
}
