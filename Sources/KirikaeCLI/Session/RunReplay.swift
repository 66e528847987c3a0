import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook

/// Puts the records of a run back into a machine, one after the other; none of them is kept.
struct RunReplay {
    private let run: RunDirectory
    private var stored: StoredRun?

    init(_ run: RunDirectory) {
        self.run = run
    }

    /// Takes the next record.
    mutating func take(_ record: JournalRecord) throws(CommandFailure) {
        let entry = try Self.entry(record)
        if stored == nil { stored = try StoredRun(run, startedBy: entry) }
        do throws(ImpossibleEvent) {
            try stored?.machine.apply(entry.event, at: entry.stamp)
        } catch {
            throw CommandFailure(message: .recordOfAnotherPlan("record \(entry.number) at \(error.at)"))
        }
    }

    /// The run after all records.
    func finish() throws(CommandFailure) -> StoredRun {
        guard let stored else { throw StoredRun.noStart }
        return stored
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
