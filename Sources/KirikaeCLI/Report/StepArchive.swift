import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan

/// When steps were last carried out in the runs of a state folder, and what they said then.
///
/// It keeps one entry for each step, whatever the number of runs.
struct StepArchive: Sendable {
    /// A step as it was carried out in a run.
    struct Entry: Sendable {
        var run: String
        var wallMilliseconds: Int64
        var step: PlanStep
    }

    /// What is known of a step of a plan.
    enum Finding: Sendable {
        /// It was never carried out.
        case never
        /// It was carried out, and says the same now.
        case same(Entry)
        /// It was carried out, and these of its members differ now.
        case changed(Entry, members: [String])
    }

    private var byPath: [String: Entry] = [:]
    private var byFingerprint: [String: Entry] = [:]
    /// The runs that cannot be read, and why; of one that is damaged what stands before the damage counts.
    private(set) var unreadable: [(run: String, reason: LocalizedText)] = []
    /// How many runs it knows.
    private(set) var runCount = 0

    init() {}

    /// Reads the runs that began before a moment.
    ///
    /// - Parameters:
    ///   - state: the state folder.
    ///   - run: a run that is left out.
    ///   - wall: the moment, in milliseconds since 1970.
    init(_ state: StateDirectory, except run: String, before wall: Int64) throws(JournalError) {
        let decoded = DecodedRuns()
        for identifier in try state.listRuns() where identifier.text != run {
            do throws(CommandFailure) {
                let directory = try StoredRun.directory(identifier.text, in: state)
                let (history, failure) = try RunHistory.read(directory, sharing: decoded)
                if let failure { unreadable.append((identifier.text, failure.message.localizedText)) }
                if history.startWallMilliseconds < wall { add(history) }
            } catch {
                unreadable.append((identifier.text, error.message.localizedText))
            }
        }
    }

    /// Takes in the steps that a run carried out.
    mutating func add(_ history: RunHistory) {
        runCount += 1
        let machine = history.stored.machine
        for (index, step) in machine.plan.steps.enumerated()
        where machine.states[index] == .done && step.isAct && machine.attempts[index] > 0 {
            let entry = Entry(
                run: history.stored.header.run, wallMilliseconds: history.startWallMilliseconds, step: step)
            Self.keepNewer(entry, &byPath[step.path])
            Self.keepNewer(entry, &byFingerprint[PlanEncoding.fingerprint(of: step)])
        }
    }

    private static func keepNewer(_ entry: Entry, _ place: inout Entry?) {
        if let kept = place, kept.wallMilliseconds > entry.wallMilliseconds { return }
        place = entry
    }

    /// When a step was last carried out, as it is now or else as it was.
    func finding(_ step: PlanStep) -> Finding {
        if let entry = byFingerprint[PlanEncoding.fingerprint(of: step)] { return .same(entry) }
        guard let entry = byPath[step.path] else { return .never }
        let members = PlanComparison.differences(entry.step, step).compactMap(\.keys.first)
        return .changed(entry, members: Set(members).subtracting(["path", "span"]).sorted())
    }
}

extension CLIMessage {
    /// The message in both languages.
    var localizedText: LocalizedText { LocalizedText(ja: text(in: .ja), en: text(in: .en)) }
}
