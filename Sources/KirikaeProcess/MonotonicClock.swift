import Glibc

/// Milliseconds that only ever go forward, unmoved by a change of the wall clock.
package enum MonotonicClock {
    /// Milliseconds since some fixed moment of this boot.
    package static func nowMilliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
