/// A program that was told to end because something was wrong with it: what was seen of it last.
public struct StoppedProgram: Sendable, Hashable {
    /// How it ended then.
    public enum End: Sendable, Hashable {
        /// By itself, with this exit code.
        case code(Int32)
        /// By this signal.
        case signal(Int32)
        /// Nobody saw it.
        case notSeen
    }

    /// The last line it had printed, whole or not, when it was told to end: the prompt that nobody expected.
    public var lastLine: String
    /// How it ended.
    public var end: End
    /// The numbers of processes that it started and that still run; nil where nobody could look.
    public var survivors: [Int32]?
    /// The remote host on which it may still run: only the connection to it was ended; nil for one of this machine.
    public var leftOn: String?

    /// Makes one.
    public init(lastLine: String, end: End, survivors: [Int32]? = [], leftOn: String? = nil) {
        self.lastLine = lastLine
        self.end = end
        self.survivors = survivors
        self.leftOn = leftOn
    }

    /// Whether some of it may go on.
    public var mayStillRun: Bool { leftOn != nil || survivors.map { !$0.isEmpty } ?? true }
}

/// Why a program that must be started as administrator is not.
public enum ElevationLack: String, Sendable, Hashable, CaseIterable {
    /// Kirikae does not run as root.
    case notRoot = "not-root"
    /// It is a Windows program, and root of WSL2 is no administrator of Windows.
    case windowsProgram = "windows-program"
    /// It is a program of a remote host, and the user who logs in there is not root.
    case remoteUserNotRoot = "remote-user-not-root"
    /// It is a program of a remote Windows host, where nobody can see what rights the user has.
    case remoteWindows = "remote-windows"
}
