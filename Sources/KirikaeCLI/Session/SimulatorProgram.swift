import Glibc
import KirikaeProcess
import KirikaeWorlds

/// The simulator as a program of its own, found beside this one.
enum SimulatorProgram {
    /// The path of a program that was built together with this one.
    static func path(of name: String) throws(CommandFailure) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw CommandFailure(message: .simulatorFailed("/proc/self/exe")) }
        let own = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let path = "\(folder)/\(name)"
        guard access(path, X_OK) == 0 else {
            throw CommandFailure(message: .simulatorFailed("\(path): \(String(cString: strerror(errno)))"))
        }
        return path
    }

    /// Becomes the simulator, with these arguments.
    static func replaceThisProcess(arguments: [String]) throws(CommandFailure) -> Never {
        let path = try path(of: "kirikae-simulator")
        var pointers: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        pointers.append(nil)
        execv(path, &pointers)
        throw CommandFailure(message: .simulatorFailed(String(cString: strerror(errno))))
    }

    /// Starts a simulator that ends with this process, and waits until it listens.
    static func start(directory: String, arguments: [String]) async throws -> (child: ChildProcess, file: String) {
        let path = try path(of: "kirikae-simulator")
        let child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: path, argumentZero: path,
                arguments: arguments + ["--directory", directory, "--parent", "\(getpid())"],
                environment: [("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8")], workingDirectory: nil,
                terminal: false))
        let file = "\(directory)/simulator.json"
        for _ in 0..<200 {
            if access(file, R_OK) == 0 { return (child, file) }
            await LiveClock().sleep(milliseconds: 50)
        }
        child.terminate(graceMilliseconds: 1_000)
        throw CommandFailure(message: .simulatorFailed("it does not listen after 10 s"))
    }
}
