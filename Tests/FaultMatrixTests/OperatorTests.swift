import Foundation
import KirikaeTestSupport
import Testing

/// F15 and F19: several operators at once, holders that sleep, and programs that outlive their engine.
@Suite(.serialized, .wholeMatrix) struct OperatorTests {
    /// Those whose programs can be slow.
    private static let steps = ReferenceRun.steps.filter { !$0.path.hasSuffix("/s5") && !$0.path.hasSuffix("/prompt") }

    /// F15: of several who go on with a run at the same time, one does.
    @Test(arguments: [2, 4, 8]) func oneOfSeveralGoesOn(_ count: Int) async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        var endings: [Int32: Int] = [:]
        let rounds = 8
        for round in 0..<rounds {
            let run = try ReferenceRun()
            let killed = try await run.start(SystemCallFault(call: "write", kind: .kill, number: 20 + 25 * round))
            #expect(killed.wasKilled)
            let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<count { group.addTask { try await run.resume().ending.status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for status in statuses { endings[status, default: 0] += 1 }
            // 0: it went on. 32: somebody else did. 34: somebody else had ended it before this one came. 24: still in doubt.
            #expect(statuses.allSatisfy { [0, 24, 32, 34].contains($0) }, "\(statuses)")
            #expect(statuses.count { $0 == 0 } <= 1, "\(statuses)")
            let verdict = try await matrix.oracle.judge(run, killed)
            for finding in verdict.findings { Issue.record("F15 round \(round): \(finding)") }
        }
        FaultSwitch.report(
            "F15 \(count) operators at once, \(rounds) rounds: "
                + endings.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", "))
    }

    /// F15: the holder is frozen, somebody takes the run over, and the holder wakes up.
    @Test func aHolderThatWakesUpIsRefused() async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        var refused = 0
        let rounds = 10
        for round in 0..<rounds {
            let run = try ReferenceRun()
            let slow = Self.steps[3 * round]
            run.slowDown(slow)
            async let first = run.start()
            try await run.waitUntilStarted(slow)
            let engine = try #require(run.engine())
            #expect(kill(engine, SIGSTOP) == 0)
            run.speedUp(slow)
            // The program goes on without its engine and ends.
            try await Task.sleep(for: .milliseconds(600))
            let taken = try await run.resume(takeOver: "the other terminal is frozen")
            #expect(kill(engine, SIGCONT) == 0)
            let woken = try await first
            if [30, 32].contains(woken.ending.status) { refused += 1 }
            #expect(woken.ending.status != 0, "the old holder ended as if it still held the run")
            var verdict = try await matrix.oracle.judge(run, taken, .init(firedOtherwise: true))
            // The record holds the take-over, so it is no prefix of that of an undisturbed run.
            verdict.findings.removeAll { $0.hasPrefix("O3") }
            for finding in verdict.findings { Issue.record("F15 take-over at \(slow.path): \(finding)") }
        }
        FaultSwitch.report(
            "F15 the holder sleeps, is relieved and wakes up: \(rounds) rounds, refused \(refused) times")
    }

    /// F19: the engine is killed while a program of each step is at work; the program goes on.
    @Test func aProgramOutlivesItsEngine() async throws {
        let matrix = try await ReferenceMatrix(calls: [])
        let steps = Self.steps
        var completed = 0
        for step in steps {
            let run = try ReferenceRun(outliving: step)
            run.slowDown(step)
            async let first = run.start()
            try await run.waitUntilStarted(step)
            let engine = try #require(run.engine())
            #expect(kill(engine, SIGKILL) == 0)
            let killed = try await first
            run.speedUp(step)
            let verdict = try await matrix.oracle.judge(run, killed, .init(firedOtherwise: true))
            completed += verdict.hasCompleted ? 1 : 0
            for finding in verdict.findings { Issue.record("F19 \(step.path): \(finding)") }
        }
        #expect(completed == steps.count)
        FaultSwitch.report("F19 a program outlives its engine: \(steps.count) steps, \(completed) carried to their end")
    }
}

extension ReferenceRun {
    /// Lets the program of a step take its time.
    func slowDown(_ step: Step) {
        StartedProgram.touch(effectPath(step.effect) + ".slow")
    }

    /// Lets it be quick again.
    func speedUp(_ step: Step) {
        for ending in [".slow", ".started"] {
            try? FileManager.default.removeItem(atPath: effectPath(step.effect) + ending)
        }
    }

    /// A run did not come to a step.
    struct NotStarted: Error {
        var step: String
    }

    /// Waits until the program of a step is at work.
    func waitUntilStarted(_ step: Step) async throws {
        for _ in 0..<2_000 {
            if FileManager.default.fileExists(atPath: effectPath(step.effect) + ".started") { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NotStarted(step: step.path)
    }

    /// The process that holds the run, as it says itself.
    func engine() -> Int32? {
        guard let data = FileManager.default.contents(atPath: runFolder + "/owner.lock"),
            let line = data.split(separator: 0x0A).first,
            let object = (try? JSONSerialization.jsonObject(with: line)) as? [String: Any]
        else { return nil }
        return object["pid"] as? Int32 ?? (object["pid"] as? Int).map { Int32($0) }
    }
}
