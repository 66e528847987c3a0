import Glibc
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook

/// A folder of runbooks of any size, in the shape that real ones have.
///
/// Two languages, sources, conditions, changes, and alternately a person and a program. Every second title is in Japanese,
/// the others in ASCII.
struct GeneratedRunbook {
    static let identifier = "generated.switchover"

    /// The text of the runbook.
    let bytes: [UInt8]
    let stepCount: Int

    init(steps: Int) {
        stepCount = steps
        var text = """
            kirikae: 1
            runbook: \(Self.identifier)
            kind: plan
            direction: switchover
            title: {ja: 切り替え装置を何度も切り替える, en: Turn the switch to and fro}
            source: [M1-01]
            preconditions:
              - {switch.position: main}
            steps:

            """
        for number in 0..<steps { text += Self.step(number) }
        text += "postconditions:\n  - {switch.position: [main, dr]}\n"
        bytes = Array(text.utf8)
    }

    /// The same runbook, of which every step stands a line further down.
    var shifted: GeneratedRunbook { GeneratedRunbook(bytes: Array("# one line more\n".utf8) + bytes, count: stepCount) }

    private init(bytes: [UInt8], count: Int) {
        self.bytes = bytes
        stepCount = count
    }

    private static func step(_ number: Int) -> String {
        let isJapanese = number % 2 == 0
        let (from, to) = isJapanese ? ("main", "dr") : ("dr", "main")
        let title = isJapanese ? "\(number) 番目の装置を DR 拠点へ切り替える" : "Turn switch \(number) to the main site"
        let note =
            number % 10 == 0
            ? "\n    notes:\n      - {ja: 表示が変わるまで一分ほどかかります。, en: The display follows., source: [M3.6-N1]}" : ""
        return """
              - id: turn-\(number)
                title: {ja: \(title), en: Turn switch \(number)}
                source: [M3.6-0\(number % 10)]
                preconditions: [{switch.position: \(from)}]
                action:
            \(isJapanese ? manual(number) : command)
                typical: 1m
                timeout: 10m
                changes: {switch.position: \(to)}
                verifications: [{switch.position: \(to)}]
                reverse: {none: {ja: 次で戻ります。, en: The next step turns it back.}}\(note)

            """
    }

    private static func manual(_ number: Int) -> String {
        """
              manual:
                instructions:
                  - do: {ja: 管理画面で \(number) 番の装置を選びます。, en: Select switch \(number).}
                    press: ["[管理]", "[切り替え]"]
                answer:
                  ask: {ja: 表示は何ですか。, en: What does it show?}
                  choices:
                    - {value: dr, shows: [DR], title: {ja: DR 拠点, en: the DR site}}
                    - {value: main, shows: [MAIN], title: {ja: メイン拠点, en: the main site}}
                  accept: [dr]
                  reports: switch.position
        """
    }

    private static let command = """
              command: ["true"]
              on: here
        """

    /// What a runbook needs around it.
    private static let surroundings: [RunbookLibrary.SourceFile] = [
        .init(
            path: "service.yaml",
            bytes: Array(
                """
                kirikae: 1
                service: generated
                title: {ja: 装置, en: Switch}
                variables:
                  switch.position:
                    title: {ja: 装置の位置, en: Position of the switch}
                    values: {main: {ja: メイン拠点, en: main site}, dr: {ja: DR 拠点, en: DR site}}
                    start: main
                    source: [M1-01]
                invariants:
                  - id: INV1
                    always: {switch.position: [main, dr]}
                    because: {ja: 装置は必ずどちらかの拠点にあります。, en: The switch is always at one of the sites.}
                    source: [M1-01]
                """.utf8)),
        .init(
            path: "environments/here.yaml",
            bytes: Array(
                """
                kirikae: 1
                environment: here
                title: {ja: この計算機, en: This machine}
                hosts:
                  here: {title: {ja: この計算機, en: This machine}, directory: /bin}
                observe:
                  switch.position: {http: {url: "http://127.0.0.1:9/"}}
                """.utf8)),
    ]

    /// The project file: a runbook of 100,000 steps is larger than a file may be where no project says otherwise.
    private static let project = RunbookLibrary.SourceFile(
        path: Project.fileName,
        bytes: Array(
            """
            kirikae: 1
            project: generated
            title: {ja: 装置, en: Switch}
            limits: {file-size: 64MiB}
            """.utf8))

    /// All files of the folder.
    var files: [RunbookLibrary.SourceFile] {
        Self.surroundings + [Self.project, .init(path: "generated/switchover.yaml", bytes: bytes)]
    }

    /// Writes all files below a folder, which must be there.
    func write(below folder: String) throws(BenchmarkFailure) {
        for file in files {
            if let slash = file.path.lastIndex(of: "/") { mkdir("\(folder)/\(file.path[..<slash])", 0o700) }
            let path = "\(folder)/\(file.path)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            try BenchmarkFailure.require(descriptor >= 0, "\(path) cannot be written: errno \(errno)")
            defer { close(descriptor) }
            let count = Glibc.write(descriptor, file.bytes, file.bytes.count)
            try BenchmarkFailure.require(count == file.bytes.count, "\(path) cannot be written whole")
        }
    }

    /// Reads and checks the folder.
    ///
    /// - Throws: `BenchmarkFailure` on any finding, because a load that gives up early would look fast.
    func load() throws(BenchmarkFailure) -> RunbookLibrary {
        let library = RunbookLibrary(files: files)
        if let first = library.diagnostics.all.first {
            let place = first.location.map { "\($0.text): " } ?? ""
            throw BenchmarkFailure("the generated runbook has a finding: \(place)\(first.message.text(in: .en))")
        }
        return library
    }

    /// The plan of the runbook.
    ///
    /// - Throws: `BenchmarkFailure` if there is none.
    func plan() throws(BenchmarkFailure) -> Plan {
        let builder = PlanBuilder(library: try load())
        guard let plan = builder.plan(runbook: Self.identifier, environment: "here") else {
            let reason = builder.diagnostics.all.first?.message.text(in: .en) ?? "no reason given"
            throw BenchmarkFailure("the generated runbook has no plan: \(reason)")
        }
        return plan
    }
}
