import KirikaeTestSupport

/// A folder with one runbook that stops a site behind a door, small enough to be searched in no time.
struct SmallSite {
    let folder: TemporaryFolder

    /// The path of the runbooks.
    var path: String { folder.path + "/Runbooks" }

    /// - Parameters:
    ///   - breaksByItself: whether the other site stops once the first one is stopped, which breaks an invariant.
    ///   - hasSecondRunbook: whether there is a runbook that nothing can go wrong with.
    init(breaksByItself: Bool = false, hasSecondRunbook: Bool = false) throws {
        folder = try TemporaryFolder()
        let values = "values: {running: {ja: 稼働, en: running}, stopped: {ja: 停止, en: stopped}}, start: running"
        let transition = """
            transitions:
              - {id: follows, title: {ja: 続いて止まる, en: Stops too}, when: {main.site: stopped}, then: {dr.site: stopped}, takes: 1m}
            """
        let service = """
            kirikae: 1
            service: small
            title: {ja: 例, en: Example}
            variables:
              main.site: {title: {ja: 主, en: Main}, \(values)}
              dr.site: {title: {ja: 副, en: DR}, \(values)}
              lamp.state: {title: {ja: 灯, en: Lamp}, values: {on: {ja: 点, en: on}, off: {ja: 消, en: off}}, start: off}
              door.state: {title: {ja: 扉, en: Door}, values: {open: {ja: 開, en: open}, shut: {ja: 閉, en: shut}}, start: open, external: true}
            \(breaksByItself ? transition : "transitions: []")
            invariants:
              - {id: NEVER-DARK, always: {any: [{main.site: running}, {dr.site: running}]}, because: {ja: 例, en: One must run.}}
            """
        let environment = """
            kirikae: 1
            environment: drill
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
            observe:
              main.site: {http: {url: http://127.0.0.1/main}}
              dr.site: {http: {url: http://127.0.0.1/dr}}
              lamp.state: {http: {url: http://127.0.0.1/lamp}}
              door.state: {http: {url: http://127.0.0.1/door}}
            """
        try folder.write(service, to: "Runbooks/service.yaml")
        try folder.write(environment, to: "Runbooks/drill.yaml")
        try folder.write(Self.runbook("stop", "{door.state: open}", "{main.site: stopped}"), to: "Runbooks/stop.yaml")
        if hasSecondRunbook {
            try folder.write(Self.runbook("start", "", "{lamp.state: on}"), to: "Runbooks/start.yaml")
        }
    }

    private static func runbook(_ name: String, _ precondition: String, _ change: String) -> String {
        """
        kirikae: 1
        runbook: small.\(name)
        function: small
        direction: switchover
        title: {ja: 例, en: \(name)}
        steps:
          - id: act
            title: {ja: 行う, en: Act}
            source: [M1]
            preconditions: [\(precondition)]
            action: {command: [go], on: pc}
            typical: 1m
            timeout: 5m
            changes: \(change)
            verifications: [\(change)]
            reverse: {none: {ja: なし, en: none}}
        """
    }
}
