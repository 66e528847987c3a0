import KirikaeDiagnostics
import KirikaeSyntax
import Testing

/// What the text says, and nothing that YAML 1.1 would read into it.
@Suite struct ParserTests {
    /// A tree written briefly: scalars in ‘’, lists in [], mappings in {}.
    private func brief(_ node: Node?) -> String {
        guard let node else { return "-" }
        switch node.content {
        case .scalar(let text): return "‘\(text)’"
        case .sequence(let nodes): return "[" + nodes.map { brief($0) }.joined(separator: " ") + "]"
        case .template(let template): return template.shown
        case .mapping(let entries):
            return "{" + entries.map { "\($0.key)=\(brief($0.value))" }.joined(separator: " ") + "}"
        }
    }

    @Test(arguments: [
        "NO", "no", "yes", "on", "off", "010", "0o17", "0x1F", "1:30", "1e999", ".inf", "~", "null", "2024-01-01",
        "+81-3-1234",
        "0120-000-000", "=", "1_000", "true", "1.10",
    ])
    func scalarsStayText(text: String) {
        let (root, diagnostics) = parse("k: \(text)\n")
        #expect(diagnostics.codes == [])
        #expect(root?["k"]?.scalar == text)
    }

    @Test(arguments: [
        ("a: 1\r\nb: [x, y]\r\n", "{a=‘1’ b=[‘x’ ‘y’]}"),  // CRLF
        ("a: 1\rb: 2\r", "{a=‘1’ b=‘2’}"),  // CR
        ("a: 1\u{85}b: 2\u{2028}c: 3\u{2029}", "{a=‘1’ b=‘2’ c=‘3’}"),  // NEL, LS, PS
        ("\u{FEFF}a: 1\n", "{a=‘1’}"),
        ("\u{FEFF}a: 1\nb:\n  c: 2\n", "{a=‘1’ b={c=‘2’}}"),
        ("a: |\n  x\n  y\n", "{a=‘x\ny\n’}"),
        ("a: >-\n  x\n  y\n", "{a=‘x y’}"),
        ("a: 'it''s'\n", "{a=‘it's’}"),
        ("a: \"\\u3042\\n\"\n", "{a=‘あ\n’}"),
        ("a:\nb: ~\n", "{a=‘’ b=‘~’}"),
        ("- a\n- - b\n  - c\n", "[‘a’ [‘b’ ‘c’]]"),
        ("{a: [], b: {}}", "{a=[] b={}}"),
        ("---\na: 1\n...\n", "{a=‘1’}"),
        ("a: 1 # コメント\n", "{a=‘1’}"),
        ("? a\n: b\n", "{a=‘b’}"),
        ("切り替え: ポータル", "{切り替え=‘ポータル’}"),
    ])
    func shapes(text: String, expected: String) {
        let (root, diagnostics) = parse(text)
        #expect(diagnostics.codes == [])
        #expect(brief(root) == expected)
    }

    /// Forms that look like the faults that libyaml lets pass, and are right.
    @Test(arguments: [
        ("a: [x] #,#\nb: 1\n", "{a=[‘x’] b=‘1’}"),
        ("# [],#\na: x,#y\n", "{a=‘x,#y’}"),
        ("\u{85}# [],#\na: 1\n", "{a=‘1’}"),
        ("a: | # b,#c\n  d,#e\nb: '],#'\n", "{a=‘d,#e\n’ b=‘],#’}"),
        ("a: \"]#\"\nb: [\",#\", x-#]\n", "{a=‘]#’ b=[‘,#’ ‘x-#’]}"),
        ("a: [x,\n y\n ]\n", "{a=[‘x’ ‘y’]}"),
        ("[x,\ny\n]\n", "[‘x’ ‘y’]"),
        ("a: [x,\n\n # c\n \ty]\n", "{a=[‘x’ ‘y’]}"),
        ("a: \"x\n\n \ty\"\n", "{a=‘x\ny’}"),
        ("- \"x\n y\"\n", "[‘x y’]"),
        ("a: x\n y\n", "{a=‘x y’}"),
        ("- -\n- '-'\n- [--, -x, '-']\n", "[[‘’] ‘-’ [‘--’ ‘-x’ ‘-’]]"),
        ("a: |\n     \n\nb: 1\n", "{a=‘’ b=‘1’}"),
        ("- a: >\n      \n  b: 1\n", "[{a=‘’ b=‘1’}]"),
        ("a: |2\n     \n  x\n", "{a=‘   \nx\n’}"),
        ("a: {b: c,\n  d: }\ne: ''\n", "{a={b=‘c’ d=‘’} e=‘’}"),
    ])
    func allowed(text: String, expected: String) {
        let (root, diagnostics) = parse(text)
        #expect(diagnostics.codes == [])
        #expect(brief(root) == expected)
    }

