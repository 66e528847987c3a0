import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaeJournal
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What the record of a run tells beyond where the run stands: when each step was at work and who worked, and everything
/// that did not go by itself.
///
/// It is gathered record by record, so a long record takes no more memory than a short one of the same steps. Its times count
/// only while a process of the run was there; what lies between two of them is a ``Break``.
struct RunHistory: Sendable {
    /// Who was at work.
    enum Worker: String, Sendable, CaseIterable {
        case machine, person, approvers
    }

    /// A stretch in which one of them was at work on a step, in milliseconds of the run.
    struct Stretch: Sendable, Hashable {
        var worker: Worker
        var from: Int64
        var until: Int64
    }

    /// When a step was under way, in milliseconds of the run.
    struct Span: Sendable {
        var began: Int64
        /// Nil while it is under way.
        var ended: Int64?
        private(set) var stretches: [Stretch] = []

        init(began: Int64) {
            self.began = began
        }

        /// Adds a stretch behind the last one, to which it is joined where the same worker goes on.
        mutating func add(_ stretch: Stretch) {
            if let last = stretches.last, last.worker == stretch.worker, last.until == stretch.from {
                stretches[stretches.count - 1].until = stretch.until
            } else {
                stretches.append(stretch)
            }
        }
    }

    /// The time between two processes of a run.
    struct Break: Sendable, Hashable {
        /// When, in milliseconds of the run.
        var at: Int64
        /// How long by the wall clock, in milliseconds.
        var wallMilliseconds: Int64
    }

    /// An answer and what it answered.
    struct Reply: Sendable {
        var at: Int64
        var wallMilliseconds: Int64
        var question: Question
        var answer: Answer
        /// Whether it came with a signature.
        var isSigned: Bool
    }

    /// How a program or a request ended.
    struct ProgramEnd: Sendable {
        var at: Int64
        var step: String
        var attempt: Int
        /// How long it took, in milliseconds of the run.
        var milliseconds: Int64
        var outcome: Outcome
    }

    /// How many items of a population a program has done, and for how many it failed.
    struct ItemTally: Sendable, Hashable {
        var done = 0
        var failed = 0
    }

    /// The run after the records so far.
    private(set) var stored: StoredRun
    /// How long the run has been under way, in milliseconds.
    private(set) var length: Int64 = 0
    /// When its last record was made, in milliseconds since 1970.
    private(set) var lastWallMilliseconds: Int64
    /// When each step was under way, by its path.
    private(set) var spans: [String: Span] = [:]
    private(set) var breaks: [Break] = []
    private(set) var incidents: [RunIncident] = []
    private(set) var replies: [Reply] = []
    private(set) var programEnds: [ProgramEnd] = []
    /// What programs did for items, by the path of the step.
    private(set) var itemTallies: [String: ItemTally] = [:]
    /// On what the verifications of each finished step rested, by its path.
    private(set) var verifiedBy: [String: Set<Basis>] = [:]
    /// Who has driven the run, in the order in which they came.
    private(set) var operators: [String] = []

    private let run: RunDirectory
    /// The start of each process: by the wall clock, and in milliseconds of the run.
    private var processStarts: [(wall: Int64, run: Int64)] = []
    private var lastMonotonic: Int64
    /// When the last record was made that does not itself begin a process, in milliseconds since 1970.
    private var wallBeforeBreak: Int64
    private var intents: [String: Int64] = [:]
    private var watch: InvariantWatch

    init(
        _ run: RunDirectory, startedBy entry: StoredRun.Entry, sharing decoded: DecodedRuns? = nil
    ) throws(CommandFailure) {
        self.run = run
        stored = try StoredRun(run, startedBy: entry, sharing: decoded)
        lastWallMilliseconds = entry.stamp.wallMilliseconds
        lastMonotonic = entry.stamp.monotonicMilliseconds
        wallBeforeBreak = entry.stamp.wallMilliseconds
        watch = InvariantWatch(stored.plan.service)
        try take(entry)
    }

    /// Reads the record of a run as far as it can be read.
    ///
    /// - Returns: what it tells, and what kept the rest from being read; nil when all was read.
    /// - Throws: when there is not even a start.
    static func read(
        _ run: RunDirectory, sharing decoded: DecodedRuns? = nil
    ) throws(CommandFailure) -> (history: RunHistory, failure: CommandFailure?) {
        var history: RunHistory?
        do {
            var reader = try JournalReader(run)
            while let record = try reader.next() {
                let entry = try RunReplay.entry(record)
                if history == nil {
                    history = try RunHistory(run, startedBy: entry, sharing: decoded)
                } else {
                    try history?.take(entry)
                }
            }
            guard let history else { throw StoredRun.noStart }
            return (history, nil)
        } catch {
            let failure =
                (error as? CommandFailure) ?? (error as? JournalError).map { CommandFailure(journal: $0) }
                ?? StoredRun.noStart
            guard let history else { throw failure }
            return (history, failure)
        }
    }

