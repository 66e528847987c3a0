import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeProcess
@testable import KirikaeWorlds

/// Values that a shell, a terminal or `cmd.exe` would take for more than values, given late, when no check of the files sees them.
@Suite struct CommandInputTests {
    /// Values that a shell reads as commands; each with what a shell would make of it.
    static let values = [
        "; id", "$(id)", "`id`", "|id", "&& id", "\nid", "'", "\"", "*", "~", "$IFS", "%COMSPEC%", "", "-rf", "--",
        "a b",
        "パス|ソ", "\u{1B}[2J", "{{ x }}", "${outputs.a.b}", "@/etc/passwd", "C:\\x\\",
        String(repeating: "x", count: 131_071),
    ]

    private static let show = "import sys; sys.stdout.write('\\0'.join(sys.argv[1:]))"

    /// Carries a step out with other arguments than its file has, as outputs put them in.
    private func perform(_ fixture: WorldFixture, _ arguments: [String]) async throws -> (Outcome, [UInt8]) {
        let step = try #require(fixture.plan.steps.first { $0.isAct })
        guard case .command(var command) = step.action else { throw NoAnswer.nobody }
        command.arguments = arguments.map { TextTemplate($0) }
        let world = LiveWorld(plan: fixture.plan, run: "r1", clock: LiveClock(), operators: [])
        var printed: [UInt8] = []
        let outcome = try await world.perform(.command(command), of: step, attempt: 1) { progress in
            if case .output(let bytes) = progress { printed += bytes }
        }
        return (outcome, printed)
    }

    private func fixture(_ name: String = "show", script: String? = nil) throws -> WorldFixture {
        try WorldFixture(
            step: "    action: {command: [\(name)], on: pc}",
            programs: [name: script ?? "exec /usr/bin/python3 -c \"\(Self.show)\" \"$@\""])
    }

    @Test(arguments: values.indices) func eachArrivesAsOneArgument(index: Int) async throws {
        let (outcome, printed) = try await perform(try fixture(), ["show", Self.values[index], "last"])
        #expect(outcome == .succeeded(warnings: []))
        let isSame = printed == Array((Self.values[index] + "\0last").utf8)
        #expect(isSame, "\(printed.count) bytes")
    }

    /// The control: put into a line for a shell, the same values are something else.
    @Test func aShellWouldTakeThemForMore() async throws {
        var changed = 0
        for value in Self.values.dropLast() where value != "--" {
            let line = "\(Self.show.isEmpty ? "" : "exec /usr/bin/python3 -c \"\(Self.show)\" \(value) last")"
            let run = try await ChildRun.shell(line)
            if run.output != Array((value + "\0last").utf8) { changed += 1 }
        }
        #expect(changed >= 12, "\(changed) of \(Self.values.count)")
    }

    /// More than the kernel takes as one argument (MAX_ARG_STRLEN, 128 KiB with its end) starts nothing; no byte of it is cut off.
    @Test func aLongerArgumentStartsNothing() async throws {
        let fixture = try fixture(script: "touch started")
        let (outcome, _) = try await perform(fixture, ["show", String(repeating: "x", count: 131_072)])
        guard case .failed(.notStarted(let reason)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("Argument list too long"), "\(reason)")
        #expect(access(fixture.folder.path + "/started", F_OK) != 0)
    }

    @Test(arguments: ["&", "|", "<", ">", "^", "%", "!", "\"", "(", ")", "\r", "\n", "`", ";", ",", "a&\u{301}b"])
    func whatCmdWouldReadAgainStartsNothing(sign: String) async throws {
        for name in ["run.bat", "RUN.CMD", "run.bat.", "run.bat ", "run.cmd. ."] {
            let fixture = try fixture("show", script: "touch started")
            chmod(try fixture.folder.write("#!/bin/sh\ntouch started\n", to: name), 0o755)
            let (outcome, _) = try await perform(fixture, [name, "ok", "a\(sign)b"])
            guard case .failed(.notStarted) = outcome else {
                Issue.record("\(name): \(outcome)")
                continue
            }
            #expect(access(fixture.folder.path + "/started", F_OK) != 0, "\(name)")
        }
    }

    /// The control: other values reach such a program, and the signs reach another program.
    @Test func otherValuesStartIt() async throws {
        for (name, argument) in [("run.bat", "DR 拠点"), ("run.exe", "a&b|c"), ("run.bat.exe", "%PATH%")] {
            let fixture = try fixture("show", script: "true")
            chmod(try fixture.folder.write("#!/bin/sh\nprintf %s \"$1\"\n", to: name), 0o755)
            let (outcome, printed) = try await perform(fixture, [name, argument])
            #expect(outcome == .succeeded(warnings: []), "\(name)")
            #expect(String(decoding: printed, as: UTF8.self) == argument)
        }
    }

    /// A name with a path in it could be any program.
    @Test(arguments: ["../show", "/bin/sh", "a/b", ""]) func aPathIsNoProgram(name: String) async throws {
        let (outcome, _) = try await perform(try fixture(), [name])
        guard case .failed(.notStarted) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    /// What a program prints is a value: signs in it are not read again when it becomes an output.
    @Test(arguments: ["${outputs.a.b}", "{{ x }}", "$(id)", "%PATH%", "- {a: b}", "&a *a"])
    func whatIsPrintedIsNotReadAgain(value: String) async throws {
        let fixture = try WorldFixture(
            step: "    action: {command: [show], on: pc}\n    outputs: {it: {title: {ja: 値, en: It}, line: 1}}",
            programs: ["show": "printf '%s\\n' \"$1\""])
        let (outcome, _) = try await perform(fixture, ["show", value])
        #expect(outcome == .succeeded(warnings: [], outputs: ["it": value]))
    }
}
