import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

/// What finished steps left is looked at again after a break.
@Suite struct WorldCheckTests {
    private static let plan = Result {
        try WaterFixture.plan(
            WaterFixture.startSpare, WaterFixture.fill, WaterFixture.stopMain, WaterFixture.tidy)
    }

    /// A run that was killed after a step.
    private func broken(after step: String, _ plan: Plan) async throws -> BrokenRun {
        var run = BrokenRun(plan)
        run.world.state.withLock { $0.dyingAfter = "plant.open/\(step)" }
        try await run.start()
        return run
    }

    /// What happened meanwhile, and what is asked for it.
    struct Meanwhile: Sendable, CustomStringConvertible {
        var name: String
        var readings: [String: Reading]
        var deviations: [String] = []
        var movedOn: [String] = []
        var others: [String] = []
        var description: String { name }
    }

    @Test(arguments: [
        Meanwhile(name: "nothing", readings: [:]),
        Meanwhile(name: "undone", readings: ["spare.pump": .value("off")], deviations: ["spare.pump"]),
        Meanwhile(name: "cannot be read", readings: ["spare.pump": .failed("no route")], deviations: ["spare.pump"]),
        Meanwhile(name: "unknown", readings: ["spare.pump": .unknown], deviations: ["spare.pump"]),
        Meanwhile(name: "moved on by itself", readings: ["tank.level": .value("full")], movedOn: ["tank.level"]),
        Meanwhile(name: "went back", readings: ["tank.level": .value("low")], deviations: ["tank.level"]),
        Meanwhile(
            name: "filled, though the pump that would have done it is off",
            readings: ["tank.level": .value("full"), "spare.pump": .value("off")], deviations: ["spare.pump"],
            movedOn: ["tank.level"]),
    ])
    func whatIsFoundDecides(_ meanwhile: Meanwhile) async throws {
        var run = try await broken(after: "tidy", try Self.plan.get())
        for (variable, reading) in meanwhile.readings { run.world[variable] = reading }
        let (machine, events) = try await run.resume()
        let findings = try #require(machine.worldFindings)
        #expect(findings.deviations.map(\.variable) == meanwhile.deviations)
        #expect(findings.movedOn.map(\.variable) == meanwhile.movedOn)
        #expect(outline(events)[1] == "rechecked:3")
        let asked = events.contains { if case .asked(let question) = $0 { question.isAboutTheWorld } else { false } }
        #expect(asked == !meanwhile.deviations.isEmpty)
        if asked { #expect(machine.result == .stopped(.needsPerson)) }
        #expect(run.world.state.withLock(\.starts)["plant.open/tidy"] == 1)
    }

    @Test func theStepThatLeftItIsNamed() async throws {
        var run = try await broken(after: "tidy", try Self.plan.get())
        run.world["spare.pump"] = .value("off")
        let (machine, _) = try await run.resume()
        #expect(
            machine.lastQuestion?.kind
                == .changedMeanwhile([
                    Deviation(
                        variable: "spare.pump", step: "plant.open/start-spare", left: "on", now: .value("off"))
                ]))
    }

    @Test func whatAStepInFlightChangesIsLeftToItsDoubt() async throws {
        var run = try await broken(after: "start-spare", try Self.plan.get())
        run.world["spare.pump"] = .value("off")
        let (machine, events) = try await run.resume()
        #expect(!events.contains { if case .rechecked = $0 { true } else { false } })
        #expect(machine.lastQuestion?.kind == .inDoubt(attempt: 1))
    }

    @Test func whatALaterStepChangedAgainIsNotExpected() async throws {
        let again = WaterFixture.step("fill-up", "{tank.level: full}")
        let plan = try WaterFixture.plan(WaterFixture.startSpare, WaterFixture.fill, again, WaterFixture.tidy)
        var run = try await broken(after: "tidy", plan)
        let (machine, _) = try await run.resume()
        #expect(machine.worldFindings?.deviations == [])
        #expect(machine.leftValues["tank.level"]?.step == "plant.open/fill-up")
        run.world["tank.level"] = .value("rising")
        let (second, _) = try await run.resume()
        #expect(second.worldFindings?.deviations.map(\.step) == ["plant.open/fill-up"])
    }

