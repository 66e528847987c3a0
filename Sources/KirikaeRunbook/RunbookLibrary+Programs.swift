import KirikaeSyntax

/// What the runbooks of a folder would start.
extension RunbookLibrary {
    /// The programs that the runbooks start in an environment, those of its probes and checks among them: names by host.
    ///
    /// A program whose name is only known once a step has been done is not among them.
    public func programs(of environment: Environment) -> [String: Set<String>] {
        var programs: [String: Set<String>] = [:]
        func add(_ command: CommandAction) {
            guard let name = command.arguments.first?.literal else { return }
            programs[command.host.value, default: []].insert(name)
        }
        func add(_ action: Action) {
            switch action {
            case .command(let command): add(command)
            case .population(let population): for command in population.work?.commands ?? [] { add(command) }
            default: break
            }
        }
        for use in RunbookUses(of: self).all.values.joined() {
            use.runbook?.visitAllSteps { add($0.action) }
        }
        for action in environment.actions.values { add(action) }
        for observation in environment.observations.values {
            switch observation.how {
            case .command(let arguments, let host, _, _, _, _):
                if let name = arguments.first { programs[host, default: []].insert(name) }
            case .count(let probe):
                guard case .command(let arguments, let host, _) = probe.source, let name = arguments.first else {
                    break
                }
                programs[host, default: []].insert(name)
            default: break
            }
        }
        for check in environment.checks.values {
            guard case .command(let program) = check.subject, let name = program.arguments.first else { continue }
            programs[program.host.value, default: []].insert(name)
        }
        return programs
    }
}
