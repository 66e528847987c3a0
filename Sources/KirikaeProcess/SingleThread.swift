import Synchronization

/// A thread that carries out a task and its child tasks, one piece after the other.
///
/// For work that waits for the disk: blocking a thread of Swift's pool, of which there is one for each core, would hold up everything
/// else. And handing a step of the work to the next task costs a few instructions here, but waking another thread there.
package final class SingleThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Whether the thread has found nothing to do.
        var isWaiting = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeUp = BinarySemaphore()

    private init() {}

    /// Carries out a task on a thread of its own, which ends with it.
    ///
    /// Child tasks run there as well, unless they ask for another place; whoever waits for a person must.
    ///
    /// Where the system gives no thread, it is carried out by Swift's pool as well as that can.
    ///
    /// - Throws: what the body throws.
    package static func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let executor = SingleThread()
        do throws(SystemCallError) {
            try DedicatedThread.start { executor.work() }
        } catch {
            return try await body()
        }
        defer { executor.close() }
        return try await withTaskExecutorPreference(executor, operation: body)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (isTaken, isWaiting) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.jobs.append(job)
            defer { state.isWaiting = false }
            return (true, state.isWaiting)
        }
        // What comes after the end has no business with the run any more; it must be carried out all the same.
        guard isTaken else { return globalConcurrentExecutor.enqueue(job) }
        if isWaiting { wakeUp.signal() }
    }

    private func close() {
        let isWaiting = state.withLock { state in
            state.isClosed = true
            return state.isWaiting
        }
        if isWaiting { wakeUp.signal() }
    }

    private func work() {
        let executor = asUnownedTaskExecutor()
        while true {
            let (jobs, isClosed) = state.withLock { state in
                let jobs = state.jobs
                state.jobs = []
                state.isWaiting = jobs.isEmpty && !state.isClosed
                return (jobs, state.isClosed)
            }
            for job in jobs { job.runSynchronously(on: executor) }
            guard jobs.isEmpty else { continue }
            if isClosed { return }
            wakeUp.wait()
        }
    }
}
