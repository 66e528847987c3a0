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
    /// The plan the run has now.
    var plan: Plan
    /// The plans it had before changed files were accepted, the newest first.
    var earlierPlans: [Plan] = []
    /// The reviews of the plan it has now.
    var reviews: [SignedText]
    /// SHA-256 of every file of the plan it has now, by path.
    var files: [String: String]
    var machine: RunMachine
    /// The machine as it was when the run stopped, with the question it stopped at; nil if it goes on or broke off.
    var machineBeforeStop: RunMachine?
    var library: RunbookLibrary

    /// The run as it was before its first record, which must be `run-started`.
    ///
    /// - Parameters:
    ///   - run: the directory.
    ///   - entry: the first record.
    ///   - decoded: what the files of the run mean, where that is known already; the pinned copies are looked at all the same.
    ///   - shared: what runs that were read before it left, and where it leaves its own.
    init(
        _ run: RunDirectory, startedBy entry: Entry, decoded: RunbookLibrary? = nil, sharing shared: DecodedRuns? = nil
    ) throws(CommandFailure) {
        guard case .started(let header) = entry.event else { throw Self.noStart }
        self.header = header
        start = entry.stamp
        files = header.files
        reviews = header.reviews
        let pinned = try Self.pinnedFiles(run, header.files, in: RunDirectory.firstPinnedFolder)
        library = decoded ?? shared?.library(of: pinned, hashes: header.files) ?? Self.library(of: pinned)
        if let known = shared?.plan(header) {
            plan = known
        } else {
            plan = try Self.plan(library, header, fingerprint: header.fingerprint)
            shared?.keep(plan, for: header)
        }
        machine = RunMachine(plan: plan)
    }

    /// Takes the next record; one that accepts changed files puts a new plan in the place of the one before.
    mutating func take(_ entry: Entry, in run: RunDirectory) throws(CommandFailure) {
        if case .stopped = entry.event { machineBeforeStop = machine }
        if case .resumed = entry.event { machineBeforeStop = nil }
        if case .acceptedChanges(let changes) = entry.event { try accept(changes, in: run) }
        do throws(ImpossibleEvent) {
            try machine.apply(entry.event, at: entry.stamp)
        } catch {
            throw CommandFailure(message: .recordOfAnotherPlan("record \(entry.number) at \(error.at)"))
        }
    }

    /// Puts the plan of changed files that were accepted in the place of the one before.
    mutating func accept(_ changes: AcceptedChanges, in run: RunDirectory) throws(CommandFailure) {
        earlierPlans.insert(plan, at: 0)
        files = changes.files
        reviews = changes.reviews
        library = Self.library(of: try Self.pinnedFiles(run, changes.files, in: changes.folder))
        plan = try Self.plan(library, header, fingerprint: changes.fingerprint)
        machine.offer(plan)
    }

    /// The plan that a header asks for, made from pinned copies.
    private static func plan(
        _ library: RunbookLibrary, _ header: RunHeader, fingerprint: String
    ) throws(CommandFailure) -> Plan {
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: header.runbook, arguments: header.arguments, environment: header.environment,
            environmentArguments: header.environmentArguments,
            fingerprint: isOfThisBuild(header) ? fingerprint : nil)
        guard let plan else {
            let reason = builder.diagnostics.inFileOrder.first?.text(in: .en) ?? "no plan"
            throw CommandFailure(message: .recordOfAnotherPlan(reason))
        }
        guard plan.fingerprint == fingerprint else {
            throw CommandFailure(message: .recordOfAnotherPlan("fingerprint \(plan.fingerprint.prefix(16))"))
        }
        return plan
    }

    /// The machine with its open question, also where the run has stopped at it.
    var waitingMachine: RunMachine { machineBeforeStop ?? machine }

    /// Whether this build of the program has made the plan of a run, so that of the same files it would make the same again.
    private static func isOfThisBuild(_ header: RunHeader) -> Bool {
        header.build != nil && header.build == ProgramBuild.identifier
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
        var replay: RunReplay?
        do {
            var reader = try JournalReader(run)
            while let record = try reader.next() {
                let entry = try RunReplay.entry(record)
                if replay == nil { replay = try RunReplay(run, startedBy: entry) } else { try replay?.take(entry) }
            }
            guard let replay else { throw noStart }
            return (replay.stored, nil)
        } catch {
            let failure =
                (error as? CommandFailure) ?? (error as? JournalError).map { CommandFailure(journal: $0) } ?? noStart
            guard let replay else { throw failure }
            return (replay.stored, failure)
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

    /// What the files of a run mean; they were checked when it began.
    static func library(of files: [RunbookLibrary.SourceFile]) -> RunbookLibrary {
        RunbookLibrary(files: files, knownSeverities: Explanation.severities, areChecked: true)
    }

    /// The pinned copies, each with the hash it must have.
    private static func pinnedFiles(
        _ run: RunDirectory, _ hashes: [String: String], in folder: String
    ) throws(CommandFailure) -> [RunbookLibrary.SourceFile] {
        var files: [RunbookLibrary.SourceFile] = []
        for (path, hash) in hashes.sorted(by: { $0.key < $1.key }) {
            let bytes: [UInt8]
            do throws(JournalError) {
                bytes = try run.readPinned(PinnedPath(path), in: folder)
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
        return files
    }
}
