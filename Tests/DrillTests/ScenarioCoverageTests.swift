import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import KirikaeWorlds
import Testing

@testable import KirikaeCLI

/// Every transition of the service and every grave contradiction of the manual has its scenario.
@Suite struct ScenarioCoverageTests {
    /// Those of which also the drill is counted: there and back, each with every deploy and batch.
    private static let drilledNames: Set = [
        "switchover-by-fault", "switchback-after-recovery", "recording-over", "recording-back",
    ]

    /// What really happened in the rehearsal of each scenario, by its name.
    private static func happened() async throws -> [String: Set<String>] {
        let library = ParityTests.library
        var happened: [String: Set<String>] = [:]
        for (name, scenario) in library.scenarios {
            let drilled = DrilledScenario(scenario: scenario, library: library)
            happened[name] = try await drilled.rehearse().happened
            // What a deploy or a batch moves a step makes true at once in a rehearsal; in a drill the service does it.
            if drilledNames.contains(name) { happened[name]?.formUnion(try await drilled.drill().happened) }
        }
        return happened
    }

    @Test func everyTransitionHappensInSomeScenario() async throws {
        let model = try #require(ParityTests.library.service)
        let seen = try await Self.happened().values.reduce(into: Set<String>()) { $0.formUnion($1) }
        let missing = model.transitions.map(\.id.value).filter { !seen.contains($0) }
        #expect(missing == [])
    }

    @Test func everyPlanIsGoneThroughByAScenario() throws {
        let plans = ParityTests.library.files.compactMap { file -> String? in
            let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
            guard lines.contains("kind: plan") else { return nil }
            return lines.first { $0.hasPrefix("runbook: ") }.map { String($0.dropFirst("runbook: ".count)) }
        }
        #expect(plans.count >= 6)
        let drilled = Set(ParityTests.library.scenarios.values.map(\.runbook.value))
        #expect(plans.filter { !drilled.contains($0) } == [])
    }

    @Test func everyGraveContradictionHasItsScenario() throws {
        let graded = try Self.graveContradictions()
        #expect(graded.count >= 15)
        let cited = Set(ParityTests.library.scenarios.values.flatMap(\.sources))
        #expect(graded.filter { !cited.contains($0) } == [])
    }

    /// The page that lists them is what the scenarios say.
    @Test func thePageOfScenariosIsUpToDate() async throws {
        let page = try await ScenarioPage(library: ParityTests.library, happened: Self.happened()).text
        let url = ProjectFolder.root.appendingPathComponent("Docs/Scenarios.md")
        let written = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        if written != page { try page.write(to: url, atomically: true, encoding: .utf8) }
        #expect(written == page, "Docs/Scenarios.md was written anew: read the difference")
    }

    /// The contradictions and gaps of the manual that are graded high.
    static func graveContradictions() throws -> [String] {
        let text = try String(contentsOf: ProjectFolder.runbooks.appendingPathComponent("manual.yaml"), encoding: .utf8)
        var identifier = ""
        var found: [String] = []
        var isErratum = false
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3, words[0] == "-", words[1] == "id:" {
                (identifier, isErratum) = (String(words[2]), false)
            }
            if words == ["kind:", "erratum"] { isErratum = true }
            if isErratum, words == ["severity:", "high"] { found.append(identifier) }
        }
        return found
    }
}

/// `Docs/Scenarios.md`: the scenarios, and what each of them is for.
struct ScenarioPage {
    let library: RunbookLibrary
    /// The transitions that happen in each scenario.
    let happened: [String: Set<String>]

    var text: String {
        let scenarios = library.scenarios.values.sorted { $0.name.value < $1.name.value }
        var lines = [
            "# Scenarios", "",
            "A scenario is a situation to practise: where the service starts, what happens on the way, and how it should end. "
                + "`kirikae rehearse --scenario NAME` goes through it in virtual time, `kirikae drill --scenario NAME` in the "
                + "simulated contact centre, and both judge it by the same rules. `kirikae rehearse --scenario all` goes through "
                + "all of them. The language of the files is in [RunbookLanguage.md](RunbookLanguage.md), drills are in "
                + "[Drills.md](Drills.md).", "",
            "This page is written by the tests from the scenarios themselves: each one is rehearsed, and what happened in it is "
                + "what is listed here.", "",
            "## All scenarios", "",
            "| Scenario | What happens | Plan | Ends |", "|---|---|---|---|",
        ]
        for scenario in scenarios {
            lines.append(
                "| `\(scenario.name.value)` | \(scenario.title[.en]) | `\(scenario.runbook.value)` | "
                    + "\(scenario.expectation.result.rawValue) |")
        }
        lines += [
            "", "## Transitions of the service", "",
            "What the service does by itself (`Runbooks/service.yaml`), and in which scenarios it happens; the first three.",
            "",
            "| Transition | What happens | Scenarios |", "|---|---|---|",
        ]
        for transition in library.service?.transitions ?? [] {
            let names = scenarios.map(\.name.value).filter { happened[$0]?.contains(transition.id.value) == true }
            lines.append(
                "| `\(transition.id.value)` | \(transition.title[.en]) | \(Self.list(names)) |")
        }
        lines += [
            "", "## Grave contradictions and gaps of the manual", "",
            "What is graded high in `Runbooks/manual.yaml`, and the scenarios that stand for it.", "",
            "| Fact | Scenarios |", "|---|---|",
        ]
        for fact in (try? ScenarioCoverageTests.graveContradictions()) ?? [] {
            let names = scenarios.filter { $0.sources.contains(fact) }.map(\.name.value)
            lines.append("| \(fact) | \(Self.list(names)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}
