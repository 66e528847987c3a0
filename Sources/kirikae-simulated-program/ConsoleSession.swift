import Glibc
import KirikaeConsolePrograms

/// A console program on this terminal, until it ends or the terminal does.
struct ConsoleSession {
    /// The PC that it runs on.
    let pc: SimulatedPC
    /// Where the simulator is.
    let settings: ProgramSettings
    /// The terminal.
    let output: CP932Output

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - start: the program.
    ///   - prepare: what is done with it before each thing that the person types.
    /// - Returns: its exit code.
    /// - Throws: `SystemCallError` when the PC's folder cannot be used.
    func run<Program: ConsoleProgram>(
        _ start: Program, prepare: (inout Program) -> Void
    ) throws(SystemCallError) -> Int32 {
        var program = start
        var turn = try program.begin()
        while true {
            guard output.write(turn.text) else { return SimulatedProgram.Ending.refused }
            let input: String
            switch turn.wait {
            case .ended(let code): return code
            case .key:
                KeyboardInput.waitForKey()
                input = ""
            case .line:
                // The end of the input closes the console, half-way or not.
                guard let line = KeyboardInput.line() else { return SimulatedProgram.Ending.refused }
                input = line
            }
            prepare(&program)
            turn = try program.receive(input)
            tellSimulator()
        }
    }

    /// What the simulator says about the network of the PC; where it does not answer, nothing can be reached.
    var surroundings: PowerShellConsole.Surroundings {
        func value(_ variable: String) -> String? {
            let response = HTTPExchange(settings: settings, method: "GET", path: "/state/\(variable)").response()
            return response.flatMap { $0.status == 200 ? $0.body : nil }
        }
        return .init(
            isPublic: value("batch-pc.profile") == "public", namesResolve: value("batch-pc.names") == "resolve",
            hostsAnswer: value("batch-pc.hosts") == "answer")
    }

    /// Lets the simulator look at the folder now; if it is gone, there is nobody to tell.
    private func tellSimulator() {
        _ = HTTPExchange(settings: settings, method: "POST", path: "/pcs/\(pc.name)").response()
    }
}
