import KirikaeEngine

/// Tells when a record takes long to reach the disk: a disk that is about to fail is often slow first.
struct TimedRecorder: Recorder {
    /// A sync that takes longer is worth a word; a healthy disk needs milliseconds.
    static let limitMilliseconds: Int64 = 1_000

    let base: any Recorder
    /// Not that of a drill, whose time passes faster.
    let clock: any Clock
    /// Told how long it took, in milliseconds.
    let whenSlow: @Sendable (Int64) -> Void

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        try await timed { try await base.record(event, at: stamp) }
    }

    func synchronize() async throws {
        try await timed { try await base.synchronize() }
    }

    private func timed(_ body: () async throws -> Void) async throws {
        let start = clock.now().monotonicMilliseconds
        try await body()
        let length = clock.now().monotonicMilliseconds - start
        if length > Self.limitMilliseconds { whenSlow(length) }
    }
}
