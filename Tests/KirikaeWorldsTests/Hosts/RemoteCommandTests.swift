import Foundation
import KirikaeCheckpoint
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// How a program of a remote host is spelled.
@Suite struct RemoteCommandTests {
    private func command(
        _ arguments: [String], directory: String = #"C:\Batches"#, secretSizes: [Int] = []
    ) -> RemoteCommand {
        RemoteCommand(
            directory: directory, arguments: arguments, variables: [("KIRIKAE_STEP_KEY", "r1/a/b/1")],
            secretSizes: secretSizes)
    }

    private let cmd = SSHAccess(address: .text("pc"), system: .windows, shell: .cmd)
    private let powershell = SSHAccess(address: .text("pc"), system: .windows, shell: .powershell)
    private let linux = SSHAccess(address: .text("pc"))

    // MARK: POSIX

    @Test func forPOSIX() throws {
        #expect(
            try command(["switch", "a b", "it's"], directory: "/opt/x").spelled(for: linux)
                == #"exec env KIRIKAE_STEP_KEY=r1/a/b/1 /bin/sh -c 'cd "$1" || exit 126; shift; "$@"; exit $?' "#
                + #"kirikae /opt/x ./switch 'a b' 'it'\''s'"#)
        #expect(throws: RemoteCommand.Refused.name) { try command(["a/b"]).spelled(for: linux) }
        #expect(throws: RemoteCommand.Refused.tooManySecrets) {
            try command(["a"], secretSizes: Array(repeating: 8, count: 8)).spelled(for: linux)
        }
    }

    /// Quotation that a shell of another family would end elsewhere stands in no word.
    @Test func backslashesAndExclamationMarksStandOutside() {
        #expect(POSIXQuoting.quoted(#"a\"#) == #"'a'\\''"#)
        #expect(POSIXQuoting.quoted("!!") == #"''\!''\!''"#)
        #expect(POSIXQuoting.quoted("") == "''")
        #expect(POSIXQuoting.quoted("a-b_c.d/e:f=g,h@i+1") == "a-b_c.d/e:f=g,h@i+1")
        for word in RemoteProgramTests.values {
            var isWithin = false
            var rest = POSIXQuoting.quoted(word).unicodeScalars[...]
            while let scalar = rest.popFirst() {
                if isWithin { #expect(scalar != "\\" && scalar != "!", "\(word)") }
                if scalar == "'" { isWithin.toggle() } else if scalar == "\\", !isWithin { _ = rest.popFirst() }
            }
            #expect(!isWithin)
        }
    }

    /// The login shells that are on this machine give every word back as it was.
    @Test(arguments: ["sh", "bash", "dash", "zsh", "fish", "tcsh", "csh", "ksh", "mksh", "busybox"])
    func loginShells(shell: String) async throws {
        guard let path = ["/bin/\(shell)", "/usr/bin/\(shell)"].first(where: FileManager.default.isExecutableFile)
        else {
            return
        }
        let isCShell = shell.hasSuffix("csh")
        let values = RemoteProgramTests.values.filter { !isCShell || !$0.contains(where: \.isNewline) }
        let script = "printf '%s\\0' \(values.map(POSIXQuoting.quoted).joined(separator: " "))"
        let ending = try await BuiltProgram.run(
            program: path, (shell == "busybox" ? ["sh"] : []) + ["-c", script])
        let words = ending.output.split(separator: "\0", omittingEmptySubsequences: false).dropLast()
        #expect(words.map { Array($0.utf8) } == values.map { Array($0.utf8) }, "\(ending.error)")
    }

    // MARK: Windows

    @Test func forTheCommandInterpreter() throws {
        #expect(
            try command(["switch.exe", "a b", #"c:\x\"#, "ソフトフォン", ""]).spelled(for: cmd)
                == #"cd /d "C:\Batches"&& set "KIRIKAE_STEP_KEY=r1/a/b/1"&& ".\switch.exe" "a b" "c:\x\\" "ソフトフォン" """#)
        #expect(try command(["switch.BAT"]).spelled(for: cmd).hasSuffix(#"&& call ".\switch.BAT""#))
    }

    /// What `cmd.exe` reads again is refused, not escaped, whatever the program is.
    @Test(arguments: ["&", "|", "<", ">", "^", "%", "!", "\"", "(", ")", "\r", "\n", "\r\n", "\0"])
    func whatTheCommandInterpreterReadsAgain(sign: String) {
        for name in ["switch.exe", "switch.bat"] {
            #expect(throws: RemoteCommand.Refused.self) { try command([name, "a\(sign)b"]).spelled(for: cmd) }
        }
        #expect(throws: RemoteCommand.Refused.self) {
            try command(["switch.exe"], directory: "C:\\a\(sign)b").spelled(for: cmd)
        }
        // A batch file is read by it in any case.
        #expect(throws: RemoteCommand.Refused.self) {
            try command(["switch.cmd. ", "a\(sign)b"]).spelled(for: powershell)
        }
    }

    @Test(arguments: ["a/b.exe", #"a\b.exe"#, "c:b.exe", "", ".", "..", "a*.exe", "a\nb"])
    func namesThatAreNone(name: String) {
        for access in [cmd, powershell] {
            #expect(throws: RemoteCommand.Refused.name) { try command([name]).spelled(for: access) }
        }
    }

    @Test func whatWindowsHasNoWayFor() {
        for access in [cmd, powershell] {
            #expect(throws: RemoteCommand.Refused.secretsOnWindows) {
                try command(["a.exe"], secretSizes: [8]).spelled(for: access)
            }
            #expect(throws: RemoteCommand.Refused.tooLong(mostBytes: 8_000)) {
                try command(["a.exe", String(repeating: "a", count: 8_000)]).spelled(for: access)
            }
        }
    }

    /// PowerShell gets a text that it takes apart in one way only, and the program the command line that stands in it.
    @Test func forPowerShell() throws {
        let arguments =
            RemoteProgramTests.values.filter { $0.utf8.count < 40 && !$0.contains("\0") } + ["‘typographic’", "‚a‛"]
        let text = try command(["switch.exe"] + arguments).spelled(for: powershell)
        let start = "powershell.exe -NoProfile -NonInteractive -EncodedCommand "
        #expect(text.hasPrefix(start))
        // Nothing that any shell would read stands in it.
        #expect(
            text.dropFirst(start.count).utf8.allSatisfy {
                Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber
                    || "+/=".utf8.contains($0)
            })
        let bytes = try #require(Base64.decode(text.dropFirst(start.count)))
        let units = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        let script = String(decoding: units, as: UTF16.self)
        let literals = PowerShellText.literals(of: script)
        #expect(literals.contains(#"C:\Batches\switch.exe"#) && literals.contains("r1/a/b/1"))
        let line = try #require(literals.first { $0.hasPrefix("\"; id\"") })
        #expect(WindowsCommandLine.arguments(of: line).map { Array($0.utf8) } == arguments.map { Array($0.utf8) })
        #expect(script.hasSuffix("$p.WaitForExit();exit $p.ExitCode"))
    }

    /// The rule by which programs of Windows take their command line apart, against what Microsoft's documentation lists.
    @Test func theParserOfTheseTests() {
        for (line, arguments) in [
            (#""a b c" d e"#, ["a b c", "d", "e"]), (#""ab\"c" "\\" d"#, ["ab\"c", "\\", "d"]),
            (#"a\\\b d"e f"g h"#, [#"a\\\b"#, "de fg", "h"]), (#"a\\\"b c d"#, [#"a\"b"#, "c", "d"]),
            (#"a\\\\"b c" d e"#, [#"a\\b c"#, "d", "e"]), (#""""#, [""]),
        ] {
            #expect(WindowsCommandLine.arguments(of: line) == arguments, "\(line)")
        }
        // The control: without the rule, an argument is another one or two.
        #expect(WindowsCommandLine.arguments(of: #""a\" b""#) == ["a\" b"])
        #expect(WindowsCommandLine.arguments(of: WindowsQuoting.quoted(#"a\"#)) == [#"a\"#])
    }
}

/// Takes a command line apart as the C runtime of Microsoft does; written for these tests, from its documentation.
enum WindowsCommandLine {
    static func arguments(of line: String) -> [String] {
        var arguments: [String] = []
        var current: String?
        var isQuoted = false
        var backslashes = 0
        for scalar in line.unicodeScalars {
            switch scalar {
            case "\\": backslashes += 1
            case "\"":
                current = (current ?? "") + String(repeating: "\\", count: backslashes / 2)
                if backslashes % 2 == 1 { current? += "\"" } else { isQuoted.toggle() }
                backslashes = 0
            default:
                if backslashes > 0 { current = (current ?? "") + String(repeating: "\\", count: backslashes) }
                backslashes = 0
                if !isQuoted, scalar == " " || scalar == "\t" {
                    if let done = current { arguments.append(done) }
                    current = nil
                } else {
                    current = current ?? ""
                    current?.unicodeScalars.append(scalar)
                }
            }
        }
        if backslashes > 0 { current = (current ?? "") + String(repeating: "\\", count: backslashes) }
        return arguments + (current.map { [$0] } ?? [])
    }
}

/// Finds the literal texts of a PowerShell script: any of five signs ends one unless it stands there twice.
enum PowerShellText {
    static func literals(of script: String) -> [String] {
        let marks = Set("'\u{2018}\u{2019}\u{201A}\u{201B}".unicodeScalars)
        var literals: [String] = []
        var rest = script.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard marks.contains(scalar) else { continue }
            var text = String.UnicodeScalarView()
            while let next = rest.popFirst() {
                guard marks.contains(next) else {
                    text.append(next)
                    continue
                }
                guard let doubled = rest.first, marks.contains(doubled) else { break }
                text.append(next)
                rest.removeFirst()
            }
            literals.append(String(text))
        }
        return literals
    }
}
