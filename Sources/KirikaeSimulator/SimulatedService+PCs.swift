import KirikaeConsolePrograms
import KirikaeService

extension SimulatedService {
    /// Puts people's PCs into the contact centre.
    ///
    /// - Parameters:
    ///   - behaviours: what programs do wrong from the start.
    ///   - make: makes the PCs from the state.
    func install(
        behaviours: [SwitchProgram: ProgramBehaviour], _ make: @Sendable (ServiceState) throws -> SimulatedPCs
    ) throws {
        self.behaviours = behaviours
        pcs = try make(try state)
        try followPCs(lookingAtFolders: true)
    }

    /// Makes the model's variables and the PCs' folders equal again.
    ///
    /// - Parameter isLooking: whether somebody may have changed the folders.
    func followPCs(lookingAtFolders isLooking: Bool) throws {
        guard let changes = try pcs?.follow(try state, lookingAtFolders: isLooking) else { return }
        let known = changes.filter { model.variable($0.key) != nil }
        if !known.isEmpty { try change(known) }
    }

    /// Logs in on an agent's PC, which may move the place of all agents.
    func logIn(on pc: SimulatedPC) throws -> AgentLogins.Outcome {
        guard let (outcome, place) = try pcs?.logins.logIn(pc, in: try state) else { return .refused }
        if case .site = outcome, let place, model.variable(AgentLogins.variable) != nil,
            try state[AgentLogins.variable] != place
        {
            try change([AgentLogins.variable: place])
        }
        return outcome
    }

    /// What keeps a program of the portal switch from its servers; nil if nothing does.
    ///
    /// The order is that in which the real one would notice.
    func refusal(of program: SwitchProgram) throws -> (reason: SwitchRefusal, host: String)? {
        let state = try state
        let host =
            RemotingSettings.trustedHosts.first {
                $0.contains("dbs") == (program == .databaseToBackup || program == .databaseToMain)
            } ?? ""
        if state["batch-pc.files"] == "wrong" || state["batch-pc.files"] == "absent" { return (.script, host) }
        if state["batch-pc.remoting"] == "off" || state["batch-pc.profile"] == "public" { return (.remoting, host) }
        if state["batch-pc.names"] == "missing" { return (.names, host) }
        if state["batch-pc.trusted-hosts"] == "wrong" { return (.trustedHosts, host) }
        if state["batch-pc.hosts"] == "silent" { return (.hosts, host) }
        return nil
    }
}
