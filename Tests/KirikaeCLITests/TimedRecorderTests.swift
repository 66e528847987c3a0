import KirikaeEngine
import Synchronization
import Testing

@testable import KirikaeCLI

@Suite struct TimedRecorderTests {
    /// A recorder whose clock goes on while it writes.
    private final class SlowDisk: Recorder, Clock {
        private let time = Mutex<Int64>(0)
        let recordMilliseconds: Int64
        let syncMilliseconds: Int64

        init(record: Int64, sync: Int64) {
            recordMilliseconds = record
            syncMilliseconds = sync
        }

        func record(_ event: RunEvent, at stamp: Stamp) async throws { time.withLock { $0 += recordMilliseconds } }
        func synchronize() async throws { time.withLock { $0 += syncMilliseconds } }
        func now() -> Stamp { time.withLock { Stamp(wallMilliseconds: 0, monotonicMilliseconds: $0) } }
        func sleep(milliseconds: Int64) async {}
    }

    @Test(arguments: [(0, 1000, []), (0, 1001, [1001]), (5000, 2, [5000]), (1, 1, [])] as [(Int64, Int64, [Int64])])
    func tellsWhatTookLong(_ record: Int64, _ sync: Int64, _ told: [Int64]) async throws {
        let disk = SlowDisk(record: record, sync: sync)
        let heard = Mutex<[Int64]>([])
        let recorder = TimedRecorder(base: disk, clock: disk) { length in heard.withLock { $0.append(length) } }
        try await recorder.record(.done(step: "a"), at: disk.now())
        try await recorder.synchronize()
        #expect(heard.withLock { $0 } == told)
    }
}
