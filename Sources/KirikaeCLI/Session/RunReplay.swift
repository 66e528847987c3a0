import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook

/// Puts the records of a run back into a machine, one after the other; none of them is kept.
struct RunReplay {
    /// The most records that wait while the plan is being made.
    private static let mostWaiting = 8_192

    private let run: RunDirectory
    /// The run after the records so far.
    private(set) var stored: StoredRun

    /// The run right after its first record.
    init(
        _ run: RunDirectory, startedBy entry: StoredRun.Entry, decoded: RunbookLibrary? = nil
    ) throws(CommandFailure) {
        self.run = run
        stored = try StoredRun(run, startedBy: entry, decoded: decoded)
        try take(entry)
    }

    /// Takes the next record.
    mutating func take(_ entry: StoredRun.Entry) throws(CommandFailure) {
        try stored.take(entry, in: run)
    }

    /// The run right after its first record, with the files that were decoded meanwhile if they are its own.
    private static func start(
        _ run: RunDirectory, _ entry: StoredRun.Entry, _ ahead: LibraryAhead?
    ) async throws -> RunReplay {
        guard let ahead, case .started(let header) = entry.event else { return try RunReplay(run, startedBy: entry) }
        return try RunReplay(run, startedBy: entry, decoded: await ahead.library(of: header.files))
    }

    /// Replays a whole journal; the plan is made on one thread while the records are verified on another.
    static func replay(
        _ run: RunDirectory, _ ahead: LibraryAhead? = nil, next: () throws(JournalError) -> JournalRecord?
    ) async throws -> StoredRun {
        guard let first = try next() else { throw StoredRun.noStart }
        let start = try entry(first)
        async let started = Self.start(run, start, ahead)
        var waiting: [StoredRun.Entry] = []
        while waiting.count < mostWaiting, let record = try next() { waiting.append(try entry(record)) }
        var replay = try await started
        for entry in waiting { try replay.take(entry) }
        // Fewer waited than may: the journal was read to its end.
        guard waiting.count == mostWaiting else { return replay.stored }
        while let record = try next() { try replay.take(entry(record)) }
        return replay.stored
    }

    /// A record as an event.
    static func entry(_ record: JournalRecord) throws(CommandFailure) -> StoredRun.Entry {
        do throws(RecordNotUnderstood) {
            let (event, stamp) = try RunEventCoding.decode(record.payload)
            return StoredRun.Entry(number: record.number, event: event, stamp: stamp)
        } catch {
            throw CommandFailure(
                message: .journalDamaged(
                    .init(verbatim: "record \(record.number), offset \(record.offset): \(error.member)")))
        }
    }
}
