import KirikaeConsolePrograms
import KirikaeService

/// The PCs that people sit at: a folder each, and what the model's variables say about them.
///
/// Folders and variables are kept equal in both directions. What somebody does on a PC changes the variable; what a drill leader sets
/// in the model is laid out in the folders, as if it had been so when the people came in.
struct SimulatedPCs: Sendable {
    /// The PCs of the agents whose WDE may be switched, in order.
    let agents: [SimulatedPC]
    /// The PC of the portal switch.
    let batch: SimulatedPC
    /// The folder of the four programs on it.
    let batches: String
    /// What the names of programs stand for.
    let program: String
    /// What each agent's PC shows.
    var desks: [String: AgentDesk] = [:]
    /// What the batch PC shows.
    var batchDesk = BatchDesk()
    /// Where WDE is logged in, by PC.
    var logins = AgentLogins()

    /// The variables that follow from the folders.
    enum Variable: String, CaseIterable {
        case switchFiles = "wde.files"
        case preference = "wde.preference"
        case batchFiles = "batch-pc.files"
        case remoting = "batch-pc.remoting"
        case trustedHosts = "batch-pc.trusted-hosts"
    }

    /// What the folders said last.
    private var found: [Variable: String] = [:]
    /// What the model said last.
    private var told: [Variable: String] = [:]

    /// Makes PCs as the model says they are at the start.
    init(
        agents: [SimulatedPC], batch: SimulatedPC, batches: String, program: String, state: ServiceState
    ) throws(SystemCallError) {
        self.agents = agents
        self.batch = batch
        self.batches = batches
        self.program = program
        for pc in agents {
            try pc.installWDE(preferring: .main)
            desks[pc.name] = AgentDesk()
        }
        // A model that says nothing of the PCs finds everything prepared.
        let prepared: [Variable: String] = [
            .switchFiles: "matching", .preference: "main", .batchFiles: "complete", .remoting: "on",
            .trustedHosts: "correct",
        ]
        for variable in Variable.allCases {
            told[variable] = state[variable.rawValue]
            try arrange(variable, as: state[variable.rawValue] ?? prepared[variable] ?? "")
            found[variable] = try look(at: variable)
        }
        try logins.begin(agents, in: state)
    }

    /// The PC of an agent.
    func agent(_ name: String) -> SimulatedPC? { agents.first { $0.name == name } }

    /// Makes folders and variables equal again.
    ///
    /// - Parameters:
    ///   - state: the state of the model.
    ///   - isLooking: whether somebody may have changed the folders since the last time.
    /// - Returns: the variables that the folders have changed; a variable that the model does not have is left out.
    mutating func follow(
        _ state: ServiceState, lookingAtFolders isLooking: Bool
    ) throws(SystemCallError) -> [String: String?] {
        logins.follow(state)
        var changes: [String: String?] = [:]
        for variable in Variable.allCases {
            let now = isLooking ? try look(at: variable) : found[variable]
            let said = state[variable.rawValue]
            if let now, now != found[variable] {
                found[variable] = now
                told[variable] = now
                if said != now { changes[variable.rawValue] = .some(now) }
            } else if let said, said != told[variable] {
                try arrange(variable, as: said)
                found[variable] = try look(at: variable)
                told[variable] = said
            }
        }
        return changes
    }

    // MARK: From folders to values

    private func look(at variable: Variable) throws(SystemCallError) -> String {
        switch variable {
        case .switchFiles:
            var seen: Set<SimulatedPC.SwitchFiles> = []
            for pc in agents { seen.insert(try pc.switchFiles) }
            return
                (seen.contains(.wrong) ? .wrong : seen.contains(.absent) ? .absent : SimulatedPC.SwitchFiles.matching)
                .rawValue
        case .preference:
            var seen: Set<String> = []
            for pc in agents { seen.insert(try pc.configuration?.site.value ?? "none") }
            return seen.count == 1 && seen != ["none"] ? seen.first ?? "mixed" : "mixed"
        case .batchFiles: return try BatchFiles.status(of: batches)
        case .remoting: return try RemotingSettings(of: batch).isOn ? "on" : "off"
        case .trustedHosts: return try RemotingSettings(of: batch).isTrustComplete ? "correct" : "wrong"
        }
    }

    // MARK: From values to folders

    private func arrange(_ variable: Variable, as value: String) throws(SystemCallError) {
        switch variable {
        case .switchFiles:
            for (index, pc) in agents.enumerated() {
                // One PC with the wrong edition is enough to be wrong, and what one has to find.
                let wanted: SimulatedPC.SwitchFiles =
                    value == "absent" ? .absent : value == "wrong" && index == 0 ? .wrong : .matching
                try arrangeSwitchFiles(of: pc, as: wanted)
            }
        case .preference:
            for (index, pc) in agents.enumerated() {
                let isMoved = value == "dr" || value == "mixed" && index < agents.count / 2
                let site: PreferredSite = isMoved ? .dr : .main
                if try pc.configuration?.site != site { try pc.installWDE(preferring: site) }
            }
        case .batchFiles:
            for name in BatchFiles.programs + [BatchFiles.script] { try FileSystem.remove("\(batches)/\(name)") }
            if value != "absent" { try BatchFiles.extract(into: batches, program: program) }
            if value == "wrong" { try FileSystem.remove("\(batches)/\(BatchFiles.script)") }
        case .remoting: try RemotingSettings(of: batch).setOn(value == "on")
        case .trustedHosts:
            let names = value == "correct" ? RemotingSettings.trustedHosts : RemotingSettings.oldTrustedHosts
            try RemotingSettings(of: batch).setTrusted(names.joined(separator: ","))
        }
    }

    private func arrangeSwitchFiles(
        of pc: SimulatedPC, as wanted: SimulatedPC.SwitchFiles
    ) throws(SystemCallError) {
        guard try pc.switchFiles != wanted else { return }
        try pc.removeSwitchFiles()
        let other: SwitchFileEdition = pc.system.fitting == .forWindows10 ? .forWindows11 : .forWindows10
        guard wanted != .absent else { return }
        try SimulatedPC.extract(wanted == .wrong ? other : pc.system.fitting, below: pc.desktop, program: program)
    }
}

extension PreferredSite {
    /// The site as the model calls it.
    var value: String {
        switch self {
        case .main: "main"
        case .dr: "dr"
        }
    }
}
