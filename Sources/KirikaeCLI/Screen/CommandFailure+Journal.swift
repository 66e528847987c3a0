import KirikaeAudit
import KirikaeJournal

extension CommandFailure {
    /// A failure of the journal in the words of the command line.
    init(journal error: JournalError) {
        let text = JournalErrorText.text(error)
        switch error {
        case .ownedBy(let pid, _): self.init(message: .runOwned(pid: pid, nil, run: "RUN"))
        case .ownerFileReplaced: self.init(message: .takenAway)
        case .takeOverUnfinished: self.init(message: .takeOverUnfinished("RUN"))
        case .alreadyExists(let path):
            self.init(message: .runExists(path.split(separator: "/").last.map(String.init) ?? path))
        case .ownerFileDamaged: self.init(message: .ownerUnknown("RUN"))
        case .damaged, .outputDamaged, .payloadNotObject, .payloadHasReservedMember:
            self.init(message: .journalDamaged(text))
        case .lost, .systemCall, .notOwner, .recordTooLong: self.init(message: .journalLost(text))
        default: self.init(message: .noStateDirectory(text))
        }
    }
}
