import KirikaeDiagnostics
import KirikaeService
import KirikaeSimulator

/// A small service model with what the pages and programs need.
enum TestService {
    static func model() throws -> ServiceModel {
        let file = ServiceFile(Array(text.utf8), file: "service.yaml")
        guard let model = file.model else {
            throw Broken(findings: file.diagnostics.all.map { "\($0.message.text(in: .en))" })
        }
        return model
    }

    struct Broken: Error {
        var findings: [String]
    }

    private static func variable(_ name: String, _ values: [String], start: String? = nil) -> String {
        let words = values.map { "\($0): {ja: 値 \($0), en: value \($0)}" }.joined(separator: ", ")
        return """
              \(name):
                title: {ja: 変数 \(name), en: variable \(name)}
                values: {\(words)}
                start: \(start ?? values[0])

            """
    }

    private static let clusters = ["main", "to-dr", "dr", "to-main"]
    private static let processes = ["running", "starting", "stopping", "stopped", "partial"]

    static let text =
        """
        kirikae: 1
        service: test-centre
        title: {ja: 試験, en: test}
        variables:

        """
        + variable("notice.call", ["none", "switchover"]) + variable("agents.new-login", ["main", "dr", "none"])
        + variable("call.main.processes", processes) + variable("call.dr.processes", processes)
        + variable("number.destination", ["main", "dr", "ratio"]) + variable("portal.db", clusters)
        + variable("portal.mmf", clusters) + variable("portal.pages", ["normal", "error"])
        + variable("gax.j1", ["reachable", "unreachable"]) + variable("gax.j2", ["reachable", "unreachable"])
        + variable("gax.session", ["free", "in-use", "deploying"]) + variable("wizard.site", ["none", "main", "dr"])
        + variable("wizard.operation", ["none", "stop", "start"]) + variable("recording.reflection", clusters)
        + variable("platform.main", ["running", "stopped"]) + variable("platform.dr", ["running", "stopped"])
        + variable("line.main", ["up", "down"]) + variable("agents.site", ["main", "both", "dr", "none"])
        + variable("dns.setting", ["main", "mixed", "dr"]) + variable("reports.dr-period", ["not-saved", "saved"])
        + variable("aggregation.main", ["running", "suspended"])
        + variable("aggregation.dr", ["running", "suspended"]) + variable("calls.main", ["none", "in-progress"])
        + variable("batch-pc.profile", ["private", "public"]) + variable("batch-pc.remoting", ["\"on\"", "\"off\""])
        + variable("batch-pc.trusted-hosts", ["correct", "wrong"]) + variable("batch-pc.names", ["resolve", "missing"])
        + variable("batch-pc.hosts", ["answer", "silent"])
        + variable("batch-pc.files", ["complete", "absent", "wrong"])
            + """
            transitions:
              - {id: main-stops, title: {ja: 停止, en: stops}, when: {call.main.processes: stopping}, then: {call.main.processes: stopped, agents.new-login: dr}, takes: 4m}
              - {id: dr-stops, title: {ja: 停止, en: stops}, when: {call.dr.processes: stopping}, then: {call.dr.processes: stopped}, takes: 4m}
              - {id: main-starts, title: {ja: 起動, en: starts}, when: {call.main.processes: starting}, then: {call.main.processes: running, agents.new-login: unknown}, takes: 4m}
              - {id: dr-starts, title: {ja: 起動, en: starts}, when: {call.dr.processes: starting}, then: {call.dr.processes: running}, takes: 4m}
              - {id: recording-to-dr, title: {ja: 到着, en: arrives}, when: {recording.reflection: to-dr, gax.session: deploying}, then: {recording.reflection: dr, gax.session: in-use}, takes: 5m}
              - {id: recording-to-main, title: {ja: 到着, en: arrives}, when: {recording.reflection: to-main, gax.session: deploying}, then: {recording.reflection: main, gax.session: in-use}, takes: 5m}
              - {id: db-to-dr, title: {ja: 到着, en: arrives}, when: {portal.db: to-dr}, then: {portal.db: dr}, takes: 1m}
              - {id: db-to-main, title: {ja: 到着, en: arrives}, when: {portal.db: to-main}, then: {portal.db: main}, takes: 1m}
              - {id: mmf-to-dr, title: {ja: 到着, en: arrives}, when: {portal.mmf: to-dr}, then: {portal.mmf: dr, portal.pages: error}, takes: 5m}
              - {id: mmf-to-main, title: {ja: 到着, en: arrives}, when: {portal.mmf: to-main}, then: {portal.mmf: main, portal.pages: error}, takes: 5m}

            """
}
