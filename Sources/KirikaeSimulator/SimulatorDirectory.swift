import KirikaeCanonicalJSON

/// The folder through which others find a running simulator: `simulator.json`, and `batches/` with the four programs.
struct SimulatorDirectory: Sendable {
    /// The folder, from the root.
    let path: String
    /// The folder of the programs.
    var batches: String { "\(path)/batches" }

    private var description: String { "\(path)/simulator.json" }
    private var address: String { "\(batches)/simulator.address" }
    private var links: [String] { SwitchProgram.allCases.map { "\(batches)/\($0.rawValue)" } }

    /// Makes the folders and the programs; a description left behind by a simulator that was killed is removed.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - program: what the four names stand for.
    init(_ path: String, program: String) throws(SystemCallError) {
        try FileSystem.makeDirectory(path)
        self.path = try FileSystem.absolute(path)
        try FileSystem.makeDirectory(batches)
        try FileSystem.remove(description)
        let target = try FileSystem.absolute(program)
        for link in links { try FileSystem.link(link, to: target) }
    }

    /// Tells the programs where the control server is, then everybody else where everything is.
    func publish(_ addresses: SimulatorAddresses, showsSecurityWarning: Bool) throws(SystemCallError) {
        let host = addresses.control.dropFirst("http://".count)
        let options = showsSecurityWarning ? "security-warning\n" : ""
        try FileSystem.replace(address, with: "\(host)\n\(options)")
        try FileSystem.replace(description, with: addresses.json.canonicalText + "\n")
    }

    /// Takes everything away again that was made here.
    func remove() throws(SystemCallError) {
        try FileSystem.remove(description)
        try FileSystem.remove(address)
        for link in links { try FileSystem.remove(link) }
        try FileSystem.removeDirectoryIfEmpty(batches)
    }
}
