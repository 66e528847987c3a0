import Glibc

/// What `simulator.address` says: the control server in the first line, then one option in each line.
struct BatchSettings {
    /// The host, an IPv4 address in digits.
    let host: String
    /// The port.
    let port: UInt16
    /// Whether the security warning is shown first.
    let showsSecurityWarning: Bool

    private static let fileName = "simulator.address"
    private static let limitBytes = 4096

    /// Reads the file in the folder that the program was started from, else in the current folder.
    init?(beside argumentZero: String) {
        let folder = argumentZero.lastIndex(of: "/").map { String(argumentZero[...$0]) } ?? ""
        guard let text = Self.read(folder + Self.fileName) ?? Self.read(Self.fileName) else { return nil }
        let lines = text.split(separator: "\n").map(String.init)
        let parts = (lines.first ?? "").split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        host = String(parts[0])
        self.port = port
        showsSecurityWarning = lines.dropFirst().contains("security-warning")
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limitBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
