import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks that environments speak the vocabulary of the service, and bind only actions that differ.
struct EnvironmentCheck {
    let service: ServiceModel?
    let context: DecodingContext

    func check(_ environments: [Environment]) {
        for environment in environments {
            checkObservations(of: environment)
            for check in environment.checks.sorted(by: { $0.key < $1.key }) {
                if let host = check.value.subject.host {
                    NameCheck(environments: [environment], context: context).check(host, .host)
                }
            }
            checkNotices(of: environment)
            for action in environment.actions.sorted(by: { $0.key < $1.key }) {
                NameCheck(environments: [environment], context: context).check(action.value)
            }
        }
        checkDifferences(environments)
        AuthorityCheck(context: context).check(environments)
        InventoryCheck(context: context).check(environments)
        SSHCheck(context: context).check(environments)
    }

    private func checkObservations(of environment: Environment) {
        for (variable, observation) in environment.observations.sorted(by: { $0.key < $1.key }) {
            if let service {
                let checker = VocabularyChecker(model: service, context: context)
                checker.check(variable: Located(variable, at: observation.location), value: nil)
                for value in observation.how.possibleValues ?? [] where service.variable(variable) != nil {
                    checker.check(
                        variable: Located(variable, at: observation.location),
                        value: Located(value, at: observation.location))
                }
            }
            if case .file(let probe) = observation.how, let host = probe.host {
                NameCheck(environments: [environment], context: context)
                    .check(Located(host, at: observation.location), .host)
            }
            if let (host, secrets) = observation.how.program {
                let names = NameCheck(environments: [environment], context: context)
                names.check(Located(host, at: observation.location), .host)
                for (_, secret) in secrets.sorted(by: { $0.key < $1.key }) {
                    names.check(Located(secret, at: observation.location), .secret)
                }
            }
        }
    }

    private func checkNotices(of environment: Environment) {
        let names = NameCheck(environments: [environment], context: context)
        for (_, notice) in environment.notices.sorted(by: { $0.key < $1.key }) {
            if case .command(_, let host) = notice.way { names.check(host, .host) }
            for secret in notice.secretNames { names.check(secret, .secret) }
        }
    }

    /// An action that is the same everywhere belongs into the runbook, where a reviewer sees it.
    private func checkDifferences(_ environments: [Environment]) {
        let names = Set(environments.flatMap(\.actions.keys)).sorted()
        for name in names where environments.count > 1 {
            let bound = environments.compactMap { $0.actions[name] }
            guard bound.count == environments.count, Set(bound.map(\.comparable)).count == 1,
                let place = environments[0].definitions["actions/\(name)"]
            else { continue }
            context.report(RunbookMessage.boundWithoutDifference(name), at: place)
        }
    }
}

extension Action {
    /// What two actions that an environment may bind are compared by; places in files do not count.
    fileprivate var comparable: String {
        switch self {
        case .command(let command):
            "\(command.arguments.map(\.shown)) \(command.host.value) \(command.isElevated) \(command.encoding) "
                + "\(command.secrets.mapValues(\.value).sorted { $0.key < $1.key }) "
                + command.conversation.map { exchange in
                    "\(exchange.expect) \(exchange.isOptional) \(exchange.send.map(\.comparable) ?? "") "
                        + "\(exchange.lineEnd?.rawValue ?? "") \(exchange.silence?.written ?? "")"
                }.joined(separator: "|")
                + " \(command.lineEnd) \(command.silence?.value.written ?? "") \(command.unexpected)"
        case .http(let http):
            "\(http.method) \(http.place.value) \(http.path.shown) \(http.body?.shown ?? "") \(http.expectedStatuses) "
                + http.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.comparable)" }
                .joined(separator: "|")
        case .manual(let manual):
            manual.instructions.map { "\($0.text.ja) \($0.press.map(\.shown))" }.joined(separator: "|")
                + " \(manual.answer.ask.ja) \(manual.answer.form) \(manual.answer.reports?.value ?? "")"
                + " \(manual.answer.isReadBack) \(manual.answer.evidence?.rawValue ?? "")"
        default: ""
        }
    }
}

extension CommandAction.Reply {
    fileprivate var comparable: String {
        switch self {
        case .anyKey: "key"
        case .text(let text): "text \(text)"
        case .secret(let name): "secret \(name.value)"
        }
    }
}

extension HTTPAction.HeaderValue {
    fileprivate var comparable: String {
        switch self {
        case .text(let text): "text \(text.shown)"
        case .secret(let name): "secret \(name.value)"
        }
    }
}
