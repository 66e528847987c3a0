import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

/// Leaving steps out, one or all before another.
@Suite struct JumpTests {
    private static let critical = WaterFixture.step("announce", "{}", "  critical: true")
    private static let parallel = WaterFixture.group("left", "right")

    /// A run that stopped because the command of a step failed.
    private func stopped(at step: String, _ plan: Plan) async throws -> BrokenRun {
        var run = BrokenRun(plan)
        run.world.state.withLock { $0.failing = ["plant.open/\(step)"] }
        let (machine, _) = try await run.start()
        try #require(machine.result == .stopped(.needsPerson))
        return run
    }

    private func jump(to step: String) -> JumpRequest {
        JumpRequest(step: "plant.open/\(step)", reason: "done by hand", by: "tester")
    }

    @Test func aJumpLeavesOutEverythingBefore() async throws {
        let plan = try WaterFixture.plan(
            WaterFixture.tidy, WaterFixture.step("paint"), WaterFixture.step("polish"), WaterFixture.step("close"))
        var run = try await stopped(at: "paint", plan)
        let (machine, events) = try await run.resume { $0.requestedJump = jump(to: "close") }
        #expect(machine.result == .completed)
        #expect(outline(events).contains("jumped:close"))
        #expect(machine.states == [.done, .done, .skipped, .skipped, .done, .done])
        let starts = run.world.state.withLock(\.starts)
        #expect(starts["plant.open/polish"] == nil && starts["plant.open/close"] == 1)
        let replayed = try run.replayed()
        #expect(replayed.states == machine.states)
    }

    struct Refused: Sendable, CustomStringConvertible {
        var name: String
        var steps: [String]
        var target: String
        var refusal: JumpRefusal
        var description: String { name }
    }

    @Test(arguments: [
        Refused(
            name: "no such step", steps: [WaterFixture.step("paint")], target: "nowhere", refusal: .noSuchStep),
        Refused(
            name: "behind", steps: [WaterFixture.tidy, WaterFixture.step("paint")], target: "tidy",
            refusal: .isBehind),
        Refused(name: "there", steps: [WaterFixture.step("paint")], target: "paint", refusal: .isThere),
        Refused(
            name: "critical", steps: [WaterFixture.step("paint"), critical, WaterFixture.tidy], target: "tidy",
            refusal: .leavingOut(.critical(step: "plant.open/announce"))),
        Refused(
            name: "into a group", steps: [WaterFixture.step("paint"), parallel], target: "right",
            refusal: .otherLane),
        Refused(
            name: "breaks an invariant",
            steps: [WaterFixture.step("paint"), WaterFixture.startSpare, WaterFixture.tidy, WaterFixture.stopMain],
            target: "tidy", refusal: .leavingOut(.breaksInvariant("WATER", after: "plant.open/stop-main"))),
    ])
    func aJumpIsRefused(_ refused: Refused) async throws {
        var plan = refused.steps.joined(separator: "\n")
        // What the model is to judge by must have been seen.
        plan =
            WaterFixture.step("look", "{}", "  preconditions: [{main.pump: 'on'}, {spare.pump: 'off'}]") + "\n" + plan
        var run = try await stopped(at: "paint", try WaterFixture.plan(plan))
        let request = jump(to: refused.target)
        #expect(try run.replayed().jumpRefusal(to: request.step) == refused.refusal)
        let (machine, events) = try await run.resume { $0.requestedJump = request }
        #expect(machine.result == .stopped(.person))
        #expect(machine.requestedJump == request)
        #expect(!events.contains { if case .jumped = $0 { true } else { false } })
    }

    @Test func aStepInFlightIsNotJumpedOver() async throws {
        var run = BrokenRun(try WaterFixture.plan(WaterFixture.step("paint"), WaterFixture.tidy))
        run.world.state.withLock { $0.dyingAfter = "plant.open/paint" }
        try await run.start()
        #expect(try run.replayed().jumpRefusal(to: "plant.open/tidy") == .inDoubt("plant.open/paint"))
        let (machine, _) = try await run.resume { $0.requestedJump = jump(to: "tidy") }
        #expect(machine.states[1] == .pending)
        #expect(machine.jumpRefusal(to: "plant.open/tidy") == .inDoubt("plant.open/paint"))
    }

