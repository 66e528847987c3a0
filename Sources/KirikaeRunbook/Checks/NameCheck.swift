import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that environments define what runbooks name.
struct NameCheck {
    let environments: [Environment]
    let context: DecodingContext

    /// Reports an environment that does not define a name.
    func check(_ name: Located<String>, _ kind: EnvironmentSection) {
        // By index: an environment has so many parts that copying one costs more than looking a name up.
        for index in environments.indices where !kind.isDefined(name.value, in: environments[index]) {
            let environment = environments[index]
            // What is defined with a fault is reported there.
            guard environment.definitions["\(kind.key)/\(name.value)"] == nil else { continue }
            let suggestion = Suggestion.nearest(to: name.value, among: kind.names(in: environment))
            let message: RunbookMessage =
                switch kind {
                case .place:
                    .undefinedPlace(name.value, environment: environment.name.value, suggestion: suggestion)
                case .host: .undefinedHost(name.value, environment: environment.name.value, suggestion: suggestion)
                default:
                    .undefinedName(kind, name.value, environment: environment.name.value, suggestion: suggestion)
                }
            context.report(message, at: name.location)
        }
    }

    /// Checks the names in what a step does.
    func check(_ action: Action) {
        switch action {
        case .command(let command): checkCommand(command)
        case .http(let http): checkRequest(http)
        case .population(let population):
            check(population.inventory, .inventory)
            for command in population.work?.commands ?? [] { checkCommand(command) }
        case .approve(let approve): check(approve.group, .group)
        case .bound(let name): check(name, .action)
        case .manual, .wait, .include, .parallel: break
        }
    }

    private func checkCommand(_ command: CommandAction) {
        check(command.host, .host)
        SSHCheck(context: context).check(command, environments)
        guard !command.secrets.isEmpty || !command.conversation.isEmpty else { return }
        for secret in command.secrets.sorted(by: { $0.key < $1.key }) { check(secret.value, .secret) }
        for case .secret(let name)? in command.conversation.map(\.send) { check(name, .secret) }
    }

    private func checkRequest(_ http: HTTPAction) {
        check(http.place, .place)
        for environment in environments {
            if let place = environment.places[http.place.value], place.url == nil {
                context.report(
                    RunbookMessage.placeWithoutAddress(http.place.value, environment: environment.name.value),
                    at: http.place.location)
            }
        }
        for case .secret(let name) in http.headers.sorted(by: { $0.key < $1.key }).map(\.value) {
            check(name, .secret)
        }
    }
}
