import ArgumentParser
import Glibc
import KirikaeDiagnostics
import KirikaeSimulator

/// Runs the simulated contact centre until it is told to stop.
@main
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kirikae-simulator",
        abstract: "Run a simulated contact centre of two sites on this machine. 模擬コンタクトセンターを動かします。",
        discussion: "All servers listen on 127.0.0.1 only. Exit code 10: the service model has errors.")

    @Option(help: "The service model.")
    var service = "Runbooks/service.yaml"

    @Option(help: "The folder for simulator.json and the folders of the PCs. Default: a temporary one.")
    var directory: String?

    @Option(help: "Simulated seconds per second.")
    var speed = 1.0

    @Option(name: .customLong("set"), help: "Start state, as VARIABLE=VALUE; may be repeated.")
    var settings: [Assignment] = []

    @Option(
        name: .customLong("resolve"),
        help: "What an open variable turns out to be, as VARIABLE=VALUE; may be repeated. Default: agents.new-login=dr."
    )
    var resolutions: [Assignment] = []

    @Flag(help: "Let the four programs show the security warning first.")
    var securityWarning = false

    @Option(
        name: .customLong("behaviour"),
        help:
            "What one of the four programs does wrong, as PROGRAM=BEHAVIOUR; may be repeated. BEHAVIOUR is hang, hang-after-switch, fail, unexpected, slow=FACTOR or wrong-console-closed."
    )
    var behaviours: [BehaviourAssignment] = []

    @Option(help: "The port of the control server. 0: any free one.")
    var port = 0

    @Option(help: "The most seconds to run.")
    var life = 8 * 3600

    @Option(help: "End when this process is gone.")
    var parent: Int32?

    @Option(help: "The language of the output: ja or en. Default: that of the locale.")
    var lang: Language?

    func validate() throws {
        guard SimulatorConfiguration.speeds.contains(speed) else {
            throw ValidationError("--speed must be between 0.01 and 10000.")
        }
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
        guard (1...31_536_000).contains(life) else {
            throw ValidationError("--life must be between 1 and 31536000 seconds.")
        }
        if let parent, ProcessStart(of: parent) == nil {
            throw ValidationError("--parent: there is no process \(parent).")
        }
    }

    func run() async throws {
        let language = lang ?? Self.localeLanguage
        let file: ServiceFile
        do {
            file = try ServiceFile(service)
        } catch {
            SimulatorOutput.complain("\(error)")
            throw ExitCode(10)
        }
        let renderer = DiagnosticRenderer(language: language, sources: file.sources)
        guard let model = file.model else {
            SimulatorOutput.complain(renderer.render(file.diagnostics))
            throw ExitCode(10)
        }
        // Signals are caught before anything is made that has to be taken away again.
        let end = EndOfRun(lifeSeconds: life, parent: parent)
        do {
            try await run(SimulatorOutput(language: language), model: model, until: end)
        } catch let unfit as Simulator.UnfitModel {
            SimulatorOutput.complain(renderer.render(unfit.diagnostics))
            throw ExitCode(10)
        } catch {
            SimulatorOutput.complain("\(error)")
            throw ExitCode.failure
        }
    }

    private static var localeLanguage: Language {
        let names: [String] = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { (name: String) in
            getenv(name).map { String(cString: $0) }
        }
        return Language(localeName: names.first { !$0.isEmpty } ?? "")
    }
}
