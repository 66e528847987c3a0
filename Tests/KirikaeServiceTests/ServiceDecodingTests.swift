import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// What can be wrong with a service model.
@Suite struct ServiceDecodingTests {
    private static let head = """
        kirikae: 1
        service: test
        title: {ja: 試験, en: test}
        variables:
          portal.db:
            title: {ja: DB, en: DB}
            values: {main: {ja: 主, en: main}, dr: {ja: 副, en: DR}}
            start: main

        """

    private func decode(_ marked: MarkedText) -> (model: ServiceModel?, diagnostics: Diagnostics) {
        let context = DecodingContext()
        let root = SyntaxParser().parse(marked.bytes, file: marked.file, into: &context.diagnostics)
        let model = root.flatMap { ServiceDecoder(context: context).decode($0) }
        return (model, context.diagnostics)
    }

    @Test(arguments: [
        // KRK0201
        """
        transitions:
          - id: t
            title: {ja: 遷移, en: t}
            when: {portal.bd: main}
        #          ^^^^^^^^^ KRK0201
            then: {portal.mmf: dr}
        #          ^^^^^^^^^^ KRK0201
        exclusive: [gax.session]
        #           ^^^^^^^^^^^ KRK0201
        invariants:
          - id: I1
            always: {any: [{portal.db: main}, {not: {portal.x: main}}]}
        #                                            ^^^^^^^^ KRK0201
            because: {ja: 理由, en: why}
        """,
        // KRK0202; `unknown` is no value that a condition could test
        """
        transitions:
          - id: t
            title: {ja: 遷移, en: t}
            when: {portal.db: [main, 主]}
        #                            ^^ KRK0202
            then: {portal.db: unknown}
          - id: u
            title: {ja: 遷移, en: u}
            when: {portal.db: unknown}
        #                     ^^^^^^^ KRK0202
            then: {portal.db: dr}
        """,
        // KRK0204
        """
        invariants:
          - id: I2
        #   ^^^^^^ KRK0204
            because: {ja: 理由, en: why}
            before: {portal.db: dr}
          - id: I3
        #   ^^^^^^ KRK0204
            because: {ja: 理由, en: why}
            always: {portal.db: dr}
            requires: {portal.db: dr}
        """,
        // No kind, and two
        """
        invariants:
          - id: I1
        #   ^^ KRK0131
            because: {ja: 理由, en: why}
          - id: I2
            because: {ja: 理由, en: why}
            always: {portal.db: dr}
            at-end: {portal.db: dr}
        #   ^^^^^^ KRK0132
        """,
        // KRK0208
        """
        invariants:
          - id: I1
            because: {ja: 理由, en: why}
            at-end: {portal.db: dr}
            allowed-outage: 30m
        #                   ^^^ KRK0208
          - id: I2
            because: {ja: 理由, en: why}
            before: {portal.db: dr}
            requires: {portal.db: main}
            allowed-outage: 30m
        #                   ^^^ KRK0208
          - id: I3
            because: {ja: 理由, en: why}
            always: {portal.db: dr}
            allowed-outage: 0s
        #                   ^^ KRK0208
        """,
        // The same name twice
        """
        transitions:
          - {id: t, title: {ja: 遷移, en: t}, when: {portal.db: main}, then: {portal.db: dr}}
          - {id: t, title: {ja: 遷移, en: t}, when: {portal.db: dr}, then: {portal.db: main}}
        #        ^ KRK0118
        """,
        // Conditions
        """
        invariants:
          - id: I1
            because: {ja: 理由, en: why}
            always: {al: [{portal.db: dr}], portal.db: dr}
        #            ^^ KRK0108
          - id: I2
            because: {ja: 理由, en: why}
            always: {ポータル: dr}
        #            ^^^^^^^^ KRK0110
          - id: I3
            because: {ja: 理由, en: why}
            always: {}
        #           ^^ KRK0110
          - id: I4
            because: {ja: 理由, en: why}
            always: {portal.db: dr, evidence: always, within: soon}
        #                                     ^^^^^^ KRK0113
        #                                                     ^^^^ KRK0110
          - id: I5
            because: {ja: 理由, en: why}
            always: {portal.db: []}
        #                       ^^ KRK0110
          - id: I6
            because: {ja: 理由, en: why}
            always: {all: [], portal.db: dr}
        #                 ^^ KRK0130
          - id: I7
            because: {ja: 理由, en: why}
            always: {any: []}
        #                 ^^ KRK0130
        """,
    ])
    func marked(text: String) {
        let marked = MarkedText(Self.head + text)
        let (model, diagnostics) = decode(marked)
        #expect(model == nil)
        marked.expectMarks(of: diagnostics)
    }

    /// KRK0202 and KRK0203 among the variables.
    @Test func variables() {
        let marked = MarkedText(
            """
            kirikae: 1
            service: test
            title: {ja: 試験, en: test}
            variables:
              a.b:
                title: {ja: 甲, en: a}
                values: {on: {ja: 入, en: on}, unknown: {ja: 不明, en: unknown}}
            #                                  ^^^^^^^ KRK0203
                start: off
            #          ^^^ KRK0202
              c.d:
                title: {ja: 乙, en: c}
                values: {}
            #           ^^ KRK0130
                start: x
            #          ^ KRK0202
              name:
              ^^^^ KRK0110
                start: x
            #   ^^^^^ KRK0109
            #   ^^^^^ KRK0109
            """)
        marked.expectMarks(of: decode(marked).diagnostics)
    }

    @Test func aCleanModel() throws {
        let text =
            Self.head + """
                transitions:
                  - {id: t, title: {ja: 遷移, en: t}, when: {portal.db: dr}, then: {portal.db: unknown}, takes: 5m}
                exclusive: [portal.db]
                invariants:
                  - {id: I1, because: {ja: 理由, en: why}, always: {portal.db: [main, dr], evidence: run, every: 5s}}
                """
        let (decoded, diagnostics) = decode(MarkedText(text))
        #expect(diagnostics.all.isEmpty)
        let model = try #require(decoded)
        #expect(model.transitions.map(\.takes) == [Milliseconds(300_000)])
        #expect(model.transitions[0].then[0].value == nil)
        #expect(model.startState.values == ["portal.db": "main"])
        #expect(model.exclusive == ["portal.db"])
        guard case .always(let condition) = model.invariants[0].kind else {
            Issue.record("not an ‘always’")
            return
        }
        #expect(condition.needsEvidenceOfRun)
        #expect(condition.every == Milliseconds(5_000))
        #expect(condition.because?.ja == "理由")
        #expect(model.variable("portal.db")?.title(of: "dr").ja == "副")
        #expect(model.variable("portal.db")?.title(of: "nowhere").ja == "nowhere")
    }

    @Test(arguments: Language.allCases)
    func adviceNamesTheNearestWord(language: Language) {
        let known = ServiceMessage.undefinedValue("mian", variable: "a.b", suggestion: "main", allowed: ["main"])
        #expect(known.advice(in: language)?.contains("main") == true)
        let none = ServiceMessage.undefinedValue("x", variable: "a.b", suggestion: nil, allowed: ["main", "dr"])
        #expect(none.advice(in: language)?.contains("dr") == true)
        #expect(ServiceMessage.reservedValue.text(in: language).contains("unknown"))
    }
}
