/// What PowerShell keeps on a PC about remote administration (manual, 3.1.2).
public struct RemotingSettings: Sendable, Hashable {
    private let folder: String

    /// The four servers that the batches must be allowed to reach.
    public static let trustedHosts = ["j1-mmf01-0", "j2-mmf01-0", "j1-dbs02-0", "j2-dbs02-0"]
    /// What a PC holds that was prepared with a manual before edition 1.26.2.22.
    public static let oldTrustedHosts = ["j1-mmf01-0", "j2-mmf01-0", "j1-dbs01-0", "j2-dbs01-0"]

    /// The settings of a PC.
    public init(of pc: SimulatedPC) { folder = "\(pc.drive)/ProgramData/WinRM" }

    /// Whether remoting is on.
    public var isOn: Bool {
        get throws(SystemCallError) { try FileSystem.text("\(folder)/PSRemoting") == "on\n" }
    }

    /// The value of TrustedHosts; empty if it was never set.
    public var trusted: String {
        get throws(SystemCallError) {
            (try FileSystem.text("\(folder)/TrustedHosts") ?? "").split(separator: "\n").first.map(String.init) ?? ""
        }
    }

    /// Whether all four servers are trusted; names have no case, `*` trusts everybody.
    public var isTrustComplete: Bool {
        get throws(SystemCallError) {
            let names = Set(try trusted.lowercased().split(separator: ",").map { String($0.drop { $0 == " " }) })
            return names.contains("*") || names.isSuperset(of: Self.trustedHosts)
        }
    }

    /// Switches remoting on or off.
    ///
    /// - Throws: `SystemCallError` when it cannot be written.
    public func setOn(_ isOn: Bool) throws(SystemCallError) {
        try FileSystem.makeDirectory(folder)
        try FileSystem.replace("\(folder)/PSRemoting", with: isOn ? "on\n" : "off\n")
    }

    /// Overwrites TrustedHosts.
    ///
    /// - Throws: `SystemCallError` when it cannot be written.
    public func setTrusted(_ value: String) throws(SystemCallError) {
        try FileSystem.makeDirectory(folder)
        try FileSystem.replace("\(folder)/TrustedHosts", with: value + "\n")
    }
}
