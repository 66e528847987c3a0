/// Which elements stand in the same order in two lists.
enum CommonOrder {
    /// The indices of the longest increasing subsequence of different numbers; of several, the one whose numbers end lowest.
    ///
    /// Moving all others is the least that makes one order the other.
    static func longest(of sequence: [Int]) -> [Int] {
        /// For each length the index at which a subsequence of it ends with the smallest number.
        var ends: [Int] = []
        var previous: [Int?] = Array(repeating: nil, count: sequence.count)
        for (index, number) in sequence.enumerated() {
            let length = ends.partitioningIndex { sequence[$0] >= number }
            previous[index] = length > 0 ? ends[length - 1] : nil
            if length == ends.count { ends.append(index) } else { ends[length] = index }
        }
        var indices: [Int] = []
        indices.reserveCapacity(ends.count)
        var next = ends.last
        while let index = next {
            indices.append(index)
            next = previous[index]
        }
        return indices.reversed()
    }

    /// The largest set of names that stand in the same order in both lists; what only one of them holds does not count.
    static func longest(_ old: [String], _ new: [String]) -> Set<String> {
        let positions = Dictionary(old.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let sequence = new.compactMap { positions[$0] }
        return Set(longest(of: sequence).map { old[sequence[$0]] })
    }
}

extension [Int] {
    /// The first index whose element `isBehind`; the elements must be sorted by it.
    fileprivate func partitioningIndex(_ isBehind: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
