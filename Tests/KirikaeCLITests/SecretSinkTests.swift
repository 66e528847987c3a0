import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A planted secret, looked for everywhere a program can leave one while it runs and after it was stopped.
@Suite(.serialized) struct SecretSinkTests {
    private static let secret = "S3cr3t-パス|w\"d"
    /// Parts that stand in the secret as it is and in the forms in which programs print it.
    private static let forms: [Data] =
        ["S3cr3t", "パス|w", "UzNjcjN0", "5333637233742d", "%E3%83%91%E3%82%B9"].map { Data($0.utf8) }
        + [Data([0x83, 0x70, 0x83, 0x58])]

    private let folder: TemporaryFolder
    private var common: [String] { ["--runbooks", folder.path + "/Runbooks", "--lang", "en"] }
    private var state: String { folder.path + "/state" }

    /// Prints the secret in every form, once across the border between record and file of its own, then asks with it and is silent.
    private static let program = """
        set -x
        value=$(cat "$TOKEN"); printf '%s' "$value" >/dev/null
        set +x
        echo ready
        while [ ! -e ../go ]; do sleep 0.02; done
        head -c 65510 /dev/zero | tr '\\0' x; printf '%s' "$value"
        printf '\\nS3c'; sleep 0.1; printf '%s\\n' "${value#S3c}"
        base64 <"$TOKEN"; od -An -tx1 <"$TOKEN" | tr -d ' \\n'; echo
        python3 -c 'import sys,json,urllib.parse as u,shlex
        s=sys.stdin.read(); print(json.dumps({"a":[[s]]}), u.quote(s), shlex.quote(s))' <"$TOKEN"
        iconv -t CP932 <"$TOKEN"; echo; fold -b -w 5 <"$TOKEN"; echo
        printf 'use %s? [Y/n] ' "$value"
        sleep 60
        """

    init() throws {
        folder = try TemporaryFolder()
        let path = try folder.write(
            "#!/bin/sh\n\(Self.program.replacing("\n        s=", with: "\n\ns="))\n", to: "bin/use")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let key = try folder.write(Self.secret + "\n", to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        try folder.write(
            """
            kirikae: 1
            service: small
            title: {ja: 小, en: Small}
            variables:
              door.state: {title: {ja: 扉, en: Door}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut}
            """, to: "Runbooks/service.yaml")
        try folder.write(
            """
            kirikae: 1
            environment: here
            title: {ja: ここ, en: Here}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/bin}}
            secrets: {token: {title: {ja: 鍵, en: Key}, file: \(folder.path)/key}}
            observe: {door.state: ask}
            """, to: "Runbooks/here.yaml")
        try folder.write(
            """
            kirikae: 1
            runbook: small.steps
            kind: plan
            direction: switchover
            title: {ja: 小さな手順, en: Small steps}
            source: [M1-01]
            steps:
              - id: use
                title: {ja: 使う, en: Use it}
                source: [M1-01]
                action: {command: [use], on: pc, secrets: {TOKEN: token}, silence: 4s}
                typical: 1s
                timeout: 1m
                changes: {}
                verifications: []
            """, to: "Runbooks/small.yaml")
    }

    private func search(_ bytes: Data, _ place: String) {
        for form in Self.forms where bytes.range(of: form) != nil {
            Issue.record("\(String(decoding: form, as: UTF8.self)) in \(place)")
        }
    }

    /// What everybody on this machine can see of processes: arguments of all, environments of those below this test.
    private func searchProcesses(_ pid: Int32) throws -> Int {
        var searched = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int32(name) != nil {
            for file in ["cmdline", "environ"] {
                guard let bytes = FileManager.default.contents(atPath: "/proc/\(name)/\(file)") else { continue }
                search(bytes, "/proc/\(name)/\(file)")
                if bytes.range(of: Data("KIRIKAE_STEP_KEY=r/".utf8)) != nil { searched += 1 }
            }
        }
        return searched
    }

    @Test func noSinkHoldsIt() async throws {
        let start = ["run", "small.steps", "-e", "here", "--run-id", "r", "--state", state]
        let run = try RunningProgram(start + common)
        try await run.wait("the program") { run.text.contains("ready") }
        #expect(try searchProcesses(run.pid) >= 1, "the program was among those looked at")
        try folder.write("", to: "go")
        let status = try await run.end()
        #expect(status == ExitStatus.actionFailed.rawValue, "\(run.text.suffix(300))\(run.error)")
        #expect(
            run.text.contains("•••") && run.text.contains("its last line was ‘use •••? [Y/n]’"),
            "\(run.text.suffix(300))")
        search(Data((run.text + run.error).utf8), "the screen")
        for command in [
            ["log", "r", "--state", state], ["log", "r", "--format", "json", "--state", state],
            ["status", "--state", state],
            ["report", "r", "--state", state], ["report", "r", "--format", "html", "--state", state],
            ["inquiry", "r", "--state", state], ["audit", "verify", "r", "--state", state],
        ] {
            let ending = try await BuiltProgram.run(command + ["--lang", "en"])
            #expect(!ending.output.isEmpty && !ending.error.contains("Usage"), "\(command) \(ending.error)")
            search(Data((ending.output + ending.error).utf8), command[0])
        }
        for command in [
            ["plan", "small.steps", "-e", "here"], ["plan", "small.steps", "-e", "here", "--format", "json"],
            ["print", "small.steps", "-e", "here"], ["rehearse", "small.steps", "-e", "here"], ["check"],
        ] {
            let ending = try await BuiltProgram.run(command + common)
            #expect(!ending.output.isEmpty && !ending.error.contains("Usage"), "\(command) \(ending.error)")
            search(Data((ending.output + ending.error).utf8), command[0])
        }
        #expect(try searchFiles() >= 4)
    }

    /// Every file of the records, and what stands in the journal in Base64.
    private func searchFiles() throws -> Int {
        let names = try #require(FileManager.default.enumerator(atPath: state)?.allObjects as? [String])
        var searched = 0
        var kinds: Set<String> = []
        for name in names {
            guard let bytes = FileManager.default.contents(atPath: "\(state)/\(name)") else { continue }
            searched += 1
            search(bytes, name)
            guard name.hasSuffix("journal.log") else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let record = try JSONValue(parsing: Array(line.utf8.drop { $0 != UInt8(ascii: "{") }))
                kinds.insert(record["kind"]?.stringValue ?? "")
                if let printed = record["bytes"]?.stringValue {
                    search(try #require(Data(base64Encoded: printed)), name)
                }
            }
        }
        #expect(kinds.isSuperset(of: ["output", "output-file", "performed"]), "\(kinds)")
        return searched
    }

    /// The control: the same program without the mask shows every form, so there was something to hide, and the search finds it.
    @Test func withoutTheMaskItWouldBeThere() async throws {
        try folder.write("", to: "go")
        let script = try folder.read("bin/use").replacing("sleep 60", with: "exit 0")
        try folder.write(script, to: "bin/use")
        let printed = folder.path + "/printed"
        let ending = try await BuiltProgram.run(
            program: "/bin/sh",
            ["-c", "cd \(folder.path)/bin && printf %s '\(Self.secret)' >../plain && ./use >\(printed) 2>&1"],
            environment: ["TOKEN": "../plain"])
        #expect(ending.status == 0, "\(ending.error)")
        let bytes = try #require(FileManager.default.contents(atPath: printed))
        for form in Self.forms {
            #expect(bytes.range(of: form) != nil, "\(String(decoding: form, as: UTF8.self)) was printed")
        }
    }
}
