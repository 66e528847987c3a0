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
        case .count(let probe)?: await CountLook(environment: environment).finding(probe)
        case let how?: ProbeFinding(await reading(of: variable, how))
        case nil: ProbeFinding(.failed("the environment does not say how to observe this"))
        }
    }

    private func reading(of variable: String, _ how: Environment.Observation) async -> Reading {
        switch how {
        case .httpBody(let url, let timeout): await body(of: url, timeout: timeout, variable: variable)
        case .httpAnswer(let url, let answers, let silent, let timeout):
            await doesAnswer(url, timeout: timeout) ? .value(answers) : .value(silent)
        case .tcp(let address, let answers, let silent, let timeout):
            await canConnect(address, timeout).map { $0 ? .value(answers) : .value(silent) }
                ?? .failed("no connection can be tried to \(address)")
        case .command(let arguments, let host, let values, let silent, let timeout, let secrets):
            await CommandProbe(environment: environment)
                .read(arguments, on: host, values: values, silent: silent, timeout: timeout, secrets: secrets)
        case .ask, .count: .failed("only a person can see this")
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

    private func body(of url: String, timeout: Milliseconds, variable: String) async -> Reading {
        do throws(HTTPError) {
            let response = try await HTTPClient().send(request(url, timeout: timeout))
            guard response.status == 200 else { return .failed("status \(response.status) from \(url)") }
            let text = String(decoding: response.body.prefix(200), as: UTF8.self)
            let value = String(text.split(whereSeparator: \.isWhitespace).first ?? "")
            if value == "unknown" { return .unknown }
            guard service.variable(variable)?.values.contains(where: { $0.name == value }) == true else {
                return .failed("not a value of \(variable): \(value)")
            }
            return .value(value)
        } catch {
            return .failed("\(error) from \(url)")
        }
    }

    private func doesAnswer(_ url: String, timeout: Milliseconds) async -> Bool {
        do throws(HTTPError) {
            return try await HTTPClient().send(request(url, timeout: timeout)).status < 500
        } catch {
            return false
        }
    }

    private func request(_ url: String, timeout: Milliseconds) -> HTTPRequest {
        HTTPRequest(
            url: url, connectTimeoutMilliseconds: Int(timeout.count), totalTimeoutMilliseconds: Int(timeout.count))
    }
}
