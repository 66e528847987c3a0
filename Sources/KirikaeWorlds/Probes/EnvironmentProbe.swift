import KirikaeEngine
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
        case .tcp(let address, let answers, let silent, let timeout)?:
            await ConnectionProbe.find(address, answers: answers, silent: silent, timeout: timeout)
        case .dns(let probe)?: await DNSFinding.find(probe)
        case .sip(let probe)?: await SIPFinding.find(probe)
        case .command(let arguments, let host, let values, let silent, let timeout, let secrets)?:
            await CommandProbe(environment: environment)
                .find(arguments, on: host, values: values, silent: silent, timeout: timeout, secrets: secrets)
        case .file(let probe)?: await FileLook(probe: probe, environment: environment).find()
        case .count(let probe)?: await CountLook(environment: environment).finding(probe)
        case .ask?: ProbeFinding(.failed("only a person can see this"))
        case nil: ProbeFinding(.failed("the environment does not say how to observe this"))
        }
    }
}
