/// The PC that runs the batches, as far as the model's variables do not say it word for word (manual, 3.1).
struct BatchPC {
    /// The variable that says whether `trustedHosts` is right.
    static let variable = "batch-pc.trusted-hosts"
    /// The names that it must trust.
    static let hosts = ["j1-mmf01-0", "j2-mmf01-0", "j1-dbs02-0", "j2-dbs02-0"]
    /// What a PC holds that was prepared with an older edition of the manual.
    static let oldHosts = ["j1-mmf01-0", "j2-mmf01-0", "j1-dbs01-0", "j2-dbs01-0"]
    /// The files of the batches (manual, 3.1.3).
    static let files = SwitchProgram.allCases.map(\.rawValue) + ["ClusterFailover.ps1"]

    /// The present value of TrustedHosts.
    private(set) var trustedHosts = Self.hosts.joined(separator: ",")
    /// The value that waits for a Y; nil where nothing does.
    var pendingHosts: String?

    /// The value that the variable had when it was last looked at.
    private var lastSetting: String?

    /// The value of the variable that follows.
    var value: String {
        Set(trustedHosts.split(separator: ",")) == Set(Self.hosts.map { $0[...] }) ? "correct" : "wrong"
    }

    /// Changes the value where the variable has been set anew to something that does not follow from it.
    mutating func follow(_ setting: String?) {
        guard setting != lastSetting else { return }
        lastSetting = setting
        guard let setting, setting != value else { return }
        trustedHosts = (setting == "correct" ? Self.hosts : Self.oldHosts).joined(separator: ",")
    }

    /// Takes over the value that waits.
    mutating func confirm() {
        if let pendingHosts { trustedHosts = pendingHosts }
        pendingHosts = nil
    }
}
