import KirikaeEngine
import KirikaeSimulator
import Synchronization

/// Time that passes only when somebody lets it: the engine, the simulated persons and the simulator share it.
final class VirtualClock: Clock {
    private let time = Mutex<Int64>(0)

    /// The time in milliseconds.
    var milliseconds: Int64 { time.withLock { $0 } }

    /// The same for the simulator.
    ///
    /// A microsecond more, because it divides in floating point and cuts off.
    var scaled: ScaledClock {
        ScaledClock(speed: 1) { .milliseconds(self.milliseconds) + .microseconds(1) }
    }

    func now() -> Stamp {
        let time = milliseconds
        return Stamp(wallMilliseconds: time, monotonicMilliseconds: time)
    }

    func sleep(milliseconds: Int64) async { time.withLock { $0 += max(0, milliseconds) } }

    /// Goes on to a moment; never back.
    func advance(to moment: Int64) { time.withLock { $0 = max($0, moment) } }
}