    /// The time of the run at a moment of the wall clock; nil before it began or after it ended.
    func time(atWall wall: Int64) -> Int64? {
        guard let index = processStarts.lastIndex(where: { $0.wall <= wall }), wall <= lastWallMilliseconds else {
            return nil
        }
        let start = processStarts[index]
        let next = index + 1 < processStarts.count ? processStarts[index + 1].run : length
        return min(next, start.run + (wall - start.wall) * stored.header.speed)
    }

    /// The files that were added as evidence, in order.
    var attachments: [Attachment] {
        incidents.compactMap { if case .attached(let attachment) = $0.kind { attachment } else { nil } }
    }

    /// When the run began, in milliseconds since 1970.
    var startWallMilliseconds: Int64 { stored.start.wallMilliseconds }

    // MARK: Records

    /// Takes the next record.
    mutating func take(_ entry: StoredRun.Entry) throws(CommandFailure) {
        let question = stored.machine.openQuestion
        let isNewPlan = if case .acceptedChanges = entry.event { true } else { false }
        let active = isNewPlan ? [] : stored.machine.activeSteps
        let before = active.map { stored.machine.times(ofStep: $0) }
        let start = length
        advance(entry)
        try stored.take(entry, in: run)
        if let path = entry.event.step { begin(path, at: start) }
        for (index, times) in zip(active, before) {
            note(times, stored.machine.times(ofStep: index), of: stored.plan.steps[index].path, from: start)
        }
        lastWallMilliseconds = max(lastWallMilliseconds, entry.stamp.wallMilliseconds)
        follow(entry, answering: question)
        for invariant in watch.broken(by: entry.event, plan: stored.plan) {
            add(.invariantBroken(invariant), entry, entry.event.step)
        }
        switch entry.event {
        case .resumed, .tookOver, .outputLost: break
        default: wallBeforeBreak = entry.stamp.wallMilliseconds
        }
    }

    /// Lets the time of the run go on.
    private mutating func advance(_ entry: StoredRun.Entry) {
        switch entry.event {
        case .started:
            processStarts.append((entry.stamp.wallMilliseconds, length))
        // Whichever of them comes first begins the process; its clock has nothing to do with the one before.
        case .resumed, .tookOver, .outputLost:
            let isSame =
                processStarts.last.map { $0.run == length && $0.wall == entry.stamp.wallMilliseconds } ?? false
            if !isSame { processStarts.append((entry.stamp.wallMilliseconds, length)) }
        default:
            length += max(0, entry.stamp.monotonicMilliseconds - lastMonotonic)
        }
        lastMonotonic = entry.stamp.monotonicMilliseconds
    }

    private mutating func begin(_ path: String, at time: Int64) {
        if spans[path] == nil { spans[path] = Span(began: time) }
    }

    /// Puts the time since the last record down to whoever it was counted for.
    private mutating func note(_ old: StepTimes, _ new: StepTimes, of path: String, from start: Int64) {
        let worker: Worker? =
            if new.machineMilliseconds > old.machineMilliseconds {
                .machine
            } else if new.humanMilliseconds > old.humanMilliseconds {
                .person
            } else if new.approvalMilliseconds > old.approvalMilliseconds {
                .approvers
            } else {
                nil
            }
        guard let worker, length > start else { return }
        begin(path, at: start)
        spans[path]?.add(Stretch(worker: worker, from: start, until: length))
    }

    private mutating func add(_ kind: RunIncident.Kind, _ entry: StoredRun.Entry, _ step: String?) {
        incidents.append(
            RunIncident(at: length, wallMilliseconds: entry.stamp.wallMilliseconds, step: step, kind: kind))
    }

    private mutating func drives(_ name: String) {
        if !operators.contains(name) { operators.append(name) }
    }

    private mutating func follow(_ entry: StoredRun.Entry, answering question: Question?) {
        switch entry.event {
        case .started(let header): drives(header.operatorName)
        case .intent(let step, _): intents[step] = length
        case .performed(let step, let attempt, let outcome): ended(step, attempt, outcome, entry)
        case .itemEnded(let step, _, _, let result):
            if case .succeeded = result.outcome {
                itemTallies[step, default: ItemTally()].done += 1
            } else {
                itemTallies[step, default: ItemTally()].failed += 1
            }
        case .answered(_, let answer):
            guard let question else { return }
            answered(question, answer, entry)
        case .done(let step):
            spans[step]?.ended = length
            noteVerifications(of: step)
        case .notNeeded(let step): spans[step]?.ended = length
        case .skipped(let step, let reason):
            spans[step]?.ended = length
            let by = replies.last { $0.question.step == step }?.answer.by ?? operators.last ?? ""
            add(.leftOut(reason: reason, by: by), entry, step)
        case .resolved(let step, _, let isDone, let by):
            add(.doubtSettled(isDone: isDone, by, looked: "", by: ""), entry, step)
        case .asked(let question): asked(question, entry)
        default: followRun(entry)
        }
    }

