import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Real programs for the items of a population, here and over ssh.
@Suite(.serialized) struct PopulationExecutorTests {
    private static let path = "plant.open/act"

    private func results(_ events: [RunEvent]) -> [String: ItemResult] {
        var results: [String: ItemResult] = [:]
        for case .itemEnded(_, _, let item, let result) in events { results[item] = result }
        return results
    }

    @Test func eachGetsItsOwnArgumentsAndKey() async throws {
        let fixture = try PopulationFixture(
            30, each: "{command: [mark, '${item.id}', '--to=${item.address}'], on: pcs}", more: "at-once: 7",
            programs: ["mark": "printf '%s|%s|%s\\n' \"$#\" \"$2\" \"$KIRIKAE_STEP_KEY\" >> \"did-$1\"\n"])
        let (result, machine, _) = try await fixture.run()
        #expect(result == .completed)
        #expect(machine.itemStandings[Self.path]?.done.count == 30)
        for number in 1...30 {
            #expect(
                fixture.text("did-pc-\(number)")
                    == "2|--to=192.0.2.\(number)|r1/plant.open/act/1/pc-\(number)\n")
        }
    }

    /// How each ended is kept for each, with the end of what it printed and no more.
    @Test func outputIsKeptForEachAndBounded() async throws {
        let program = """
            case "$1" in
            pc-1) echo "all well";;
            pc-2) echo "no power" >&2; exit 3;;
            pc-3) head -c 200000 /dev/zero | tr '\\0' x; echo; echo last;;
            pc-4) kill -9 $$;;
            esac

            """
        let fixture = try PopulationFixture(
            4, each: "{command: [work, '${item.id}'], on: pcs}", programs: ["work": program])
        let (result, machine, events) = try await fixture.run()
        #expect(result == .stopped(.needsPerson))
        let results = results(events)
        #expect(results["pc-1"]?.outcome == .succeeded(warnings: []))
        #expect(results["pc-1"].map { String(decoding: $0.output, as: UTF8.self) } == "all well\n")
        #expect(results["pc-2"]?.outcome == .failed(.exitCode(3)))
        #expect(results["pc-2"].map { String(decoding: $0.output, as: UTF8.self) } == "no power\n")
        let long = try #require(results["pc-3"])
        #expect(long.output.count == ItemResult.mostOutputBytes)
        #expect(long.output.count + long.omittedByteCount == 200_006)
        #expect(String(decoding: long.output.suffix(6), as: UTF8.self) == "\nlast\n")
        #expect(results["pc-4"]?.outcome == .failed(.signal(9)))
        #expect(machine.stragglers[Self.path]?.failures == ["pc-2": .exitCode(3), "pc-4": .signal(9)])
    }

    @Test func oneThatHangsIsEndedAfterItsOwnTime() async throws {
        let fixture = try PopulationFixture(
            3, each: "{command: [work, '${item.id}'], on: pcs, timeout: 300ms}",
            programs: ["work": "[ $1 = pc-2 ] && exec sleep 30\nexit 0\n"])
        let start = Date()
        let (_, machine, _) = try await fixture.run()
        let failures = try #require(machine.stragglers[Self.path]?.failures)
        let stopped = StoppedProgram(lastLine: "", end: .signal(SIGTERM))
        #expect(failures == ["pc-2": .timedOut(afterMilliseconds: 300, stopped: stopped)])
        #expect(Date().timeIntervalSince(start) < 10)
    }

    /// Exit code 0 of the program that looks says done; anything else says nothing.
    @Test(arguments: [("exit 0", true), ("exit 1", false), ("kill -9 $$", false), ("exec sleep 30", false)])
    func aLook(program: String, isDone: Bool) async throws {
        let each =
            "{command: [work, '${item.id}'], on: pcs, timeout: 300ms, verify: {command: [look, '${item.id}'], on: pcs}}"
        let fixture = try PopulationFixture(1, each: each, programs: ["work": "exit 0\n", "look": program + "\n"])
        guard case .population(let population, let inventory) = fixture.plan.steps[1].action, let work = population.work
        else { return }
        let world = LiveWorld(plan: fixture.plan, run: "r1", clock: LiveClock(), operators: [])
        #expect(await world.wasDone(work, for: inventory.items[0], of: fixture.plan.steps[1]) == isDone)
    }

    /// A program that outlived its engine is found by the key of its item.
    @Test func survivorsAreFoundByItem() async throws {
        let fixture = try PopulationFixture(
            3, each: "{command: [work, '${item.id}'], on: pcs}", programs: ["work": "exec sleep 5\n"])
        let run = Task { try await fixture.run() }
        defer { run.cancel() }
        let items = ["pc-1", "pc-3", "pc-9"]
        var found: [Int32] = []
        for _ in 0..<200 where found.count < 2 {
            found = try SurvivingChildren.find(run: "r1", step: Self.path, attempts: 1, items: items)
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(found.count == 2)
        #expect(try SurvivingChildren.find(run: "r2", step: Self.path, attempts: 1, items: items).isEmpty)
        for pid in found { kill(pid, SIGKILL) }
        let rest = try SurvivingChildren.find(run: "r1", step: Self.path, attempts: 1, items: ["pc-2"])
        for pid in rest { kill(pid, SIGKILL) }
        _ = try await run.value
    }

    /// Forty machines behind one server, each at an address of its own.
    @Test func machinesOverSSH() async throws {
        let server = try await LoopbackSSHServer(
            address: "0.0.0.0", settings: ["AllowUsers \(NSUserName())@127.0.0.0/8"])
        let access =
            "{address-detail: address, port: \(server.port), user: \(server.user), identity: \(server.identityPath)}"
        let fixture = try PopulationFixture(
            40, each: "{command: [mark, '${item.id}'], on: pcs}", more: "at-once: 10\nwaves: [1, 100%]",
            programs: ["mark": "echo \"$SSH_CONNECTION\" | cut -d' ' -f3 >> \"did-$1\"\n"],
            ssh: (access, "[127.*]:\(server.port) \(try server.hostKey())\n"), address: { "127.0.\($0 % 8).\($0)" })
        let (result, machine, events) = try await fixture.run()
        #expect(
            result == .completed,
            "\(results(events).values.filter { $0.outcome != .succeeded(warnings: []) }.prefix(2))")
        #expect(machine.itemStandings[Self.path]?.done.count == 40)
        for number in 1...40 { #expect(fixture.text("did-pc-\(number)") == "127.0.\(number % 8).\(number)\n") }
        #expect(server.connectionCount == 40)
    }

    /// A line that is cut leaves the item in doubt: no other state of it is claimed, and a person is asked.
    @Test func aLostConnectionIsDoubt() async throws {
        let server = try await LoopbackSSHServer()
        let access =
            "{address-detail: address, port: \(server.port), user: \(server.user), identity: \(server.identityPath)}"
        let fixture = try PopulationFixture(
            4, each: "{command: [mark, '${item.id}'], on: pcs}", more: "at-once: 1",
            programs: ["mark": "[ $1 = pc-2 ] && { touch reached; exec sleep 3; }\ntouch did-$1\n"],
            ssh: (access, try server.knownHostsLine()), address: { _ in "127.0.0.1" })
        let run = Task { try await fixture.run() }
        for _ in 0..<1_000 where fixture.folder.path.isEmpty == false {
            if FileManager.default.fileExists(atPath: fixture.folder.path + "/reached") { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        server.dropSessions()
        let (result, machine, _) = try await run.value
        #expect(result == .stopped(.needsPerson))
        #expect(machine.itemStandings[Self.path]?.inDoubt == ["pc-2"])
        #expect(machine.itemStandings[Self.path]?.done == ["pc-1", "pc-3", "pc-4"])
    }

    // MARK: Numbers

    @Test(
        arguments: [
            ("echo 0", "none", "0"), ("echo '  12  '", "some", "12"), ("printf 40", "all", "40"),
            ("echo -1", nil, nil), ("echo many", nil, nil), ("echo 7; exit 1", nil, nil),
        ] as [(String, String?, String?)])
    func aNumberThatAProgramPrints(program: String, value: String?, number: String?) async throws {
        let folder = try TemporaryFolder()
        chmod(try folder.write("#!/bin/sh\n\(program)\n", to: "count"), 0o755)
        let environment = try WorldFixture.environment(
            observing: "{count: {run: [count], on: pc, numbers: {none: 0, some: 1..39, all: 40..}}}",
            directory: folder.path)
        guard case .count(let probe)? = environment.observations["valve.state"]?.how else { return }
        let finding = await CountLook(environment: environment).finding(probe)
        #expect(finding.evidence["number"] == number)
        if let value {
            #expect(finding.reading == Reading.value(value))
        } else if case .value = finding.reading {
            Issue.record("\(finding.reading)")
        }
    }
}
