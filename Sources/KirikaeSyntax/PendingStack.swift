/// A growing stack whose top part can be moved out as an array of exactly its size.
///
/// Values whose collection is still open lie here one after the other, so that no array grows while a collection is read.
struct PendingStack<Element>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    /// The element at an index below ``count``.
    subscript(index: Int) -> Element {
        @inline(__always) _read { yield base[index] }
        @inline(__always) _modify { yield &base[index] }
    }

    @inline(__always)
    mutating func append(_ element: consuming Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Takes the last element off; there must be one.
    @inline(__always)
    mutating func removeLast() -> Element {
        count -= 1
        return (base + count).move()
    }

    /// Takes all elements from `start` on off the stack.
    @inline(__always)
    mutating func removeAll(from start: Int) -> [Element] {
        let size = count - start
        guard size > 0 else { return [] }
        var elements: [Element] = []
        elements.reserveCapacity(size)
        for index in start..<count { elements.append((base + index).move()) }
        count = start
        return elements
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
