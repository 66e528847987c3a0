import Glibc
import KirikaeProcess

/// The system's `ssh-keygen`, which makes and checks SSH signatures.
///
/// Nothing goes through a shell, and no file is written: what is signed, the signature and the allowed signers reach the program
/// in memory.
public struct SSHKeygen: Sendable {
    /// Where it is looked for.
    public static let executablePath = "/usr/bin/ssh-keygen"

    /// The program that is started.
    private let path: String
    /// How long checking a signature may take, and making one where nobody is asked for a passphrase.
    private let timeoutMilliseconds: Int
    /// How long a person may take to type a passphrase or touch a key.
    private let personTimeoutMilliseconds: Int

    /// Makes a caller of the program.
    ///
    /// - Parameters:
    ///   - path: the absolute path of the program.
    ///   - timeoutMilliseconds: how long it may take by itself.
    ///   - personTimeoutMilliseconds: how long it may take where a person has to do something.
    public init(
        path: String = SSHKeygen.executablePath, timeoutMilliseconds: Int = 10_000,
        personTimeoutMilliseconds: Int = 300_000
    ) {
        self.path = path
        self.timeoutMilliseconds = timeoutMilliseconds
        self.personTimeoutMilliseconds = personTimeoutMilliseconds
    }

    /// Signs bytes.
    ///
    /// - Parameters:
    ///   - message: what is signed, byte for byte.
    ///   - keyPath: a private key, or a public key whose private one an agent holds.
    ///   - namespace: what the signature is for; one made for something else is not valid for it.
    ///   - asksAtTerminal: whether the program may ask for a passphrase at the terminal of this process.
    /// - Returns: the signature in its armoured form, ending with a line feed.
    /// - Throws: `SSHKeygenFailure`.
    public func sign(
        _ message: [UInt8], keyPath: String, namespace: String, asksAtTerminal: Bool
    ) async throws(SSHKeygenFailure) -> String {
        try Self.refuseOptions([keyPath, namespace])
        var environment = Self.environment
        if let socket = getenv("SSH_AUTH_SOCK") { environment.append(("SSH_AUTH_SOCK", String(cString: socket))) }
        if asksAtTerminal, let terminal = getenv("TERM") { environment.append(("TERM", String(cString: terminal))) }
        let configuration = ChildProcessConfiguration(
            executablePath: path, arguments: ["-q", "-Y", "sign", "-f", keyPath, "-n", namespace],
            environment: environment, standardInput: message, sharesTerminal: asksAtTerminal,
            // A key that has to be touched says so there.
            errors: asksAtTerminal ? .shared : .withOutput)
        let ending = try await run(
            configuration, timeoutMilliseconds: asksAtTerminal ? personTimeoutMilliseconds : timeoutMilliseconds)
        guard case .code(0) = ending.exit, let signature = Self.armoured(in: ending.output) else {
            throw .notSigned(reason: Self.reason(ending))
        }
        return signature
    }

    /// Whether a signature over bytes was made by a key of a person, for this purpose.
    ///
    /// - Parameters:
    ///   - message: what was signed, byte for byte.
    ///   - signature: the signature in its armoured form.
    ///   - principal: who is said to have signed.
    ///   - namespace: what the signature must be for.
    ///   - allowedSigners: the content of the file that says which keys are whose, and from when to when; dates without a
    ///     zone are in UTC.
    ///   - wallMilliseconds: the time at which the key must be valid, in milliseconds since 1970.
    /// - Throws: `SSHKeygenFailure` if it cannot be told.
    public func verify(
        _ message: [UInt8], signature: String, principal: String, namespace: String, allowedSigners: [UInt8],
        at wallMilliseconds: Int64
    ) async throws(SSHKeygenFailure) -> SignatureVerdict {
        try Self.refuseOptions([principal, namespace])
        let configuration = ChildProcessConfiguration(
            executablePath: path,
            arguments: [
                "-Y", "verify", "-f", ChildProcessConfiguration.pathOfFile(0), "-I", principal, "-n", namespace,
                "-s", ChildProcessConfiguration.pathOfFile(1),
                "-Overify-time=\(CalendarTime.digits(wallMilliseconds))",
            ], environment: Self.environment, files: [allowedSigners, Array(signature.utf8)], standardInput: message)
        let ending = try await run(configuration, timeoutMilliseconds: timeoutMilliseconds)
        switch ending.exit {
        case .code(0):
            guard let fingerprint = Self.fingerprint(in: ending.output) else {
                return .invalid(reason: Self.reason(ending))
            }
            return .valid(keyFingerprint: fingerprint)
        case .code: return .invalid(reason: Self.reason(ending))
        case .signal, .unknown: throw .broken(reason: Self.reason(ending))
        }
    }