    /// What is about the whole run, or is written down beside it.
    private mutating func followRun(_ entry: StoredRun.Entry) {
        let driver = operators.last ?? ""
        switch entry.event {
        case .resumed(let name, _):
            let gap = max(0, entry.stamp.wallMilliseconds - wallBeforeBreak)
            breaks.append(Break(at: length, wallMilliseconds: gap))
            drives(name)
            add(.resumed(by: name, afterMilliseconds: gap), entry, nil)
        case .tookOver(let takeOver): add(.tookOver(takeOver), entry, nil)
        case .outputLost(let record): add(.outputLost(record: record), entry, nil)
        case .keptPinnedFiles(let files, let reason):
            add(.keptPinnedFiles(files, reason: reason, by: driver), entry, nil)
        case .acceptedChanges(let changes):
            watch = InvariantWatch(stored.plan.service)
            add(.acceptedChanges(changes.changed, reason: changes.reason, by: changes.by), entry, nil)
        case .carriedOver(let carried):
            add(
                .carriedOver(run: carried.run, steps: carried.steps.count, reason: carried.reason, by: carried.by),
                entry, nil)
        case .jumped(let step, let reason, let by): add(.jumped(reason: reason, by: by), entry, step)
        case .stopped(let reason):
            add(.stopped(reason, by: driver), entry, stored.machineBeforeStop?.currentStep?.path)
        case .noted(let step, let text, let by): add(.noted(text, by: by), entry, step)
        case .attached(let step, let attachment): add(.attached(attachment), entry, step)
        case .notified(let sent):
            if case .failed = sent.outcome { add(.notTold(sent), entry, sent.notice.step) }
        default: break
        }
    }

    private mutating func noteVerifications(of path: String) {
        guard let index = stored.plan.index(of: path) else { return }
        let variables = stored.plan.steps[index].verifications.flatMap(\.condition.variables)
        verifiedBy[path] = Set(variables.compactMap { stored.machine.knowledge[$0]?.basis })
    }

    private mutating func ended(_ step: String, _ attempt: Int, _ outcome: Outcome, _ entry: StoredRun.Entry) {
        if let index = stored.plan.index(of: step), stored.plan.steps[index].isDoneByMachine {
            programEnds.append(
                ProgramEnd(
                    at: length, step: step, attempt: attempt, milliseconds: length - (intents[step] ?? length),
                    outcome: outcome))
        }
        switch outcome {
        case .failed(let failure): add(.failed(failure), entry, step)
        case .succeeded(let warnings, _): if !warnings.isEmpty { add(.unexpected(warnings), entry, step) }
        }
    }

    /// A question about a step that cannot go on tells why, where nothing before it has.
    private mutating func asked(_ question: Question, _ entry: StoredRun.Entry) {
        guard case .problem(let problem) = question.kind else { return }
        let kind: RunIncident.Kind =
            switch problem {
            case .action(let failure): .failed(failure)
            case .gate(let gate, let judgement, _): .blocked(gate, judgement)
            case .missingOutputs(let names): .valuesMissing(names)
            }
        // Another process puts the same question again.
        let last = incidents.last { incident in
            switch incident.kind {
            case .stopped, .resumed, .tookOver, .noted, .attached, .notTold: false
            default: true
            }
        }
        if last?.step != question.step || last?.kind != kind { add(kind, entry, question.step) }
    }

    private mutating func answered(_ question: Question, _ answer: Answer, _ entry: StoredRun.Entry) {
        var kept = answer
        // What was signed is in the record; here it is enough to know that it was.
        kept.signed = nil
        replies.append(
            Reply(
                at: length, wallMilliseconds: entry.stamp.wallMilliseconds, question: question, answer: kept,
                isSigned: answer.signed != nil))
        let reason = answer.remark ?? ""
        switch question.kind {
        case .problem(let problem):
            switch ProblemChoice(rawValue: answer.value) {
            case .retry: add(.retried(problem, by: answer.by), entry, question.step)
            case .overrule:
                guard case .gate(let gate, let judgement, _) = problem else { return }
                add(.overruled(gate, judgement, reason: reason, by: answer.by), entry, question.step)
            case .wasDone, .wasNotDone:
                let isDone = answer.value == ProblemChoice.wasDone.rawValue
                add(.doubtSettled(isDone: isDone, .person, looked: reason, by: answer.by), entry, question.step)
            case .skip, .stop, nil: break
            }
        case .inDoubt:
            guard let choice = DoubtChoice(rawValue: answer.value), choice != .stop else { return }
            add(
                .doubtSettled(isDone: choice == .done, .person, looked: reason, by: answer.by), entry, question.step)
        case .changedMeanwhile(let deviations) where answer.value == DeviationChoice.goOn.rawValue:
            add(
                .wentOnThoughChanged(variables: deviations.map(\.variable), reason: reason, by: answer.by), entry,
                question.step)
        case .approval where answer.value == ApprovalChoice.reject.rawValue:
            add(.refused(reason: reason, by: answer.by), entry, question.step)
        default: break
        }
    }
}
