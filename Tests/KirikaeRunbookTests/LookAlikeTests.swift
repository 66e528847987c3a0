import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Characters that a reviewer cannot see or would take for others, and arguments that would be read again: KRK0310, KRK0321,
/// KRK0322, KRK0325, and identifiers, which are refused by their form.
@Suite struct LookAlikeTests {
    /// What is found in a library in which the text stands in one place; written with escapes so that it can be seen.
    private func codes(_ text: String, _ place: (String) -> (file: String, text: String)) -> [String] {
        let quoted =
            "\""
            + text.unicodeScalars.map { "\\U" + String(repeating: "0", count: 8 - hex($0).count) + hex($0) }
            .joined() + "\""
        let (file, content) = place(quoted)
        let plain = CheckFixture.expanded(
            CheckFixture.head + "steps:\n  - id: look\n    action: {command: [x.exe], on: pc}\n    …")
        let texts = ["test.yaml": plain].merging([file: CheckFixture.expanded(content)]) { $1 }
        return CheckFixture.library(texts["test.yaml"] ?? plain, others: texts).diagnostics.inFileOrder.map(
            \.message.code)
    }

    private func hex(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16, uppercase: true) }

    private func argument(_ quoted: String) -> (file: String, text: String) {
        (
            "test.yaml",
            CheckFixture.head + "steps:\n  - id: look\n    action: {command: [x.exe, \(quoted)], on: pc}\n    …"
        )
    }

    private func path(_ quoted: String) -> (file: String, text: String) {
        (
            "test.yaml",
            CheckFixture.head + "steps:\n  - id: look\n    action: {http: GET, on: console, path: \(quoted)}\n    …"
        )
    }

    private func environment(_ from: String, _ to: String) -> (file: String, text: String) {
        let text = CheckFixture.environment.replacing(from, with: to)
        #expect(text != CheckFixture.environment)
        return ("environment.yaml", text)
    }

    static let texts: [(text: String, codes: [String])] = [
        // Like an ASCII character, and another.
        ("c\u{043E}nsole", ["KRK0322"]), ("x\u{FF1B}y", ["KRK0322"]), ("\u{FF0D}f", ["KRK0322"]),
        ("\u{2212}f", ["KRK0322"]),
        ("a\u{30FC}b", ["KRK0322"]), ("\u{30FC}b", ["KRK0322"]), ("\u{30FC}", ["KRK0322"]), ("a\u{00A0}b", ["KRK0322"]),
        ("\u{2010}\u{2010}to", ["KRK0322"]), ("\u{2019}x", ["KRK0322"]), ("a\u{3000}b", ["KRK0322"]),
        ("\u{0430}", ["KRK0322"]), ("a\u{2215}b", ["KRK0322"]), ("\u{FF05}x", ["KRK0322"]),
        ("port\u{0430}l", ["KRK0322"]),
        ("10.0\u{2024}1", ["KRK0322"]), ("a\u{4E00}b", ["KRK0322"]),
        // Not to be seen, or turning the text round.
        ("a\u{200B}b", ["KRK0310"]), ("a\u{202E}b", ["KRK0310"]), ("a\u{2066}b\u{2069}", ["KRK0310"]),
        ("a\u{FEFF}b", ["KRK0310"]), ("a\u{00AD}b", ["KRK0310"]), ("a\tb", ["KRK0310"]), ("a\u{7}b", ["KRK0310"]),
        // What they look like.
        ("console", []), ("x;y", []), ("-f", []), ("a-b", []), ("a b", []), ("--to", []), ("'x", []), ("10.0.1", []),
        // Japanese is what it looks like.
        ("\u{30B5}\u{30FC}\u{30D0}\u{30FC}", []), ("\u{30B5}\u{30FC}\u{30D0}\u{30FC}1", []),
        ("a\u{30FC}\u{30D0}", []), ("\u{4E00}\u{89A7}", []), ("IP\u{4E00}\u{89A7}.csv", []),
        ("\u{30E1}\u{30A4}\u{30F3}\u{62E0}\u{70B9}", []), ("\u{30CE}\u{30FC}\u{30C8}", []),
    ]

    @Test(arguments: texts.indices)
    func whateverAMachineReads(index: Int) {
        let (text, expected) = Self.texts[index]
        #expect(codes(text, argument) == expected)
        #expect(codes(text, path) == expected)
        #expect(codes(text) { environment("directory: /opt", "directory: \($0)") } == expected)
        #expect(codes(text) { environment("url: \"http://127.0.0.1/\"", "url: \($0)") } == expected)
        // What looks right is still no address to send a request to.
        let url = codes(text) { environment("http: {url: \"http://127.0.0.1/b\"}", "http: {url: \($0)}") }
        #expect(url == (expected.isEmpty ? ["KRK0346"] : expected))
        let probe = codes(text) {
            environment(
                "b.db: {http: {url: \"http://127.0.0.1/b\"}}",
                "b.db: {command: {run: [x.exe, \($0)], on: pc, values: {main: m, dr: d}}}")
        }
        #expect(probe == expected)
        let bound = codes(text) { environment("[cut.exe]", "[cut.exe, \($0)]") }
        #expect(bound == expected)
    }

    /// People may read anything that can be seen.
    @Test func whatOnlyPeopleRead() {
        let text = """
            steps:
              - id: look
                title: {ja: 通話－切替；開始, en: "Switch – “start”"}
                source: [M1]
                action:
                  manual:
                    instructions: [{do: {ja: 押す。, en: Press.}, press: ["［切り替え］"]}]
                    answer: {ask: {ja: 表示。, en: Shown?}, text: 完了！}
                typical: 1m
                timeout: 5m
                changes: {}
                verifications: []
            """
        CheckFixture.expectMarks(text)
    }

    /// An identifier has a form of its own, so that nothing of this can hide in one.
    @Test(arguments: [
        "c\u{043E}nsole", "con\u{200B}sole", "con\u{202E}sole", "console\u{FF0D}a", "console\u{2010}a",
        "\u{FF43}onsole",
        "conso\u{0131}e", "a\u{30FC}b", "a\u{00A0}b", "con\u{00AD}sole", "e\u{0301}",
    ])
    func identifiers(name: String) {
        let escaped =
            "\""
            + name.unicodeScalars.map { "\\U" + String(repeating: "0", count: 8 - hex($0).count) + hex($0) }
            .joined() + "\""
        func found(_ text: String, _ environment: String = CheckFixture.environment) -> Set<String> {
            let library = CheckFixture.library(
                CheckFixture.expanded(CheckFixture.head + text), others: ["environment.yaml": environment])
            return Set(library.diagnostics.all.map(\.message.code))
        }
        let action = "action: {command: [x.exe], on: pc}"
        #expect(found("steps:\n  - id: \(escaped)\n    \(action)\n    …") == ["KRK0110"])
        #expect(found("steps:\n  - id: a\n    at: \(escaped)\n    \(action)\n    …") == ["KRK0110"])
        #expect(found("steps:\n  - id: a\n    action: {command: [x.exe], on: \(escaped)}\n    …") == ["KRK0110"])
        #expect(found("steps:\n  - id: a\n    action: {include: \(escaped)}\n    ‥") == ["KRK0110"])
        let place = CheckFixture.environment.replacing(
            "  bare:", with: "  \(escaped): {title: {ja: 他, en: x}}\n  bare:")
        #expect(found("steps:\n  - id: a\n    \(action)\n    …", place).contains("KRK0110"))
        #expect(found("steps:\n  - id: a\n    \(action)\n    …") == [])
    }

    @Test(arguments: [
        ("x.bat", "100%", true), ("x.bat", "a&b", true), ("x.bat", "a|b", true), ("x.bat", "a^b", true),
        ("x.bat", "a\"b", true), ("x.cmd", "%PATH%", true), ("x.bat", "a<b", true), ("x.bat", "a>b", true),
        ("x.bat", "(a)", true), ("x.bat", "!a!", true), ("X.BAT", "a&b", true), ("x.Cmd", "a&b", true),
        ("x.BAT ", "a&b", true), ("x.bat.", "a&b", true), ("x.bat. .", "a&b", true), ("x.cmd  ", "a&b", true),
        // A sign with an accent over it is still the sign to cmd.exe.
        ("x.bat", "&\u{0301}", true), ("x.bat", "a%\u{20DD}", true),
        ("x.bat", "dr", false), ("x.bat", "--to=dr", false), ("x.bat", "C:/a b", false), ("x.bat", "切替", false),
        ("x.exe", "100%", false), ("x.exe", "a&b|c^d", false), ("x.bat.exe", "a&b", false), ("bat", "a&b", false),
        ("x.batch", "a&b", false), ("", "a&b", false),
    ])
    func argumentsOfBatchFiles(program: String, argument: String, isRefused: Bool) {
        #expect((CommandInterpreter.refusedCharacter(in: argument, of: program) != nil) == isRefused)
        guard !program.isEmpty else { return }
        let quoted = "'\(program)', '\(argument)'"
        let text = CheckFixture.head + "steps:\n  - id: look\n    action: {command: [\(quoted)], on: pc}\n    …"
        let found = CheckFixture.library(CheckFixture.expanded(text)).diagnostics.all.map(\.message.code)
        #expect(found == (isRefused ? ["KRK0321"] : []))
    }

    /// Line ends, which no argument may hold at all.
    @Test(arguments: ["a\nb", "a\r\nb", "a\rb", "a\0b"])
    func lineEndsInArgumentsOfBatchFiles(argument: String) {
        #expect(CommandInterpreter.refusedCharacter(in: argument, of: "x.bat") != nil)
        #expect(CommandInterpreter.refusedCharacter(in: argument, of: "x.exe") == nil)
    }

    /// The name of the program itself is no argument, and a parameter is checked with its value.
    @Test func argumentsThatComeFromParameters() {
        CheckFixture.expectMarks(
            """
            parameters:
              share: {title: {ja: 割合, en: share}, allowed: ["50", "100%"], default: "50"}
            steps:
              - id: tell
                action: {command: ['100%.bat', "${share}"], on: pc}
            #                                  ^^^^^^^^^^ KRK0321
                …
              - id: call
                action: {command: [tell.exe, "${share}"], on: pc}
                …
            """)
    }

    @Test(arguments: [
        ("127.0.0.1:80", true), ("db-main:5432", true), ("db.example:1", true), ("[::1]:65535", true),
        ("[fe80::1%25eth0]:80", true), ("db-main", false), ("db-main:", false), ("db-main:0", false),
        ("db-main:65536", false), (":80", false), ("::1:80", false), ("db main:80", false), ("-db:80", false),
        ("http://db:80", false), ("db:80/", false), ("db:+80", false), ("", false),
    ])
    func addresses(text: String, isAddress: Bool) {
        #expect((NetworkAddress(text) != nil) == isAddress)
        let environment = CheckFixture.environment.replacing("127.0.0.1:80", with: text)
        let step = "steps:\n  - id: look\n    action: {command: [x.exe], on: pc}\n    …"
        let library = CheckFixture.library(
            CheckFixture.expanded(CheckFixture.head + step), others: ["environment.yaml": environment])
        #expect(library.diagnostics.all.map(\.message.code) == (isAddress ? [] : ["KRK0325"]))
    }

    /// An address that whoever uses the environment gives is not judged before it is given.
    @Test func addressesThatAreGivenLater() throws {
        let parameters = "parameters: {db: {title: {ja: DB, en: DB}}}\nplaces:"
        let environment = CheckFixture.environment.replacing("places:", with: parameters)
            .replacing("127.0.0.1:80", with: "${db}")
        let step = "steps:\n  - id: look\n    action: {command: [x.exe], on: pc}\n    …"
        let library = CheckFixture.library(
            CheckFixture.expanded(CheckFixture.head + step), others: ["environment.yaml": environment])
        #expect(library.diagnostics.all.map(\.message.code) == [])
        let template = try #require(library.environments["test"])
        for (given, expected) in [("db:5432", []), ("db", ["KRK0325"]), ("d\u{0432}:1", ["KRK0325"])] {
            let context = DecodingContext()
            _ = template.decode(arguments: ["db": given], in: context)
            #expect(context.diagnostics.all.map(\.message.code) == expected)
        }
    }
}
