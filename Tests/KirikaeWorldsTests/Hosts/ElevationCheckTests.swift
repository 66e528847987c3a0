import Glibc
import KirikaeEngine
import KirikaeRunbook
import Testing

@testable import KirikaeWorlds

/// A program that must run as administrator is not started without saying so.
@Suite struct ElevationCheckTests {
    @Test(arguments: [
        ("switch", true, false, ElevationLack?.none), ("switch", false, false, .notRoot),
        ("DB_ClusterFailover_To_Backup.exe", false, false, .notRoot),
        ("DB_ClusterFailover_To_Backup.exe", true, false, nil),
        // Root of WSL2 is nobody in Windows.
        ("DB_ClusterFailover_To_Backup.exe", true, true, .windowsProgram), ("RUN.BAT. ", true, true, .windowsProgram),
        ("switch", true, true, nil), ("switch", false, true, .notRoot),
    ]) func whatItLacks(program: String, isRoot: Bool, isWindowsReachable: Bool, lack: ElevationLack?) throws {
        var host = try #require(
            try WorldFixture.environment(observing: "ask", directory: "/nowhere").hosts["pc"])
        #expect(
            ElevationCheck(host: host, isRoot: isRoot, isWindowsReachable: isWindowsReachable).lack(of: program) == lack
        )
        host.elevation = .granted
        #expect(
            ElevationCheck(host: host, isRoot: isRoot, isWindowsReachable: isWindowsReachable).lack(of: program) == nil)
    }

    /// On a remote host the user who logs in there counts.
    @Test(arguments: [
        (String?.some("root"), SSHAccess.System.linux, false, ElevationLack?.none),
        ("ops", .linux, true, .remoteUserNotRoot),
        (nil, .linux, true, nil), (nil, .linux, false, .remoteUserNotRoot),
        ("Administrator", .windows, true, .remoteWindows),
    ]) func whatItLacksElsewhere(user: String?, system: SSHAccess.System, isRoot: Bool, lack: ElevationLack?) throws {
        var host = try #require(
            try WorldFixture.environment(observing: "ask", directory: "/nowhere").hosts["pc"])
        var access = SSHAccess(address: .text("192.0.2.1"))
        access.user = user
        access.system = system
        host.ssh = access
        #expect(ElevationCheck(host: host, isRoot: isRoot).lack(of: "switch.exe") == lack)
        host.elevation = .granted
        #expect(ElevationCheck(host: host, isRoot: isRoot).lack(of: "switch.exe") == nil)
    }

    /// The file says it, and the program is started or not.
    @Test(arguments: [("true", geteuid() == 0), ("false", true)])
    func elevatedPrograms(elevated: String, isStarted: Bool) async throws {
        let fixture = try WorldFixture(
            step: "    action: {command: [talk], on: pc, elevated: \(elevated)}", programs: ["talk": "echo started"])
        let performed = try await fixture.performed()
        #expect(performed.outcome == (isStarted ? .succeeded(warnings: []) : .failed(.notElevated(.notRoot))))
        #expect(performed.text == (isStarted ? "started\n" : ""))
    }
}
