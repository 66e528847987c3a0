import Glibc
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Reads the secrets of an environment when they are needed, and keeps none.
struct SecretStore: Sendable {
    let environment: Environment

    /// Shorter values would be found everywhere in what programs print, and masking them would give them away.
    static let minimumBytes = 8
    private static let maximumBytes = 4_096

    /// A secret that could not be read.
    struct NotRead: Error {
        var name: String
        var reason: String
    }

    /// The value of a secret, without a line feed at its end.
    ///
    /// - Throws: `NotRead`.
    func value(of name: String) async throws(NotRead) -> [UInt8] {
        guard let secret = environment.secrets[name] else {
            throw NotRead(name: name, reason: "the environment does not define it")
        }
        var bytes: [UInt8]
        switch secret.source {
        case .variable(let variable):
            guard let text = getenv(variable) else { throw NotRead(name: name, reason: "\(variable) is not set") }
            bytes = Array(String(cString: text).utf8)
        case .file(let path): bytes = try read(path, name: name)
        case .command(let arguments, let timeout): bytes = try await read(arguments, timeout, name: name)
        }
        if bytes.last == 0x0A {
            bytes.removeLast()
            if bytes.last == 0x0D { bytes.removeLast() }
        }
        guard bytes.count >= Self.minimumBytes else {
            throw NotRead(name: name, reason: "it has fewer than \(Self.minimumBytes) bytes")
        }
        return bytes
    }

    /// Several secrets, by name.
    ///
    /// - Throws: `NotRead` for the first that cannot be read.
    func values(of names: [String]) async throws(NotRead) -> UsedSecrets {
        var values: [String: [UInt8]] = [:]
        if let first = names.sorted().first {
            do throws(SystemCallError) { try CoreDumps.turnOff() } catch {
                throw NotRead(name: first, reason: "core dumps could not be turned off: \(error)")
            }
        }
        for name in names.sorted() where values[name] == nil { values[name] = try await value(of: name) }
        return UsedSecrets(values: values)
    }

    /// How long a program that is told to end may take before it is killed.
    private static let graceMilliseconds = 500

    /// What a program prints; what it says besides is shown nowhere, because nobody knows what it holds.
    private func read(
        _ arguments: [String], _ timeout: Milliseconds, name: String
    ) async throws(NotRead) -> [UInt8] {
        let home = getenv("HOME").map { [("HOME", String(cString: $0))] } ?? []
        let child: ChildProcess
        do throws(ChildProcessError) {
            child = try ChildProcess.start(
                ChildProcessConfiguration(
                    executablePath: arguments.first ?? "", arguments: Array(arguments.dropFirst()),
                    environment: [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")] + home,
                    errors: .discarded, workingDirectory: "/"))
        } catch {
            throw NotRead(name: name, reason: "its program could not be started")
        }
        let deadline = MonotonicClock.nowMilliseconds() + Int(timeout.count)
        var bytes: [UInt8] = []
        var problem: String?
        for await event in child.events {
            switch event {
            case .output(let more): bytes += more
            case .silence: break
            case .exited(let exit):
                if let problem { throw NotRead(name: name, reason: problem) }
                if exit == .code(0) { return bytes }
                throw NotRead(name: name, reason: Self.text(exit))
            }
            guard problem == nil else { continue }
            if bytes.count > Self.maximumBytes { problem = "its program printed more than \(Self.maximumBytes) bytes" }
            if MonotonicClock.nowMilliseconds() > deadline {
                problem = "its program did not end within \(timeout.written)"
            }
            if problem != nil { child.terminate(graceMilliseconds: Self.graceMilliseconds) }
        }
        throw NotRead(name: name, reason: "nobody saw how its program ended")
    }

    private static func text(_ exit: ChildExit) -> String {
        switch exit {
        case .code(let code): "its program ended with exit code \(code)"
        case .signal(let signal): "its program was ended by signal \(signal)"
        case .unknown: "nobody saw how its program ended"
        }
    }

    private func read(_ path: String, name: String) throws(NotRead) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw NotRead(name: name, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw NotRead(name: name, reason: "not a regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw NotRead(name: name, reason: "others than its owner can read the file; make it 0600")
        }
        var buffer = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw NotRead(name: name, reason: String(cString: strerror(errno))) }
        guard count <= Self.maximumBytes else {
            throw NotRead(name: name, reason: "it has more than \(Self.maximumBytes) bytes")
        }
        return Array(buffer[..<count])
    }
}

/// The secrets that a step or a look needs, read just before.
struct UsedSecrets: Sendable {
    /// Their values by name.
    var values: [String: [UInt8]] = [:]

    /// The value of one of them.
    ///
    /// - Throws: `SecretStore.NotRead` for a name that was not asked for before.
    func value(of name: String) throws(SecretStore.NotRead) -> [UInt8] {
        guard let value = values[name] else {
            throw SecretStore.NotRead(name: name, reason: "it was not read before")
        }
        return value
    }

    /// The files of a child, and the variables that name them.
    ///
    /// - Parameter names: the secret by the variable.
    func files(_ names: [String: String]) throws(SecretStore.NotRead) -> (
        files: [[UInt8]], variables: [(String, String)]
    ) {
        var files: [[UInt8]] = []
        var variables: [(String, String)] = []
        for (variable, name) in names.sorted(by: { $0.key < $1.key }) {
            files.append(try value(of: name))
            variables.append((variable, ChildProcessConfiguration.pathOfFile(files.count - 1)))
        }
        return (files, variables)
    }

    /// What takes them out of a text.
    var mask: SecretMask { SecretMask(Array(values.values)) }
}
