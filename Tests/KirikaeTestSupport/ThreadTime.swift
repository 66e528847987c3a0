import Glibc

/// The time that the processor has spent on this thread: other tests that run at the same time do not count.
public enum ThreadTime {
    /// How long a piece of work keeps the processor busy.
    ///
    /// It must not suspend, or it might end on another thread.
    public static func measure(_ work: () throws -> Void) rethrows -> Duration {
        let start = now
        try work()
        return now - start
    }

    private static var now: Duration {
        var time = timespec()
        // The clock of one's own thread is always there.
        precondition(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