    @Test func whatNoStepLeftIsShownAndNotAsked() async throws {
        let looking = WaterFixture.step("look", "{}", "  preconditions: [{main.pump: 'on'}]")
        let plan = try WaterFixture.plan(looking, WaterFixture.tidy)
        var run = try await broken(after: "tidy", plan)
        run.world["main.pump"] = .value("off")
        let (machine, events) = try await run.resume()
        #expect(
            machine.worldFindings?.others == [.init(variable: "main.pump", before: .value("on"), now: .value("off"))])
        #expect(!events.contains { if case .asked(let question) = $0 { question.isAboutTheWorld } else { false } })
    }

    @Test func whatOnlyAPersonSeesIsNotLookedAt() async throws {
        let light = WaterFixture.step("light", "{light.state: lit}")
        var run = BrokenRun(try WaterFixture.plan(light, WaterFixture.tidy))
        run.world.state.withLock { state in
            state.dyingAfter = "plant.open/tidy"
            state.answers = [.typed("there"), .typed("lit")]
        }
        try await run.start()
        let (machine, events) = try await run.resume()
        #expect(machine.leftForPeopleToSee == ["light.state"])
        #expect(!events.contains { if case .rechecked = $0 { true } else { false } })
    }

    @Test(arguments: [
        (Answer.typed("go-on"), AnswerProblem.remarkMissing),
        (Answer(value: "go-on", remark: "fine", by: "x", via: .sheet), .mustBeTyped),
        (Answer(value: "go-on", remark: "fine", by: "x", via: .pages), .mustBeTyped),
        (.typed("done", "fine"), .notOffered(["go-on", "stop"])),
    ])
    func onlyAPersonWhoLookedGoesOn(answer: Answer, problem: AnswerProblem) async throws {
        let taken = try await broken(after: "tidy", try Self.plan.get())
        taken.world["spare.pump"] = .value("off")
        taken.world.state.withLock { $0.answers = [answer] }
        await #expect(throws: problem) {
            var run = taken
            try await run.resume()
        }
    }

    @Test func whatAPersonAcceptedIsNotAskedAgain() async throws {
        var run = try await broken(after: "tidy", try Self.plan.get())
        run.world["spare.pump"] = .value("off")
        run.world.state.withLock { $0.answers = [.typed("go-on", "it is being mended")] }
        let (machine, events) = try await run.resume()
        #expect(outline(events).prefix(4) == ["resumed", "rechecked:3", "asked:q1", "answered:q1=go-on"])
        #expect(machine.lastQuestion?.kind == .inDoubt(attempt: 1))
        let (second, _) = try await run.resume()
        #expect(second.worldFindings?.deviations == [])
        run.world["spare.pump"] = .value("on")
        let (third, _) = try await run.resume()
        // It is as the step meant it to be; that is no deviation, and it is shown.
        #expect(third.worldFindings?.deviations == [])
        #expect(third.worldFindings?.others.map(\.variable) == ["spare.pump"])
    }

    @Test func stoppingThereAsksAgainNextTime() async throws {
        var run = try await broken(after: "tidy", try Self.plan.get())
        run.world["spare.pump"] = .value("off")
        run.world.state.withLock { $0.answers = [.typed("stop")] }
        let (machine, _) = try await run.resume()
        #expect(machine.result == .stopped(.person))
        #expect(run.world.state.withLock(\.starts)["plant.open/tidy"] == 1)
        let (again, _) = try await run.resume()
        #expect(again.worldFindings?.deviations.map(\.variable) == ["spare.pump"])
        let replayed = try run.replayed()
        #expect(replayed.states == again.states)
        #expect(replayed.knowledge == again.knowledge)
        #expect(replayed.result == again.result)
    }

    @Test func nothingElseHappensBefore() async throws {
        var run = try await broken(after: "tidy", try Self.plan.get())
        let before = run.world.state.withLock(\.looks.count)
        try await run.resume()
        #expect(run.world.state.withLock { $0.looks[before] } == ["main.pump", "spare.pump", "tank.level"])
    }

    @Test func aSimulatedPersonSettlesNoDoubt() async throws {
        let taken = try await broken(after: "tidy", try Self.plan.get())
        taken.world.state.withLock {
            $0.answers = [Answer(value: "done", remark: "the page", by: "page-follower", via: .pages)]
        }
        await #expect(throws: AnswerProblem.mustBeTyped) {
            var run = taken
            try await run.resume()
        }
    }
}
