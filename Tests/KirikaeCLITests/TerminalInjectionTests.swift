import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Texts from outside that would steer the terminal, through everything that is shown of a run.
@Suite(.serialized) struct TerminalInjectionTests {
    /// What is tried, as a shell and as YAML write it.
    private static let inputs: [(yaml: String, printf: String)] = [
        ("\\e[2J", "\\033[2J"), ("\\e[1A\\e[2K", "\\033[1A\\033[2K"), ("a\\rb", "a\\rb"), ("a\\bb", "a\\bb"),
        ("\\a", "\\007"), ("\\e]0;t\\a", "\\033]0;t\\007"), ("\\e]8;;http://x\\e\\\\", "\\033]8;;http://x\\033\\\\"),
        ("\\u202Egnp", "\\342\\200\\256gnp"), ("\\u2066x\\u2069", "\\342\\201\\246x\\342\\201\\251"),
        ("a\\u200Bb", "a\\342\\200\\213b"), ("\\uFEFF", "\\357\\273\\277"), ("\\x9b31m", "\\302\\23331m"),
        ("続行しますか? [Y/n]", "続行しますか? [Y/n]"),
    ]

    /// A folder in which every text that is shown is hostile.
    private func project() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let yaml = Self.inputs.map(\.yaml).joined(separator: " ")
        let lines = Self.inputs.map { "printf '\($0.printf)\\n'" }.joined(separator: "\n")
        let long = "head -c 1000000 /dev/zero | tr '\\0' x; echo"
        let path = try folder.write(
            "#!/bin/sh\n\(lines)\n\(long)\nprintf '\(Self.inputs.map(\.printf).joined())'\nsleep 30\n", to: "bin/talk")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try folder.write(
            """
            kirikae: 1
            service: small
            title: {ja: "小\(yaml)", en: "Small\(yaml)"}
            variables:
              door.state: {title: {ja: "扉\(yaml)", en: "Door\(yaml)"}, values: {shut: {ja: "閉\(yaml)", en: "shut\(yaml)"}, open: {ja: 開, en: open}}, start: shut}
            """, to: "Runbooks/service.yaml")
        try folder.write(
            """
            kirikae: 1
            environment: here
            title: {ja: "ここ\(yaml)", en: "Here\(yaml)"}
            hosts: {pc: {title: {ja: "PC\(yaml)", en: "PC\(yaml)"}, directory: \(folder.path)/bin}}
            observe: {door.state: ask}
            """, to: "Runbooks/here.yaml")
        try folder.write(
            """
            kirikae: 1
            runbook: small.steps
            kind: plan
            direction: switchover
            title: {ja: "手順\(yaml)", en: "Steps\(yaml)"}
            source: ["M1\(yaml)"]
            steps:
              - id: one
                title: {ja: "行う\(yaml)", en: "Do it\(yaml)"}
                source: ["M1\(yaml)"]
                notes: [{ja: "備考\(yaml)", en: "note\(yaml)"}]
                cautions: [{ja: "注意\(yaml)", en: "caution\(yaml)"}]
                action: {command: [talk], on: pc, silence: 700ms}
                typical: 1s
                timeout: 5m
                changes: {}
                verifications: []
              - id: look
                title: {ja: "見る\(yaml)", en: "Look\(yaml)"}
                source: ["M1\(yaml)"]
                action:
                  manual:
                    instructions: [{do: {ja: "押す\(yaml)", en: "press\(yaml)"}, press: ["x"]}]
                    answer:
                      ask: {ja: "何\(yaml)", en: "what\(yaml)"}
                      choices: [{value: a, title: {ja: "甲\(yaml)", en: "a\(yaml)"}}, {value: b, title: {ja: 乙, en: b}}]
                      accept: [a]
                typical: 1s
                timeout: 5m
                changes: {}
                verifications: []
            """, to: "Runbooks/small\u{202E}lmay.yaml")
        return folder
    }

    /// Everything that could steer a terminal in a text: nothing but line feeds may be there.
    private static func unsafe(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { $0 != "\n" && TerminalText.isUnsafe($0) }
    }

    @Test func nothingThatIsShownSteersTheTerminal() async throws {
        let folder = try project()
        let common = ["--runbooks", folder.path + "/Runbooks"]
        let state = ["--state", folder.path + "/state"]
        for language in ["ja", "en"] {
            let run = "r-\(language)"
            let name = "sato\u{1B}[2J\u{202E}\u{9B}31m"
            for (command, isRun) in [
                (["run", "small.steps", "-e", "here", "--run-id", run, "--operator", name] + common + state, true),
                (["resume", run, "--operator", name] + state, false), (["log", run] + state, false),
                (["status"] + state, false), (["inquiry", run] + state, false),
                (["report", run] + state, false), (["report", run, "--format", "html"] + state, false),
                (["readiness"] + common + state, false),
                (["plan", "small.steps", "-e", "here"] + common, false), (["check"] + common, false),
                (["rehearse", "small.steps", "-e", "here"] + common, false),
                (["print", "small.steps", "-e", "here"] + common, false),
                (["run", "small\u{1B}[2J", "-e", "he\u{202E}re"] + common + state, false),
            ] {
                let ending = try await BuiltProgram.run(command + ["--lang", language])
                let shown = ending.output + ending.error
                #expect(!shown.isEmpty, "\(command[0])")
                let found = Set(Self.unsafe(shown).map { String($0.value, radix: 16) })
                #expect(found.isEmpty, "\(command[0]): \(found.sorted())")
                if isRun {
                    #expect(shown.contains("\\u{1B}[2J") && shown.contains("続行しますか? [Y/n]"), "it was shown")
                    // No line begins with what a program printed: each has the bar of the screen before it.
                    let lines = shown.split(separator: "\n").filter { $0.hasPrefix("      │ ") }
                    #expect(lines.count >= Self.inputs.count, "\(lines.count)")
                }
            }
        }
        try holdsTheExactBytes(folder.path + "/state/runs/r-en/journal.log")
    }

    /// The control: the record holds the bytes as they came, so there was something to make safe.
    private func holdsTheExactBytes(_ path: String) throws {
        let journal = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        var printed = Data()
        for line in journal.split(separator: "\n") {
            let record = try JSONValue(parsing: Array(line.utf8.drop { $0 != UInt8(ascii: "{") }))
            if let bytes = record["bytes"]?.stringValue { printed += try #require(Data(base64Encoded: bytes)) }
        }
        let text = String(decoding: printed, as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}[2J\n\u{1B}[1A\u{1B}[2K\na\rb\na\u{8}b\n\u{7}\n"))
        #expect(Set(Self.unsafe(text)).count >= 10)
    }

    /// The last gate, through which every line for people goes: only the emphasis of the screen itself gets through.
    @Test(arguments: [
        ("plain", "plain"), ("\u{1B}[1m太字\u{1B}[0m", "\u{1B}[1m太字\u{1B}[0m"),
        ("\u{1B}[1;31m赤\u{1B}[0m\u{1B}[2J", "\u{1B}[1;31m赤\u{1B}[0m\\u{1B}[2J"),
        ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{1B}", "\\u{1B}"), ("\u{1B}[1", "\\u{1B}[1"), ("a\r\nb", "a\\u{D}\nb"),
        ("\u{1B}[0m\u{301}", "\u{1B}[0m\u{301}"), ("\u{202E}", "\\u{202E}"), ("a\nb", "a\nb"),
    ])
    func theLastGate(text: String, shown: String) {
        let output = TextCollector()
        output.line(text)
        #expect(output.text.unicodeScalars.elementsEqual((shown + "\n").unicodeScalars), "\(output.text)")
        let again = TextCollector()
        again.line(shown)
        #expect(again.text.unicodeScalars.elementsEqual((shown + "\n").unicodeScalars), "idempotent")
    }
}
