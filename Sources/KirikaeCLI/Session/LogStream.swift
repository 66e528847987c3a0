import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

/// The record of a run as it is shown, one record at a time; the output that is kept in files of its own comes from there.
///
/// Everything before a damaged place has been shown when the damage is thrown.
struct LogStream {
    private let run: RunDirectory

    init(_ run: RunDirectory) {
        self.run = run
    }

    /// Gives every record.
    func forEachRecord(_ body: (JournalRecord) throws -> Void) throws {
        var reader = try JournalReader(run)
        while let record = try reader.next() { try body(record) }
    }

    /// Gives every line of the text.
    func forEachLine(_ wording: ScreenWording, _ body: (String) -> Void) throws {
        var stored: StoredRun?
        var isFollowed = true
        try forEachRecord { record in
            let entry = try RunReplay.entry(record)
            var run = try stored ?? StoredRun(self.run, startedBy: entry)
            if case .acceptedChanges(let changes) = entry.event { try run.accept(changes, in: self.run) }
            stored = run
            let shown = LogText(plan: run.plan, earlierPlans: run.earlierPlans, wording: wording)
            if case .storedOutput(let step, let attempt, let stored) = entry.event {
                try forEachPiece(of: stored, entry, step, attempt) { for line in shown.lines($0) { body(line) } }
            } else {
                for line in shown.lines(entry) { body(line) }
            }
            // A run whose steps cannot be followed has no times; what is wrong with it is for `status` to say.
            if isFollowed { isFollowed = (try? stored?.machine.apply(entry.event, at: entry.stamp)) != nil }
        }
        guard isFollowed, let machine = stored?.machine else { return }
        let times = TimesText(wording: wording, style: Style(isColoured: false)).lines(machine)
        if !times.isEmpty { ([""] + times).forEach(body) }
    }

    /// Gives stored output as if it stood in the journal; as it is recorded where it cannot be read.
    private func forEachPiece(
        of stored: StoredOutput, _ entry: StoredRun.Entry, _ step: String, _ attempt: Int,
        _ body: (StoredRun.Entry) -> Void
    ) throws {
        let extent = RecordHash(hexadecimal: stored.sha256).map {
            OutputExtent(file: stored.file, offset: Int(stored.offset), byteCount: Int(stored.byteCount), hash: $0)
        }
        guard let extent else { return body(entry) }
        let damage = try run.readOutput(extent) { bytes in
            body(
                StoredRun.Entry(
                    number: entry.number, event: .output(step: step, attempt: attempt, bytes), stamp: entry.stamp))
        }
        if damage != nil { body(entry) }
    }
}
