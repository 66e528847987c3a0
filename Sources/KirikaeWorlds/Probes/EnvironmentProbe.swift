import KirikaeEngine
import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Looks at variables the way an environment says.
///
/// Looking changes nothing.
public struct EnvironmentProbe: Sendable {
    private let environment: Environment
    private let service: ServiceModel

    /// Makes a probe.
    public init(environment: Environment, service: ServiceModel) {
        self.environment = environment
        self.service = service
    }

    /// The variables as seen now, in the order asked for.
    ///
    /// They are looked at side by side, so that one that does not answer costs its time only once.
    public func observe(_ variables: [String]) async -> [Observation] {
        await withTaskGroup(of: (Int, ProbeFinding).self) { group in
            for (index, variable) in variables.enumerated() {
                group.addTask { (index, await finding(of: variable)) }
            }
            var findings = Array(repeating: ProbeFinding(.unknown), count: variables.count)
            for await (index, finding) in group { findings[index] = finding }
            return zip(variables, findings).map { variable, finding in
                Observation(
                    variable: variable, reading: finding.reading, basis: .probed, evidence: finding.evidence)
            }
        }
    }

    private func finding(of variable: String) async -> ProbeFinding {
        switch environment.observations[variable]?.how {
        case .http(let probe)?:
            await HTTPLook(probe: probe, known: service.variable(variable)?.values.map(\.name) ?? []).find()
        case .file(let probe)?: await FileLook(probe: probe).find()
        case let how?: ProbeFinding(await reading(how))
        case nil: ProbeFinding(.failed("the environment does not say how to observe this"))
        }
    }

    private func reading(_ how: Environment.Observation) async -> Reading {
        switch how {
        case .tcp(let address, let answers, let silent, let timeout):
            await canConnect(address, timeout).map { $0 ? .value(answers) : .value(silent) }
                ?? .failed("no connection can be tried to \(address)")
        case .command(let arguments, let host, let values, let silent, let timeout, let secrets):
            await CommandProbe(environment: environment)
                .read(arguments, on: host, values: values, silent: silent, timeout: timeout, secrets: secrets)
        case .ask, .http, .file: .failed("only a person can see this")
        }
    }

    /// Whether a connection can be opened; nil if that cannot even be tried.
    private func canConnect(_ address: String, _ timeout: Milliseconds) async -> Bool? {
        guard let address = NetworkAddress(address) else { return nil }
        do throws(SystemCallError) {
            return try await ConnectionProbe.canConnect(address, timeoutMilliseconds: Int(timeout.count))
        } catch {
            return nil
        }
    }
}
