/// What a child does, for one reader.
///
/// Nothing is dropped. While somebody reads, a child that prints faster than it is read is made to wait: at most a few megabytes
/// are held in memory. Output of a child that nobody reads piles up.
public struct ChildEvents: AsyncSequence, Sendable {
    let stream: AsyncStream<ChildEvent>
    let monitor: ChildMonitor

    /// Gives one event after the other.
    public struct Iterator: AsyncIteratorProtocol {
        var iterator: AsyncStream<ChildEvent>.Iterator
        let monitor: ChildMonitor

        /// The next event; nil after `exited`.
        public mutating func next() async -> ChildEvent? {
            let event = await iterator.next()
            if case .output(let bytes)? = event { monitor.delivered(byteCount: bytes.count) }
            return event
        }
    }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator {
        monitor.beginDelivery()
        return Iterator(iterator: stream.makeAsyncIterator(), monitor: monitor)
    }
}
