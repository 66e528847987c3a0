import KirikaeConsolePrograms
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What a simulated contact centre is started with.
public struct SimulatorConfiguration: Sendable {
    /// How the service behaves.
    public var model: ServiceModel
    /// The folder for `simulator.json` and the folders of the PCs; made if it is not there.
    public var directory: String
    /// The program that stands for all console programs.
    public var batchProgram: String
    /// Simulated seconds per second.
    public var speed = 1.0
    /// What differs from normal operation at the start; nil is unknown.
    public var start: [String: String?] = [:]
    /// What an open variable turns out to be.
    public var resolutions = ["agents.new-login": "dr"]
    /// Whether the programs show PowerShell's security warning first.
    public var showsSecurityWarning = false
    /// What programs do wrong from the start.
    public var behaviours: [SwitchProgram: ProgramBehaviour] = [:]
    /// The names of the client PCs whose DNS servers are changed by hand; as counted, without names, they are 1, 2 and so on.
    public var clientPCs = ["1", "2", "3"]
    /// The port of the control server; 0 takes any free one.
    public var controlPort = 0

    /// The speeds that make sense: below, nothing moves; above, a minute is over before a page is shown.
    public static let speeds = 0.01...10_000.0

    /// Makes a configuration with the defaults.
    public init(model: ServiceModel, directory: String, batchProgram: String) {
        self.model = model
        self.directory = directory
        self.batchProgram = batchProgram
    }

    /// What is wrong with it: variables and values that the pages and programs need, or that were set, and the model lacks.
    public func check() -> Diagnostics {
        var diagnostics = Diagnostics()
        let top = SourceLocation(file: model.file, start: .init(line: 1, column: 1), end: .init(line: 1, column: 1))
        for (variable, values) in Self.requiredVocabulary {
            for value in values { check(variable, value, at: top, into: &diagnostics) }
        }
        for (variable, value) in start.sorted(by: { $0.key < $1.key }) {
            check(variable, value, at: nil, into: &diagnostics)
        }
        for (variable, value) in resolutions.sorted(by: { $0.key < $1.key }) {
            check(variable, value, at: nil, into: &diagnostics)
        }
        return diagnostics
    }

    private static let requiredVocabulary: [(variable: String, values: [String])] = [
        ("agents.new-login", ["main", "dr", "none"]),
        ("call.main.processes", ["running", "starting", "stopping", "stopped", "partial"]),
        ("call.dr.processes", ["running", "starting", "stopping", "stopped", "partial"]),
        ("number.destination", ["main", "dr", "ratio"]),
        ("portal.db", ["main", "to-dr", "dr", "to-main"]),
        ("portal.mmf", ["main", "to-dr", "dr", "to-main"]),
        ("portal.pages", ["normal", "error"]),
        ("gax.j1", ["reachable", "unreachable"]),
        ("gax.j2", ["reachable", "unreachable"]),
        ("gax.session", ["free", "in-use", "deploying"]),
        ("platform.main", ["running", "stopped"]),
        ("platform.dr", ["running", "stopped"]),
        ("line.main", ["up", "down"]),
        ("agents.site", ["main", "both", "dr", "none"]),
        ("dns.setting", ["main", "mixed", "dr"]),
        ("reports.dr-period", ["not-saved", "saved"]),
        ("aggregation.main", ["running", "suspended"]),
        ("aggregation.dr", ["running", "suspended"]),
        ("batch-pc.profile", ["private", "public"]),
        ("batch-pc.remoting", ["on", "off"]),
        ("batch-pc.trusted-hosts", ["correct", "wrong"]),
        ("recording.reflection", ["main", "to-dr", "dr", "to-main"]),
        ("wizard.site", ["none", "main", "dr"]),
        ("wizard.operation", ["none", "stop", "start"]),
    ]

    private func check(
        _ name: String, _ value: String?, at location: SourceLocation?, into diagnostics: inout Diagnostics
    ) {
        guard let variable = model.variable(name) else {
            let suggestion = Suggestion.nearest(to: name, among: model.variables.map(\.name.value))
            diagnostics.report(ServiceMessage.undefinedVariable(name, suggestion: suggestion), at: location)
            return
        }
        let allowed = variable.values.map(\.name)
        guard let value, !allowed.contains(value) else { return }
        diagnostics.report(
            ServiceMessage.undefinedValue(
                value, variable: name, suggestion: Suggestion.nearest(to: value, among: allowed), allowed: allowed),
            at: location)
    }
}
