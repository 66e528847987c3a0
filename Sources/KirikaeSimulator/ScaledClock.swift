/// Simulated time: the machine's monotonic clock, run faster or slower by a factor.
public struct ScaledClock: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let speed: Double

    /// Starts at zero now.
    ///
    /// - Parameter speed: simulated seconds per second, greater than zero.
    public init(speed: Double) {
        let start = ContinuousClock.now
        self.init(speed: speed) { start.duration(to: .now) }
    }

    /// Runs on another source of time.
    ///
    /// - Parameters:
    ///   - speed: simulated seconds per second, greater than zero.
    ///   - elapsed: the real time since the start; must not go back.
    public init(speed: Double, elapsed: @escaping @Sendable () -> Duration) {
        self.speed = speed
        self.elapsed = elapsed
    }

    /// The simulated time since the start, in whole milliseconds.
    var milliseconds: Int64 {
        // A drill of a year at the highest speed stays far below 2^53, where a Double is still exact to the millisecond.
        Int64(elapsed() / .milliseconds(1) * speed)
    }
}
