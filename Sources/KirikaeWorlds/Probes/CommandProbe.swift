import KirikaeEngine
import KirikaePlan
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

    /// How a program ended.
    enum Ending {
        /// It ended, having printed this; its secrets are masked.
        case ended(ChildExit, printed: [UInt8])
        /// It said nothing, and why.
        case nothing(String)
    }

    /// What the program says, and what that rests on.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - hostName: the host.
    ///   - values: for each printed text the value it means.
    ///   - silent: the value if the program ends with another code than 0.
    ///   - timeout: how long it may take.
    ///   - secrets: the secrets it needs, by the variable that names a file with each.
    func find(
        _ arguments: [String], on hostName: String, values: [String: String], silent: String?, timeout: Milliseconds,
        secrets names: [String: String] = [:]
    ) async -> ProbeFinding {
        let start = MonotonicClock.nowMilliseconds()
        let ending = await run(arguments, on: hostName, timeout: timeout, secrets: names)
        var evidence = ProbeEvidence()
        evidence.add("host", hostName)
        evidence.add("milliseconds", "\(MonotonicClock.nowMilliseconds() - start)")
        switch ending {
        case .nothing(let reason): return ProbeFinding(.failed(reason), evidence: evidence.values)
        case .ended(let exit, let printed):
            evidence.add("exit", exit.shown)
            evidence.add("printed", Self.firstLine(printed))
            evidence.add("output-sha256", PlanEncoding.hash(ofFile: printed))
            let reading: Reading =
                switch exit {
                case .code(0): meaning(of: printed, values)
                default:
                    silent.map { .value($0) } ?? .failed("ended with \(exit): \(Self.firstLine(printed))")
                }
            return ProbeFinding(reading, evidence: evidence.values)
        }
    }

    /// What the program says.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - hostName: the host.
    ///   - values: for each printed text the value it means.
    ///   - silent: the value if the program ends with another code than 0.
    ///   - timeout: how long it may take.
    ///   - secrets: the secrets it needs, by the variable that names a file with each.
    func read(
        _ arguments: [String], on hostName: String, values: [String: String], silent: String?, timeout: Milliseconds,
        secrets names: [String: String] = [:]
    ) async -> Reading {
        await find(arguments, on: hostName, values: values, silent: silent, timeout: timeout, secrets: names).reading
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - hostName: the host.
    ///   - timeout: how long it may take.
    ///   - names: the secrets it needs, by the variable that names a file with each.
    func run(
        _ arguments: [String], on hostName: String, timeout: Milliseconds, secrets names: [String: String] = [:]
    ) async -> Ending {
        guard let host = HostProgram(hostName, in: environment, opensConnections: false) else {
            return .nothing("unknown host \(hostName)")
        }
        let secrets: UsedSecrets
        let program: PreparedProgram
        let child: ChildProcess
        do throws(SecretStore.NotRead) {
            secrets = try await SecretStore(environment: environment).values(of: Array(names.values))
        } catch {
            return .nothing("the secret \(error.name) could not be read: \(error.reason)")
        }
        do {
            program = try await host.prepare(arguments, secrets: names, from: secrets)
            child = try program.start()
        } catch let error as PreparedProgram.NotReached {
            return .nothing(Self.text(error.outcome))
        } catch {
            return .nothing("\(error)")
        }
        let deadline = MonotonicClock.nowMilliseconds() + Int(timeout.count)
        var bytes: [UInt8] = []
        var isLate = false
        for await event in child.events {
            switch event {
            case .output(let more): if bytes.count < Self.maximumBytes { bytes += more }
            case .silence: break
            case .exited(let exit):
                if isLate { return .nothing("no answer within \(timeout.written)") }
                // A host that is not reached says nothing about the variable.
                if exit != .code(0), let failure = program.connectionEnd(exit) { return .nothing(Self.text(failure)) }
                return .ended(exit, printed: masked(bytes, secrets))
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: Self.graceMilliseconds)
            }
        }
        return .nothing("nobody saw how it ended")
    }

    private static func text(_ failure: ActionFailure) -> String {
        switch failure {
        case .notReached(let host, let failure, let detail): "\(host) not reached, \(failure.rawValue): \(detail)"
        case .connectionLost(let host, let loss): "connection to \(host) lost, \(loss.rawValue)"
        default: "\(failure)"
        }
    }

    /// What is seen is recorded, and so is what means nothing.
    private func masked(_ bytes: [UInt8], _ secrets: UsedSecrets) -> [UInt8] {
        var mask = secrets.mask
        return mask.take(bytes) + mask.finish()
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

extension ChildExit {
    /// A code as a number, a signal as its name would be in a shell: `128+9`.
    fileprivate var shown: String {
        switch self {
        case .code(let code): "\(code)"
        case .signal(let signal): "128+\(signal)"
        case .unknown: "?"
        }
    }
}
