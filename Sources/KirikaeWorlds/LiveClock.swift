import Glibc
import KirikaeEngine

/// The clocks of this machine.
///
/// In a drill time passes faster by a whole factor, the same for the engine and the simulator.
public struct LiveClock: Clock {
    private let speed: Int64
    private let startWall: Int64
    private let startMonotonic: Int64

    /// Makes a clock.
    ///
    /// - Parameter speed: how many times faster than the wall clock it runs; 1 for a real run.
    public init(speed: Int64 = 1) {
        self.speed = max(1, speed)
        startWall = Self.read(CLOCK_REALTIME)
        startMonotonic = Self.read(CLOCK_BOOTTIME)
    }

    /// Now.
    ///
    /// The wall time is the true one; the monotonic time is scaled, because waiting is decided by it.
    public func now() -> Stamp {
        let elapsed = Self.read(CLOCK_BOOTTIME) - startMonotonic
        return Stamp(wallMilliseconds: Self.read(CLOCK_REALTIME), monotonicMilliseconds: elapsed * speed)
    }

    /// Waits for `milliseconds` of this clock.
    public func sleep(milliseconds: Int64) async {
        let nanoseconds = UInt64(max(0, milliseconds)) * 1_000_000 / UInt64(speed)
        // Cancelled only when the process is ending; the caller then looks again and finds out.
        try? await Task.sleep(nanoseconds: nanoseconds)
    }

    /// Waits for `milliseconds` of this clock.
    public func sleepBeside(milliseconds: Int64) async -> Bool {
        // A long wait in one piece: whoever no longer needs it cancels it.
        await sleep(milliseconds: milliseconds)
        return !Task.isCancelled
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