    // MARK: Running

    /// The zone decides what a date without one in an allowed-signers file means; it must not depend on who looks.
    private static let environment = [("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("TZ", "UTC")]
    /// More is no answer of this program.
    private static let outputBytes = 64 * 1024

    private struct Ending {
        var exit: ChildExit
        var output: String
    }

    private func run(
        _ configuration: ChildProcessConfiguration, timeoutMilliseconds: Int
    ) async throws(SSHKeygenFailure) -> Ending {
        let child: ChildProcess
        do throws(ChildProcessError) {
            child = try ChildProcess.start(configuration)
        } catch {
            throw .notStarted(reason: "\(error)")
        }
        let deadline = MonotonicClock.nowMilliseconds() + timeoutMilliseconds
        var bytes: [UInt8] = []
        var isLate = false
        for await event in child.events {
            switch event {
            case .output(let more): if bytes.count < Self.outputBytes { bytes += more }
            case .silence: break
            case .exited(let exit):
                // One that had ended well before it was told to end is not late; only whoever looks was.
                if isLate, exit != .code(0) { throw .tookTooLong(milliseconds: timeoutMilliseconds) }
                return Ending(exit: exit, output: String(decoding: bytes, as: UTF8.self))
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: 500)
            }
        }
        throw .broken(reason: "nobody saw how it ended")
    }

    /// Nothing that is given from outside may be read as an option.
    private static func refuseOptions(_ values: [String]) throws(SSHKeygenFailure) {
        for value in values where value.isEmpty || value.utf8.first == UInt8(ascii: "-") || value.utf8.contains(0) {
            throw .argumentRefused(value)
        }
    }

    private static func armoured(in output: String) -> String? {
        let end = "-----END SSH SIGNATURE-----"
        guard let first = output.firstRange(of: "-----BEGIN SSH SIGNATURE-----"),
            let last = output[first.upperBound...].firstRange(of: end)
        else { return nil }
        return output[first.lowerBound..<last.upperBound] + "\n"
    }

    private static func fingerprint(in output: String) -> String? {
        output.firstRange(of: "SHA256:").map { found in
            String(output[found.lowerBound...].prefix { !$0.isWhitespace })
        }
    }

    private static func reason(_ ending: Ending) -> String {
        let lines = ending.output.split(whereSeparator: \.isNewline).map(String.init)
        let text = lines.prefix(4).joined(separator: "; ")
        return text.isEmpty ? "\(ending.exit)" : String(text.prefix(400))
    }
}

/// Whether a signature is good.
public enum SignatureVerdict: Sendable, Hashable {
    /// It is, by this key.
    case valid(keyFingerprint: String)
    /// It is not: what the program says.
    case invalid(reason: String)
}

/// Why nothing was signed, or a signature could not be looked at.
public enum SSHKeygenFailure: Error, Sendable, Hashable {
    /// A value that could be read as an option, or none.
    case argumentRefused(String)
    /// The program could not be started.
    case notStarted(reason: String)
    /// It did not sign.
    case notSigned(reason: String)
    /// It did not end in time and was stopped.
    case tookTooLong(milliseconds: Int)
    /// It ended in a way that says nothing.
    case broken(reason: String)

    /// What happened, in one line.
    public var reason: String {
        switch self {
        case .argumentRefused(let value): "‘\(value)’ could be read as an option"
        case .notStarted(let reason), .notSigned(let reason), .broken(let reason): reason
        case .tookTooLong(let milliseconds): "no answer within \(milliseconds) ms"
        }
    }
}
