import KirikaeDiagnostics
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Every message of the stage that a text alone can bring about, with the place it points at.
///
/// The message about the kind of a file needs a library of files, and is tested where that is read. No text brings about
/// ‘unreadable file’: nothing reports it yet.
@Suite struct SyntaxMessageTests {
    @Test(arguments: [
        // KRK0101: libyaml says where it stopped.
        """
        kirikae: 1
        id: [a, b
        title: x
        ^ KRK0124
        #    ^ KRK0101
        """,
        // KRK0123
        """
        kirikae: 1
        id: x
        names: ["a"]#, b
        #           ^ KRK0123
        label: 'a' #b,#c
        """,
        """
        kirikae: 1
        id: x
        label: >-# text
        #        ^ KRK0123
          a,#b
        """,
        """
        kirikae: 1
        id: x # [],#
        names: [a,#b
        #         ^ KRK0123
          c,'d']#
        #       ^ KRK0123
        """,
        // KRK0124
        """
        kirikae: 1
        id: x
        names: [a,
        b, c
        ^ KRK0124
        ]
        ^ KRK0124
        """,
        """
        kirikae: 1
        id: x
        label: "窓口
        受付"
        ^^ KRK0124
        changes: {a: 'b
            c',
          d: e
         }
        """,
        // KRK0125
        """
        kirikae: 1
        id: x
        names: [a, -, 'b']
        #          ^ KRK0125
        """,
        // KRK0126: the first line of the text is white space alone
        "kirikae: 1\nid: x\nlabel: >\n    \n  # a\n# ^ KRK0126\n",
        """
        id: 'ab
        # more
        #     ^ KRK0101
        """,
        // KRK0105
        """
        kirikae: 1
        id: &a x
        #   ^^^^ KRK0105
        label: *a
        #      ^^ KRK0105
        """,
        """
        kirikae: 1
        id: !!str x
        #   ^^^^^^^ KRK0105
        changes: {<<: y}
        #         ^^ KRK0105
        names: !seq [a]
        #      ^^^^^^ KRK0105
        """,
        // KRK0106
        """
        kirikae: 1
        ---
        ^^^ KRK0106
        id: x
        """,
        // KRK0107, on a line with Japanese text
        """
        kirikae: 1
        id: x
        changes: {窓口: 開, 受付: 閉, 窓口: 閉}
        #                             ^^^^ KRK0107
        id: y
        ^^ KRK0107
        """,
        // KRK0108
        """
        kirikae: 1
        id: x
        titel: x
        ^^^^^ KRK0108
        title: {ja: 題, en: title, 備考: 無し}
        #                          ^^^^ KRK0108
        """,
        // KRK0109 at the first key
        """
        kirikae: 1
        ^^^^^^^ KRK0109
        label: x
        """,
        """
        id: x
        ^^ KRK0109
        """,
        // KRK0110
        """
        kirikae: 1
        id: 窓口-a
        #   ^^^^^^ KRK0110
        title: text
        #      ^^^^ KRK0110
        label: [a]
        #      ^^^ KRK0110
        timeout: 5 minutes
        #        ^^^^^^^^^ KRK0110
        critical: yes
        #         ^^^ KRK0110
        mode: {a: b}
        #     ^^^^^^ KRK0110
        names: a
        #      ^ KRK0110
        changes: [a]
        #        ^^^ KRK0110
        """,
        """
        - kirikae: 1
        ^^^^^^^^^^^^ KRK0110
        """,
        // KRK0112
        """
        kirikae: 1
        ? [a, b]
        # ^ KRK0112
        : c
        """,
        """
        kirikae: 1
        changes: {{a: b}: c}
        #         ^ KRK0112
        """,
        // KRK0113
        """
        kirikae: 1
        id: x
        mode: asc
        #     ^^^ KRK0113
        """,
        // KRK0114
        """
        kirikae: 1
        id: x
        title: {ja: 題}
        #      ^^^^^^^^ KRK0114
        label: {en: title, ja: ''}
        #      ^^^^^^^^^^^^^^^^^^^ KRK0114
        """,
        // KRK0117
        """
        kirikae: 2
        #        ^ KRK0117
        id: x
        """,
        // KRK0118
        """
        kirikae: 1
        id: x
        names: [受付, 窓口, 受付]
        #                   ^^^^ KRK0118
        """,
    ])
    func marked(text: String) {
        let marked = MarkedText(text)
        #expect(!marked.marks.isEmpty)
        marked.expectMarks(of: TestSchema.read(marked.bytes).diagnostics)
    }

    @Test(arguments: [
        ("KRK0102", Array("id: ".utf8) + [0xFF], SyntaxLimits()),
        ("KRK0103", Array("id: x".utf8), limits { $0.fileBytes = 4 }),
        ("KRK0104", Array("[[[a]]]".utf8), limits { $0.depth = 2 }),
        ("KRK0111", [], SyntaxLimits()),
        ("KRK0111", Array("# only a comment\n".utf8), SyntaxLimits()),
        ("KRK0111", Array("\n\n".utf8), SyntaxLimits()),
        ("KRK0115", Array("id: abcde".utf8), limits { $0.scalarBytes = 4 }),
    ])
    func limited(code: String, bytes: [UInt8], limits: SyntaxLimits) {
        #expect(TestSchema.read(bytes, limits: limits).diagnostics.codes == [code])
    }

