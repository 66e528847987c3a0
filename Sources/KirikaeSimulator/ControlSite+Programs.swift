import KirikaeConsolePrograms
import KirikaeService
import KirikaeSyntax

/// What the console programs and those who tell them what to do wrong ask the control server.
extension ControlSite {
    /// A start is answered with its number, a command with the variable to watch, its value meanwhile and at the end.
    func program(
        _ name: String, _ act: String, _ request: SiteRequest, in service: isolated SimulatedService
    ) throws -> SiteAnswer {
        guard let program = SwitchProgram(rawValue: name) else { return .notFound }
        switch (request.method, act) {
        case ("POST", "starts"): return .text(status: 200, String(try service.countStart(of: program)))
        case ("POST", "command"): return try command(program, in: service)
        case ("POST", "closed"):
            // Nobody knows any more where the cluster is; only looking can tell, and a new start can mend it.
            if try service.state[program.variable] == program.switchingValue {
                try service.change([program.variable: nil])
            }
            return .text(status: 200, try service.state[program.variable] ?? "unknown")
        case ("GET", "behaviour"): return .text(status: 200, behaviour(of: program, in: service))
        case ("POST", "behaviour"): return try set(program, request.body, in: service)
        default: return .notFound
        }
    }

    private func command(_ program: SwitchProgram, in service: isolated SimulatedService) throws -> SiteAnswer {
        if let (reason, host) = try service.refusal(of: program) {
            service.record(.programRefused, subject: program.rawValue, value: reason.rawValue)
            return .text(status: 409, "\(reason.rawValue) \(host)\n")
        }
        // A cluster that is there already need not move.
        if try service.state[program.variable] == program.arrivedValue {
            service.record(.programCommand, subject: program.rawValue)
            return .text(status: 200, "\(program.variable) \(program.arrivedValue) \(program.arrivedValue)")
        }
        guard try service.begin(program) else { return .text(status: 409, "\(SwitchRefusal.busy.rawValue)\n") }
        return .text(status: 200, "\(program.variable) \(program.switchingValue) \(program.arrivedValue)")
    }

    /// The name of the behaviour, and how long to wait before the command, in simulated milliseconds.
    private func behaviour(of program: SwitchProgram, in service: isolated SimulatedService) -> String {
        let behaviour = service.behaviours[program] ?? .normal
        guard case .slow(let factor) = behaviour else { return "\(behaviour.name) 0" }
        // How long a switch takes is the model's to say.
        let usual = service.model.transitions.first { transition in
            transition.then.contains {
                $0.variable.value == program.variable && $0.value == program.arrivedValue
            }
        }
        return "\(behaviour.name) \((factor - 1) * (usual?.takes.count ?? 0))"
    }

    private func set(
        _ program: SwitchProgram, _ body: String, in service: isolated SimulatedService
    ) throws -> SiteAnswer {
        let name = body.hasSuffix("\n") ? String(body.dropLast()) : body
        guard let behaviour = ProgramBehaviour(name) else {
            return .text(
                status: 400, "There is no such behaviour. Values: \(ProgramBehaviour.forms.joined(separator: ", ")).\n")
        }
        service.behaviours[program] = behaviour
        service.record(.programBehaviour, subject: program.rawValue, value: behaviour.name)
        return .text(status: 200, behaviour.name)
    }
}
