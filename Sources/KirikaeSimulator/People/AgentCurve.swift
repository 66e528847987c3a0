import KirikaeCanonicalJSON

/// How many agents were at each site over time: a step function, looked at when it changes but no oftener than every ten seconds of
/// simulated time.
struct AgentCurve: Sendable {
    /// One look.
    struct Sample: Sendable, Hashable {
        /// When, in simulated milliseconds.
        var time: Int64
        /// How many at each site, in the order of the sites, then those logged out.
        var counts: [Int]
    }

    /// The shortest time between two looks.
    static let intervalMilliseconds: Int64 = 10_000

    private var samples: [Sample] = []
    /// What holds since the last look, if it differs.
    private var pending: [Int]?

    /// Notes what holds from a moment on.
    mutating func note(_ counts: [Int], at time: Int64) {
        settle(before: time)
        guard let last = samples.last else {
            samples.append(Sample(time: time, counts: counts))
            return
        }
        if time >= last.time + Self.intervalMilliseconds {
            if counts != last.counts { samples.append(Sample(time: time, counts: counts)) }
            pending = nil
        } else {
            pending = counts == last.counts ? nil : counts
        }
    }

    /// What was seen up to a moment.
    func samples(until time: Int64) -> [Sample] {
        var copy = self
        copy.settle(before: time + 1)
        return copy.samples
    }

    private mutating func settle(before time: Int64) {
        guard let counts = pending, let last = samples.last, last.time + Self.intervalMilliseconds < time else {
            return
        }
        samples.append(Sample(time: last.time + Self.intervalMilliseconds, counts: counts))
        pending = nil
    }
}
