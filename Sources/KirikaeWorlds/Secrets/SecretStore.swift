import Glibc
import KirikaeRunbook

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
    func value(of name: String) throws(NotRead) -> [UInt8] {
        guard let secret = environment.secrets[name] else {
            throw NotRead(name: name, reason: "the environment does not define it")
        }
        var bytes: [UInt8]
        switch secret.source {
        case .variable(let variable):
            guard let text = getenv(variable) else { throw NotRead(name: name, reason: "\(variable) is not set") }
            bytes = Array(String(cString: text).utf8)
        case .file(let path): bytes = try read(path, name: name)
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard bytes.count >= Self.minimumBytes else {
            throw NotRead(name: name, reason: "it has fewer than \(Self.minimumBytes) bytes")
        }
        return bytes
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
