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

/// A plan of one step on a remote host, with the folder of its programs at the other side: on loopback that is this machine.
struct RemoteFixture {
    let folder: TemporaryFolder
    let plan: Plan
    /// The identifier of its run, unlike that of any other, for programs are found by it.
    let run = "r-\(UUID().uuidString.prefix(8).lowercased())"

    /// - Parameters:
    ///   - ssh: the value of the key `ssh` of the host `pc`.
    ///   - knownHosts: the content of `known_hosts`.
    ///   - command: the argument vector, in YAML.
    ///   - programs: shell scripts by name.
    ///   - step: further keys of the action.
    ///   - hosts: further hosts.
    ///   - environment: further sections.
    ///   - timeout: that of the step.
    init(
        ssh: String, knownHosts: String, command: String = "[program]", programs: [String: String] = [:],
        step: String = "", hosts: String = "", environment: String = "", timeout: String = "20s"
    ) throws {
        folder = try TemporaryFolder()
        for (name, text) in programs {
            let path = try folder.write(text.hasPrefix("#!") ? text : "#!/bin/sh\n" + text, to: name)
            chmod(path, 0o755)
        }
        let texts = [
            "service.yaml": """
            kirikae: 1
            service: plant
            title: {ja: 装置, en: Plant}
            variables:
              valve.state: {title: {ja: 弁, en: Valve}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut, external: true}
            """,
            "environments/test.yaml": """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts:
              pc: {title: {ja: PC, en: PC}, directory: \(folder.path), ssh: \(ssh)}
            \(hosts)
            observe:
              valve.state: {command: {run: [look], on: pc, values: {open: opened, shut: closed}, silent: shut}}
            \(environment)
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
                timeout: \(timeout)
                changes: {}
                verifications: [{valve.state: open}]
                action: {command: \(command), on: pc\(step.isEmpty ? "" : ", " + step)}
            """,
            "environments/known_hosts": knownHosts,
        ]
        let library = RunbookLibrary(files: texts.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(runbook: "plant.open", environment: "test")
        let findings = (library.diagnostics.all + builder.diagnostics.all).filter { $0.severity == .error }
        try #require(findings.isEmpty, "\(findings.map { $0.message.text(in: .en) })")
        self.plan = try #require(plan)
    }

    /// A host at a server that is known.
    init(
        _ server: LoopbackSSHServer, _ more: String = "", command: String = "[program]",
        programs: [String: String] = [:], step: String = "", environment: String = "", timeout: String = "20s"
    ) throws {
        try self.init(
            ssh: server.flowKeys(more), knownHosts: try server.knownHostsLine(), command: command, programs: programs,
            step: step, environment: environment, timeout: timeout)
    }

    /// What came of the step, and what it printed.
    ///
    /// - Parameter heard: called for what it prints.
    func perform(
        attempt: Int = 1, arguments: [String]? = nil, heard: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> (outcome: Outcome, printed: String) {
        let step = try #require(plan.steps.first { $0.isAct })
        var action = step.action
        if let arguments, case .command(var command) = action {
            command.arguments = arguments.map { TextTemplate($0) }
            action = .command(command)
        }
        let world = LiveWorld(plan: plan, run: run, clock: LiveClock(), operators: [])
        var printed: [UInt8] = []
        let outcome = try await world.perform(action, of: step, attempt: attempt) { progress in
            guard case .output(let bytes) = progress else { return }
            printed += bytes
            heard(String(decoding: printed, as: UTF8.self))
        }
        return (outcome, String(decoding: printed, as: UTF8.self))
    }

    /// What a look at the valve sees.
    func look() async -> Reading {
        let observations = await EnvironmentProbe(environment: plan.environment, service: plan.service)
            .observe(["valve.state"])
        return observations[0].reading
    }
}

extension Outcome {
    /// The failure; nil for a success.
    var failure: ActionFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }

    /// The word for a host that was not reached.
    var connectionFailure: ConnectionFailure? {
        if case .notReached(_, let failure, _)? = failure { failure } else { nil }
    }

    /// What was seen of a host that was not reached.
    var detail: String? {
        if case .notReached(_, _, let detail)? = failure { detail } else { nil }
    }
}

/// Waits until something holds, or the time is over.
func poll(seconds: Double = 10, _ condition: () throws -> Bool) async throws {
    let deadline = Date().addingTimeInterval(seconds)
    while try !condition() {
        try #require(Date() < deadline, "it did not come about in time")
        try await Task.sleep(for: .milliseconds(10))
    }
}
