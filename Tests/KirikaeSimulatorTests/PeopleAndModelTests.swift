import KirikaeCanonicalJSON
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeSimulator

/// People and the model together, whatever happens.
@Suite struct PeopleAndModelTests {
    private static let variables = [
        "platform.main", "platform.dr", "line.main", "shared.main", "call.main.processes", "call.dr.processes",
        "number.destination", "agents.site", "maintenance.calls", "gax.session",
    ]

    /// A random hour: something happens from outside now and then.
    private static func happenings(
        _ random: inout SeededGenerator, in model: ServiceModel
    ) -> [(seconds: Int, changes: [String: String?])] {
        (0..<40).map { _ in
            let variable = variables.randomElement(using: &random) ?? ""
            let value = (model.values(of: variable) ?? []).randomElement(using: &random)
            return (Int.random(in: 0...400, using: &random), [variable: value])
        }
    }

    @Test(arguments: 1...12) func nothingEverContradictsItself(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let centre = try VirtualCentre(
            agents: Int.random(in: 2...200, using: &random),
            callersPerMinute: Double(Int.random(in: 1...60, using: &random)), seed: UInt64(seed))
        for (seconds, changes) in Self.happenings(&random, in: centre.service.model) {
            try await centre.wait(.seconds(seconds))
            try await centre.set(changes)
            let faults = try await centre.people.faults(in: try await centre.service.state)
            #expect(faults == [], "seed \(seed), after \(changes)")
        }
        #expect(try await centre.people.tally.offered > 100)
    }

    /// With callers switched off every variable is what a rehearsal predicts.
    @Test(arguments: 1...12) func withoutCallersTheModelIsAlone(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let centre = try VirtualCentre(agents: 50)
        var alone = try ServiceSimulation(
            model: centre.service.model, state: centre.service.model.startState,
            resolutions: ["agents.new-login": "dr"])
        for (seconds, changes) in Self.happenings(&random, in: centre.service.model) {
            // The end of a deploy is the wizard's, which is no part of the model.
            guard changes["gax.session"] == nil else { continue }
            try await centre.wait(.seconds(seconds))
            try alone.advance(to: alone.time + Int64(seconds) * 1_000)
            try await centre.set(changes)
            try alone.change(changes)
            let state = try await centre.service.state
            #expect(state.differences(from: alone.state) == [], "seed \(seed), after \(changes)")
        }
    }

    @Test func modelWithoutPeopleHasNone() async throws {
        let centre = try VirtualCentre(model: try TestService.model())
        #expect(await centre.service.people == nil)
        let record = try await centre.service.drillRecord
        #expect(record["agents"] == nil && record["outages"] == .array([]))
    }

    /// Over and back in eight hours, 2,000 agents and 60 calls a minute: what is done is a few steps for each call, and never a tick.
    @Test func eightHoursOfTwoThousandAgentsAreCheap() async throws {
        let centre = try VirtualCentre(callersPerMinute: 60)
        let start = ContinuousClock.now
        try await centre.wait(.seconds(3_600))
        try await centre.set(["call.main.processes": "stopping", "gax.session": "deploying"])
        try await centre.wait(.seconds(240))
        try await centre.set(["number.destination": "dr"])
        try await centre.wait(.seconds(4 * 3_600))
        try await centre.set(["call.main.processes": "starting", "gax.session": "deploying"])
        try await centre.wait(.seconds(600))
        try await centre.set(["call.dr.processes": "stopping", "gax.session": "deploying"])
        try await centre.wait(.seconds(240))
        try await centre.set(["number.destination": "main"])
        try await centre.wait(.seconds(3 * 3_600 - 1_080))
        let people = try await centre.people
        #expect(people.time == 8 * 3_600_000)
        #expect(people.counts == [2_000, 0, 0])
        #expect(people.faults(in: try await centre.service.state) == [])
        #expect(people.tally.offered > 27_500)
        #expect(people.tally.cutTalking == 0)
        #expect(people.steps < 4 * people.tally.offered + 8_000)
        // A debug build on a busy machine needs about a second; what ticks or searches needs minutes.
        #expect(ContinuousClock.now - start < .seconds(60))
    }
}