    @Test func limitsAreInclusive() {
        #expect(
            TestSchema.read(Array("kirikae: 1\nid: abcd".utf8), limits: Self.limits { $0.fileBytes = 19 }).diagnostics
                .codes == [])
        #expect(
            TestSchema.read(Array("kirikae: 1\nid: abcd".utf8), limits: Self.limits { $0.scalarBytes = 7 }).diagnostics
                .codes == [])
        #expect(
            TestSchema.read(Array("kirikae: 1\nid: a\nchanges: {a: b}".utf8), limits: Self.limits { $0.depth = 2 })
                .diagnostics.codes == [])
    }

    /// Both languages have a text for every message, and it names what was found.
    @Test(arguments: Language.allCases)
    func wording(language: Language) {
        let messages: [SyntaxMessage] = [
            .malformed(problem: "MARK"), .notUTF8(byteOffset: 4711), .fileTooLarge(limitBytes: 4711),
            .tooDeep(limit: 4711),
            .duplicateKey("MARK"), .unknownKey("MARK", suggestion: nil, known: ["a"]), .missingKey("MARK"),
            .notAllowed("MARK", suggestion: nil, allowed: []), .scalarTooLong(limitBytes: 4711),
            .unknownFileKind("MARK"),
            .unsupportedEdition("MARK"), .duplicateDefinition("MARK"), .noneOfKeys(["a", "MARK"]),
            .keysExclude(["a", "MARK"]), .notInRange("MARK", 1, 2), .notInRange("a", 1, 4711),
        ]
        for message in messages {
            let text = message.text(in: language)
            #expect(text.contains("MARK") || text.contains("4711"), "\(text)")
        }
        for message in [SyntaxMessage.emptyMapping, .outputNotUsableHere] {
            #expect(!message.text(in: language).contains("KRK"))
        }
        for feature in SyntaxMessage.Feature.allCases {
            #expect(!SyntaxMessage.featureRefused(feature).text(in: language).isEmpty)
        }
    }

    /// KRK0130, KRK0131, KRK0132 and KRK0134, each beside what is right.
    @Test(arguments: [
        """
        parts: {}
        #      ^^ KRK0130
        one: x
        """,
        "parts: {a: x}\none: x",
        """
        parts: {a: x}
        ^^^^^ KRK0131
        """,
        """
        parts: {a: x}
        one: x
        other: x
        ^^^^^ KRK0132
        """,
        """
        other: x
        count: 0
        #      ^ KRK0134
        """,
        """
        other: x
        count: 101
        #      ^^^ KRK0134
        """,
        """
        other: x
        count: ten
        #      ^^^ KRK0134
        """,
        "other: x\ncount: 1", "other: x\ncount: 100",
    ])
    func choices(text: String) {
        let marked = MarkedText(text)
        let context = DecodingContext()
        let root = SyntaxParser().parse(marked.bytes, file: marked.file, into: &context.diagnostics)
        let shape = MappingShape(
            "choice", "A choice of keys.",
            keys: [
                .optional("one", .anyText, "One."), .optional("other", .anyText, "The other."),
                .optional("parts", .mapping("parts"), "Parts."), .optional("count", .text(.integer), "A number."),
            ], exactlyOneOf: [["one", "other"]])
        let parts = MappingShape("parts", "Parts.", freeKeys: .init(.identifier, .anyText, isRequired: true, "A part."))
        if let root, let reader = MappingReader(root, shape, in: context) {
            _ = reader["parts"].flatMap { MappingReader($0, parts, in: context) }
            _ = context.integer(reader["count"], in: 1...100)
        }
        marked.expectMarks(of: context.diagnostics)
    }

    /// KRK0133: a text with a hole is no text, and not a missing translation either.
    @Test func aHoleInAText() {
        let place = SourceLocation(
            file: "test.yaml", start: .init(line: 1, column: 1), end: .init(line: 1, column: 2))
        let hole = Node(.template(TextTemplate([.output(.init(step: "read", name: "value"))])), at: place)
        let context = DecodingContext()
        #expect(context.text(hole) == nil)
        #expect(context.template(hole)?.value.references == [OutputReference(step: "read", name: "value")])
        let words = Node(
            .mapping([
                .init(key: "ja", keyLocation: place, value: hole),
                .init(key: "en", keyLocation: place, value: Node(.scalar("x"), at: place)),
            ]), at: place)
        #expect(context.localizedText(words) == nil)
        #expect(context.diagnostics.codes == ["KRK0133", "KRK0133"])
    }

    @Test func adviceNamesTheNearestWord() {
        let (_, diagnostics) = TestSchema.read(Array("kirikae: 1\nid: x\ntitel: x\nmode: asc\n".utf8))
        #expect(
            diagnostics.inFileOrder.map { $0.message.advice(in: .en) } == [
                "Did you mean ‘title’?", "Did you mean ‘ask’?",
            ])
        let (_, others) = TestSchema.read(Array("kirikae: 1\nid: x\nmode: whatever\n".utf8))
        #expect(others.inFileOrder.map { $0.message.advice(in: .ja) } == ["使える値：verify、ask、repeat"])
    }

    private static func limits(_ change: (inout SyntaxLimits) -> Void) -> SyntaxLimits {
        var limits = SyntaxLimits()
        change(&limits)
        return limits
    }
}
