import Foundation
import KirikaeCanonicalJSON
import KirikaeProcess
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Approving from another terminal and from another machine, with the programs as they are built.
@Suite(.serialized) struct ApproveCommandTests {
    private func expect(
        _ ending: BuiltProgram.Ending, _ status: ExitStatus, _ text: String = "",
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(
            ending.status == status.rawValue && (text.isEmpty || (ending.output + ending.error).contains(text)),
            "\(ending.status)\n\(ending.output)\(ending.error)", sourceLocation: sourceLocation)
    }

    private func approve(_ project: SignedProject, _ name: String, key: String? = nil, _ more: String...) async throws
        -> BuiltProgram.Ending
    {
        try await BuiltProgram.run(
            ["approve", "r1", "--as", name, "--key", project.keys.path(key ?? name), "--reason", "change 2041"] + more
                + ["--lang", "en"],
            environment: [
                "KIRIKAE_RUNBOOKS": project.folder.path + "/Runbooks", "KIRIKAE_STATE": project.folder.path + "/state",
            ])
    }

    @Test func twoApproversOneOnAnotherMachine() async throws {
        let project = try SignedProject(count: 2)
        expect(try await project.start(), .needsPerson, "kirikae approve r1")
        expect(try await approve(project, "sato"), .success, "Delivered")
        // Shown before it is signed.
        expect(try await approve(project, "sato"), .success, "[1/2] Get it approved")
        expect(try await project.kirikae("resume", "r1", "--operator", "yamada"), .needsPerson, "sato、signed")

        let request = try await project.kirikae("approve", "r1", "--print-request")
        expect(request, .success)
        let folder = project.folder
        let file = try folder.write(request.output, to: "request.json")
        let signed = folder.path + "/signed.json"
        expect(
            try await project.kirikae(
                "approve", "--request", file, "--as", "suzuki", "--key", project.keys.path("suzuki"), "--reason", "ok",
                "--output", signed), .success, "The switch")
        expect(try await project.kirikae("approve", "r1", "--import", signed), .success, "Delivered")
        expect(try await project.kirikae("resume", "r1", "--operator", "yamada"), .success, "completed")
        expect(try await project.kirikae("log", "r1"), .success, "sato〔signed〕")
        expect(try await project.kirikae("audit", "verify", "r1"), .success)
        // Every record names who drove the run.
        let lines = try folder.read("state/runs/r1/journal.log").split(separator: "\n")
        #expect(lines.count > 15)
        for line in lines {
            let record = try JSONValue(parsing: Array(line.utf8.drop { $0 != UInt8(ascii: "{") }))
            #expect(record["operator"] == "yamada", "\(line)")
        }
        let answers = lines.filter { $0.contains("\"kind\":\"answered\"") }
        #expect(answers.count == 3 && answers.allSatisfy { $0.contains("BEGIN SSH SIGNATURE") })
        #expect(lines.contains { $0.contains("\"signature\":\"required\"") && $0.contains("\"kind\":\"asked\"") })
    }

