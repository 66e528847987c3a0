import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaeRunbook
import KirikaeWorlds
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaeRunbook
import KirikaeWorlds

struct ReadinessCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "readiness",
        abstract: "Show, from past runs and drills, how well exercised each runbook is; changes no runbook and no run.",
        discussion: """
            For each plan and each function in each direction: when it was last drilled and last carried out in earnest, with \
            which result, by whom, whether that record verifies, and whether its plan is still the same today. A run counts if \
            it carried the runbook out to its end, as its scenario expected, and its record has not been altered. \
            With --fail-on it ends with 45 if a runbook stands so or worse.
            """)

    @Option(help: "text, or json: for programs, both languages.")
    var format = Format.text
    @Option(help: "Count only runs that began on this day or later: YYYY-MM-DD.")
    var since: CalendarDay?
    @Option(help: "After how many days an exercise is stale, such as 90d.")
    var olderThan = Days(count: 90)
    @Option(
        name: .customLong("fail-on"),
        help: "End with 45 if a runbook is never (exercised), changed (since) or stale. Repeatable.")
    var failOn: [ExerciseOverview.Standing] = []
    @OptionGroup var state: StateOptions
    @OptionGroup var signers: SignersOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard !failOn.contains(.current) else { throw ValidationError("--fail-on takes never, changed or stale.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try library.load()
            guard !loaded.diagnostics.hasErrors else {
                throw LibraryFailure(diagnostics: loaded.diagnostics, sources: library.sources(of: loaded))
            }
            let overview = try await ExerciseOverview(
                try state.existingIfAny(), library: loaded, since: since?.startWallMilliseconds, days: olderThan.count,
                now: LiveClock().now().wallMilliseconds,
                audit: { try await AuditedRun($0, signers: signers, state: state).report() })
            switch format {
            case .json: StreamOutput.standard.document(ExerciseJSON(overview: overview).document.indentedText)
            case .text:
                let text = ExerciseText(
                    overview: overview, wording: ScreenWording(language: language.language), style: .standard)
                for line in text.lines { StreamOutput.standard.line(line) }
            }
            return overview.rows.contains { failOn.contains($0.standing) } ? .notReady : .success
        }
    }
}

extension ExerciseOverview.Standing: ExpressibleByArgument {}

/// A number of days, as it is typed: `90d`.
struct Days: ExpressibleByArgument, Equatable {
    var count: Int64

    init(count: Int64) {
        self.count = count
    }

    init?(argument: String) {
        guard argument.hasSuffix("d"), let count = Int64(argument.dropLast()), (1...36_500).contains(count) else {
            return nil
        }
        self.count = count
    }

    var defaultValueDescription: String { "\(count)d" }
}

/// A day, as it is typed: `2026-07-31`.
struct CalendarDay: ExpressibleByArgument, Equatable {
    /// When it begins here, in milliseconds since 1970.
    let startWallMilliseconds: Int64

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let year = Int32(parts[0]),
            let month = Int32(parts[1]), let day = Int32(parts[2]),
            let start = WallTime.start(year: year, month: month, day: day)
        else { return nil }
        startWallMilliseconds = start
    }
}
