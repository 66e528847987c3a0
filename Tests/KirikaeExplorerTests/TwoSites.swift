import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import Testing

/// Two sites of which one must always serve, and a runbook that stops the first one, as the test writes it.
enum TwoSites {
    /// The plan; `preconditions` are what the author asks for, `unguarded` takes out what the invariants add, `rest` ends the model.
    static func plan(
        preconditions: String = "[]", unguarded: Bool = false, drStart: String = "running", extra: String = "",
        invariants: String = "", rest: String = "", steps: String? = nil
    ) throws -> Plan {
        let values = "values: {running: {ja: 稼働, en: running}, stopped: {ja: 停止, en: stopped}}"
        let service = """
            kirikae: 1
            service: two-sites
            title: {ja: 二拠点, en: Two sites}
            variables:
              main.site: {title: {ja: 主, en: Main}, \(values), start: running}
              dr.site: {title: {ja: 副, en: DR}, \(values), start: \(drStart), external: true}
              users.site: {title: {ja: 利用者, en: Users}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: dr}}, start: main}
            transitions:
              - id: users-follow
                title: {ja: 利用者が移る, en: Users follow}
                when: {main.site: stopped, dr.site: running}
                then: {users.site: dr}
                takes: 3m
            \(extra)
            invariants:
              - id: NEVER-DARK
                always: {any: [{main.site: running}, {dr.site: running}]}
                because: {ja: どちらかが稼働している必要があります。, en: One of them must run.}
            \(invariants)
            \(rest)
            """
        let environment = """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            observe:
              main.site: {http: {url: http://127.0.0.1/main}}
              dr.site: {http: {url: http://127.0.0.1/dr}}
              users.site: {http: {url: http://127.0.0.1/users}}
            """
        let usual = """
              - id: stop-main
                title: {ja: 主を止める, en: Stop main}
                source: [M1]
                preconditions: \(preconditions)
                action: {command: [stop-main], on: pc}
                typical: 1m
                timeout: 5m
                changes: {main.site: stopped}
                verifications: [{main.site: stopped}, {users.site: dr, within: 10m}]
                reverse: {none: {ja: なし, en: none}}
            """
        let runbook = """
            kirikae: 1
            runbook: two.switchover
            function: two
            direction: switchover
            title: {ja: 切り替える, en: Switch over}
            steps:
            \(steps ?? usual)
            """
        let texts = [service, environment, runbook]
        let library = RunbookLibrary(
            files: texts.enumerated().map { .init(path: "file\($0.offset).yaml", bytes: Array($0.element.utf8)) })
        let builder = PlanBuilder(library: library)
        let found = builder.plan(runbook: "two.switchover", environment: "test")
        let findings = library.diagnostics.inFileOrder + builder.diagnostics.inFileOrder
        let errors = findings.filter { $0.severity == .error }.map { "\($0.message.code) \($0.message.text(in: .en))" }
        var plan = try #require(found, "\(errors)")
        if unguarded {
            for index in plan.steps.indices { plan.steps[index].preconditions.removeAll { $0.origin != .author } }
        }
        return plan
    }
}
