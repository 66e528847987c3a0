import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run after a stop or a crash.",
        discussion: """
            A step that was in flight is in doubt: its verifications decide whether it was done, and if they cannot, a person \
            does. It is never silently run again. What finished steps left is looked at again; where it is no longer so, \
            a person decides. Files that have changed since are shown as a difference of plans, and somebody must say which \
            content counts.
            """)

    @Argument(help: "Identifier of the run; kirikae status lists them.")
    var run: String
    @Option(help: "Go on with the content the run began with although files have changed; say why.")
    var keepPinned: String?
    @Option(help: "Go on with the content as it is now; say why. Every started step must be unchanged.")
    var acceptChanges: String?
    @Option(help: "A signed review of the plan as it is now, where the environment demands reviews. Repeatable.")
    var review: [String] = []
    @Option(help: "Leave out every step before this one, given by its path.")
    var jumpTo: String?
    @Option(help: "Why the steps before --jump-to are left out.")
    var reason: String?
    @Option(
        help:
            "Take the run from a process that holds it and does not go on (it hangs, or its machine is lost); say why.")
    var takeOver: String?
    @Option(help: "Seconds to wait for a program that outlived the engine that started it.")
    var childWait: Int64 = 60
    @OptionGroup var operators: OperatorOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if keepPinned != nil, acceptChanges != nil {
            throw ValidationError("Either --keep-pinned or --accept-changes: only one content can count.")
        }
        for (name, text) in [("--keep-pinned", keepPinned), ("--accept-changes", acceptChanges), ("--reason", reason)] {
            if text?.trimmed.isEmpty == true { throw ValidationError("Say why: \(name) 'WHY'.") }
        }
        guard (jumpTo == nil) == (reason == nil) else {
            throw ValidationError("--jump-to STEP and --reason 'WHY' belong together.")
        }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let files = RunbookLibrary.pinned((try? SourceFolder.read(library.folder)) ?? [])
            let live = LiveRun(operators: operators, state: state, language: language.language)
            // Only answers and changed files need what the files mean; whether they have changed is seen by their bytes.
            let decoded = {
                RunbookLibrary(
                    files: files, displayPrefix: library.displayPrefix, knownSeverities: Explanation.severities)
            }
            let session = try live.session(sheet: operators.answers == nil ? nil : operators.sheet(in: decoded()))
            let ending = try await session.resume(
                run,
                ResumeWishes(
                    files: files, displayPrefix: library.displayPrefix, keepPinned: keepPinned,
                    acceptChanges: acceptChanges, reviews: review, takeOver: takeOver,
                    jump: jumpTo.flatMap { step in reason.map { (step, $0) } },
                    childWaitMilliseconds: childWait * 1000))
            if let failure = Resumption.failure(after: ending.machine) { throw failure }
            return live.report(ending)
        }
    }
}