    @Test(arguments: [
        ("a: 1\n\tb: 2\n", "KRK0101"),  // tab as indentation
        ("a: [1\n", "KRK0101"),
        ("a: 'x\n", "KRK0101"),
        ("a: @x\n", "KRK0101"),
        ("a: b: c\n", "KRK0101"),
        ("a: x\u{0}y\n", "KRK0101"),  // NUL
        ("a: x\u{1B}[2J\n", "KRK0101"),  // escape sequence
        ("a: 1\nb: \u{FEFF}\u{7F}\n", "KRK0101"),
        ("%YAML 3.0\n---\na: 1\n", "KRK0101"),
        ("a: 1\n---\nb: 2\n", "KRK0106"),
        ("a: 1\n...\n---\nb: 2\n", "KRK0106"),
        ("a: 1\n...\nb: 2\n", "KRK0101"),
        ("a: !!python/object:os.system x\n", "KRK0105"),
        ("a: !ruby/object x\n", "KRK0105"),
        ("a: !!binary aGk=\n", "KRK0105"),
        ("a: !<tag:x> y\n", "KRK0105"),
        ("<<: {a: b}\n", "KRK0105"),
    ])
    func refused(text: String, code: String) {
        #expect(parse(text).diagnostics.codes == [code])
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], 3),  // a lone surrogate
            ([0xFF, 0xFE, 0x61, 0x00], 0),  // UTF-16
            ([0x61, 0xC0, 0xAF], 1),  // an overlong form
            ([0x61, 0x62, 0x63, 0xFF, 0x64, 0x65, 0x66, 0x67], 3),
            ([0x61, 0xE3, 0x81], 1),  // cut short at the end
            ([0xE3, 0x81, 0x82, 0x83, 0x5C, 0x0A, 0x0A, 0x0A], 3),  // CP932 after UTF-8
            ([0x61, 0xF4, 0x90, 0x80, 0x80], 1),  // past U+10FFFF
        ] as [([UInt8], Int)])
    func notUTF8(bytes: [UInt8], offset: Int) {
        let message = parse(bytes: bytes).diagnostics.all.first?.message as? SyntaxMessage
        #expect(message == .notUTF8(byteOffset: offset))
    }

    @Test func duplicateKeysKeepTheFirstAndNameIt() throws {
        let (root, diagnostics) = parse("a: 1\nb:\n  窓口: 1\n  窓口: {x: [y]}\n  窓口: 3\na: 2\n")
        #expect(brief(root) == "{a=‘1’ b={窓口=‘1’}}")
        #expect(diagnostics.codes == ["KRK0107", "KRK0107", "KRK0107"])
        let notes = diagnostics.inFileOrder.map {
            "\($0.location?.start.line ?? 0)->\($0.notes.map(\.location.start.line))"
        }
        #expect(notes == ["4->[3]", "5->[3]", "6->[1]"])
    }

    /// A key with a byte order mark before it is still in the first column.
    @Test func placesDoNotCountTheByteOrderMark() throws {
        let (root, _) = parse("\u{FEFF}a: 1\n")
        #expect(try #require(root?.entries?.first).keyLocation.start == .init(line: 1, column: 1))
    }

    /// Columns count scalars: neither UTF-8 bytes nor UTF-16 units nor characters.
    @Test func placesCountScalars() throws {
        let (root, _) = parse("か\u{3099}😀: {あ: 値}\n")
        let entry = try #require(root?.entries?.first)
        #expect(entry.keyLocation.start == .init(line: 1, column: 1))
        #expect(entry.keyLocation.end == .init(line: 1, column: 4))
        let inner = try #require(entry.value.entries?.first)
        #expect(inner.keyLocation.start == .init(line: 1, column: 7))
        #expect(inner.value.location.start == .init(line: 1, column: 10))
        #expect(inner.value.location.end == .init(line: 1, column: 11))
        #expect(entry.value.location.end == .init(line: 1, column: 12))
    }

    @Test func linesAreCountedOverEveryLineEnd() throws {
        let (root, _) = parse("a: 1\r\nb: 2\rc: 3\u{2028}d: 4\n")
        #expect(root?.entries?.map(\.keyLocation.start.line) == [1, 2, 3, 4])
    }

    @Test func allFaultsOfAFileInOnePass() {
        let text = "kirikae: 9\nid: Ä\ntitle: {ja: x}\ntimeout: soon\ncritical: 1\nextra: 1\nid: y\n"
        let (_, diagnostics) = TestSchema.read(Array(text.utf8))
        #expect(
            diagnostics.inFileOrder.map(\.message.code) == [
                "KRK0117", "KRK0110", "KRK0114", "KRK0110", "KRK0110", "KRK0108", "KRK0107",
            ])
    }
}
