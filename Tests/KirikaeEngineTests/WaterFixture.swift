import KirikaeEngine
import KirikaePlan
import Testing

/// A service with invariants and with a life of its own: water must come from somewhere, a tank fills by itself.
enum WaterFixture {
    static let service = """
        kirikae: 1
        service: water
        title: {ja: 水, en: Water}
        variables:
          main.pump: {title: {ja: 主, en: Main pump}, values: {on: {ja: 運転, en: 'on'}, off: {ja: 停止, en: 'off'}}, start: on}
          spare.pump: {title: {ja: 予備, en: Spare pump}, values: {on: {ja: 運転, en: 'on'}, off: {ja: 停止, en: 'off'}}, start: off}
          tank.level: {title: {ja: 水位, en: Level}, values: {low: {ja: 低, en: low}, rising: {ja: 上昇, en: rising}, full: {ja: 満, en: full}}, start: low}
          light.state: {title: {ja: 灯, en: Light}, values: {lit: {ja: 点灯, en: lit}, dark: {ja: 消灯, en: dark}}, start: dark}
          guard.person: {title: {ja: 人, en: Guard}, values: {there: {ja: いる, en: there}, away: {ja: いない, en: away}}, start: there}
        transitions:
          - id: fills
            title: {ja: 満ちる, en: It fills}
            when: {tank.level: rising, spare.pump: 'on'}
            then: {tank.level: full}
            takes: 5m
        invariants:
          - id: WATER
            always: {any: [{main.pump: 'on'}, {spare.pump: 'on'}]}
            because: {ja: 水が止まる, en: There would be no water}
          - id: GUARDED
            always: {any: [{light.state: dark}, {guard.person: there}]}
            because: {ja: 見張りが要る, en: Somebody must watch}
        """

    static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: Test}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
        observe:
          main.pump: {http: {url: http://127.0.0.1/main}}
          spare.pump: {http: {url: http://127.0.0.1/spare}}
          tank.level: {http: {url: http://127.0.0.1/tank}}
          light.state: ask
          guard.person: ask
        """

    /// A command step.
    static func step(_ id: String, _ changes: String = "{}", _ rest: String = "", indent: String = "") -> String {
        let verifications = changes == "{}" ? "[]" : "[\(changes)]"
        return """
            - id: \(id)
              title: {ja: \(id), en: \(id)}
              source: [M1]
              action: {command: [\(id)], on: pc}
              typical: 1m
              timeout: 5m
              changes: \(changes)
              verifications: \(verifications)
              reverse: {none: {ja: なし, en: none}}
            \(rest)
            """.split(separator: "\n").map { "  \(indent)" + $0 }.joined(separator: "\n")
    }

    static func plan(_ steps: String..., environment: String = environment, others: [String] = []) throws -> Plan {
        try EngineFixture.plan(
            steps.joined(separator: "\n"), others: others, environment: environment, service: service)
    }

    static let startSpare = step("start-spare", "{spare.pump: 'on'}")
    static let fill = step("fill", "{tank.level: rising}")
    static let stopMain = step("stop-main", "{main.pump: 'off'}")
    static let tidy = step("tidy")

    /// Steps that go on side by side.
    static func group(_ ids: String...) -> String {
        let head = ["- id: both", "  title: {ja: 両方, en: both}", "  source: [M1]", "  action:", "    parallel:"]
        return (head.map { "  " + $0 } + ids.map { step($0, indent: "      ") }).joined(separator: "\n")
    }
}
