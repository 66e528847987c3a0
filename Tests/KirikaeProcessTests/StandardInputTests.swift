import Testing

@testable import KirikaeProcess

/// What a child reads, and where its errors go.
@Suite struct StandardInputTests {
    private func run(_ script: String, _ change: (inout ChildProcessConfiguration) -> Void) async throws -> (
        output: String, exit: ChildExit?
    ) {
        var configuration = ChildProcessConfiguration(
            executablePath: "/bin/sh", arguments: ["-c", script], environment: [("PATH", "/usr/bin:/bin")])
        change(&configuration)
        var output: [UInt8] = []
        var exit: ChildExit?
        for await event in try ChildProcess.start(configuration).events {
            if case .output(let bytes) = event { output += bytes }
            if case .exited(let ending) = event { exit = ending }
        }
        return (String(decoding: output, as: UTF8.self), exit)
    }

    @Test(arguments: [0, 5, 300_000]) func isReadFromItsBeginningToItsEnd(count: Int) async throws {
        let (output, exit) = try await run("wc -c; cat /dev/fd/3") {
            $0.standardInput = [UInt8](repeating: 0x41, count: count)
            $0.files = [Array("file".utf8)]
        }
        #expect(exit == .code(0))
        #expect(output == "\(count)\nfile")
    }

    @Test func withoutItThereIsNothingToRead() async throws {
        #expect(try await run("cat; echo end") { _ in }.output == "end\n")
    }

    @Test func errorsGoWhereTheyAreSent() async throws {
        let script = "echo out; echo err >&2"
        #expect(try await run(script) { _ in }.output == "out\nerr\n")
        #expect(try await run(script) { $0.errors = .discarded }.output == "out\n")
    }

    /// A child that shares the terminal stays in this program's group; ending it must not end this program.
    @Test func oneThatSharesTheTerminalIsEndedAlone() async throws {
        let child = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: "/bin/sleep", arguments: ["60"], sharesTerminal: true, errors: .withOutput))
        child.terminate(graceMilliseconds: 200)
        var exit: ChildExit?
        for await event in child.events { if case .exited(let ending) = event { exit = ending } }
        #expect(exit == .signal(15))
        let (own, _) = try await run("cut -d' ' -f5,6 /proc/$$/stat") { $0.sharesTerminal = true }
        let (other, _) = try await run("cut -d' ' -f5,6 /proc/$$/stat") { _ in }
        let (mine, _) = try await run("cut -d' ' -f5,6 /proc/$PPID/stat") { $0.sharesTerminal = true }
        #expect(own == mine && other != mine)
    }
}
