import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Looks at a variable by what a program prints.
struct CommandProbe {
    let environment: Environment

    /// How much a probe may print, in bytes.
    ///
    /// More is no value of any variable.
    private static let maximumBytes = 64 * 1024
    private static let graceMilliseconds = 1_000

    /// What the program says.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - hostName: the host.
    ///   - values: for each printed text the value it means.
    ///   - silent: the value if the program ends with another code than 0.
    ///   - timeout: how long it may take.
    func read(
        _ arguments: [String], on hostName: String, values: [String: String], silent: String?, timeout: Milliseconds
    ) async -> Reading {
        guard let host = environment.hosts[hostName], let name = arguments.first, !name.contains("/") else {
            return .failed("no program \(arguments.first ?? "") on \(hostName)")
        }
        let child: ChildProcess
        do throws(ChildProcessError) {
            child = try ChildProcess.start(
                ChildProcessConfiguration(
                    executablePath: "\(host.directory)/\(name)",
                    arguments: Array(arguments.dropFirst()),
                    environment: [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")],
                    workingDirectory: host.directory))
        } catch {
            return .failed("\(error)")
        }
        let deadline = MonotonicClock.nowMilliseconds() + Int(timeout.count)
        var bytes: [UInt8] = []
        var isLate = false
        for await event in child.events {
            switch event {
            case .output(let more): if bytes.count < Self.maximumBytes { bytes += more }
            case .silence: break
            case .exited(.code(0)) where !isLate: return meaning(of: bytes, values)
            case .exited(let exit):
                if isLate { return .failed("no answer within \(timeout.written)") }
                return silent.map { .value($0) } ?? .failed("ended with \(exit): \(Self.firstLine(bytes))")
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: Self.graceMilliseconds)
            }
        }
        return .failed("nobody saw how it ended")
    }

    private func meaning(of bytes: [UInt8], _ values: [String: String]) -> Reading {
        let printed = Self.trimmed(bytes)
        return values[printed].map { .value($0) } ?? .failed("it means no value: \(Self.firstLine(bytes))")
    }

    private static func firstLine(_ bytes: [UInt8]) -> String {
        String(trimmed(bytes).prefix { !$0.isNewline }.prefix(200))
    }

    private static func trimmed(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self)[...].trimmed }
}
