import KirikaeService
import Testing

@testable import KirikaeSimulator

/// Agents follow the model: each by itself, at the model's pace.
@Suite struct AgentMovingTests {
    @Test func firstMovesWithinThreeMinutesAndAllInThirty() async throws {
        let centre = try VirtualCentre()
        #expect(try await centre.counts == [2_000, 0, 0])
        try await centre.set(["platform.main": "stopped"])
        try await centre.wait(.milliseconds(179_999))
        #expect(try await centre.counts == [2_000, 0, 0])
        try await centre.wait(.milliseconds(1))
        #expect(try await centre.counts == [1_999, 1, 0])
        #expect(try await centre.value("agents.site") == "both")
        var last = 1
        for minute in 4..<30 {
            try await centre.wait(.seconds(60))
            let moved = try await centre.counts[1]
            let fair = 2_000 * (minute - 3) / 27
            #expect(moved >= last && abs(moved - fair) <= 2, "\(moved) after \(minute) minutes, not about \(fair)")
            last = moved
        }
        try await centre.wait(.milliseconds(59_999))
        #expect(try await centre.counts == [1, 1_999, 0])
        try await centre.wait(.milliseconds(1))
        #expect(try await centre.counts == [0, 2_000, 0])
        #expect(try await centre.value("agents.site") == "dr")
    }

    /// When main comes back half-way the others stay; when it goes again they move on from there.
    @Test func movesStopWithWhatCausedThem() async throws {
        let centre = try VirtualCentre(agents: 100)
        try await centre.set(["platform.main": "stopped"])
        try await centre.wait(.seconds(15 * 60))
        let half = try await centre.counts
        #expect((30...60).contains(half[1]))
        try await centre.set(["platform.main": "running"])
        try await centre.wait(.seconds(3_600))
        #expect(try await centre.counts == half)
        try await centre.set(["platform.main": "stopped"])
        try await centre.wait(.seconds(27 * 60 - 1))
        #expect(try await centre.counts[0] == 1)
        try await centre.wait(.seconds(1))
        #expect(try await centre.counts == [0, 100, 0])
    }

    struct Outside: Sendable, CustomStringConvertible {
        var start: String
        var value: String?
        var counts: [Int]
        var description: String { "\(start) to \(value ?? "unknown")" }
    }

    @Test(arguments: [
        Outside(start: "main", value: "dr", counts: [0, 101, 0]),
        Outside(start: "main", value: "both", counts: [51, 50, 0]),
        Outside(start: "dr", value: "both", counts: [50, 51, 0]),
        Outside(start: "dr", value: "none", counts: [0, 0, 101]),
        Outside(start: "none", value: "main", counts: [101, 0, 0]),
        Outside(start: "none", value: "both", counts: [51, 50, 0]),
        Outside(start: "both", value: "main", counts: [101, 0, 0]),
        Outside(start: "both", value: nil, counts: [51, 50, 0]),
    ])
    func changesFromOutsideAreFollowed(_ outside: Outside) async throws {
        let centre = try VirtualCentre(start: ["agents.site": outside.start], agents: 101)
        try await centre.set(["agents.site": outside.value])
        #expect(try await centre.counts == outside.counts)
    }

    @Test func agentInCallMovesWhenItHasEnded() async throws {
        let centre = try VirtualCentre(agents: 300, callersPerMinute: 60)
        try await centre.wait(.seconds(1_800))
        try await centre.set(["call.main.processes": "stopped"])
        var later = 0
        for _ in 0..<170 {
            try await centre.wait(.seconds(10))
            let before = try await centre.people
            for agent in before.agents where agent.destination != nil {
                guard case .talking(let call) = agent.work else {
                    Issue.record("an agent who is in no call waits to move")
                    continue
                }
                #expect(agent.site == 0 && before.calls[call] != nil)
                later += 1
            }
        }
        #expect(later > 100)
        try await centre.wait(.seconds(200))
        let people = try await centre.people
        #expect(people.counts == [0, 300, 0])
        #expect(people.tally.cutTalking == 0)
        #expect(people.faults(in: try await centre.service.state) == [])
    }

    @Test func oneAgentCanBeMovedByHand() async throws {
        let centre = try VirtualCentre(agents: 3)
        func log(_ agent: Int, _ site: String) async throws -> String? {
            let request = SiteRequest(method: "POST", path: "/agents/\(agent)", port: 0, headers: [:], body: site)
            let isDone = try await centre.service.answer(request, from: PeopleSite())
            guard case .json = isDone else { return nil }
            return try await centre.value("agents.site")
        }
        #expect(try await log(2, "dr") == "both")
        #expect(try await centre.counts == [2, 1, 0])
        #expect(try await log(3, "dr") == "both")
        #expect(try await log(1, "none") == "dr")
        #expect(try await centre.counts == [0, 2, 1])
        #expect(try await log(1, "login") == "both")
        #expect(try await centre.counts == [1, 2, 0])
        #expect(try await log(4, "dr") == nil)
        #expect(try await log(1, "moon") == nil)
        // Whoever was logged out alone stays so when the others return.
        #expect(try await log(1, "none") == "dr")
        try await centre.set(["agents.site": "none"])
        try await centre.set(["agents.site": "main"])
        #expect(try await centre.counts == [2, 0, 1])
    }

    /// The control site's part for people, without its server.
    private struct PeopleSite: Site {
        func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
            try PeopleControl().answer(request, in: service)
        }
    }

    @Test func curveHasNoTwoSamplesWithinTenSeconds() async throws {
        let centre = try VirtualCentre(agents: 2_000)
        try await centre.set(["line.main": "down"])
        try await centre.wait(.seconds(3_600))
        let samples = try await centre.people.curve.samples(until: 3_600_000)
        #expect(samples.first == .init(time: 0, counts: [2_000, 0, 0]))
        #expect(samples.dropFirst().first == .init(time: 180_000, counts: [1_999, 1, 0]))
        #expect(samples.last?.counts == [0, 2_000, 0])
        #expect((samples.last?.time ?? 0) < 30 * 60_000 + 10_000)
        #expect(samples.count > 150)
        for (earlier, later) in zip(samples, samples.dropFirst()) {
            #expect(later.time - earlier.time >= 10_000 && earlier.counts != later.counts)
        }
    }
}
