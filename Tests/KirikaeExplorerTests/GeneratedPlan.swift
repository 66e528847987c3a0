import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport

/// A small service and a runbook over it, drawn by lot.
struct GeneratedPlan {
    private var generator: SeededGenerator

    /// How many steps it may have.
    private let stepCounts: ClosedRange<Int>

    /// - Parameters:
    ///   - seed: the lot.
    ///   - stepCounts: how many steps it may have.
    init(seed: UInt64, stepCounts: ClosedRange<Int> = 1...2) {
        generator = SeededGenerator(seed: seed)
        self.stepCounts = stepCounts
    }

    private static let values = ["low", "mid", "high"]

    /// The plan; nil where the lot gave something that the checks refuse.
    mutating func plan() -> Plan? {
        let names = ["one.state", "two.state", "three.state"]
        let others = names.map { $0 == names[0] ? false : Bool.random(using: &generator) }
        let variables = zip(names, others).map { name, isExternal in
            """
              \(name):
                title: {ja: 変数, en: Variable}
                values: {low: {ja: 低, en: low}, mid: {ja: 中, en: mid}, high: {ja: 高, en: high}}
                start: low
                external: \(isExternal)
            """
        }
        let transitions = (0..<Int.random(in: 0...2, using: &generator)).map { number in
            """
              - id: follows-\(number)
                title: {ja: 続く, en: Follows}
                when: {\(test(names))}
                then: {\(assignment(names))}
                takes: \(Int.random(in: 1...9, using: &generator))m
            """
        }
        let service = """
            kirikae: 1
            service: generated
            title: {ja: 生成, en: Generated}
            variables:
            \(variables.joined(separator: "\n"))
            transitions: \(transitions.isEmpty ? "[]" : "\n" + transitions.joined(separator: "\n"))
            invariants:
              - id: ALWAYS
                always: {any: [{\(test(names))}, {\(test(names))}]}
                because: {ja: 例, en: example}
              - id: AT-END
                at-end: {\(test(names))}
                because: {ja: 例, en: example}
              - id: BEFORE
                before: {\(assignment(names))}
                requires: {\(test(names))}
                because: {ja: 例, en: example}
            """
        let how = names.map {
            Bool.random(using: &generator) ? "  \($0): ask" : "  \($0): {http: {url: http://127.0.0.1/}}"
        }
        let environment = """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            observe:
            \(how.joined(separator: "\n"))
            """
        let steps = (0..<Int.random(in: stepCounts, using: &generator)).map { step($0, names) }
        let runbook = """
            kirikae: 1
            runbook: generated.go
            function: generated
            direction: switchover
            title: {ja: 行う, en: Go}
            steps:
            \(steps.joined(separator: "\n"))
            """
        let texts = [service, environment, runbook]
        let library = RunbookLibrary(
            files: texts.enumerated().map { .init(path: "file\($0.offset).yaml", bytes: Array($0.element.utf8)) })
        guard !library.diagnostics.hasErrors else { return nil }
        return PlanBuilder(library: library).plan(runbook: "generated.go", environment: "test")
    }

    private mutating func step(_ number: Int, _ names: [String]) -> String {
        let isManual = Bool.random(using: &generator)
        let action =
            isManual
            ? """
            manual:
                    instructions: [{do: {ja: します。, en: Do it.}}]
                    answer:
                      ask: {ja: どうですか。, en: How is it?}
                      choices: [{value: fine, title: {ja: 可, en: fine}}, {value: poor, title: {ja: 不可, en: poor}}]
                      accept: [fine]
            """ : "{command: [go], on: pc}"
        let change = assignment(names)
        let gate = Int.random(in: 0...1, using: &generator) == 0 ? "[]" : "[{\(test(names))}]"
        let unless =
            Int.random(in: 0...4, using: &generator) == 0 ? "unless: {\(test(names))}\n        " : ""
        let within = Bool.random(using: &generator) ? ", within: 5m" : ""
        let interrupted = ["verify", "ask"].randomElement(using: &generator) ?? "ask"
        return """
              - id: step-\(number)
                title: {ja: 手順, en: Step}
                source: [M1]
                \(unless)preconditions: \(gate)
                action: \(isManual ? "\n      " + action : action)
                typical: 1m
                timeout: 5m
                changes: {\(change)}
                verifications: [{\(change)\(within)}]
                interrupted: \(interrupted)
                reverse: {none: {ja: なし, en: none}}
            """
    }

    private mutating func test(_ names: [String]) -> String {
        let values = Self.values.shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator))
        return "\(pick(names)): [\(values.joined(separator: ", "))]"
    }

    private mutating func assignment(_ names: [String]) -> String { "\(pick(names)): \(pick(Self.values))" }

    private mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &generator) ?? texts[0] }

    /// A plan that is broken on purpose: nothing guards its steps, and the first of them that does anything makes an invariant false
    /// that held before; nil where the lot gave something that the checks refuse.
    mutating func brokenPlan() -> Plan? {
        guard var plan = plan(), let first = plan.steps.firstIndex(where: \.isAct),
            let variable = plan.steps[first].changes.keys.sorted().first,
            let index = plan.service.invariants.firstIndex(where: { $0.id.value == "ALWAYS" })
        else { return nil }
        for index in plan.steps.indices { plan.steps[index].preconditions.removeAll { $0.origin != .author } }
        plan.steps[first].preconditions = []
        plan.steps[first].unless = nil
        let values = (plan.service.values(of: variable) ?? []).filter { $0 != plan.service.startState[variable] }
        guard let value = values.randomElement(using: &generator) else { return nil }
        plan.steps[first].changes = [variable: value]
        let place = plan.service.invariants[index].id.location
        let test = Condition.Test(
            variable: Located(variable, at: place), values: [Located(value, at: place)])
        plan.service.invariants[index].kind = .always(Condition(.not(Condition(.test(test), at: place)), at: place))
        return plan
    }
}
