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
    /// The plan the run has now.
    var plan: Plan
    /// The plans it had before changed files were accepted, the newest first.
    var earlierPlans: [Plan] = []
    /// SHA-256 of every file of the plan it has now, by path.
    var files: [String: String]
    var machine: RunMachine
    /// The machine as it was when the run stopped, with the question it stopped at; nil if it goes on or broke off.
    var machineBeforeStop: RunMachine?
    var entries: [Entry]
    var library: RunbookLibrary

    /// Reads a run.
    ///
    /// It needs no lock and changes nothing.
    ///
    /// - Parameter records: the records of its journal, already verified.
    init(_ run: RunDirectory, records: [JournalRecord]) throws(CommandFailure) {
        entries = try Self.entries(records)
        guard case .started(let header)? = entries.first?.event else {
            throw CommandFailure(
                message: .journalDamaged(
                    .init(ja: "最初の記録が実行の開始ではありません", en: "the first record is not the start of a run")))
        }
        self.header = header
        files = header.files
        library = try Self.pinnedLibrary(run, header.files, in: RunDirectory.firstPinnedFolder)
        machine = RunMachine(plan: try Self.plan(library, header, fingerprint: header.fingerprint))
        plan = machine.plan
        for entry in entries {
            if case .stopped = entry.event { machineBeforeStop = machine }
            if case .resumed = entry.event { machineBeforeStop = nil }
            do {
                if case .acceptedChanges(let changes) = entry.event {
                    earlierPlans.insert(machine.plan, at: 0)
                    files = changes.files
                    library = try Self.pinnedLibrary(run, changes.files, in: changes.folder)
                    machine.offer(try Self.plan(library, header, fingerprint: changes.fingerprint))
                }
                try machine.apply(entry.event, at: entry.stamp)
            } catch let error as CommandFailure {
                throw error
            } catch {
                let place = (error as? ImpossibleEvent)?.at ?? ""
                throw CommandFailure(message: .recordOfAnotherPlan("record \(entry.number) at \(place)"))
            }
        }
        plan = machine.plan
    }

    /// The plan that a header asks for, made from pinned copies.
    private static func plan(
        _ library: RunbookLibrary, _ header: RunHeader, fingerprint: String
    ) throws(CommandFailure) -> Plan {
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: header.runbook, arguments: header.arguments, environment: header.environment,
            environmentArguments: header.environmentArguments)
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

    private static func entries(_ records: [JournalRecord]) throws(CommandFailure) -> [Entry] {
        var entries: [Entry] = []
        for record in records {
            do throws(RecordNotUnderstood) {
                let (event, stamp) = try RunEventCoding.decode(record.payload)
                entries.append(Entry(number: record.number, event: event, stamp: stamp))
            } catch {
                throw CommandFailure(
                    message: .journalDamaged(
                        .init(verbatim: "record \(record.number), offset \(record.offset): \(error.member)")))
            }
        }
        return entries
    }

    private static func pinnedLibrary(
        _ run: RunDirectory, _ hashes: [String: String], in folder: String
    ) throws(CommandFailure) -> RunbookLibrary {
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
        return RunbookLibrary(files: files, knownSeverities: Explanation.severities)
    }
}
