import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeForms
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct DiffCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, json, html
    }

    /// The level from which on the command fails.
    enum FailLevel: String, ExpressibleByArgument, CaseIterable {
        case high, medium, low

        var level: RiskClass.Level {
            switch self {
            case .high: .high
            case .medium: .medium
            case .low: .low
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what a change of runbooks means, worst first.",
        discussion: """
            Plans are compared, not lines: after includes and parameters, steps by what they are. What a change weakens comes \
            before what it words anew; layout and comments count for nothing. The plans that are touched are rehearsed before \
            and after, in memory.

              kirikae diff                         the last commit and today's files
              kirikae diff main..HEAD              two revisions; main...HEAD: since they parted
              kirikae diff HEAD~3                  a revision and today's files
              kirikae diff old/ new/               two folders, or two files
              kirikae diff run:RUN                 the pinned copies of a run and today's files
              kirikae diff main:Runbooks HEAD:Procedures

            Nothing that a repository or a file names is ever started.
            """)

    @Argument(help: "The two sides, or one range of revisions. Default: HEAD and today's files.")
    var sides: [String] = []
    @Option(help: "text; markdown: for a pull request; json: for programs; html: the procedures side by side.")
    var format = Format.text
    @Option(help: "End with 46 if there is a finding of this level or a worse one: high, medium or low.")
    var failOn: FailLevel?
    @Flag(inversion: .prefixedNo, help: "Rehearse the touched plans before and after.")
    var rehearse = true
    @Flag(help: "Search the touched plans before and after, for what can newly go wrong, and what no longer can.")
    var explore = false
    @Flag(help: "Print the commands that make git use this program in its repository.")
    var gitSetup = false
    @Option(help: ArgumentHelp("Where a file of a side belongs, as git difftool names it.", visibility: .hidden))
    var place: String?
    @OptionGroup var file: OutputFileOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if sides.count > 2 { throw ValidationError("Give at most two sides, or one range of revisions.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            if gitSetup {
                StreamOutput.standard.write(GitSetup.script)
                return .success
            }
            let report = try await report()
            try write(report)
            guard let level = failOn?.level else { return .success }
            let count = report.count(atLeast: level)
            if count > 0 { throw CommandFailure(message: .review(.riskFound(count: count, level: level.rawValue))) }
            return .success
        }
    }

    private func report() async throws -> ReviewReport {
        let reader = ReviewSideReader(folder: library.folder, state: state, place: place)
        guard let pair = SideReference.pair(sides, kind: ReviewSideReader.kind) else { throw ExitStatus.usage.exit }
        let old = try await reader.read(pair.old)
        let new = try await reader.read(pair.new)
        return try await ReviewReport.comparing(
            old, new, rehearse: rehearse ? { try await BehaviourComparison($0, old: $1, new: $2) } : nil,
            explore: explore ? { await ExploredDifference($0, old: $1, new: $2) } : nil)
    }

    private func write(_ report: ReviewReport) throws(FormsFailure) {
        let wording = ScreenWording(language: language.language)
        if format == .json { return try file.write(ReviewJSON(report: report).text) }
        let document = ReviewDocumentBuilder(report: report, wording: wording).document
        switch format {
        case .text:
            let style = file.path == nil ? Style.standard : Style(isColoured: false)
            let width = min(TerminalWidth.ofStandardOutput ?? 80, 100)
            let lines = ReviewTextReport(document: document, style: style, width: width).lines
            try file.write(lines.map { Style.safe($0) + "\n" }.joined())
        case .markdown: try file.write(ReviewMarkdown(document: document).text)
        case .html:
            let pairs = ProcedurePair.pairs(report.difference, wording: wording)
            try file.write(ReviewHTML(document: document, procedures: pairs).text)
        case .json: break
        }
    }
}
