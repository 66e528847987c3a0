import Glibc

/// Lets one thread wait until another signals; a signal that comes first is not lost.
///
/// `@unchecked Sendable`: the semaphore is at an address of its own from beginning to end, and `sem_wait` and `sem_post` may be called
/// from any thread (sem_overview(7)).
final class BinarySemaphore: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() { sem_post(semaphore) }

    func wait() { while sem_wait(semaphore) != 0 {} }
}
