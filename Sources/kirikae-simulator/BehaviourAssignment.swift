import ArgumentParser
import KirikaeConsolePrograms
import KirikaeSimulator

/// `PROGRAM=BEHAVIOUR` on the command line.
struct BehaviourAssignment: ExpressibleByArgument {
    /// The program.
    let program: SwitchProgram
    /// What it does.
    let behaviour: ProgramBehaviour

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let program = SwitchProgram(rawValue: parts[0]),
            let behaviour = ProgramBehaviour(parts[1])
        else { return nil }
        self.program = program
        self.behaviour = behaviour
    }
}
