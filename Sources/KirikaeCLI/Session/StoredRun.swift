import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// A run read back from its directory: the plan it was made with, from its pinned copies, and the machine after all its events.
struct StoredRun: Sendable {
    /// One record as an event.
    struct Entry: Sendable {
        var number: Int
        var event: RunEvent
        var stamp: Stamp
    }

    var header: RunHeader
    /// When it began.
    var start: Stamp
    var plan: Plan
    var machine: RunMachine
    var library: RunbookLibrary

    /// The run as it was before its first record, which must be `run-started`.
    init(_ run: RunDirectory, startedBy entry: Entry) throws(CommandFailure) {
        guard case .started(let header) = entry.event else { throw Self.noStart }
        self.header = header
        start = entry.stamp
        library = try Self.pinnedLibrary(run, header)
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: header.runbook, arguments: header.arguments, environment: header.environment,
            environmentArguments: header.environmentArguments)
        guard let plan else {
            let reason = builder.diagnostics.inFileOrder.first?.text(in: .en) ?? "no plan"
            throw CommandFailure(message: .recordOfAnotherPlan(reason))
        }
        guard plan.fingerprint == header.fingerprint else {
            throw CommandFailure(message: .recordOfAnotherPlan("fingerprint \(plan.fingerprint.prefix(16))"))
        }
        self.plan = plan
        machine = RunMachine(plan: plan)
    }

    static var noStart: CommandFailure {
        CommandFailure(
            message: .journalDamaged(.init(ja: "最初の記録が実行の開始ではありません", en: "the first record is not the start of a run")))
    }

    /// Reads a run as far as it can be read.
    ///
    /// It needs no lock and changes nothing.
    ///
    /// - Returns: the run, and what kept the rest from being read; nil when all was read.
    /// - Throws: when there is not even a start.
    static func read(_ run: RunDirectory) throws(CommandFailure) -> (stored: StoredRun, failure: CommandFailure?) {
        var replay = RunReplay(run)
        do {
            var reader = try JournalReader(run)
            while let record = try reader.next() { try replay.take(record) }
            return (try replay.finish(), nil)
        } catch {
            let failure =
                (error as? CommandFailure) ?? (error as? JournalError).map { CommandFailure(journal: $0) }
                ?? Self.noStart
            guard let stored = try? replay.finish() else { throw failure }
            return (stored, failure)
        }
    }

    /// Opens a run of a state directory by its identifier.
    static func directory(_ name: String, in state: StateDirectory) throws(CommandFailure) -> RunDirectory {
        do throws(JournalError) {
            return try state.openRun(RunIdentifier(name))
        } catch {
            let known = (try? state.listRuns().map(\.text)) ?? []
            switch error {
            case .missing, .invalidRunIdentifier:
                throw CommandFailure(message: .noSuchRun(name, known: known))
            default: throw CommandFailure(journal: error)
            }
        }
    }

    private static func pinnedLibrary(_ run: RunDirectory, _ header: RunHeader) throws(CommandFailure) -> RunbookLibrary
    {
        var files: [RunbookLibrary.SourceFile] = []
        for (path, hash) in header.files.sorted(by: { $0.key < $1.key }) {
            let bytes: [UInt8]
            do throws(JournalError) {
                bytes = try run.readPinned(PinnedPath(path))
            } catch {
                throw CommandFailure(journal: error)
            }
            guard PlanEncoding.hash(ofFile: bytes) == hash else {
                throw CommandFailure(
                    message: .journalDamaged(
                        .init(ja: "保管したファイル \(path) が変わっています", en: "the pinned file \(path) was changed")))
            }
            files.append(.init(path: path, bytes: bytes))
        }
        return RunbookLibrary(files: files, knownSeverities: Explanation.severities)
    }
}
