import KirikaeJournal

/// A journal that was opened for appending, with all its records in memory.
package struct RecoveredJournal {
    package let writer: JournalWriter
    package let contents: JournalContents
    /// The name of the file that now holds the torn tail; nil when there was none.
    package let tornTailFileName: String?
    package let opened: JournalRecovery.Opened
}

extension JournalRecovery {
    /// Opens a journal for appending and keeps its records, which only a test wants.
    package static func openForAppend(_ owner: RunOwner) throws(JournalError) -> RecoveredJournal {
        var records: [JournalRecord] = []
        let opened = try openForAppend(owner) { record in records.append(record) }
        return RecoveredJournal(
            writer: opened.writer, contents: JournalContents(records: records, tail: opened.tornTail),
            tornTailFileName: opened.movedAside.first { $0.hasPrefix("journal.torn-") }, opened: opened)
    }
}
