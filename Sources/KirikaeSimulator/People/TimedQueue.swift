/// Things to do, by the time at which they are due; of two at the same moment the one that was added first comes first.
///
/// A binary heap: adding and taking cost a logarithm of how many there are.
struct TimedQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        var time: Int64
        var order: Int64
        var element: Element

        func isBefore(_ other: Entry) -> Bool { (time, order) < (other.time, other.order) }
    }

    private var entries: [Entry] = []
    private var order: Int64 = 0

    /// When the first is due; nil if there is none.
    var nextTime: Int64? { entries.first?.time }
    /// How many there are.
    var count: Int { entries.count }

    /// Adds something.
    mutating func add(_ element: Element, at time: Int64) {
        entries.append(Entry(time: time, order: order, element: element))
        order += 1
        var child = entries.count - 1
        while child > 0, entries[child].isBefore(entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first away, if it is due by then.
    mutating func takeFirst(by time: Int64) -> (time: Int64, element: Element)? {
        guard let first = entries.first, first.time <= time else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.time, first.element)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].isBefore(entries[least]) { least = child }
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
