import KirikaeCanonicalJSON
import KirikaeConsolePrograms
import KirikaeService

/// The folder through which others find a running simulator: `simulator.json`, and `pcs/` with a folder for each PC.
struct SimulatorDirectory: Sendable {
    /// The folder, from the root.
    let path: String
    /// What the names of programs stand for, from the root.
    private let program: String

    /// The folder of the PCs.
    var pcs: String { "\(path)/pcs" }
    /// The folder of the files that the business portal offers.
    var media: String { "\(path)/media" }

    private var description: String { "\(path)/simulator.json" }
    private var address: String { "\(path)/simulator.address" }

    private static let batchPC = "batch-pc"
    private static let shell = "powershell"
    /// The PCs of the agents: both Windows, both installers, and one of 32 bits, which Windows 11 has not.
    private static let agentPCs: [(name: String, system: SimulatedPC.System)] = [
        ("agent-pc-1", .init(fitting: .forWindows10)), ("agent-pc-2", .init(fitting: .forWindows11)),
        ("agent-pc-3", .init(fitting: .forWindows10, architecture: "x86")),
        ("agent-pc-4", .init(fitting: .forWindows11, isSoftPhone: false)),
        ("agent-pc-5", .init(fitting: .forWindows10, isSoftPhone: false)),
    ]

    /// Makes the folder; what a simulator that was killed left behind is removed.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - program: what the names of programs stand for.
    init(_ path: String, program: String) throws(SystemCallError) {
        try FileSystem.makeDirectory(path)
        self.path = try FileSystem.absolute(path)
        self.program = try FileSystem.absolute(program)
        try removePCs()
        try FileSystem.remove(description)
    }

    /// Lays out the PCs as a state says, and what can be put on them.
    func makePCs(_ state: ServiceState) throws(SystemCallError) -> SimulatedPCs {
        var agents: [SimulatedPC] = []
        for (name, system) in Self.agentPCs { agents.append(try SimulatedPC(making: "\(pcs)/\(name)", system: system)) }
        let batch = try SimulatedPC(making: "\(pcs)/\(Self.batchPC)", system: .init(fitting: .forWindows10))
        try FileSystem.link("\(batch.path)/\(Self.shell)", to: program)
        for edition in SwitchFileEdition.allCases {
            try SimulatedPC.extract(edition, below: media, program: program)
        }
        try BatchFiles.extract(into: "\(media)/\(Self.batchFolder)", program: program)
        let batches = "\(batch.desktop)/\(Self.batchFolder)"
        try FileSystem.makeDirectory(batches)
        return try SimulatedPCs(agents: agents, batch: batch, batches: batches, program: program, state: state)
    }

    private static let batchFolder = String(BatchFiles.archive.dropLast(4))

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
        try removePCs()
    }

    /// Removes the PCs that a simulator made, which say so themselves, and nothing else.
    private func removePCs() throws(SystemCallError) {
        for name in Self.agentPCs.map(\.name) + [Self.batchPC] {
            guard try FileSystem.text("\(pcs)/\(name)/\(SimulatedPC.systemFile)") != nil else { continue }
            try FileSystem.removeTree("\(pcs)/\(name)")
        }
        for folder in SwitchFileEdition.allCases.map(\.folder) + [Self.batchFolder] {
            try FileSystem.removeTree("\(media)/\(folder)")
        }
        for folder in [pcs, media] { try FileSystem.removeDirectoryIfEmpty(folder) }
    }
}
