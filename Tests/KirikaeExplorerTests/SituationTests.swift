import KirikaeEngine
import KirikaePlan
import KirikaeTestSupport
import Testing

/// A situation must hold everything that decides how a run goes on.
struct SituationTests {
    /// What of a machine is not in its situation, and why it need not be.
    private static let leftOut: [String: String] = [
        "sharedPlan": "the same for a whole search", "attempts": "only whether there was one: hasBegun",
        "openQuestion": "without its number: question", "lastQuestion": "only told when the run stops",
        "header": "the same for a whole search", "answers": "only so that the same answer is taken twice",
        "attachments": "only shown", "worldFindings": "only shown", "carriedOver": "never in a search",
        "requestedJump": "never in a search", "latestWallMilliseconds": "signatures are not part of a search",
        "finishedTimes": "only shown", "evidence": "only which answers a person may give",
        "offeredPlan": "never in a search",
        "noticeBook": "only who is told", "operators": "only which answers a person may give",
        "statements": "signatures are not part of a search", "spentStatements": "signatures are not part of a search",
        "questionsAsked": "only the number of the next question", "monotonicNow": "only ages: in lanes and approvals",
    ]

    @Test func everyPropertyOfTheMachineIsAccountedFor() throws {
        var lot = GeneratedPlan(seed: 1)
        var plan = lot.plan()
        while plan == nil { plan = lot.plan() }
        let machine = RunMachine(plan: try #require(plan))
        let properties = Set(Mirror(reflecting: machine).children.compactMap(\.label))
        let kept = Set(
            Mirror(reflecting: machine.situation(in: RunOutlook(plan: machine.plan))).children.compactMap(\.label))
        #expect(properties.subtracting(kept) == Set(Self.leftOut.keys))
    }
}
