import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct ExploreCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "explore", abstract: "Look at everything that could ever happen to a plan.",
        discussion: """
            Every start that the preconditions of the plan allow, every outcome of a step, every answer, a change outside at any \
            moment, a crash at any moment: as often as the bounds say. It ends with 47 if something is wrong, and with 48 if the \
            search was given up before everything was looked at. Nothing is touched.
            """)

    @OptionGroup var plan: PlanOptions
    @OptionGroup var bounds: BoundsOptions
    @Option(
        name: .customLong("assume"),
        help: "A value that holds at every start, VARIABLE=VALUE; the value may be unknown. Repeatable.")
    var assumptions: [String] = []
    @Option(help: "A scenario of the folder: the one start that is looked at.")
    var scenario: String?
    @Option(help: "text, or json: for programs, both languages.")
    var format = Format.text
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try LoadedPlan(plan, library: library, scenario: scenario)
            let allStarts = try starts(of: loaded)
            let exploration: Exploration
            do throws(ExplorationError) {
                var explorer = try Explorer(plan: loaded.plan, bounds: bounds.bounds)
                exploration = try explorer.explore(from: try allStarts())
            } catch {
                throw CommandFailure(message: .explore(.notExplored(error)))
            }
            switch format {
            case .text:
                let wording = ScreenWording(language: language.language)
                StreamOutput.standard.write(
                    ExplorationText(plan: loaded.plan, wording: wording).text(of: exploration))
            case .json:
                StreamOutput.standard.document(
                    ExplorationJSON(plan: loaded.plan).document(of: exploration)
                        .indentedText)
            }
            return exploration.findings.isEmpty ? exploration.isComplete ? .success : .notExhausted : .propertyBroken
        }
    }

    /// Where the search begins: the one start of a scenario, else every one that the preconditions allow.
    private func starts(of loaded: LoadedPlan) throws -> () throws(ExplorationError) -> [ServiceState] {
        let assumed = try loaded.plan.service.assumed(assumptions)
        let named = try scenario.map {
            try ScenarioOptions.scenario($0, of: loaded.plan.runbook, in: loaded.library)
        }
        guard let scenario = named else {
            return { () throws(ExplorationError) in try StartStates(plan: loaded.plan).all(fixing: assumed) }
        }
        var start = loaded.plan.service.startState
        for entry in scenario.start {
            start[entry.variable.value] = entry.value.value == Answer.unknown ? nil : entry.value.value
        }
        for (variable, value) in assumed { start[variable] = value }
        return { () throws(ExplorationError) in [start] }
    }
}

/// How much may go wrong on one way.
struct BoundsOptions: ParsableArguments {
    @Option(help: "How often the engine may die or be stopped and be resumed, 0 to 3.")
    var crashes = 1
    @Option(help: "How often something outside may change, 0 to 3.")
    var outside = 1
    @Option(help: "How often an action may fail, a look see nothing or an answer not be accepted, 0 to 3.")
    var troubles = 1
    @Option(help: "How often a step may be left out, or a condition that does not hold be overruled, 0 to 3.")
    var skips = 0
    @Option(help: "How many states are looked at before the search is given up.")
    var states = 20_000_000

    /// The bounds.
    var bounds: ExplorationBounds {
        ExplorationBounds(
            breaks: crashes, outsideChanges: outside, troubles: troubles, leavingOut: skips, states: states)
    }

    func validate() throws {
        let range = 0...ExplorationBounds.mostOfAKind
        guard [crashes, outside, troubles, skips].allSatisfy(range.contains) else {
            throw ValidationError("Give bounds from 0 to \(ExplorationBounds.mostOfAKind).")
        }
        guard states > 0 else { throw ValidationError("Give a positive number of states.") }
    }
}
