import Synchronization

/// Where whatever goes on in the world reports to the one place that records.
final class Mailbox: Sendable {
    /// A report.
    enum Message: Sendable {
        /// Something under way for a step has ended so.
        case ended(Int, RunEvent)
        /// Something under way for an item of a step has ended so.
        case itemEnded(Int, item: String, RunEvent)
        /// Something happened on the way; whoever reports it goes on only once it is recorded.
        case progress(RunEvent, CheckedContinuation<Void, any Error>)
        /// Whoever was asked for a step cannot answer, or wants to stop.
        case stop(Int, StopReason)
        /// Somebody was told, or could not be.
        case notified(SentNotice)
        /// A moment has come at which somebody may have to be told.
        case alarm
        /// The world failed as such.
        case failed(any Error)
    }

    /// Nothing is recorded any more.
    struct Closed: Error {}

    private struct State {
        var messages: [Message] = []
        var receiver: CheckedContinuation<Message, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Leaves a message; false after the end, when nobody takes it any more.
    @discardableResult
    func post(_ message: Message) -> Bool {
        var receiver: CheckedContinuation<Message, Never>?
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            receiver = state.receiver
            state.receiver = nil
            if receiver == nil { state.messages.append(message) }
            return true
        }
        receiver?.resume(returning: message)
        return isTaken
    }

    /// Reports progress, and returns once it is recorded.
    ///
    /// - Throws: what the recorder threw, or `Closed`.
    func deliver(_ event: RunEvent) async throws {
        try await withCheckedThrowingContinuation { (receipt: CheckedContinuation<Void, any Error>) in
            if !post(.progress(event, receipt)) { receipt.resume(throwing: Closed()) }
        }
    }

    /// The next message.
    ///
    /// One at a time may wait for it.
    func receive() async -> Message {
        if let message = state.withLock({ $0.messages.isEmpty ? nil : $0.messages.removeFirst() }) { return message }
        return await withCheckedContinuation { continuation in
            let message = state.withLock { state -> Message? in
                if !state.messages.isEmpty { return state.messages.removeFirst() }
                state.receiver = continuation
                return nil
            }
            if let message { continuation.resume(returning: message) }
        }
    }

    /// The next message if it is there already and is about an item.
    func receiveIfItem() -> Message? {
        state.withLock { state in
            guard case .itemEnded? = state.messages.first else { return nil }
            return state.messages.removeFirst()
        }
    }

    /// Takes out the first message that somebody was told, if there is one by now; it waits for nothing.
    func takeNotified() -> SentNotice? {
        state.withLock { state in
            for index in state.messages.indices {
                guard case .notified(let sent) = state.messages[index] else { continue }
                state.messages.remove(at: index)
                return sent
            }
            return nil
        }
    }

    /// Ends it: whoever waits for a receipt, or reports later, learns that nothing is recorded any more.
    func close() {
        let left = state.withLock { state -> [Message] in
            state.isClosed = true
            defer { state.messages = [] }
            return state.messages
        }
        for case .progress(_, let receipt) in left { receipt.resume(throwing: Closed()) }
    }
}
