import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Whether each variable that no person is asked for can be seen now, and has one of its values.
struct ObservationLooks {
    let environment: Environment
    let service: ServiceModel

    var looks: [ReadinessLook] {
        environment.observations.filter { $0.value.how != .ask }.sorted { $0.key < $1.key }.map { variable, _ in
            ReadinessLook(
                .observation, variable, title: service.variable(variable)?.title, expected: .observed,
                timeoutMilliseconds: Self.mostMilliseconds
            ) { _ in await problem(variable) }
        }
    }

    /// Each has a limit of its own in the environment; this only bounds a probe that does not keep it.
    private static let mostMilliseconds = 60_000

    private func problem(_ variable: String) async -> ReadinessProblem? {
        let probe = EnvironmentProbe(environment: environment, service: service)
        switch await probe.observe([variable]).first?.reading {
        case .value(let value):
            let known = service.variable(variable)?.values.map(\.name) ?? []
            return known.contains(value) ? nil : .notAValue(value, of: known)
        case .unknown: return .unknownNow
        case .failed(let reason): return .notSeen(reason)
        case nil: return .notSeen("nobody looked")
        }
    }
}

/// Whether each secret can be read.
struct SecretLooks {
    let environment: Environment
    let secrets: ReadSecrets

    var looks: [ReadinessLook] {
        environment.secrets.sorted { $0.key < $1.key }.map { name, secret in
            var timeoutMilliseconds = ReadinessLook.usualTimeoutMilliseconds
            if case .command(_, let timeout) = secret.source { timeoutMilliseconds = Int(timeout.count) }
            return ReadinessLook(
                .secret, name, title: secret.title, expected: .read(secret.source),
                timeoutMilliseconds: timeoutMilliseconds
            ) { _ in await secrets.reasonAgainst(name).map { .notRead($0) } }
        }
    }
}
