/// The four programs that switch the customer portal's clusters (manual, 3.6).
public enum SwitchProgram: String, CaseIterable, Sendable {
    case databaseToBackup = "DB_ClusterFailover_To_Backup.exe"
    case databaseToMain = "DB_ClusterFailover_To_Main.exe"
    case mmfToBackup = "MMF_ClusterFailover_To_Backup.exe"
    case mmfToMain = "MMF_ClusterFailover_To_Main.exe"

    /// The variable of the service model that says where the cluster is active.
    public var variable: String {
        switch self {
        case .databaseToBackup, .databaseToMain: "portal.db"
        case .mmfToBackup, .mmfToMain: "portal.mmf"
        }
    }

    /// The value of `variable` while the program switches.
    public var switchingValue: String {
        switch self {
        case .databaseToBackup, .mmfToBackup: "to-dr"
        case .databaseToMain, .mmfToMain: "to-main"
        }
    }

    /// The value of `variable` when the cluster has arrived.
    public var arrivedValue: String {
        switch self {
        case .databaseToBackup, .mmfToBackup: "dr"
        case .databaseToMain, .mmfToMain: "main"
        }
    }
}
