import KirikaeConsolePrograms

/// What `simulator.address` says: the control server in the first line, then one option in each line.
struct ProgramSettings {
    /// The host, an IPv4 address in digits.
    let host: String
    /// The port.
    let port: UInt16
    /// Whether the security warning is shown first.
    let showsSecurityWarning: Bool

    private static let fileName = "simulator.address"

    /// Reads the file in a folder, or in the nearest one above it.
    init?(around folder: String) {
        guard var path = try? FileSystem.absolute(folder) else { return nil }
        while true {
            if let text = try? FileSystem.text("\(path)/\(Self.fileName)") {
                self.init(text: text)
                return
            }
            guard !path.isEmpty, let slash = path.lastIndex(of: "/") else { return nil }
            path = String(path[..<slash])
        }
    }

    private init?(text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        let parts = (lines.first ?? "").split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        host = String(parts[0])
        self.port = port
        showsSecurityWarning = lines.dropFirst().contains("security-warning")
    }
}