    @Test func whatIsSeenOnTheWayMayForbidIt() async throws {
        let plan = try WaterFixture.plan(
            WaterFixture.step("look", "{}", "  preconditions: [{main.pump: 'on'}, {spare.pump: 'on'}]"),
            WaterFixture.step("paint"), WaterFixture.startSpare, WaterFixture.stopMain)
        var run = BrokenRun(plan)
        run.world["spare.pump"] = .value("on")
        run.world.state.withLock { $0.failing = ["plant.open/paint"] }
        try await run.start()
        #expect(try run.replayed().jumpRefusal(to: "plant.open/stop-main") == nil)
        run.world["spare.pump"] = .value("off")
        let (machine, events) = try await run.resume { $0.requestedJump = jump(to: "stop-main") }
        #expect(machine.result == .stopped(.person))
        #expect(outline(events) == ["resumed", "rechecked:2", "stopped:person"])
        #expect(run.world.state.withLock(\.starts)["plant.open/stop-main"] == nil)
    }

    /// What the invariants speak of is looked at before a jump, also where no step has asked for it.
    @Test func aJumpIsJudgedByHowThingsStand() async throws {
        let plan = try WaterFixture.plan(WaterFixture.step("paint"), WaterFixture.startSpare, WaterFixture.stopMain)
        var run = try await stopped(at: "paint", plan)
        #expect(try run.replayed().unproven(byJumpingTo: "plant.open/stop-main") == ["WATER"])
        let (machine, _) = try await run.resume { $0.requestedJump = jump(to: "stop-main") }
        #expect(machine.result == .stopped(.person))
        #expect(
            machine.jumpRefusal(to: "plant.open/stop-main")
                == .leavingOut(.breaksInvariant("WATER", after: "plant.open/stop-main")))
        run.world["spare.pump"] = .value("on")
        let (second, _) = try await run.resume { $0.requestedJump = jump(to: "stop-main") }
        #expect(second.result == .completed)
    }

    @Test func aGroupCanBeJumpedOverAsAWhole() async throws {
        let plan = try WaterFixture.plan(WaterFixture.step("paint"), Self.parallel, WaterFixture.tidy)
        var run = try await stopped(at: "paint", plan)
        let (machine, _) = try await run.resume { $0.requestedJump = jump(to: "tidy") }
        #expect(machine.result == .completed)
        #expect(machine.states.count { $0 == .skipped } == 5)
    }

    // MARK: Leaving one out

    @Test func aStepIsNotLeftOutWhereAnInvariantWouldBreak() async throws {
        let plan = try WaterFixture.plan(
            WaterFixture.step("look", "{}", "  preconditions: [{main.pump: 'on'}, {spare.pump: 'off'}]"),
            WaterFixture.startSpare, WaterFixture.stopMain)
        let run = try await stopped(at: "start-spare", plan)
        let machine = try run.replayed()
        #expect(
            machine.leavingOut("plant.open/start-spare").refusal
                == .breaksInvariant("WATER", after: "plant.open/stop-main"))
        #expect(!machine.offeredChoices(for: .action(.exitCode(1))).contains(.skip))
    }

    @Test func whatIsBrokenAnywayIsNoReason() async throws {
        let plan = try WaterFixture.plan(
            WaterFixture.step("look", "{}", "  preconditions: [{main.pump: ['on', 'off']}]"),
            WaterFixture.step("look-on", "{}", "  preconditions: [{spare.pump: ['on', 'off']}]"),
            WaterFixture.step("paint"), WaterFixture.startSpare)
        var run = BrokenRun(plan)
        run.world["main.pump"] = .value("off")
        run.world.state.withLock { $0.failing = ["plant.open/paint"] }
        try await run.start()
        let machine = try run.replayed()
        #expect(machine.leavingOut("plant.open/paint").refusal == nil)
        // The step that would mend it is another matter.
        #expect(
            machine.leavingOut("plant.open/start-spare").refusal
                == .breaksInvariant("WATER", after: "plant.open/start-spare"))
    }

    /// A command that failed may have done its work all the same: what is seen now counts.
    @Test func whatIsSeenAfterAFailureCounts() async throws {
        let plan = try WaterFixture.plan(
            WaterFixture.step("look", "{}", "  preconditions: [{main.pump: 'on'}, {spare.pump: 'off'}]"),
            WaterFixture.startSpare, WaterFixture.stopMain)
        var run = try await stopped(at: "start-spare", plan)
        run.world["spare.pump"] = .value("on")
        let (machine, _) = try await run.resume()
        #expect(machine.leavingOut("plant.open/start-spare") == LeavingOut())
    }

    @Test func whatIsNotKnownProvesNothingAndIsSaid() async throws {
        let run = try await stopped(
            at: "start-spare", try WaterFixture.plan(WaterFixture.startSpare, WaterFixture.tidy))
        let verdict = try run.replayed().leavingOut("plant.open/start-spare")
        #expect(verdict == LeavingOut(refusal: nil, unproven: ["WATER"]))
    }
}
