import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The project file: found first, obeyed by all other files.
@Suite struct ProjectTests {
    static let known: [String: Severity] = ["KRK0107": .error, "KRK0345": .warning, "KRK0399": .warning]

    private func library(_ project: String, others: [String: String] = [:]) -> RunbookLibrary {
        let texts = ["service.yaml": TestLibrary.service, "project.yaml": project].merging(others) { $1 }
        return RunbookLibrary(
            files: texts.map { .init(path: $0.key, bytes: Array($0.value.utf8)) }, knownSeverities: Self.known)
    }

    private static let head = """
        kirikae: 1
        project: example
        title: {ja: 例, en: Example}

        """

    @Test(arguments: [
        // Nothing but its name is needed.
        "",
        "severities: {KRK0399: error}",
        """
        severities:
          KRK0339: error
        # ^^^^^^^ KRK0340
          other: error
        # ^^^^^ KRK0340
          KRK0107: warning
        #          ^^^^^^^ KRK0341
          KRK0399: warning
        #          ^^^^^^^ KRK0345
          KRK0345: fatal
        #          ^^^^^ KRK0113
        """,
        """
        limits: {file-size: 16, depth: many, scalar-size: 64kB}
        #                   ^^ KRK0110
        #                              ^^^^ KRK0342
        #                                                 ^^^^ KRK0110
        """,
        """
        limits: {file-size: 65MiB, depth: 7, scalar-size: 1025KiB, files: 3}
        #                   ^^^^^ KRK0342
        #                                 ^ KRK0342
        #                                                 ^^^^^^^ KRK0342
        #                                                          ^^^^^ KRK0108
        """,
        "limits: {file-size: 64KiB, depth: 256, scalar-size: 1MiB}",
        """
        severitys: {}
        ^^^^^^^^^ KRK0108
        """,
    ])
    func findings(text: String) {
        let marked = MarkedText(Self.head + text, file: "project.yaml")
        marked.expectMarks(of: library(marked.text).diagnostics)
    }

    @Test func anUnknownCodeIsSuggested() {
        let advice = library(Self.head + "severities: {KRK0339: error}").diagnostics.all.map {
            $0.message.advice(in: .en)
        }
        #expect(advice == ["Did you mean ‘KRK0399’?"])
    }

    @Test func withoutKnownCodesEveryCodeIsUnknown() {
        let text = Self.head + "severities: {KRK0399: error}"
        let library = RunbookLibrary(files: [.init(path: "project.yaml", bytes: Array(text.utf8))])
        #expect(library.diagnostics.all.map(\.message.code).contains("KRK0340"))
    }

    @Test func aWarningIsRaisedAndAnErrorStaysOne() throws {
        let warned = library(Self.head + "severities: {KRK0107: error}")
        #expect(warned.diagnostics.all.map(\.severity) == [.warning])
        #expect(!warned.diagnostics.hasErrors)
        let raised = library(Self.head + "severities: {KRK0345: error, KRK0107: error}")
        #expect(raised.diagnostics.all.map(\.message.code) == ["KRK0345"])
        #expect(raised.diagnostics.all.map(\.severity) == [.error])
        #expect(raised.diagnostics.hasErrors)
        #expect(raised.project?.severities == ["KRK0345": .error])
    }

    @Test func itsLimitsHoldForAllOtherFiles() {
        let deep = """
            kirikae: 1
            environment: deep
            title: {ja: 深い, en: deep}
            observe: {a.b: {http: {url: {x: {x: {x: {x: {x: x}}}}}}}}
            """
        let plain = library(Self.head, others: ["a.yaml": deep]).diagnostics.all.map(\.message.code)
        #expect(!plain.contains("KRK0104"))
        let limited = library(Self.head + "limits: {depth: 8}", others: ["a.yaml": deep]).diagnostics.all
        #expect(limited.map(\.message.code) == ["KRK0104"])
        #expect(limited.first?.location?.file == "a.yaml")
        let long = deep.replacing("deep}", with: String(repeating: "x", count: 1100) + "}")
        let short = library(Self.head + "limits: {scalar-size: 1KiB}", others: ["a.yaml": long]).diagnostics.all
        #expect(short.map(\.message.code).contains("KRK0115"))
        let large = deep + String(repeating: "# filling\n", count: 7_000)
        let small = library(Self.head + "limits: {file-size: 64KiB}", others: ["a.yaml": large]).diagnostics.all
        #expect(small.map(\.message.code) == ["KRK0103"])
    }

    @Test func itStandsOnlyAtTheTop() {
        let found = library(Self.head, others: ["sub/project.yaml": Self.head, "other.yaml": Self.head]).diagnostics
        #expect(
            found.inFileOrder.map { "\($0.location?.text ?? "") \($0.message.code)" } == [
                "other.yaml:2:1 KRK0343", "sub/project.yaml:2:1 KRK0343",
            ])
    }

    @Test func aFileOfItsNameThatIsNoneIsAnError() {
        let found = library(TestLibrary.environment).diagnostics.all
        #expect(found.map(\.message.code) == ["KRK0344"])
    }

    @Test(
        arguments: [
            ("64KiB", 65_536), ("16MiB", 16_777_216), ("1KiB", 1024), ("64 KiB", nil), ("64kib", nil), ("KiB", nil),
            ("65536", nil), ("-1KiB", nil), ("９KiB", nil), ("9223372036854775807MiB", nil),
        ] as [(String, Int?)])
    func sizes(written: String, bytes: Int?) {
        #expect(ByteCount(written: written)?.count == bytes)
        if let bytes { #expect(ByteCount(bytes).written == written) }
    }
}
