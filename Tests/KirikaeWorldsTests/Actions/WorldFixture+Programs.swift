import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Steps with programs that talk.
extension WorldFixture {
    /// Everything that came of a step.
    struct Performed {
        var outcome: Outcome
        var bytes: [UInt8] = []
        var turns: [ConversationTurn] = []
        var milliseconds = 0

        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// What was seen of a program that was told to end; nil if it ended by itself.
        var stopped: StoppedProgram? {
            switch outcome {
            case .failed(.timedOut(_, let stopped)): stopped
            case .failed(.silentPast(_, let stopped)), .failed(.unexpectedText(_, let stopped)): stopped
            default: nil
            }
        }
    }

    /// A fixture whose programs are Python.
    static func python(
        action: String, _ programs: [String: String], environment: String = ""
    ) throws -> WorldFixture {
        let fixture = try WorldFixture(
            step: action, programs: programs.mapValues { _ in "exec /usr/bin/python3 -u \"$0.py\" \"$@\"" },
            environment: environment)
        for (name, text) in programs { try fixture.folder.write(text, to: "\(name).py") }
        return fixture
    }

    /// Carries the step out.
    ///
    /// - Parameter speed: how many times faster than the wall clock its limits pass.
    func performed(speed: Int64 = 1) async throws -> Performed {
        let step = try #require(plan.steps.first { $0.isAct })
        let world = LiveWorld(plan: plan, run: "r\(getpid())", clock: LiveClock(speed: speed), operators: [])
        var performed = Performed(outcome: .failed(.endNotSeen))
        let start = MonotonicClock.nowMilliseconds()
        performed.outcome = try await world.perform(step.action, of: step, attempt: 1) { progress in
            switch progress {
            case .spawned: break
            case .output(let bytes): performed.bytes += bytes
            case .exchanged(let turn): performed.turns.append(turn)
            }
        }
        performed.milliseconds = MonotonicClock.nowMilliseconds() - start
        return performed
    }
}
