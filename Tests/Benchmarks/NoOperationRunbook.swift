import Glibc
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook

/// A runbook whose steps each start `/bin/true`, and nothing else; between two looks each, if asked for.
struct NoOperationRunbook {
    static let identifier = "generated.nothing"

    let files: [RunbookLibrary.SourceFile]

    init(steps: Int, looks: Bool) {
        let condition = looks ? "[{switch.position: main}]" : "[]"
        var text = """
            kirikae: 1
            runbook: \(Self.identifier)
            kind: plan
            direction: switchover
            title: {ja: 何もしない手順, en: Steps that do nothing}
            source: [M1-01]
            steps:

            """
        for number in 0..<steps {
            text += """
                  - id: step-\(number)
                    title: {ja: \(number) 番目の手順, en: Step \(number)}
                    source: [M3.6-01]
                    preconditions: \(condition)
                    action: {command: ["true"], on: here}
                    typical: 1s
                    timeout: 1m
                    changes: {}
                    verifications: \(condition)
                    interrupted: repeat

                """
        }
        files = Self.surroundings + [.init(path: "nothing.yaml", bytes: Array(text.utf8))]
    }

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

    /// The plan of the runbook.
    ///
    /// - Throws: `BenchmarkFailure` if there is none.
    func plan() throws(BenchmarkFailure) -> Plan {
        let builder = PlanBuilder(library: RunbookLibrary(files: files))
        guard let plan = builder.plan(runbook: Self.identifier, environment: "here") else {
            let reason = builder.diagnostics.all.first?.message.text(in: .en) ?? "no reason given"
            throw BenchmarkFailure("the runbook that does nothing has no plan: \(reason)")
        }
        return plan
    }

    /// Writes all files below a folder, which must be there.
    func write(below folder: String) throws(BenchmarkFailure) {
        for file in files {
            if let slash = file.path.lastIndex(of: "/") { mkdir("\(folder)/\(file.path[..<slash])", 0o700) }
            let descriptor = open("\(folder)/\(file.path)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            try BenchmarkFailure.require(descriptor >= 0, "\(file.path) cannot be written: errno \(errno)")
            defer { close(descriptor) }
            let count = Glibc.write(descriptor, file.bytes, file.bytes.count)
            try BenchmarkFailure.require(count == file.bytes.count, "\(file.path) cannot be written whole")
        }
    }
}
