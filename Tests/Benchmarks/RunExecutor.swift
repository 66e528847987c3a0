import Glibc
import Synchronization
import Dispatch
final class RunExecutor: TaskExecutor {
    private let queue = Mutex<(jobs: [UnownedJob], waiting: Bool)>(([], false))
    private let semaphore = DispatchSemaphore(value: 0)
    init() {
        let t = Thread2 { [self] in loop() }
        t.start()
    }
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wake = queue.withLock { q in
            q.jobs.append(job)
            defer { q.waiting = false }
            return q.waiting
        }
        if wake { semaphore.signal() }
    }
    func loop() {
        let me = asUnownedTaskExecutor()
        while true {
            let jobs = queue.withLock { q -> [UnownedJob] in
                let j = q.jobs
                q.jobs.removeAll(keepingCapacity: false)
                if j.isEmpty { q.waiting = true }
                return j
            }
            if jobs.isEmpty { semaphore.wait() }
            for j in jobs { j.runSynchronously(on: me) }
        }
    }
}
import Foundation
final class Thread2 { let t: Thread; init(_ b: @escaping @Sendable () -> Void) { t = Thread(block: b) } ; func start() { t.start() } }
let exec = RunExecutor()
