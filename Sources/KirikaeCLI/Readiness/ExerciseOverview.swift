import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// What past runs say of every runbook of a folder: when it was last drilled and carried out, on which plan, with which result.
struct ExerciseOverview: Sendable {
    /// How well exercised a runbook is, the worst first.
    enum Standing: String, Sendable, CaseIterable {
        /// No run or drill carried it out to its end.
        case never
        /// What it says has changed since.
        case changed
        /// It is too long ago.
        case stale
        /// Lately, and as it is today.
        case current
    }

    /// A past run and how its plan compares with today's.
    struct Exercise: Sendable {
        var past: PastRun
        var standing: PlanStanding
    }

    /// What is known of one runbook.
    struct Row: Sendable {
        var runbook: String
        var title: LocalizedText
        var kind: Runbook.Kind
        var function: String?
        var direction: Runbook.Direction
        /// How many drills and live runs began it.
        var drillCount = 0
        var liveCount = 0
        /// The newest drill that carried it out to its end.
        var drill: Exercise?
        /// The newest live run that did.
        var live: Exercise?
        /// The newest of all, where it did not carry it out to its end or does not count.
        var newestFailure: PastRun?
        /// The scenarios that were played with it and ended as expected, sorted.
        var scenarios: [String] = []
        var standing = Standing.never
    }

    /// A run that says nothing, and why.
    struct Unreadable: Sendable {
        var run: String
        var reason: LocalizedText
    }

    var rows: [Row]
    var unreadable: [Unreadable]
    /// How many runs were read.
    var runCount: Int
    /// From when on runs count, in milliseconds since 1970; nil for all.
    var since: Int64?
    /// After how many days an exercise is stale.
    var days: Int64
    /// When the overview was made, in milliseconds since 1970.
    var now: Int64

    private struct Gathered {
        var drillCount = 0
        var liveCount = 0
        var drill: PastRun?
        var live: PastRun?
        var newest: PastRun?
        var scenarios: Set<String> = []

        mutating func add(_ past: PastRun) {
            if past.isDrill { drillCount += 1 } else { liveCount += 1 }
            if newest.map({ $0.wallMilliseconds <= past.wallMilliseconds }) ?? true { newest = past }
            guard past.counts else { return }
            if let scenario = past.scenario { scenarios.insert(scenario) }
            if past.isDrill {
                if drill.map({ $0.wallMilliseconds <= past.wallMilliseconds }) ?? true { drill = past }
            } else if live.map({ $0.wallMilliseconds <= past.wallMilliseconds }) ?? true {
                live = past
            }
        }
    }

    /// Reads all runs, one at a time, and compares the newest of each kind with today's files.
    ///
    /// - Parameters:
    ///   - state: the state folder; nil where no run was ever begun.
    ///   - library: the runbooks as they are today.
    ///   - since: from when on runs count, in milliseconds since 1970; nil for all.
    ///   - days: after how many days an exercise is stale.
    ///   - now: now, in milliseconds since 1970.
    ///   - audit: checks the record of a run.
    init(
        _ state: StateDirectory?, library: RunbookLibrary, since: Int64?, days: Int64, now: Int64,
        audit: (String) async throws -> AuditReport
    ) async throws {
        self.since = since
        self.days = days
        self.now = now
        unreadable = []
        runCount = 0
        var gathered: [String: Gathered] = [:]
        let decoded = DecodedRuns()
        for identifier in try state?.listRuns() ?? [] {
            guard let state else { break }
            let name = identifier.text
            do {
                let directory = try StoredRun.directory(name, in: state)
                let (history, failure) = try RunHistory.read(directory, sharing: decoded)
                if let since, history.startWallMilliseconds < since { continue }
                if let failure { unreadable.append(.init(run: name, reason: failure.message.localizedText)) }
                runCount += 1
                let report = RunReport(
                    history: history, failure: failure, audit: try await audit(name), drill: .init(directory, history),
                    archive: nil, wording: ScreenWording(language: .en))
                // One runbook that a plan includes twice is one exercise: the part that did not come to its end decides.
                var seen: [String: PastRun] = [:]
                for (runbook, past) in PastRun.all(of: report) {
                    if let other = seen[runbook], !other.isComplete { continue }
                    seen[runbook] = past
                }
                for (runbook, past) in seen { gathered[runbook, default: Gathered()].add(past) }
            } catch let failure as CommandFailure {
                unreadable.append(.init(run: name, reason: failure.message.localizedText))
            } catch let error as JournalError {
                unreadable.append(.init(run: name, reason: CommandFailure(journal: error).message.localizedText))
            }
        }
        let limit = now - days * 86_400_000
        rows = library.runbooks.values.compactMap { Self.row($0, gathered, library, staleBefore: limit) }
            .sorted { ($0.kind == .plan ? 0 : 1, $0.runbook) < ($1.kind == .plan ? 0 : 1, $1.runbook) }
    }

    /// What is known of a runbook; nil for a click path, which is exercised with those that include it.
    private static func row(
        _ template: RunbookTemplate, _ gathered: [String: Gathered], _ library: RunbookLibrary, staleBefore limit: Int64
    ) -> Row? {
        // Its title and its kind do not depend on what a parameter is.
        let decoded = RunbookDecoder.decode(template, arguments: template.sampleArguments, in: DecodingContext())
        guard let runbook = decoded, runbook.kind != .procedure else { return nil }
        let known = gathered[runbook.id.value] ?? Gathered()
        var row = Row(
            runbook: runbook.id.value, title: runbook.title, kind: runbook.kind, function: runbook.function,
            direction: runbook.direction, drillCount: known.drillCount, liveCount: known.liveCount,
            drill: known.drill.map { Exercise(past: $0, standing: PlanStanding($0, today: library)) },
            live: known.live.map { Exercise(past: $0, standing: PlanStanding($0, today: library)) })
        row.scenarios = known.scenarios.sorted()
        if let newest = known.newest, !newest.counts { row.newestFailure = newest }
        let exercises = [row.drill, row.live].compactMap { $0 }
        let asToday = exercises.filter(\.standing.isSame)
        row.standing =
            if exercises.isEmpty {
                .never
            } else if asToday.isEmpty {
                .changed
            } else if asToday.allSatisfy({ $0.past.wallMilliseconds < limit }) {
                .stale
            } else {
                .current
            }
        return row
    }
}
