import KirikaeSyntax

/// What the runbooks of a folder would start.
extension RunbookLibrary {
    /// The programs that the runbooks start in an environment, those of its probes and checks among them: names by host.
    ///
    /// A program whose name is only known once a step has been done is not among them.
    public func programs(of environment: Environment) -> [String: Set<String>] {
        var programs: [String: Set<String>] = [:]
        func add(_ action: Action) {
            guard case .command(let command) = action, let name = command.arguments.first?.literal else { return }
            programs[command.host.value, default: []].insert(name)
        }
        for use in RunbookUses(of: self).all.values.joined() {
            use.runbook?.visitAllSteps { add($0.action) }
        }
        for action in environment.actions.values { add(action) }
        for observation in environment.observations.values {
            guard case .command(let arguments, let host, _, _, _, _) = observation.how, let name = arguments.first
            else { continue }
            programs[host, default: []].insert(name)
        }
        for check in environment.checks.values {
            guard case .command(let program) = check.subject, let name = program.arguments.first else { continue }
            programs[program.host.value, default: []].insert(name)
        }
        return programs
    }
}
