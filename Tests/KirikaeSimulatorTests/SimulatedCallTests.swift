import KirikaeCanonicalJSON
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeSimulator

/// Callers: where they arrive, who answers, and what becomes of them.
@Suite struct SimulatedCallTests {
    @Test func callsAreAnsweredAndShownAtMain() async throws {
        let centre = try VirtualCentre(agents: 300, callersPerMinute: 30)
        try await centre.wait(.seconds(7_200))
        let people = try await centre.people
        // 3,600 are expected; five standard deviations either way.
        #expect((3_300...3_900).contains(people.tally.offered))
        #expect(people.tally.lost == 0 && people.tally.abandoned == 0 && people.tally.cutTalking == 0)
        // About 30 × 4 minutes of talk, less what the longest talk takes away.
        #expect((80...160).contains(people.sites[0].talking))
        #expect(people.sites[1].talking == 0)
        #expect(try await centre.value("calls.main") == "in-progress")
        try await centre.service.withPeople { $0.setCallers(perMinute: 0) }
        try await centre.wait(.seconds(1_000))
        #expect(try await centre.value("calls.main") == "none")
        #expect(try await centre.people.calls.isEmpty)
    }

    @Test func tooFewAgentsMakeCallersWaitAndGiveUp() async throws {
        let centre = try VirtualCentre(agents: 10, callersPerMinute: 10)
        try await centre.wait(.seconds(3_600))
        let people = try await centre.people
        #expect(people.tally.abandoned > 100)
        #expect(people.sites[0].talking >= 5)
        #expect(try await centre.value("calls.waiting") == "some")
        #expect(people.faults(in: try await centre.service.state) == [])
    }

    struct Cut: Sendable, CustomStringConvertible {
        var changes: [String: String]
        var after: Duration = .zero
        var description: String { "\(changes)" }
    }

    @Test(arguments: [
        Cut(changes: ["platform.main": "stopped"]), Cut(changes: ["line.main": "down"]),
        Cut(changes: ["maintenance.calls": "started"], after: .seconds(1)),
        Cut(changes: ["calls.main": "none", "calls.waiting": "none"]),
        Cut(changes: ["agents.site": "none", "calls.waiting": "none"]),
    ])
    func whatCutsCallsInTheModelCutsEachOfThem(_ cut: Cut) async throws {
        let centre = try VirtualCentre(agents: 40, callersPerMinute: 15)
        try await centre.wait(.seconds(3_600))
        let before = try await centre.people
        #expect(before.sites[0].talking > 20 && before.sites[0].waiting > 0)
        try await centre.service.withPeople { $0.setCallers(perMinute: 0) }
        try await centre.set(cut.changes.mapValues { .some($0) })
        try await centre.wait(cut.after)
        let people = try await centre.people
        #expect(people.calls.isEmpty)
        #expect(people.tally.cutTalking + people.tally.ended == before.tally.ended + Int64(before.sites[0].talking))
        #expect(people.tally.cutTalking > 20)
        #expect(people.tally.cutWaiting > 0)
        #expect(try await centre.value("calls.main") == "none")
        #expect(try await centre.value("calls.waiting") == "none")
        #expect(people.faults(in: try await centre.service.state) == [])
    }

    /// Stopping the processes cuts nothing, but what waits there is answered by nobody.
    @Test func waitingCallsStayWhereNobodyAnswers() async throws {
        let centre = try VirtualCentre(agents: 40, callersPerMinute: 15)
        try await centre.wait(.seconds(3_600))
        try await centre.set(["call.main.processes": "stopped"])
        let before = try await centre.people
        try await centre.wait(.seconds(299))
        let people = try await centre.people
        #expect(people.tally.answered == before.tally.answered)
        #expect(people.tally.cutTalking == 0 && people.tally.cutWaiting == 0)
        #expect(people.tally.lost > 0)
        try await centre.set(["number.destination": "dr"])
        try await centre.wait(.seconds(3_600))
        #expect(try await centre.people.sites[1].talking > 20)
    }

    @Test func ratioLeadsToBothByTheirParts() async throws {
        let centre = try VirtualCentre(
            start: ["agents.site": "both", "number.destination": "ratio"], callersPerMinute: 60)
        try await centre.service.withPeople { people in
            people.setPart(30, ofNumberAt: 0)
            people.setPart(10, ofNumberAt: 1)
        }
        try await centre.wait(.seconds(7_200))
        let people = try await centre.people
        let share = Double(people.sites[1].talking) / Double(people.sites[0].talking + people.sites[1].talking)
        #expect((0.15...0.35).contains(share))
        try await centre.service.withPeople { $0.setPart(0, ofNumberAt: 1) }
        try await centre.wait(.seconds(1_000))
        #expect(try await centre.people.sites[1].talking == 0)
        #expect(try await centre.people.outageLog.outages.isEmpty)
    }

    @Test func outagesHaveTheirReasons() async throws {
        let centre = try VirtualCentre()
        try await centre.wait(.seconds(10))
        try await centre.set(["call.main.processes": "stopping", "gax.session": "deploying"])
        try await centre.wait(.seconds(300))
        try await centre.set(["number.destination": "dr"])
        try await centre.wait(.seconds(3_600))
        try await centre.set(["number.destination": nil])
        try await centre.wait(.seconds(5))
        try await centre.set(["number.destination": "dr"])
        try await centre.set(["platform.dr": "stopped"])
        try await centre.wait(.seconds(1))
        let outages = try await centre.people.outageLog.outages
        // New calls stop at main when the operation begins; at DR nobody is logged in until three minutes after it has ended.
        #expect(
            outages == [
                .init(start: 10_000, end: 310_000, reason: .noArrival),
                .init(start: 310_000, end: 430_000, reason: .noAgents),
                .init(start: 3_910_000, end: 3_915_000, reason: .numberUnknown),
                .init(start: 3_915_000, end: nil, reason: .noArrival),
            ])
    }

    @Test func sameSeedSameDayHoweverOftenOneLooks() async throws {
        func record(seed: UInt64, look: Int) async throws -> (record: String, talked: Int64) {
            let centre = try VirtualCentre(agents: 200, callersPerMinute: 50, seed: seed)
            try await centre.wait(.seconds(600))
            try await centre.set(["line.main": "down", "number.destination": "dr"])
            for _ in 0..<(3_600 / look) { try await centre.wait(.seconds(look)) }
            return (try await centre.service.drillRecord.canonicalText, try await centre.people.tally.ended)
        }
        let once = try await record(seed: 7, look: 3_600)
        #expect(once.talked > 1_000)
        #expect(try await record(seed: 7, look: 3_600).record == once.record)
        #expect(try await record(seed: 7, look: 3).record == once.record)
        #expect(try await record(seed: 8, look: 3_600).record != once.record)
    }
}
