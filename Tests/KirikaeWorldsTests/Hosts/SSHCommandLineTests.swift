import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// What ssh is told, as ssh itself understands it.
@Suite struct SSHCommandLineTests {
    private func hop(_ address: String, user: String? = nil, path: String = "/run/known hosts 100% ü")
        -> SSHCommandLine.Hop
    {
        .init(
            name: "pc", address: address, port: 2222, user: user, identity: "/keys/a b%c", knownHostsPath: path,
            logPath: "/dev/null", connectTimeoutSeconds: 7)
    }

    /// The settings of a command line by the name that `ssh -G` gives them.
    private func settings(_ line: SSHCommandLine) async throws -> [String: [String]] {
        let ending = try await BuiltProgram.run(program: SSHCommandLine.executablePath, ["-G"] + line.arguments)
        try #require(ending.status == 0, "\(ending.error)")
        var settings: [String: [String]] = [:]
        for text in ending.output.split(separator: "\n") {
            let words = text.split(separator: " ", maxSplits: 1)
            settings[String(words[0]), default: []].append(words.count > 1 ? String(words[1]) : "")
        }
        return settings
    }

    @Test(arguments: [false, true])
    func everythingIsSaid(isThroughAnother: Bool) async throws {
        let hops = (isThroughAnother ? [hop("192.0.2.1")] : []) + [hop("192.0.2.2", user: "sato")]
        let settings = try await settings(SSHCommandLine(hops: hops, command: "true"))
        let expected = [
            "hostname": "192.0.2.2", "port": "2222", "user": "sato", "batchmode": "yes",
            "stricthostkeychecking": "true", "globalknownhostsfile": "/dev/null",
            "userknownhostsfile": "/run/known hosts 100% ü", "identityfile": "/keys/a b%%c", "identitiesonly": "yes",
            "hostkeyalias": "[192.0.2.2]:2222", "checkhostip": "no", "updatehostkeys": "false",
            "verifyhostkeydns": "false", "forwardagent": "no", "forwardx11": "no", "tunnel": "false",
            "permitlocalcommand": "no", "passwordauthentication": "no", "kbdinteractiveauthentication": "no",
            "connecttimeout": "7", "serveraliveinterval": "10", "serveralivecountmax": "3", "escapechar": "none",
            "controlmaster": "false", "addkeystoagent": "false", "canonicalizehostname": "false",
            "clearallforwardings": "yes", "nohostauthenticationforlocalhost": "no", "requesttty": "false",
        ]
        for (name, value) in expected { #expect(settings[name] == [value], "\(name)") }
        #expect(settings["localforward"] == nil && settings["remoteforward"] == nil && settings["sendenv"] == nil)
        #expect((settings["proxycommand"] != nil) == isThroughAnother)
    }

    /// The control: it is the options that say so, not what ssh does by itself.
    @Test func withoutTheOptionsItWouldBeOtherwise() async throws {
        let ending = try await BuiltProgram.run(
            program: SSHCommandLine.executablePath, ["-G", "-F", "none", "--", "192.0.2.2"])
        for line in ["stricthostkeychecking ask", "batchmode no", "passwordauthentication yes", "escapechar ~"] {
            #expect(ending.output.contains(line), "\(line)")
        }
    }

    /// What stands between the two is read by a shell and by ssh, and comes out as it went in, however deep.
    @Test func throughOthersEveryOptionIsHandedOn() async throws {
        let line = SSHCommandLine(
            hops: [hop("192.0.2.1"), hop("192.0.2.3", path: "/o'dd \\$(id) `x`"), hop("192.0.2.2")], command: "true")
        let outer = try await settings(line)
        var command = try #require(outer["proxycommand"]?.first)
        for (address, next) in [("192.0.2.3", "192.0.2.2"), ("192.0.2.1", "192.0.2.3")] {
            // As ssh does: percent signs first, then the shell; here a program that prints what it was given.
            let replaced = command.replacing("%%", with: "%")
            let script = "set -- \(replaced); for word; do printf '%s\\0' \"$word\"; done"
            let ending = try await BuiltProgram.run(program: "/bin/sh", ["-c", script])
            let words = ending.output.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(
                String.init)
            #expect(words.first == SSHCommandLine.executablePath)
            #expect(words.suffix(4) == ["-W", "[\(next)]:2222", "--", address])
            #expect(words.contains("-oStrictHostKeyChecking=yes") && words.contains("-oForwardAgent=no"))
            #expect(words.contains("-oHostKeyAlias=[\(address)]:2222"))
            let path = address == "192.0.2.3" ? "/o'dd \\$(id) `x`" : "/run/known hosts 100%% ü"
            #expect(words.contains("-oUserKnownHostsFile=\"\(path)\""), "\(words)")
            command = words.first { $0.hasPrefix("-oProxyCommand=") }.map { String($0.dropFirst(15)) } ?? ""
        }
        #expect(command.isEmpty)
    }

    @Test func whereConnectionsAreShared() async throws {
        var line = SSHCommandLine(hops: [hop("192.0.2.2")], sharing: .kept(socket: "/run/k/a", seconds: 60))
        #expect(line.arguments.suffix(4) == ["-f", "-N", "--", "192.0.2.2"])
        #expect(try await settings(line)["controlpersist"] == ["60"])
        #expect(try await settings(line)["controlmaster"] == ["true"])
        line.sharing = .used(socket: "/run/k/a")
        line.command = "true"
        line.hasTerminal = true
        #expect(line.arguments.suffix(4) == ["-tt", "--", "192.0.2.2", "true"])
        #expect(try await settings(line)["controlmaster"] == ["false"])
        #expect(try await settings(line)["controlpath"] == ["/run/k/a"])
        // What holds a connection for others does not write down what they do.
        line.command = nil
        #expect(!line.arguments.contains { $0.contains("clientloop") })
    }
}
