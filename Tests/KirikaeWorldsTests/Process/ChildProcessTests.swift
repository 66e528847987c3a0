import Glibc
import Testing

@testable import KirikaeProcess
@testable import KirikaeWorlds

@Suite struct ChildProcessTests {
    /// Prints each argument as hexadecimal bytes on a line of its own.
    static let printArguments = "import os,sys\nfor a in sys.argv[1:]: print(os.fsencode(a).hex() or '-')"

    @Test(arguments: [false, true])
    func `each argument arrives as exactly one element`(terminal: Bool) async throws {
        let arguments = [
            "; id", "$(id)", "`id`", "|id", "&& id", "\nid", "'", "\"", "a'b\"c", "*", "~", "$IFS", "%COMSPEC%", "",
            "-c", "予備 ポータル", "\\", String(repeating: "x", count: 100 << 10),
        ]
        let run = try await ChildRun.python(Self.printArguments, arguments, terminal: terminal)
        let expected = arguments.map { argument in
            let digits = Array("0123456789abcdef")
            let hexadecimal = argument.utf8.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
            return hexadecimal.isEmpty ? "-" : hexadecimal
        }
        #expect(run.exit == .code(0))
        #expect(run.text.split(separator: "\n").map(String.init) == expected)
    }

    @Test func `the first argument and the environment are what was said and nothing else`() async throws {
        setenv("KIRIKAE_TEST_INHERITED", "1", 1)
        let run = try await ChildRun.of(
            try ChildProcess.start(
                ChildProcessConfiguration(
                    executablePath: "/bin/cat", argumentZero: "renamed",
                    arguments: ["/proc/self/cmdline", "/proc/self/environ"],
                    environment: [("KIRIKAE_A", "a=b c"), ("KIRIKAE_B", "")])))
        #expect(getenv("KIRIKAE_TEST_INHERITED") != nil, "there was something to inherit")
        #expect(run.text == "renamed\0/proc/self/cmdline\0/proc/self/environ\0KIRIKAE_A=a=b c\0KIRIKAE_B=\0")
    }

    @Test func `the child starts in the working directory`() async throws {
        var configuration = ChildProcessConfiguration.shell("pwd -P")
        configuration.workingDirectory = "/usr/share"
        let run = try await ChildRun.of(try ChildProcess.start(configuration))
        #expect(run.text == "/usr/share\n")
    }

    @Test(arguments: [0, 1, 7, 126, 255])
    func `exit codes arrive`(code: Int32) async throws {
        for terminal in [false, true] {
            #expect(try await ChildRun.shell("exit \(code)", terminal: terminal).exit == .code(code))
        }
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV, SIGPIPE])
    func `signals arrive`(signal: Int32) async throws {
        for terminal in [false, true] {
            #expect(try await ChildRun.shell("kill -\(signal) $$", terminal: terminal).exit == .signal(signal))
        }
    }

    @Test(arguments: [false, true])
    func `a mebibyte of every byte arrives exactly`(terminal: Bool) async throws {
        let program = """
            import os
            data = bytes((i * 7 + i // 256) % 256 for i in range(1 << 20))
            while data: data = data[os.write(1, data):]
            """
        let run = try await ChildRun.python(program, terminal: terminal)
        #expect(run.exit == .code(0))
        #expect(run.output.count == 1 << 20)
        let expected = (0..<(1 << 20)).map { (index: Int) -> UInt8 in
            UInt8((index * 7 + index / 256) % 256)
        }
        // Not by `#expect(a == b)`, which would print both.
        let isSame = run.output == expected
        #expect(isSame)
    }

    @Test func `standard error arrives in the order of writing, and standard input is empty`() async throws {
        let run = try await ChildRun.shell("echo one; echo two >&2; cat; echo three")
        #expect(run.text == "one\ntwo\nthree\n")
    }

    @Test(arguments: [false, true])
    func `the child inherits no descriptor and no handling of signals`(terminal: Bool) async throws {
        let leaked = fcntl(0, F_DUPFD, 50)
        #expect(leaked >= 50 && fcntl(leaked, F_GETFD) & FD_CLOEXEC == 0, "there was a descriptor to inherit")
        defer { close(leaked) }
        signal(SIGUSR2, SIG_IGN)
        defer { signal(SIGUSR2, SIG_DFL) }
        let run = try await ChildRun.shell(
            "ls /proc/self/fd | tr '\\n' ' '; grep -E 'Sig(Blk|Ign)' /proc/self/status | tr -s '\\t\\n' ' '",
            terminal: terminal)
        // Signals 32 and 33 belong to glibc, whose `posix_spawn` always leaves them ignored.
        #expect(run.text == "0 1 2 3 SigBlk: 0000000000000000 SigIgn: 0000000180000000 ")
    }

    @Test func `identity and session are the child's own`() async throws {
        let child = try ChildProcess.start(.shell("cat /proc/$$/stat; sleep 0.3"))
        #expect(child.identity == ProcessIdentity(pid: child.pid))
        #expect(child.identity.exists)
        let run = try await ChildRun.of(child)
        let fields = run.text.split(separator: " ").map(String.init)
        #expect(Array(fields[4...5]) == [String(child.pid), String(child.pid)], "process group and session")
        #expect(fields[21] == String(child.startTimeTicks))
        #expect(!child.identity.exists)
        #expect(getpgrp() != child.pid)
    }

    @Test func `silence is reported and counted from the last output`() async throws {
        let run = try await ChildRun.shell("echo a; sleep 0.55; echo b; sleep 0.25")
        #expect(run.silences.count >= 4 && run.silences.count <= 9, "\(run.silences)")
        #expect(run.silences.allSatisfy { $0 >= 90 && $0 < 2_000 })
        #expect(run.silences.contains { $0 >= 400 })
    }

    @Test func `a file that cannot be executed starts nothing`() throws {
        var path = Array("\(P_tmpdir)/kirikae-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        #expect(descriptor >= 0)
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        let text = Array("#!/no/such/interpreter\n".utf8)
        #expect(write(descriptor, text, text.count) == text.count)
        fchmod(descriptor, 0o700)
        close(descriptor)
        let error = ChildProcessError.spawnFailed(
            path: name, error: SystemCallError(call: "posix_spawn", errorNumber: ENOENT))
        #expect(throws: error) { try ChildProcess.start(ChildProcessConfiguration(executablePath: name)) }
    }

    @Test func `writing needs a terminal and a child that runs`() async throws {
        let silent = try ChildProcess.start(.shell("exit 0"))
        #expect(throws: ChildProcessError.noTerminal) { try silent.write([0x0D]) }
        _ = try await ChildRun.of(silent)
        let ended = try ChildProcess.start(.shell("exit 0", terminal: true))
        _ = try await ChildRun.of(ended)
        #expect(throws: ChildProcessError.notRunning) { try ended.write([0x0D]) }
    }
}
