import KirikaeAudit
import KirikaeEngine
import Synchronization

/// Sends signed heads to a second place, beside the run, which never waits for it but at its end.
///
/// A head that has not been sent when the next one comes is left out: the newer one says more.
final class CheckpointCopier: Sendable {
    private struct State {
        var waiting: (size: Int, note: String)?
        var task: Task<Void, Never>?
        var results: [RunEvent] = []
    }

    private let place: CheckpointPlace
    private let run: String
    private let tell: @Sendable (RunEvent) -> Void
    private let state = Mutex(State())

    /// - Parameter tell: is told at once of each result.
    init(place: CheckpointPlace, run: String, tell: @escaping @Sendable (RunEvent) -> Void) {
        self.place = place
        self.run = run
        self.tell = tell
    }

    /// Takes a head to be sent, and returns at once.
    func send(_ note: String, size: Int) {
        state.withLock { state in
            state.waiting = (size, note)
            if state.task == nil { state.task = Task { await self.work() } }
        }
    }

    /// What has been sent, or was not, since the last call.
    func takeResults() -> [RunEvent] {
        state.withLock { state in
            defer { state.results = [] }
            return state.results
        }
    }

    /// Waits until all is sent or has failed; each attempt has its own limit of time.
    func finish() async {
        while let task = state.withLock({ $0.task }) { await task.value }
    }

    private func work() async {
        while let next = takeNext() {
            let failure = await place.put(
                Array(next.note.utf8), as: CheckpointCopies.fileName(run: run, size: next.size))
            let result = RunEvent.checkpointCopied(place: place.description, size: next.size, failure: failure)
            state.withLock { $0.results.append(result) }
            tell(result)
        }
    }

    private func takeNext() -> (size: Int, note: String)? {
        state.withLock { state in
            defer { state.waiting = nil }
            if state.waiting == nil { state.task = nil }
            return state.waiting
        }
    }
}
