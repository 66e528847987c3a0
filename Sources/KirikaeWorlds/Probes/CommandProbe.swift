import KirikaeEngine
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
    ///   - values: for each printed text the value it means; nil gives the text itself.
    ///   - silent: the value if the program ends with another code than 0.
    ///   - timeout: how long it may take.
    ///   - secrets: the secrets it needs, by the variable that names a file with each.
    func read(
        _ arguments: [String], on hostName: String, values: [String: String]?, silent: String?, timeout: Milliseconds,
        secrets names: [String: String] = [:]
    ) async -> Reading {
        guard let host = HostProgram(hostName, in: environment, opensConnections: false) else {
            return .failed("unknown host \(hostName)")
        }
        let secrets: UsedSecrets
        let program: PreparedProgram
        let child: ChildProcess
        do throws(SecretStore.NotRead) {
            secrets = try await SecretStore(environment: environment).values(of: Array(names.values))
        } catch {
            return .failed("the secret \(error.name) could not be read: \(error.reason)")
        }
        do {
            program = try await host.prepare(arguments, secrets: names, from: secrets)
            child = try program.start()
        } catch let error as PreparedProgram.NotReached {
            return .failed(Self.text(error.outcome))
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
            case .exited(.code(0)) where !isLate: return meaning(of: masked(bytes, secrets), values)
            case .exited(let exit):
                if isLate { return .failed("no answer within \(timeout.written)") }
                // A host that is not reached says nothing about the variable.
                if let failure = program.connectionEnd(exit) { return .failed(Self.text(failure)) }
                return silent.map { .value($0) }
                    ?? .failed("ended with \(exit): \(Self.firstLine(masked(bytes, secrets)))")
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: Self.graceMilliseconds)
            }
        }
        return .failed("nobody saw how it ended")
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

    private func meaning(of bytes: [UInt8], _ values: [String: String]?) -> Reading {
        let printed = Self.trimmed(bytes)
        guard let values else { return .value(printed) }
        return values[printed].map { .value($0) } ?? .failed("it means no value: \(Self.firstLine(bytes))")
    }

    private static func firstLine(_ bytes: [UInt8]) -> String {
        String(trimmed(bytes).prefix { !$0.isNewline }.prefix(200))
    }

    private static func trimmed(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self)[...].trimmed }
}
