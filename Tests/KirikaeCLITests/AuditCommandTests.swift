import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `kirikae audit …` and `kirikae-audit` on the record of real runs, as an operator and an auditor use them.
@Suite(.serialized) struct AuditCommandTests {
    private let folder: TemporaryFolder
    private var state: String { folder.path + "/state" }
    private var keys: String { state + "/keys/allowed_signers" }
    private var common: [String] { ["--state", state, "--lang", "en"] }
    private var runbooks: [String] { ["--runbooks", ProjectFolder.runbooks.path] }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func directory(_ run: String) -> String { "\(state)/runs/\(run)" }

    /// A drill to its end, or killed, or stopped where a person is needed.
    @discardableResult
    private func drill(
        _ run: String, _ arguments: [String] = [], environment: [String: String] = [:], answers: Bool = true
    ) async throws -> BuiltProgram.Ending {
        let simulator = try await RunningSimulator(speed: 2000, start: ["notice.portal=switchover"])
        let answering = answers ? ["--answers", "drill", "--follow-pages"] : []
        return try await BuiltProgram.run(
            [
                "drill", "portal.switchover", "--simulator", simulator.file, "--speed", "2000", "--run-id", run,
                "--brief",
            ] + answering + common + runbooks + arguments, environment: environment)
    }

