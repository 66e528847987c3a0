import Glibc
import KirikaeConsolePrograms

/// What this executable is under each of its names.
enum SimulatedProgram {
    /// The exit codes.
    enum Ending {
        static let done: Int32 = 0
        static let refused: Int32 = 1
        static let misused: Int32 = 2
    }

    /// Runs the program that `argumentZero` names.
    ///
    /// - Returns: the exit code: 0 done, 1 refused or failed, 2 not usable as it was started.
    static func run(argumentZero: String) -> Int32 {
        let name = argumentZero.split(separator: "/").last.map(String.init) ?? ""
        let folder = argumentZero.lastIndex(of: "/").map { String(argumentZero[...$0]) } ?? "."
        guard let settings = ProgramSettings(around: folder) ?? ProgramSettings(around: ".") else {
            return misused(
                "simulator.address was not found in the program's folder, above it, or in the current folder")
        }
        guard let output = CP932Output() else { return misused("this system cannot write CP932") }
        do throws(SystemCallError) {
            if BatchFiles.programs.contains(name) {
                return SwitchBatch(name: name, settings: settings, output: output).run()
            }
            guard let pc = try SimulatedPC.around(folder) else {
                return misused("\(folder) is not on a simulated PC: no folder above it holds \(SimulatedPC.systemFile)")
            }
            let session = ConsoleSession(pc: pc, settings: settings, output: output)
            if let file = SwitchFileName(name) {
                let batch = WDEConfigBatch(file, in: try FileSystem.absolute(folder), on: pc, isElevated: true)
                return try session.run(batch) { _ in }
            }
            guard name == "powershell" else { return misused("\(name) is none of the programs") }
            return try session.run(PowerShellConsole(on: pc, isElevated: true)) {
                $0.surroundings = session.surroundings
            }
        } catch {
            CP932Output.complain("\(error)")
            return Ending.refused
        }
    }

    private static func misused(_ text: String) -> Int32 {
        CP932Output.complain(text)
        return Ending.misused
    }
}
