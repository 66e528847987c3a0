import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeWorlds

/// A plan of one step with a program for each item of a table, in a folder of programs of its own.
struct PopulationFixture {
    let folder: TemporaryFolder
    let plan: Plan

    /// - Parameters:
    ///   - count: how many items.
    ///   - each: the keys of `each`.
    ///   - more: further keys of the action.
    ///   - programs: shell scripts by name.
    ///   - ssh: the value of the key `ssh` of the host, and the content of `known_hosts`.
    ///   - address: the address of an item.
    init(
        _ count: Int, each: String, more: String = "waves: [100%]", programs: [String: String],
        ssh: (access: String, knownHosts: String)? = nil, address: (Int) -> String = { "192.0.2.\($0 % 250)" }
    ) throws {
        folder = try TemporaryFolder()
        for (name, text) in programs {
            let path = try folder.write("#!/bin/sh\n" + text, to: name)
            chmod(path, 0o755)
        }
        let table = "id,address\n" + (1...count).map { "pc-\($0),\(address($0))\n" }.joined()
        let texts = [
            "service.yaml": """
            kirikae: 1
            service: plant
            title: {ja: 装置, en: Plant}
            variables:
              valve.state: {title: {ja: 弁, en: Valve}, values: {shut: {ja: 閉, en: shut}}, start: shut, external: true}
            """,
            "test.yaml": """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pcs: {title: {ja: PC, en: PC}, directory: \(folder.path)\(ssh.map { ", ssh: \($0.access)" } ?? "")}}
            inventories: {pcs: {title: {ja: PC, en: PCs}, file: pcs.csv}}
            observe: {valve.state: ask}
            """,
            "runbook.yaml": """
            kirikae: 1
            runbook: plant.open
            function: plant
            direction: switchover
            title: {ja: 開く, en: Open}
            steps:
              - id: act
                title: {ja: 行う, en: Act}
                source: [M1]
                typical: 1s
                timeout: 20s
                changes: {}
                verifications: []
                action:
                  population: pcs
                  each: \(each)
                  \(more.split(separator: "\n").joined(separator: "\n      "))
            """,
            "pcs.csv": table,
        ].merging(ssh.map { ["known_hosts": $0.knownHosts] } ?? [:]) { $1 }
        let library = RunbookLibrary(files: texts.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(runbook: "plant.open", environment: "test")
        let findings = (library.diagnostics.all + builder.diagnostics.all).filter { $0.severity == .error }
        try #require(findings.isEmpty, "\(findings.map { $0.message.text(in: .en) })")
        self.plan = try #require(plan)
    }

    /// Runs the plan in the live world; what was recorded.
    func run() async throws -> (result: RunResult, machine: RunMachine, events: [RunEvent]) {
        var machine = RunMachine(plan: plan)
        let recorder = EventList()
        let world = LiveWorld(plan: plan, run: "r1", clock: LiveClock(), operators: [])
        let runner = Runner(world: world, recorder: recorder, clock: LiveClock(), observer: Nobody())
        let header = RunHeader(
            run: "r1", runbook: plan.runbook, arguments: [:], environment: "test", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "tester", speed: 1, version: "test")
        let result = try await runner.run(&machine, opening: [.started(header)])
        return (result, machine, recorder.events)
    }

    /// What a file of the folder holds; empty if it is not there.
    func text(_ name: String) -> String { (try? folder.read(name)) ?? "" }
}

/// Keeps events in memory.
final class EventList: Recorder {
    private let kept = Mutex<[RunEvent]>([])

    var events: [RunEvent] { kept.withLock { $0 } }

    func record(_ event: RunEvent, at stamp: Stamp) async throws { kept.withLock { $0.append(event) } }

    func synchronize() async throws {}
}

/// Looks away.
struct Nobody: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}
