import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

/// Changed files, accepted for the rest of a run; and a run begun anew.
@Suite struct RebaseTests {
    private static let steps = [
        WaterFixture.startSpare, WaterFixture.fill, WaterFixture.stopMain, WaterFixture.tidy,
    ]

    struct Edit: Sendable, CustomStringConvertible {
        var name: String
        var steps: [String] = RebaseTests.steps
        var environment = WaterFixture.environment
        var obstacles: [RebaseObstacle] = []
        var isSame = false
        var description: String { name }
    }

    /// The run stands in the middle of `stop-main`: two steps are done, one was begun, one is to do.
    @Test(arguments: [
        Edit(name: "nothing", isSame: true),
        Edit(name: "a comment", steps: steps.map { "  # a comment\n" + $0 }, isSame: true),
        Edit(
            name: "a future step",
            steps: steps.dropLast() + [WaterFixture.tidy.replacing("typical: 1m", with: "typical: 2m")]),
        Edit(name: "a new step at the end", steps: steps + [WaterFixture.step("close")]),
        Edit(name: "a future step removed", steps: steps.dropLast()),
        Edit(
            name: "the environment",
            environment: WaterFixture.environment.replacing("http://127.0.0.1/tank", with: "http://127.0.0.1/level")),
        Edit(
            name: "a done step",
            steps: [steps[0].replacing("[start-spare]", with: "[start-spare, --now]")] + steps.dropFirst(),
            obstacles: [.changed(step: "plant.open/start-spare")]),
        Edit(
            name: "the step in flight",
            steps: steps.map { $0.replacing("[stop-main]", with: "[stop-main, --now]") },
            obstacles: [.changed(step: "plant.open/stop-main")]),
        Edit(
            name: "a new step before one that was started",
            steps: [steps[0], WaterFixture.step("paint")] + steps.dropFirst(),
            obstacles: [.inserted(step: "plant.open/paint", before: "plant.open/fill")]),
        Edit(
            name: "another order of the done", steps: [steps[1], steps[0], steps[2], steps[3]],
            obstacles: [.moved(step: "plant.open/start-spare"), .moved(step: "plant.open/fill")]),
        Edit(
            name: "a future step drawn forward", steps: [steps[3], steps[0], steps[1], steps[2]],
            obstacles: [
                .moved(step: "plant.open/start-spare"), .moved(step: "plant.open/fill"),
                .moved(step: "plant.open/stop-main"),
            ]),
        Edit(
            name: "a done step removed", steps: [steps[0], steps[2], steps[3]],
            obstacles: [.removed(step: "plant.open/fill"), .moved(step: "plant.open/stop-main")]),
    ])
    func onlyWhatWasNotStartedMayChange(_ edit: Edit) async throws {
        let old = try WaterFixture.plan(Self.steps.joined(separator: "\n"))
        let new = try WaterFixture.plan(edit.steps.joined(separator: "\n"), environment: edit.environment)
        var run = BrokenRun(old)
        run.world.state.withLock { $0.dyingAfter = "plant.open/stop-main" }
        try await run.start()
        let machine = try run.replayed()
        #expect(PlanComparison(from: old, to: new).isSame == edit.isSame)
        #expect((old.fingerprint == new.fingerprint) == edit.isSame)
        #expect(machine.obstacles(to: new) == edit.obstacles)
        run.plans[new.fingerprint] = new
        let accepted = RunEvent.acceptedChanges(
            AcceptedChanges(
                fingerprint: new.fingerprint, files: [:], changed: ["a.yaml"], reason: "mended", by: "tester",
                folder: "pinned-2"))
        guard edit.obstacles.isEmpty else {
            let taken = run
            await #expect(throws: ImpossibleEvent.self) {
                var run = taken
                try await run.resume(with: [accepted]) { $0.offer(new) }
            }
            return
        }
        let (after, _) = try await run.resume(with: [accepted]) { $0.offer(new) }
        #expect(after.result == .completed)
        #expect(after.plan.fingerprint == new.fingerprint)
        let starts = run.world.state.withLock(\.starts)
        #expect(starts.values.allSatisfy { $0 == 1 }, "\(starts)")
        #expect(Set(starts.keys) == Set(new.steps.filter(\.isAct).map(\.path)))
        #expect(try run.replayed().states == after.states)
    }

    @Test func withoutAnOfferNothingIsTaken() async throws {
        let plan = try WaterFixture.plan(WaterFixture.tidy)
        var machine = RunMachine(plan: plan)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        try machine.apply(.started(EngineFixture.header(plan)), at: stamp)
        let other = AcceptedChanges(
            fingerprint: plan.fingerprint, files: [:], changed: [], reason: "", by: "", folder: "pinned-2")
        #expect(throws: ImpossibleEvent.self) { try machine.apply(.acceptedChanges(other), at: stamp) }
    }

    @Test func aGroupThatIsUnderWayKeepsItsRows() async throws {
        var run = BrokenRun(try WaterFixture.plan(WaterFixture.group("left", "right")))
        run.world.state.withLock { $0.dyingAfter = "plant.open/left" }
        try await run.start()
        let machine = try run.replayed()
        let edited = WaterFixture.group("left", "right").replacing("[right]", with: "[right, --now]")
        #expect(machine.obstacles(to: try WaterFixture.plan(edited)) == [])
        let more = try WaterFixture.plan(WaterFixture.group("left", "right", "third"))
        #expect(machine.obstacles(to: more).contains(.changed(step: "plant.open/both")))
    }

    // MARK: Beginning anew

    private func restart(
        _ run: BrokenRun, from step: String
    ) async throws -> (machine: RunMachine, events: [RunEvent], world: PlantWorld) {
        let old = try run.replayed()
        var header = EngineFixture.header(run.plan)
        header.run = "r2"
        header.restartOf = RestartOrigin(run: "r1", head: "00", size: run.records.count, from: "plant.open/\(step)")
        let carried = old.carriedOver(before: "plant.open/\(step)", reason: "again", by: "tester")
        var anew = BrokenRun(run.plan)
        for (variable, reading) in run.world.state.withLock(\.readings) { anew.world[variable] = reading }
        let (machine, events) = try await anew.go([.started(header), .carriedOver(carried)])
        #expect(try anew.replayed().states == machine.states)
        return (machine, events, anew.world)
    }

    @Test func aRunBegunAnewDoesOnlyTheRest() async throws {
        var run = BrokenRun(try WaterFixture.plan(Self.steps.joined(separator: "\n")))
        run.world.state.withLock { $0.failing = ["plant.open/tidy"] }
        try await run.start()
        #expect(try run.replayed().restartRefusal(from: "plant.open/stop-main") == nil)
        let (machine, events, world) = try await restart(run, from: "stop-main")
        #expect(machine.result == .completed)
        // What the later step of the old run changed is not expected of the earlier ones.
        #expect(outline(events).prefix(3) == ["started", "carried-over", "rechecked:2"])
        #expect(world.state.withLock(\.starts) == ["plant.open/stop-main": 1, "plant.open/tidy": 1])
        #expect(machine.hasTouchedAnything)
    }

    @Test func whatWasTakenOverIsLookedAtAgain() async throws {
        var run = BrokenRun(try WaterFixture.plan(Self.steps.joined(separator: "\n")))
        run.world.state.withLock { $0.failing = ["plant.open/stop-main"] }
        try await run.start()
        run.world["spare.pump"] = .value("off")
        let (machine, _, world) = try await restart(run, from: "stop-main")
        #expect(machine.worldFindings?.deviations.map(\.step) == ["plant.open/start-spare"])
        #expect(machine.result == .stopped(.needsPerson))
        #expect(world.state.withLock(\.starts).isEmpty)
    }

    @Test func withoutWhatWasFinishedNothingIsBegun() async throws {
        let plan = try WaterFixture.plan(WaterFixture.tidy)
        var header = EngineFixture.header(plan)
        header.restartOf = RestartOrigin(run: "r0", head: "00", size: 3, from: "plant.open/tidy")
        var run = BrokenRun(plan)
        let (machine, events) = try await run.go([.started(header)])
        #expect(machine.awaitsCarryOver)
        #expect(outline(events) == ["started"])
        #expect(run.world.state.withLock(\.starts).isEmpty)
    }

    @Test func aRunIsBegunAnewOnlyWhereItIsKnownHowItStands() async throws {
        var run = BrokenRun(
            try WaterFixture.plan(WaterFixture.group("left", "right"), WaterFixture.fill, WaterFixture.tidy))
        run.world.state.withLock { $0.failing = ["plant.open/fill"] }
        try await run.start()
        let machine = try run.replayed()
        #expect(machine.restartRefusal(from: "plant.open/fill") == nil)
        #expect(machine.restartRefusal(from: "plant.open/both") == nil)
        #expect(machine.restartRefusal(from: "plant.open/nowhere") == .noSuchStep)
        #expect(machine.restartRefusal(from: "plant.open/right") == .insideGroup("plant.open/both"))
        #expect(machine.restartRefusal(from: "plant.open/tidy") == .notReached("plant.open/fill"))
        #expect(try run.replayed(dropping: 1).restartRefusal(from: "plant.open/fill") == .notStopped)

        var broken = BrokenRun(try WaterFixture.plan(WaterFixture.fill, WaterFixture.tidy))
        broken.world.state.withLock { $0.dyingAfter = "plant.open/tidy" }
        try await broken.start()
        #expect(try broken.replayed().restartRefusal(from: "plant.open/fill") == .inDoubt(["plant.open/tidy"]))
        try await broken.resume()
        #expect(try broken.replayed().restartRefusal(from: "plant.open/fill") == .inDoubt(["plant.open/tidy"]))
    }
}

extension BrokenRun {
    /// The machine without the last records.
    fileprivate func replayed(dropping count: Int) throws -> RunMachine {
        var copy = self
        copy.records.removeLast(count)
        return try copy.replayed()
    }
}
