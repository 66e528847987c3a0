import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A plant in a folder: its state is a few files, programs change and read them, and the engine runs against it as a process.
final class WaterWorks: Sendable {
    let folder: TemporaryFolder
    private var runbooks: String { folder.path + "/Runbooks" }
    private var state: String { folder.path + "/state" }

    /// The runbook, a line of which a test may change.
    static let runbook = """
        kirikae: 1
        runbook: water.switchover
        function: water
        direction: switchover
        title: {ja: 予備ポンプへ切り替える, en: Switch over to the spare pump}
        steps:
          - id: look
            title: {ja: 状態を見る, en: Look at the plant}
            source: [M1]
            preconditions: [{main.pump: ['on', 'off']}, {spare.pump: ['on', 'off']}]
            action: {command: [write, looked, 'yes'], on: pc}
            typical: 5s
            timeout: 30s
            changes: {}
            verifications: []
          - id: start-spare
            title: {ja: 予備ポンプを動かす, en: Start the spare pump}
            source: [M1]
            action: {command: [write, spare.pump, 'on'], on: pc}
            typical: 5s
            timeout: 30s
            changes: {spare.pump: 'on'}
            verifications: [{spare.pump: 'on'}]
            reverse: {none: {ja: 例, en: example}}
          - id: open-tank
            title: {ja: 水槽を開ける, en: Open the tank}
            source: [M1]
            action: {command: [write, tank.level, rising], on: pc}
            typical: 5s
            timeout: 30s
            changes: {tank.level: rising}
            verifications: [{tank.level: [rising, full]}]
            reverse: {none: {ja: 例, en: example}}
          - id: watch
            title: {ja: 水が出ているか見る, en: See whether water comes}
            source: [M1]
            action:
              manual:
                instructions: [{do: {ja: 蛇口を見ます。, en: Look at the tap.}}]
                answer:
                  ask: {ja: 出ていますか。, en: Does water come?}
                  choices:
                    - {value: 'yes', title: {ja: 出ている, en: it does}}
                    - {value: 'no', title: {ja: 出ていない, en: it does not}}
                  accept: ['yes']
            typical: 5s
            timeout: 30s
            changes: {}
            verifications: []
          - id: stop-main
            title: {ja: 主ポンプを止める, en: Stop the main pump}
            source: [M1]
            action: {command: [write, main.pump, 'off'], on: pc}
            typical: 5s
            timeout: 30s
            changes: {main.pump: 'off'}
            verifications: [{main.pump: 'off'}]
            reverse: {none: {ja: 例, en: example}}
          - id: tell
            title: {ja: 終わったと知らせる, en: Tell that it is done}
            source: [M1]
            action: {command: [write, told, 'yes'], on: pc}
            typical: 5s
            timeout: 30s
            changes: {}
            verifications: []

        """

    private static let service = """
        kirikae: 1
        service: water
        title: {ja: 水, en: Water}
        variables:
          main.pump: {title: {ja: 主ポンプ, en: Main pump}, values: {on: {ja: 運転, en: running}, off: {ja: 停止, en: stopped}}, start: on}
          spare.pump: {title: {ja: 予備ポンプ, en: Spare pump}, values: {on: {ja: 運転, en: running}, off: {ja: 停止, en: stopped}}, start: off}
          tank.level: {title: {ja: 水位, en: Level of the tank}, values: {low: {ja: 低い, en: low}, rising: {ja: 上昇中, en: rising}, full: {ja: 満水, en: full}}, start: low}
        transitions:
          - id: fills
            title: {ja: 満ちる, en: It fills}
            when: {tank.level: rising, spare.pump: 'on'}
            then: {tank.level: full}
            takes: 5m
        invariants:
          - id: WATER
            always: {any: [{main.pump: 'on'}, {spare.pump: 'on'}]}
            because: {ja: 水が止まります。, en: There would be no water.}

        """

