import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The second terminal of a drill, against a simulator that runs as a program of its own.
@Suite(.serialized) struct LeaderCommandTests {
    private func leader(_ simulator: RunningSimulator, _ arguments: [String]) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(["leader"] + arguments + ["--simulator", simulator.file, "--lang", "en"])
    }

    @Test func leaderSeesTheStateAndWhatIsGoingToHappen() async throws {
        let simulator = try await RunningSimulator(speed: 1)
        let later = try await leader(simulator, ["inject", "platform.main=stopped", "--after", "600"])
        #expect(later.status == 0 && later.output == "scheduled\n", "\(later.error)")
        let now = try await leader(simulator, ["inject", "line.sites=down", "notice.cause=unknown"])
        #expect(now.status == 0 && now.output == "done\n", "\(now.error)")
        let shown = try await leader(simulator, ["show"])
        #expect(shown.status == 0)
        let lines = shown.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("simulated time: ") == true)
        // What followed by itself is seen as well, and an unknown value is no value.
        for line in ["  line.sites = down", "  portal.sync = suspended", "  platform.main = running"] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!lines.contains { $0.hasPrefix("  notice.cause = ") })
        #expect(lines.contains { $0.hasSuffix(#": {"platform.main":"stopped"}"#) }, "\(lines.suffix(2))")
        await simulator.stop()
    }

    @Test func leaderMakesTimePassFaster() async throws {
        let simulator = try await RunningSimulator(speed: 1)
        let faster = try await leader(simulator, ["speed", "6000"])
        #expect(faster.status == 0, "\(faster.error)")
        // A simulated hour is 0.6 s at this speed; at the one before it would not be over while this test runs.
        #expect(try await leader(simulator, ["inject", "platform.main=stopped", "--after", "3600"]).status == 0)
        var stopped = false
        for _ in 0..<100 where !stopped {
            stopped = try await leader(simulator, ["show"]).output.contains("  platform.main = stopped\n")
        }
        #expect(stopped)
        await simulator.stop()
    }

    @Test func leaderTellsAProgramToGoWrong() async throws {
        let simulator = try await RunningSimulator(speed: 600)
        let told = try await leader(simulator, ["program", "DB_ClusterFailover_To_Backup.exe", "fail"])
        #expect(told.status == 0, "\(told.error)")
        let description = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(fileURLWithPath: simulator.file)))
        let batches = try #require((description as? [String: Any])?["batches"] as? String)
        let ending = try await BuiltProgram.run(program: batches + "/DB_ClusterFailover_To_Backup.exe", [])
        #expect(ending.status != 0)
        let state = try await leader(simulator, ["show"]).output
        #expect(state.contains("  portal.db = main\n"))
        await simulator.stop()
    }

    @Test(arguments: [
        (["inject", "no.such=value"], "no.such"),
        (["inject", "platform.main=gone"], "platform.main has no such value"),
        (["program", "no-such.exe", "hang"], "no-such.exe"),
    ])
    func whatIsNotThereIsRefusedWithAWord(arguments: [String], word: String) async throws {
        let simulator = try await RunningSimulator(speed: 1)
        let ending = try await leader(simulator, arguments)
        #expect(ending.status == 40)
        #expect(ending.error.contains(word), "\(ending.error)")
        await simulator.stop()
    }
}