    private func audit(_ arguments: [String]) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(["audit"] + arguments + common)
    }

    private func expect(
        _ ending: BuiltProgram.Ending, _ code: String, _ status: ExitStatus,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(ending.error.contains(code), "\(ending.output)\(ending.error)", sourceLocation: sourceLocation)
        #expect(ending.status == status.rawValue, "\(ending.error)", sourceLocation: sourceLocation)
    }

    @Test func aRunIsSignedVerifiedProvenAndReadAloud() async throws {
        let ending = try await drill("night-1", ["--copy-checkpoints", folder.path + "/kept"])
        try #require(ending.status == 0, "\(ending.output)\(ending.error)")

        let verified = try await audit(["verify", "night-1", "--copies", folder.path + "/kept"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("the key is on this machine: whoever controls this machine"))
        #expect(verified.output.contains("this record has not been looked at here before"))
        #expect(FileManager.default.fileExists(atPath: state + "/seen/night-1"))

        // An auditor elsewhere, with the other program, and with an independent one.
        let copy = folder.path + "/copy"
        try FileManager.default.copyItem(atPath: directory("night-1"), toPath: copy)
        let auditor = BuiltProgram.path("kirikae-audit")
        let offline = try await BuiltProgram.run(
            program: auditor, ["verify", copy, "--allowed-signers", keys, "--copies", folder.path + "/kept"])
        #expect(offline.status == 0, "\(offline.output)\(offline.error)")
        #expect(!offline.output.contains("the key is on this machine"))
        let script = ProjectFolder.root.appendingPathComponent("Tests/KirikaeAuditTests/verify.py").path
        func python(_ arguments: [String]) async throws -> BuiltProgram.Ending {
            try await BuiltProgram.run(
                program: "/usr/bin/env", ["python3", "-B", script, "--allowed-signers", keys] + arguments,
                environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
        }
        let independent = try await python([copy, "--copies", folder.path + "/kept"])
        #expect(independent.status == 0, "\(independent.output)\(independent.error)")

        // Three lines, and the way back.
        let aloud = try await audit(["read-aloud", "night-1"])
        let lines = aloud.output.split(separator: "\n").map(String.init)
        try #require(aloud.status == 0 && lines.count == 3, "\(aloud.output)")
        let heard = ["--expect-size", lines[1], "--expect-root", lines[2]]
        #expect(try await audit(["verify", "night-1"] + heard).status == 0)
        let misheard = ["--expect-size", lines[1], "--expect-root", String(lines[2].reversed())]
        let wrong = try await audit(["verify", "night-1"] + misheard)
        #expect(wrong.status == ExitStatus.auditFailed.rawValue && wrong.output.contains("[expected-root]"))

        // One record for an outsider.
        let proof = folder.path + "/record.tlog-proof"
        #expect(try await audit(["prove", "night-1", "3", "--output", proof]).status == 0)
        let checks = [
            try await BuiltProgram.run(["audit", "check-proof", proof, "--allowed-signers", keys, "--lang", "en"]),
            try await BuiltProgram.run(program: auditor, ["check-proof", proof, "--allowed-signers", keys]),
        ]
        for check in checks {
            #expect(check.status == 0 && check.output.contains("\"n\": 3"), "\(check.output)\(check.error)")
        }
        #expect(try await python(["--proof", proof]).status == 0)
        let text = try String(contentsOfFile: proof, encoding: .utf8)
        try text.replacing("index 3", with: "index 4").write(toFile: proof, atomically: true, encoding: .utf8)
        expect(
            try await BuiltProgram.run(["audit", "check-proof", proof, "--allowed-signers", keys, "--lang", "en"]),
            "KRK0738", .auditFailed)
        #expect(try await python(["--proof", proof]).status == ExitStatus.auditFailed.rawValue)
        #expect(
            try await BuiltProgram.run(program: auditor, ["check-proof", proof, "--allowed-signers", keys]).status
                == ExitStatus.auditFailed.rawValue)
        expect(try await audit(["prove", "night-1", "9999"]), "KRK0736", .usage)

        // A shorter log than the one that was seen.
        let journal = directory("night-1") + "/journal.log"
        let records = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
        try (records.prefix(20).joined(separator: "\n") + "\n").write(
            toFile: journal, atomically: true, encoding: .utf8)
        let cut = try await audit(["verify", "night-1", "--copies", folder.path + "/kept"])
        #expect(cut.status == ExitStatus.auditFailed.rawValue)
        for code in ["log-shorter-than-seen", "log-shorter-than-copy", "log-shorter-than-checkpoint"] {
            #expect(cut.output.contains("[\(code)]"), "\(cut.output)")
        }
        expect(try await audit(["read-aloud", "night-1", "--allowed-signers", "/dev/null"]), "KRK0733", .diagnostics)
    }

    /// The machine stops between the closing record and the signature over all: it is signed later, and only if all is right.
    @Test func aRunThatWasNotSignedIsSealed() async throws {
        let killed = try await drill("killed", environment: killing(at: "/killed/.checkpoint.new"))
        try #require(killed.signal == SIGKILL, "the fault did not fire: \(killed.status)")
        let before = try await audit(["verify", "killed"])
        #expect(before.status == ExitStatus.auditFailed.rawValue)
        #expect(before.output.contains("kirikae audit seal killed"), "\(before.output)")
        let sealed = try await audit(["seal", "killed"])
        #expect(sealed.status == 0, "\(sealed.error)")
        #expect(try await audit(["verify", "killed"]).status == 0)

        // What has been tampered with is not signed.
        try FileManager.default.removeItem(atPath: directory("killed") + "/checkpoint")
        let pinned = directory("killed") + "/pinned/service.yaml"
        let handle = try #require(FileHandle(forWritingAtPath: pinned))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("#\n".utf8))
        try handle.close()
        expect(try await audit(["seal", "killed"]), "KRK0732", .auditFailed)
        #expect(!FileManager.default.fileExists(atPath: directory("killed") + "/checkpoint"))
    }

    /// The engine is killed before the first write to a file.
    private func killing(at file: String) -> [String: String] {
        [
            "LD_PRELOAD": BuiltProgram.path("libCFaultInjection.so"), "KIRIKAE_FAULT_FILE": file,
            "KIRIKAE_FAULT_LINE": "1",
        ]
    }

    /// A run that waits is signed as far as it goes; it does not verify as a whole, and goes on.
    @Test func aRunThatWaitsIsSignedSoFar() async throws {
        let waiting = try await drill("waits", answers: false)
        try #require(waiting.status == ExitStatus.needsPerson.rawValue, "\(waiting.output)\(waiting.error)")
        let verified = try await audit(["verify", "waits"])
        #expect(verified.status == ExitStatus.auditFailed.rawValue)
        #expect(verified.output.contains("as long as the run has not ended") && !verified.output.contains("["))
        #expect(try await audit(["prove", "waits", "0"]).status == 0)
        #expect(try await audit(["read-aloud", "waits"]).output.split(separator: "\n").count == 3)
        let log = try await BuiltProgram.run(["log", "waits"] + common)
        #expect(log.output.contains("signed  the "), "\(log.output)")
        #expect(log.status == 0)
    }

    /// A key that needs a program signs when the run stops and when it ends, and is tried before anything is done.
    @Test func anotherKeySignsThroughItsProgram() async throws {
        let key = folder.path + "/key"
        let made = try await BuiltProgram.run(
            program: "/usr/bin/ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-C", "token", "-f", key])
        try #require(made.status == 0)
        let ending = try await drill("ecdsa", ["--checkpoint-key", key])
        try #require(ending.status == 0, "\(ending.output)\(ending.error)")
        let journal = try String(contentsOfFile: directory("ecdsa") + "/journal.log", encoding: .utf8)
        #expect(!journal.contains("\"kind\":\"checkpoint\""))
        let publicKey = try String(contentsOfFile: key + ".pub", encoding: .utf8)
        let signers = try folder.write("token namespaces=\"kirikae-checkpoint\" \(publicKey)", to: "signers")
        let verified = try await audit(["verify", "ecdsa", "--allowed-signers", signers])
        #expect(verified.status == 0 && verified.output.contains("signed by token"), "\(verified.output)")
        let unknown = try await audit(["verify", "ecdsa", "--allowed-signers", keysOfNobody()])
        #expect(unknown.output.contains("[key-unknown]") && unknown.status == ExitStatus.auditFailed.rawValue)
        expect(try await audit(["prove", "ecdsa", "1", "--allowed-signers", keysOfNobody()]), "KRK0737", .auditFailed)
    }

    private func keysOfNobody() throws -> String { try folder.write("# nobody\n", to: "nobody") }

    /// Nothing is begun with a key that cannot sign.
    @Test func aKeyThatCannotSignIsRefusedBeforeAnythingIsDone() async throws {
        let none = try await drill("none", ["--checkpoint-key", folder.path + "/none"])
        expect(none, "KRK0730", .notSigned)
        let key = folder.path + "/locked"
        let made = try await BuiltProgram.run(
            program: "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "correct horse", "-f", key])
        try #require(made.status == 0)
        let locked = try await drill("locked", environment: ["KIRIKAE_CHECKPOINT_KEY": key])
        expect(locked, "KRK0731", .notSigned)
        for run in ["none", "locked"] { #expect(!FileManager.default.fileExists(atPath: directory(run))) }
        expect(try await drill("place", ["--copy-checkpoints", "ssh://-x/kept"]), "KRK0734", .usage)
        expect(try await audit(["verify", "a/b", "--expect-root", "2ff3", "--expect-size", "3"]), "KRK0735", .usage)
    }

    /// A second place that cannot be reached is shown and recorded, and holds nothing up.
    @Test func aPlaceThatCannotBeReachedDoesNotStopTheRun() async throws {
        let file = try folder.write("", to: "file")
        let ending = try await drill("alone", ["--copy-checkpoints", file])
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("could not be copied to \(file)"), "\(ending.output)")
        let journal = try String(contentsOfFile: directory("alone") + "/journal.log", encoding: .utf8)
        #expect(journal.contains("\"kind\":\"checkpoint-copied\"") && journal.contains("\"failure\":"))
        #expect(try await audit(["verify", "alone"]).status == 0)
        let copies = try await audit(["verify", "alone", "--copies", file])
        #expect(copies.output.contains("[copies-unreadable]") && copies.status == ExitStatus.auditFailed.rawValue)
    }

    /// Of the key that is made at the first run, nobody else may read the private half.
    @Test func theKeyOfTheStateFolderIsPrivate() async throws {
        try #require(try await drill("first").status == 0)
        let path = state + "/keys/checkpoint"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        try #require(try await drill("second").status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try String(contentsOfFile: keys, encoding: .utf8).split(separator: "\n").count == 1)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        expect(try await drill("third"), "KRK0730", .notSigned)
    }
}