    private static let write = """
        #!/bin/sh
        echo "$1=$2" >> starts
        if [ -e "fail-$1" ]; then echo "no"; exit 1; fi
        echo "$2" > "$1"
        if [ -e "die-$1" ]; then rm "die-$1"; kill -9 "$PPID"; fi

        """

    init() throws {
        folder = try TemporaryFolder()
        let names = ["main.pump", "spare.pump", "tank.level"]
        let values = [
            "main.pump": ["on", "off"], "spare.pump": ["on", "off"], "tank.level": ["low", "rising", "full"],
        ]
        let observe = names.map { name in
            let printed = (values[name] ?? []).map { "'\($0)': '\($0)'" }.joined(separator: ", ")
            return "  \(name): {command: {run: [read, \(name)], on: pc, values: {\(printed)}}}"
        }
        try folder.write(Self.service, to: "Runbooks/service.yaml")
        try folder.write(Self.runbook, to: "Runbooks/switchover.yaml")
        try folder.write(
            """
            kirikae: 1
            environment: lab
            title: {ja: 検証, en: Lab}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/plant}}
            observe:
            \(observe.joined(separator: "\n"))

            """, to: "Runbooks/lab.yaml")
        for (name, value) in ["main.pump": "on", "spare.pump": "off", "tank.level": "low"] { try set(name, value) }
        for (name, text) in ["write": Self.write, "read": "#!/bin/sh\ncat \"$1\"\n"] {
            let path = try folder.write(text, to: "plant/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        }
    }

    /// Changes the plant past the engine.
    func set(_ variable: String, _ value: String) throws { try folder.write(value + "\n", to: "plant/\(variable)") }

    /// How often each program was started with what.
    func starts() -> [String: Int] {
        let text = (try? folder.read("plant/starts")) ?? ""
        return Dictionary(text.split(separator: "\n").map { (String($0), 1) }, uniquingKeysWith: +)
    }

    /// Makes one change to a file of the runbooks.
    func edit(_ file: String, _ from: String, _ to: String) throws {
        let text = try folder.read("Runbooks/\(file)")
        try #require(text.contains(from), "\(from)")
        try folder.write(text.replacingOccurrences(of: from, with: to), to: "Runbooks/\(file)")
    }

    /// Runs the engine without a terminal.
    func engine(_ arguments: [String], language: String = "en") async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(arguments + options(arguments, language))
    }

    /// Runs the engine at a terminal, where a person types these lines.
    func typing(_ lines: [String], _ arguments: [String], language: String = "en") async throws -> BuiltProgram.Ending {
        let input = try folder.write(lines.joined(separator: "\n") + "\n", to: "typed")
        let words = [BuiltProgram.path("kirikae")] + arguments + options(arguments, language)
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        return try await BuiltProgram.run(
            program: "/bin/sh", ["-c", "script -qec \"$1\" /dev/null < '\(input)'", "sh", quoted])
    }

    private func options(_ arguments: [String], _ language: String) -> [String] {
        let reads = ["status", "log", "audit"].contains(arguments.first)
        return ["--state", state, "--lang", language] + (reads ? [] : ["--runbooks", runbooks, "--operator", "sato"])
    }

    /// Starts a run and lets it stop at the step that needs a person.
    func begin(_ run: String = "night") async throws {
        let ending = try await engine(["run", "water.switchover", "-e", "lab", "--run-id", run])
        try #require(ending.status == ExitStatus.needsPerson.rawValue, "\(ending.output)\(ending.error)")
    }

    /// Starts a run in which the engine is killed by the program of a step.
    func kill(at name: String, _ run: String = "night") async throws {
        try folder.write("", to: "plant/die-\(name)")
        let ending = try await engine(["run", "water.switchover", "-e", "lab", "--run-id", run])
        try #require(ending.signal == SIGKILL, "the engine was not killed: \(ending.output)\(ending.error)")
    }
}