    /// The run takes a signature by itself while somebody sits at its terminal.
    @Test func theRunGoesOnByItself() async throws {
        let project = try SignedProject()
        let run = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: BuiltProgram.path("kirikae"),
                arguments: [
                    "run", "example.switchover", "-e", "lab", "--operator", "yamada", "--run-id", "r1", "--lang", "en",
                ],
                environment: [
                    ("PATH", "/usr/bin:/bin"), ("KIRIKAE_RUNBOOKS", project.folder.path + "/Runbooks"),
                    ("KIRIKAE_STATE", project.folder.path + "/state"),
                ], terminal: true))
        defer { run.terminate(graceMilliseconds: 0) }
        // As an approver does: tried until the run has come there.
        var ending = try await approve(project, "sato")
        for _ in 0..<200 where ending.status != 0 {
            try await Task.sleep(for: .milliseconds(50))
            ending = try await approve(project, "sato")
        }
        expect(ending, .success, "Delivered")
        var screen = ""
        for await event in run.events {
            switch event {
            case .output(let bytes): screen += String(decoding: bytes, as: UTF8.self)
            case .silence(let milliseconds) where milliseconds > 20_000: run.terminate(graceMilliseconds: 0)
            case .silence: break
            case .exited(let exit): #expect(exit == .code(0), "\(screen)")
            }
        }
        #expect(screen.contains("The run goes on by itself when it arrives.") && screen.contains("sato、signed"))
    }

    /// A person at a terminal is asked for the passphrase of the key, and before that whether to sign at all.
    @Test(arguments: [("yes", "a passphrase", Int32(0)), ("yes", "wrong", 43), ("no", "a passphrase", 43)])
    func thePassphraseIsAskedForAtTheTerminal(confirmation: String, passphrase: String, status: Int32) async throws {
        let project = try SignedProject()
        let keys = try SigningKeys(["sato"], passphrase: "a passphrase")
        try project.folder.write(
            ["suzuki", "tanaka"].map { project.keys.line($0) }.joined() + keys.line("sato"),
            to: "Runbooks/lab.allowed_signers")
        expect(try await project.start(), .needsPerson)
        let approver = try ChildProcess.start(
            ChildProcessConfiguration(
                executablePath: BuiltProgram.path("kirikae"),
                arguments: [
                    "approve", "r1", "--as", "sato", "--key", keys.path("sato"), "--reason", "x", "--lang", "en",
                ],
                environment: [("PATH", "/usr/bin:/bin"), ("KIRIKAE_STATE", project.folder.path + "/state")],
                terminal: true))
        defer { approver.terminate(graceMilliseconds: 0) }
        var screen = ""
        var answers = [("(type yes) > ", confirmation), ("passphrase", passphrase)]
        for await event in approver.events {
            switch event {
            case .output(let bytes):
                screen += String(decoding: bytes, as: UTF8.self)
                if let next = answers.first, screen.contains(next.0) {
                    answers.removeFirst()
                    try approver.write(Array("\(next.1)\r".utf8))
                }
            // `ssh-keygen` asks again after a wrong one.
            case .silence(let milliseconds) where milliseconds > 3_000: approver.terminate(graceMilliseconds: 0)
            case .silence: break
            case .exited(let exit):
                if passphrase == "wrong" {
                    #expect(exit != .code(0), "\(screen)")
                } else {
                    #expect(exit == .code(status), "\(screen)")
                }
            }
        }
        let inbox = project.folder.path + "/state/runs/r1/inbox"
        #expect(FileManager.default.fileExists(atPath: inbox) == (status == 0), "\(screen)")
        #expect(answers.isEmpty == (confirmation == "yes"))
    }

    @Test func aRefusalFailsTheStep() async throws {
        let project = try SignedProject()
        expect(try await project.start(), .needsPerson)
        expect(try await approve(project, "sato", key: nil, "--reject"), .success, "do not approve")
        expect(try await project.kirikae("resume", "r1", "--operator", "yamada"), .actionFailed, "sato did not approve")
    }

    @Test func everyFaultHasItsCode() async throws {
        let project = try SignedProject(count: 2)
        expect(try await approve(project, "sato"), .noSuchRun, "KRK0708")
        expect(try await project.start(), .needsPerson)
        expect(try await approve(project, "sato", key: "nobody"), .notAuthorized, "KRK0760")
        expect(try await approve(project, "sato", key: "suzuki"), .notAuthorized, "KRK0763")
        expect(try await approve(project, "mallory"), .notAuthorized, "not one of those")
        expect(try await approve(project, "yamada", key: "sato"), .notAuthorized, "not one of those")
        let foreign = try project.folder.write("{}", to: "foreign.json")
        expect(try await project.kirikae("approve", "r1", "--import", foreign), .notAuthorized, "KRK0763")
        expect(
            try await project.kirikae(
                "approve", "--request", foreign, "--as", "sato", "--key", project.keys.path("sato"), "--reason", "x",
                "--output", foreign), .diagnostics, "KRK0764")
        expect(
            try await approve(project, "sato", key: nil, "--output", "/nowhere/signed.json"), .diagnostics, "KRK0766")
        expect(
            try await project.kirikae(
                "plan", "example.switchover", "-e", "lab", "--sign", "--as", "sato", "--key", project.keys.path("sato"),
                "--output", "/nowhere"), .diagnostics, "KRK0767")
        #expect(!FileManager.default.fileExists(atPath: project.folder.path + "/state/runs/r1/inbox"))

        // Put there without asking: refused, recorded, moved aside, and the run goes on waiting.
        let inbox = project.folder.path + "/state/runs/r1/inbox"
        try project.folder.write("{}", to: "state/runs/r1/inbox/forged.json")
        expect(try await project.kirikae("resume", "r1", "--operator", "yamada"), .needsPerson, "forged.json")
        #expect(FileManager.default.fileExists(atPath: inbox + "/forged.json.refused"))
        expect(try await project.kirikae("log", "r1"), .success, "approval-refused not-a-statement forged.json")

        for name in ["sato", "suzuki"] { expect(try await approve(project, name), .success) }
        expect(try await project.kirikae("resume", "r1", "--operator", "yamada"), .success)
        expect(try await approve(project, "sato"), .diagnostics, "KRK0761")
        expect(try await project.kirikae("approve", "r1"), .usage)
    }

    /// A sheet of answers written beforehand approves nothing, and does no harm.
    @Test func aSheetOfAnswersIsNoSignature() async throws {
        let project = try SignedProject()
        try project.folder.write(
            """
            kirikae: 1
            answers: sheet
            by: yamada
            entries:
              - {approve: example.switchover/agree, answer: approve, by: sato, reason: change 2041}
            """, to: "Runbooks/sheet.yaml")
        expect(try await project.start("--answers", "sheet"), .needsPerson, "kirikae approve r1")
    }

    @Test func whereApprovalsAreTypedNothingIsSigned() async throws {
        let project = try SignedProject(environment: "allowed-signers: lab.allowed_signers")
        expect(try await project.start(), .needsPerson)
        expect(try await approve(project, "sato"), .diagnostics, "KRK0762")
    }

    // MARK: Secrets

    /// After a run that succeeds and after one that fails, no file of the records holds the secret in any form that a program
    /// printed, and neither does the screen.
    @Test(arguments: [("echo done", ExitStatus.success), ("echo failed >&2; exit 3", .actionFailed)])
    func noFileOfTheRecordsHoldsTheSecret(ending: String, status: ExitStatus) async throws {
        let program = """
            set -x
            value=$(cat "$TOKEN")
            set +x
            printf 'S3c' ; sleep 0.2 ; printf '%s\\n' "${value#S3c}"
            base64 <"$TOKEN"; od -An -tx1 <"$TOKEN" | tr -d ' \\n'; echo
            printf '{"a": ["%s"]}\\n' "$(printf %s "$value" | sed 's/"/\\\\"/g')"
            iconv -t CP932 <"$TOKEN"; echo; fold -b -w 5 <"$TOKEN"; echo
            \(ending)
            """
        let project = try SignedProject(program: program)
        expect(try await project.start(), .needsPerson)
        expect(try await approve(project, "sato"), .success)
        let resumed = try await project.kirikae("resume", "r1", "--operator", "yamada")
        expect(resumed, status, "•••")
        let forms = [
            SignedProject.secret, "S3cr3t", "パス|w", "UzNjcjN0", "5333637233742d", "cr3t-",
        ]
        func search(_ bytes: Data, _ place: String) {
            for form in forms { #expect(bytes.range(of: Data(form.utf8)) == nil, "\(form) in \(place)") }
            #expect(bytes.range(of: Data([0x83, 0x70, 0x83, 0x58])) == nil, "CP932 in \(place)")
        }
        search(Data((resumed.output + resumed.error).utf8), "the screen")
        search(Data(try await project.kirikae("log", "r1").output.utf8), "the log")
        let state = project.folder.path + "/state"
        let names = try #require(FileManager.default.enumerator(atPath: state)?.allObjects as? [String])
        var searched = 0
        for name in names {
            guard let bytes = FileManager.default.contents(atPath: "\(state)/\(name)"), !name.contains("/pinned/")
            else { continue }
            searched += 1
            guard name.hasSuffix("journal.log") else { search(bytes, name); continue }
            // What a program printed stands there in Base64.
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let record = try JSONValue(parsing: Array(line.utf8.drop { $0 != UInt8(ascii: "{") }))
                if let printed = record["bytes"]?.stringValue {
                    search(try #require(Data(base64Encoded: printed)), name)
                }
                search(Data(line.utf8), name)
            }
        }
        #expect(searched >= 3, "\(names)")
    }
}
