import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// What can be read of a record, whatever has become of it.
@Suite(.serialized) struct RecordCommandTests {
    /// Two megabytes in lines of which each is different, and bytes that are no text.
    private static let printing = "seq 1 300000; printf '\\377\\000end'"

    @Test func muchOutputIsKeptExactlyAndShown() async throws {
        let project = try SmallProject(printing: Self.printing)
        try project.go()
        let run = try await BuiltProgram.run(project.start)
        try #require(run.status == 0, "\(run.output.suffix(500))\(run.error)")
        let expected = Data((1...300_000).map { "\($0)\n" }.joined().utf8) + Data([0xFF, 0]) + Data("end".utf8)

        let lines = String(decoding: project.bytes(project.journal("r")), as: UTF8.self).split(separator: "\n")
        var kept = Data()
        var inline = 0
        var stored: [String: Data] = [:]
        for line in lines {
            let record = try #require(
                try JSONSerialization.jsonObject(with: Data(line.dropFirst(65).utf8)) as? [String: Any])
            switch record["kind"] as? String {
            case "output":
                let bytes = try #require(Data(base64Encoded: record["bytes"] as? String ?? ""))
                inline += bytes.count
                kept += bytes
            case "output-file":
                let name = try #require(record["file"] as? String)
                stored[name] = stored[name] ?? project.bytes("\(project.state)/runs/r/outputs/\(name)")
                let offset = try #require(record["offset"] as? Int)
                kept += try #require(stored[name])[offset..<(offset + (record["byteCount"] as? Int ?? 0))]
            default: break
            }
        }
        #expect(kept == expected)
        #expect(inline <= JournalRecorder.inlineOutputBytes && stored.count == 1)
        #expect(stored.keys.first?.hasSuffix("-1") == true)

        let log = try await BuiltProgram.run(["log", "r", "--state", project.state, "--lang", "en"])
        #expect(log.status == 0)
        let shown = Set(log.output.split(separator: "\n").map { $0.drop { $0 == " " } })
        for number in stride(from: 1, through: 300_000, by: 997) { #expect(shown.contains("│ \(number)"), "\(number)") }
        let audit = try await BuiltProgram.run(["audit", "verify", "r", "--state", project.state])
        #expect(audit.status == 0, "\(audit.output)")
    }

    @Test func whatIsReadableOfADamagedRecordIsShown() async throws {
        let project = try SmallProject()
        try project.go()
        let run = try await BuiltProgram.run(project.start)
        try #require(run.status == 0, "\(run.output)\(run.error)")
        var bytes = project.bytes(project.journal("r"))
        let lines = bytes.split(separator: 0x0A)
        let damaged = 6
        let offset = lines[..<damaged].reduce(0) { $0 + $1.count + 1 }
        bytes[offset + 70] ^= 1
        try bytes.write(to: URL(fileURLWithPath: project.journal("r")))
        let only = ["--state", project.state, "--lang", "en"]

        let status = try await BuiltProgram.run(["status", "r"] + only)
        #expect(status.status == ExitStatus.journalDamaged.rawValue)
        #expect(status.output.contains("Small steps") && status.output.contains("position"), "\(status.output)")
        #expect(status.error.contains("record \(damaged), offset \(offset)"), "\(status.error)")

        for format in ["text", "json"] {
            let log = try await BuiltProgram.run(["log", "r", "--format", format] + only)
            #expect(log.status == ExitStatus.journalDamaged.rawValue)
            #expect(log.output.split(separator: "\n").count >= damaged, "\(log.output)")
            #expect(log.error.contains("record \(damaged), offset \(offset)"), "\(log.error)")
        }
        let list = try await BuiltProgram.run(["status"] + only)
        #expect(list.status == 0 && list.output.contains("the record is damaged"), "\(list.output)")
        let resume = try await BuiltProgram.run(["resume", "r"] + project.common)
        #expect(resume.status == ExitStatus.journalDamaged.rawValue)
        #expect(project.bytes(project.journal("r")) == bytes)
    }

    @Test func lookingMakesNoStateFolder() async throws {
        let folder = try TemporaryFolder()
        let state = folder.path + "/none"
        let list = try await BuiltProgram.run(["status", "--state", state, "--lang", "en"])
        #expect(list.status == 0 && list.output == "no runs yet\n")
        for command in [["status", "r"], ["log", "r"], ["audit", "verify", "r"]] {
            let ending = try await BuiltProgram.run(command + ["--state", state, "--lang", "en"])
            #expect(ending.error.contains("KRK0704") && ending.error.contains("none"), "\(command) \(ending.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: state))
    }

    /// Whatever the shell allows others, nothing is made that others may read.
    @Test func aShellWithoutAMaskMakesNothingPublic() async throws {
        let project = try SmallProject(printing: "seq 1 20000")
        try project.go()
        let run = try await BuiltProgram.run(
            program: "/bin/sh",
            ["-c", "umask 000; exec \"$0\" \"$@\"", BuiltProgram.path("kirikae")] + project.start)
        try #require(run.status == 0, "\(run.output)\(run.error)")
        var found = 0
        for case let name as String in FileManager.default.enumerator(atPath: project.state) ?? .init() {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(project.state)/\(name)")
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name) \(String(mode, radix: 8))")
            found += 1
        }
        #expect(found > 8)
    }

    @Test func aStateFolderThatCannotBeUsedIsNamed() async throws {
        let project = try SmallProject()
        let file = try project.folder.write("", to: "file")
        for state in [file, file + "/below", "/proc/kirikae"] {
            let ending = try await BuiltProgram.run(
                ["run", "small.steps", "-e", "here", "--runbooks", project.folder.path + "/Runbooks", "--lang", "en"]
                    + ["--state", state])
            #expect(ending.status == ExitStatus.journalLost.rawValue, "\(state): \(ending.output)\(ending.error)")
            #expect(ending.error.contains("KRK0704") && ending.error.contains("the state directory cannot be used"))
        }
        #expect(project.effects.isEmpty)
    }
}
