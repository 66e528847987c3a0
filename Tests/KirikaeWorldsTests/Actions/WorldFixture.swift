import Glibc
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

/// A plan of one step over a small service, in a folder of programs of its own.
struct WorldFixture {
    let folder: TemporaryFolder
    let plan: Plan

    /// - Parameters:
    ///   - step: the keys of the step behind its head.
    ///   - programs: shell scripts by name.
    ///   - environment: further sections of the environment.
    ///   - observing: how the valve is observed.
    ///   - verification: what must hold after the step.
    ///   - authorities: the file `lab.authorities.pem`.
    init(
        step: String, programs: [String: String] = [:], environment: String = "", observing: String = "ask",
        verification: String = "{valve.state: open}", authorities: [UInt8]? = nil
    ) throws {
        folder = try TemporaryFolder()
        for (name, text) in programs {
            let path = try folder.write("#!/bin/sh\n" + text, to: name)
            chmod(path, 0o755)
        }
        let files = [
            """
            kirikae: 1
            service: plant
            title: {ja: 装置, en: Plant}
            variables:
              valve.state: {title: {ja: 弁, en: Valve}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut, external: true}
            """,
            """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)}}
            observe: {valve.state: \(observing)}
            \(environment)
            """,
            """
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
                verifications: [\(verification)]
            \(step)
            """,
        ]
        var sources = files.enumerated().map { index, text in
            RunbookLibrary.SourceFile(path: "file\(index).yaml", bytes: Array(text.utf8))
        }
        if let authorities { sources.append(.init(path: "lab.authorities.pem", bytes: authorities)) }
        let library = RunbookLibrary(files: sources)
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(runbook: "plant.open", environment: "test")
        let findings = (library.diagnostics.all + builder.diagnostics.all).filter { $0.severity == .error }
        try #require(findings.isEmpty, "\(findings.map { $0.message.text(in: .en) })")
        self.plan = try #require(plan)
    }

    /// An environment that observes the valve in some way.
    static func environment(
        observing how: String, directory: String, authorities: [UInt8]? = nil, ssh: (keys: String, known: String)? = nil
    ) throws -> Environment {
        let text = """
            kirikae: 1
            environment: other
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(directory)\(ssh.map { ", ssh: \($0.keys)" } ?? "")}}
            observe: {valve.state: \(how)}
            """
        var sources = [RunbookLibrary.SourceFile(path: "other.yaml", bytes: Array(text.utf8))]
        if let authorities { sources.append(.init(path: "lab.authorities.pem", bytes: authorities)) }
        if let ssh { sources.append(.init(path: "known_hosts", bytes: Array(ssh.known.utf8))) }
        let library = RunbookLibrary(files: sources)
        let context = DecodingContext()
        let environment = library.environments["other"]?.decode(arguments: [:], in: context)
        let findings = (library.diagnostics.all + context.diagnostics.all).map { $0.message.text(in: .en) }
        try #require(findings.isEmpty, "\(findings)")
        return try #require(environment)
    }

    /// What came of the step, and everything the world reported on the way.
    func perform() async throws -> (outcome: Outcome, printed: String) {
        let step = try #require(plan.steps.first { $0.isAct })
        let world = LiveWorld(plan: plan, run: "r1", clock: LiveClock(), operators: [])
        var printed: [UInt8] = []
        let outcome = try await world.perform(step.action, of: step, attempt: 1) { progress in
            if case .output(let bytes) = progress { printed += bytes }
        }
        return (outcome, String(decoding: printed, as: UTF8.self))
    }
}
