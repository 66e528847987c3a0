import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// A contact centre of so many functions on two sites, and a plan that switches them over, one after the other.
///
/// What becomes of one function has no part in what becomes of another, so that the states of the service multiply with each.
enum FunctionsModel {
    /// The plan.
    ///
    /// - Parameter count: how many functions there are.
    static func plan(functions count: Int) throws(BenchmarkFailure) -> Plan {
        let texts = [service(count), environment(count), runbook(count)]
        let library = RunbookLibrary(
            files: texts.enumerated().map { .init(path: "file\($0.offset).yaml", bytes: Array($0.element.utf8)) })
        guard !library.diagnostics.hasErrors,
            let plan = PlanBuilder(library: library).plan(runbook: "functions.switchover", environment: "test")
        else { throw BenchmarkFailure("the model of \(count) functions is not sound: \(library.diagnostics)") }
        return plan
    }

    private static func joined(_ count: Int, _ text: (Int) -> String) -> String {
        (1...count).map(text).joined(separator: "\n")
    }

    private static func service(_ count: Int) -> String {
        let site = "values: {running: {ja: 稼働, en: running}, stopped: {ja: 停止, en: stopped}}"
        return """
            kirikae: 1
            service: functions
            title: {ja: 機能, en: Functions}
            variables:
              site.main: {title: {ja: メイン拠点, en: Main site}, \(site), start: running, external: true}
              site.dr: {title: {ja: DR 拠点, en: DR site}, \(site), start: running, external: true}
            \(joined(count) { number in
                """
                  f\(number).main: {title: {ja: 主, en: Main}, \(site), start: running}
                  f\(number).dr: {title: {ja: 副, en: DR}, \(site), start: stopped}
                  f\(number).traffic:
                    title: {ja: 呼, en: Traffic}
                    values: {main: {ja: 主, en: main}, dr: {ja: 副, en: dr}, none: {ja: なし, en: none}}
                    start: main
                """
            })
            transitions:
            \(joined(count) { number in
                """
                  - {id: main-lost-\(number), title: {ja: 停止, en: Stops}, when: {site.main: stopped}, then: {f\(number).main: stopped}, takes: 1m}
                  - {id: dr-lost-\(number), title: {ja: 停止, en: Stops}, when: {site.dr: stopped}, then: {f\(number).dr: stopped}, takes: 1m}
                  - {id: main-dark-\(number), title: {ja: 途絶, en: Falls}, when: {f\(number).main: stopped, f\(number).traffic: main}, then: {f\(number).traffic: none}, takes: 1m}
                  - {id: dr-dark-\(number), title: {ja: 途絶, en: Falls}, when: {f\(number).dr: stopped, f\(number).traffic: dr}, then: {f\(number).traffic: none}, takes: 1m}
                """
            })
            invariants:
            \(joined(count) { "  - {id: SERVED-\($0), always: {f\($0).traffic: [main, dr]}, because: {ja: 例, en: Somebody answers.}}" })
            """
    }

    private static func environment(_ count: Int) -> String {
        let names = ["site.main", "site.dr"] + (1...count).flatMap { ["f\($0).main", "f\($0).dr", "f\($0).traffic"] }
        return """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            observe:
            \(names.map { "  \($0): {http: {url: http://127.0.0.1/}}" }.joined(separator: "\n"))
            """
    }

    private static func runbook(_ count: Int) -> String {
        let changes = ["dr: running", "traffic: dr", "main: stopped"]
        let demands = ["site.dr: running", "dr: running", "traffic: dr"]
        let steps = (1...count).flatMap { number in
            changes.indices.map { index in
                let change = "f\(number).\(changes[index])"
                let demand = index == 0 ? demands[index] : "f\(number).\(demands[index])"
                return """
                      - id: step-\(number)-\(index)
                        title: {ja: 手順, en: Step}
                        source: [M1]
                        preconditions: [{\(demand)}]
                        action: {command: [go], on: pc}
                        typical: 1m
                        timeout: 5m
                        changes: {\(change)}
                        verifications: [{\(change)}]
                        interrupted: verify
                        reverse: {none: {ja: なし, en: none}}
                    """
            }
        }
        return """
            kirikae: 1
            runbook: functions.switchover
            function: all
            direction: switchover
            title: {ja: 切り替える, en: Switch over}
            steps:
            \(steps.joined(separator: "\n"))
            """
    }
}
