import Glibc

/// Simulated time: the machine's monotonic clock, run faster or slower by a factor that may change.
public struct ScaledClock: Sendable {
    /// Since when a factor holds.
    struct Stretch: Sendable, Hashable {
        /// The simulated time at which it began, in milliseconds.
        var simulatedMilliseconds: Int64
        /// The real time at which it began, in milliseconds since 1970.
        var wallMilliseconds: Int64
        /// Simulated seconds per second.
        var speed: Double
    }

    /// What factor held when, oldest first; there is always one.
    private(set) var stretches: [Stretch]
    private let elapsed: @Sendable () -> Duration
    private let wallStart: Int64
    /// The real time since the start at which the present factor began to hold.
    private var base = Duration.zero

    /// Starts at zero now.
    ///
    /// - Parameter speed: simulated seconds per second, greater than zero.
    public init(speed: Double) {
        let start = ContinuousClock.now
        self.init(speed: speed, wallStart: Self.wallMilliseconds) { start.duration(to: .now) }
    }

    /// Runs on another source of time.
    ///
    /// - Parameters:
    ///   - speed: simulated seconds per second, greater than zero.
    ///   - wallStart: the real time at the start, in milliseconds since 1970.
    ///   - elapsed: the real time since the start; must not go back.
    public init(speed: Double, wallStart: Int64 = 0, elapsed: @escaping @Sendable () -> Duration) {
        self.wallStart = wallStart
        self.elapsed = elapsed
        stretches = [Stretch(simulatedMilliseconds: 0, wallMilliseconds: wallStart, speed: speed)]
    }

    /// Simulated seconds per second, now.
    var speed: Double { stretches[stretches.count - 1].speed }

    /// The simulated time since the start, in whole milliseconds.
    var milliseconds: Int64 { milliseconds(at: elapsed()) }

    /// Changes the factor from now on; the simulated time goes on from where it is.
    mutating func setSpeed(_ speed: Double) {
        let now = elapsed()
        let simulated = milliseconds(at: now)
        let wall = wallStart + Int64(now / .milliseconds(1))
        base = now
        stretches.append(Stretch(simulatedMilliseconds: simulated, wallMilliseconds: wall, speed: speed))
    }

    private func milliseconds(at now: Duration) -> Int64 {
        // Whole microseconds, so that nothing is lost by rounding; a drill of a year stays far below 2^53 of them.
        let (seconds, attoseconds) = (now - base).components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let last = stretches[stretches.count - 1]
        return last.simulatedMilliseconds + Int64(Double(microseconds) * last.speed / 1_000)
    }

    private static var wallMilliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
