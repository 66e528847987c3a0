import Glibc

/// Repeated measurements of one thing.
struct Samples {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    /// The middle one, or the mean of the two middle ones; 0 where nothing was measured.
    var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    var minimum: Double { values.min() ?? 0 }
    var maximum: Double { values.max() ?? 0 }

    func mapped(_ transform: (Double) -> Double) -> Samples { Samples(values: values.map(transform)) }
}

/// Something of the product beside the least that anything doing the same could cost, measured in turns.
struct Comparison {
    /// A unit that nanoseconds for one operation are shown in.
    enum Unit {
        case microseconds
        case milliseconds
        /// Megabytes (10⁶ bytes) a second, where one operation is over so many bytes.
        case megabytesPerSecond(bytes: Int)
        /// Steps a second, where one operation is so many steps.
        case stepsPerSecond(steps: Int)
        /// Events a second, where one operation is so many events.
        case eventsPerSecond(events: Int)

        var name: String {
            switch self {
            case .microseconds: "µs"
            case .milliseconds: "ms"
            case .megabytesPerSecond: "MB/s"
            case .stepsPerSecond: "steps/s"
            case .eventsPerSecond: "events/s"
            }
        }

        func value(ofNanoseconds nanoseconds: Double) -> Double {
            switch self {
            case .microseconds: nanoseconds / 1e3
            case .milliseconds: nanoseconds / 1e6
            case .megabytesPerSecond(let count): Double(count) * 1e3 / nanoseconds
            case .stepsPerSecond(let count), .eventsPerSecond(let count): Double(count) * 1e9 / nanoseconds
            }
        }
    }

    var name: String
    var unit: Unit
    /// What the floor is.
    var floorName: String
    /// Nanoseconds for one operation, one value for each round.
    var ours = Samples()
    var floor = Samples()
    /// Time over time in the same round.
    ///
    /// A slow moment of the machine counts on both sides so. 1 is as fast as the floor.
    var ratio = Samples()

    init(_ name: String, unit: Unit, floor: String) {
        self.name = name
        self.unit = unit
        floorName = floor
    }

    /// Measures both sides in turns, after a round that does not count.
    ///
    /// Which side goes first changes from round to round, so that neither always finds the caches as the other left them.
    ///
    /// - Parameters:
    ///   - operations: how many operations each closure carries out.
    mutating func measure<Made>(
        rounds: Int, operations: Int = 1, ours: () async throws -> Made, floor: () async throws -> Void
    ) async throws {
        for round in 0...rounds {
            var oursTime = 0.0
            var floorTime = 0.0
            if round % 2 == 0 { floorTime = try await Self.time(floor) }
            oursTime = try await Self.time(ours)
            if round % 2 == 1 { floorTime = try await Self.time(floor) }
            guard round > 0 else { continue }
            self.ours.add(oursTime / Double(operations))
            self.floor.add(floorTime / Double(operations))
            ratio.add(oursTime / floorTime)
        }
    }

    /// Nanoseconds that `body` takes; at least 1, because they are divided by.
    ///
    /// What it made is let go after the clock has stopped: it is what somebody wanted, not waste.
    private static func time<Made>(_ body: () async throws -> Made) async rethrows -> Double {
        let start = monotonicNanoseconds()
        let made = try await body()
        let time = monotonicNanoseconds() - start
        withExtendedLifetime(made) {}
        return Double(max(1, time))
    }

    /// A clock that no one sets.
    static func monotonicNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// What was measured is not what the name of the measurement says.
struct BenchmarkFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }

    /// Throws unless `condition` holds.
    static func require(_ condition: Bool, _ description: @autoclosure () -> String) throws(BenchmarkFailure) {
        if !condition { throw BenchmarkFailure(description()) }
    }
}
