import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook

/// A small plan, built once, that simulated runs carry out.
package struct SimulatedPlan: Sendable {
    /// The texts have a finding, or make no plan.
    package struct Unusable: Error {
        /// Why.
        package var reason: String
    }

    /// What it is called in a report.
    package let name: String
    /// The plan.
    package let plan: Plan
    /// What its run is, but for the identifier.
    package let header: RunHeader

    init(_ name: String, _ steps: String) throws(Unusable) {
        let runbook = """
            kirikae: 1
            runbook: plant.\(name)
            function: plant
            direction: switchover
            title: {ja: 試験, en: Test}
            steps:
            \(steps)
            """
        let files = [Self.service, Self.environment, runbook].enumerated().map {
            RunbookLibrary.SourceFile(path: "file\($0.offset).yaml", bytes: Array($0.element.utf8))
        }
        let library = RunbookLibrary(files: files)
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(runbook: "plant.\(name)", environment: "test")
        let errors = (library.diagnostics.inFileOrder + builder.diagnostics.inFileOrder).filter {
            $0.severity == .error
        }
        guard let plan, errors.isEmpty else {
            throw Unusable(reason: "\(name): \(errors.first?.message.text(in: .en) ?? "no plan")")
        }
        self.name = name
        self.plan = plan
        header = RunHeader(
            run: "r", runbook: plan.runbook, arguments: [:], environment: "test", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "tester", speed: 1, version: "test")
    }

    /// All of them: programs one after the other, a person among programs, what may be repeated, side by side, left out or waited for,
    /// and one program for each of many items.
    ///
    /// - Throws: `Unusable`, which would be a defect of the texts.
    package static func all() throws(Unusable) -> [SimulatedPlan] {
        [
            try SimulatedPlan("programs", program("first", "a.x") + program("second", "b.x", after: "a.x")),
            try SimulatedPlan(
                "person", program("first", "a.x", "ask") + person("look", "c.x") + program("last", "b.x")),
            try SimulatedPlan(
                "repeatable", program("again", "a.x", "repeat") + program("then", "b.x", after: "a.x")),
            try SimulatedPlan("side-by-side", sideBySide + program("last", "c.x", "ask", after: "a.x")),
            try SimulatedPlan(
                "waiting", program("needless", "d.x", more: "    unless: {d.x: 'on'}") + wait + program("only", "a.x")),
            try SimulatedPlan("population", program("first", "a.x") + population("each")),
            try SimulatedPlan(
                "population-seen", population("seen", more: ", verify: {command: [look, '${item.id}'], on: pc}")),
            try SimulatedPlan("population-repeatable", population("again", more: ", interrupted: repeat")),
        ]
    }

    private static let service = """
        kirikae: 1
        service: plant
        title: {ja: 装置, en: Plant}
        variables:
        \(["a.x", "b.x", "c.x"].map { variable($0, start: "off") }.joined(separator: "\n"))
        \(variable("d.x", start: "on"))
        """

    private static func variable(_ name: String, start: String) -> String {
        """
          \(name):
            title: {ja: 変数, en: variable}
            values: {on: {ja: 入, en: 'on'}, off: {ja: 切, en: 'off'}}
            start: \(start)
        """
    }

    private static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: Test}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
        inventories: {pcs: {title: {ja: PC, en: PCs}, items: [pc-1, pc-2, pc-3, pc-4, pc-5, pc-6, pc-7]}}
        observe:
          a.x: {http: {url: http://127.0.0.1/a}}
          b.x: {http: {url: http://127.0.0.1/b}}
          c.x: {http: {url: http://127.0.0.1/c}}
          d.x: {http: {url: http://127.0.0.1/d}}
        """

    /// A step that a program does.
    private static func program(
        _ id: String, _ variable: String, _ interrupted: String = "verify", after: String? = nil, more: String = ""
    ) -> String {
        """
          - id: \(id)
            title: {ja: 動かす, en: Move it}
            source: [M1]
            preconditions: [\(after.map { "{\($0): 'on'}" } ?? "")]
            action: {command: [\(id)], on: pc}
            typical: 1m
            timeout: 5m
            changes: {\(variable): 'on'}
            verifications: [{\(variable): 'on'}]
            interrupted: \(interrupted)
            reverse: {none: {ja: なし, en: none}}
        \(more)

        """
    }

    /// A step with a program for each item.
    private static func population(_ id: String, more: String = "") -> String {
        """
          - id: \(id)
            title: {ja: 切り替える, en: Move each}
            source: [M1]
            action:
              population: pcs
              each: {command: [\(id), '${item.id}'], on: pc\(more)}
              at-once: 3
              waves: [1, 100%]
              quota: 70%
              stop-after: 3
            typical: 1m
            timeout: 5m
            changes: {}
            verifications: []

        """
    }

    private static func person(_ id: String, _ variable: String) -> String {
        """
          - id: \(id)
            title: {ja: 押す, en: Press it}
            source: [M2]
            action:
              manual:
                instructions: [{do: {ja: 押します。, en: Press.}}]
                answer:
                  ask: {ja: どうですか。, en: How is it?}
                  choices:
                    - {value: lit, title: {ja: 点灯, en: lit}}
                    - {value: dark, title: {ja: 消灯, en: dark}}
                  accept: [lit]
            typical: 1m
            timeout: 5m
            changes: {\(variable): 'on'}
            verifications: [{\(variable): 'on'}]
            reverse: {none: {ja: なし, en: none}}

        """
    }

    private static let sideBySide = """
          - id: both
            title: {ja: 両方, en: Both}
            source: [M1]
            action:
              parallel:
        \(member("left", "a.x"))
        \(member("right", "b.x"))
            verifications: [{a.x: 'on', b.x: 'on'}]

        """

    private static func member(_ id: String, _ variable: String) -> String {
        """
                - id: \(id)
                  title: {ja: 動かす, en: Move it}
                  source: [M1]
                  action: {command: [\(id)], on: pc}
                  typical: 1m
                  timeout: 5m
                  changes: {\(variable): 'on'}
                  verifications: [{\(variable): 'on'}]
                  reverse: {none: {ja: なし, en: none}}
        """
    }

    private static let wait = """
          - id: pause
            title: {ja: 待つ, en: Wait}
            source: [M1]
            action: {wait: {for: 90s, because: {ja: 見えないため, en: nothing to see}}}
            timeout: 5m

        """
}
