import Glibc
import KirikaeEngine
import KirikaeRunbook

/// Whether a program that is to be started as administrator would be.
///
/// Nothing is raised here. `sudo` would close the descriptors in which secrets are handed over, empty the environment in which the
/// program is found again, and put it out of reach of the signals that end it.
struct ElevationCheck {
    let host: Environment.Host
    var isRoot = geteuid() == 0
    /// Whether Windows programs can be started from here (WSL).
    var isWindowsReachable = access("/proc/sys/fs/binfmt_misc/WSLInterop", F_OK) == 0

    private static let windowsEndings = [".exe", ".bat", ".cmd", ".com", ".ps1", ".msi"]

    /// What the program lacks; nil if it has what it needs, or the environment says so.
    func lack(of program: String) -> ElevationLack? {
        guard host.elevation == .checked else { return nil }
        if let access = host.ssh {
            if access.system == .windows { return .remoteWindows }
            // Without a name ssh logs in as whoever runs it.
            let isRemoteRoot = access.user.map { $0 == "root" } ?? isRoot
            return isRemoteRoot ? nil : .remoteUserNotRoot
        }
        if isWindowsReachable {
            // Windows ignores dots and spaces at the end of a name.
            let name = String(program.lowercased().reversed().drop { $0 == "." || $0 == " " }.reversed())
            if Self.windowsEndings.contains(where: name.hasSuffix) { return .windowsProgram }
        }
        return isRoot ? nil : .notRoot
    }
}
