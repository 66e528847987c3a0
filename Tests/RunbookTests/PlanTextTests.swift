import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The plans of a dozen situations as people review them, in both languages.
@Suite struct PlanTextTests {
    /// A plan that reviewers read.
    struct Reviewed: Sendable, CustomTestStringConvertible {
        var name: String
        var runbook: String
        var parameters: [String: String]
        var testDescription: String { name }

        init(_ name: String, _ runbook: String, _ parameters: [String: String] = [:]) {
            self.name = name
            self.runbook = runbook
            self.parameters = parameters
        }

        /// A switchover or switchback in a situation.
        init(_ name: String, _ runbook: String, _ situation: Situation) {
            self.init(name, runbook, situation.arguments)
        }
    }

    private static let everything = Situation(functions: Set(Situation.functionNames))
    private static let allAgents = Situation(cause: "maintenance", functions: ["recording", "call", "portal"])
    private static let chosenAgents = Situation(cause: "maintenance", functions: ["recording", "wde", "portal"])
    private static let bothWays = Situation(cause: "maintenance", functions: ["recording", "wde", "call", "portal"])

    static let reviewed = [
        Reviewed("fault-everything-switchover", "plan.switchover", everything),
        Reviewed("fault-everything-switchback", "plan.switchback", everything),
        Reviewed("maintenance-all-agents-switchover", "plan.switchover", allAgents),
        Reviewed("maintenance-all-agents-switchback", "plan.switchback", allAgents),
        Reviewed("maintenance-chosen-agents-switchover", "plan.switchover", chosenAgents),
        Reviewed("maintenance-chosen-agents-switchback", "plan.switchback", chosenAgents),
        Reviewed("maintenance-both-ways-switchover", "plan.switchover", bothWays),
        Reviewed("maintenance-both-ways-switchback", "plan.switchback", bothWays),
        Reviewed(
            "fault-without-free-dial-switchover", "plan.switchover",
            Situation(functions: ["call"], usesNumber: false)),
        Reviewed("automatic-switchover", "plan.automatic-switchover", ["stopped-at": "2026-11-23 09:40"]),
        Reviewed("dr-lost", "plan.dr-lost"),
        Reviewed("drill", "plan.drill"),
    ]

    @Test(arguments: reviewed, Language.allCases)
    func planIsAsReviewed(entry: Reviewed, language: Language) throws {
        let plan = try ShippedLibrary.plan(entry.runbook, with: entry.parameters)
        let text = PlanText(
            plan: plan, wording: ScreenWording(language: language), style: Style(isColoured: false)
        ).text
        assertSnapshot(text, named: "plans/\(entry.name).\(language.rawValue)")
    }
}
