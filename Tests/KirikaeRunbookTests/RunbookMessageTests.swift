import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// Every message of the stage, with the place it points at.
@Suite struct RunbookMessageTests {
    @Test func theSurroundingsAreClean() {
        let diagnostics = TestLibrary.with(TestLibrary.head + "steps:\n" + TestLibrary.step()).diagnostics
        #expect(diagnostics.all.map { $0.message.text(in: .en) } == [])
    }

    @Test(arguments: [
        // KRK0301 in a text, in `when`, in a lookup, and as an argument
        """
        parameters: {site: {title: {ja: 拠点, en: site}, default: main}}
        lookups: {word: {by: sites, values: {main: メイン}}}
        #                    ^^^^^ KRK0301
        steps:
          - id: include
            title: {ja: "拠点 ${sit} へ", en: "to ${site}"}
        #               ^^^^^^^^^^^^^^^^ KRK0301
            source: [M1]
            when: {place: main}
        #          ^^^^^ KRK0301
            action: {include: test.procedure, with: {site: main, memo: 無し}}
        #                                                        ^^^^ KRK0301
        """,
        // KRK0303
        """
        parameters: {site: {title: {ja: 拠点, en: site}, default: main}}
        notes: [{ja: "拠点 ${site", en: site}]
        #            ^^^^^^^^^^^^^ KRK0303
        steps:

        """ + TestLibrary.step(),
        // KRK0304
        """
        parameters: {site: {title: {ja: 拠点, en: site}, allowed: [main, dr]}}
        lookups: {word: {by: site, values: {main: メイン}}}
        #         ^^^^ KRK0304
        steps:

        """ + TestLibrary.step(),
        // KRK0305 and KRK0306
        """
        steps:
          - id: include
            title: {ja: 含む, en: include}
            source: [M1]
            action: {include: test.procedur}
        #                     ^^^^^^^^^^^^^ KRK0305
          - id: back
            title: {ja: 戻す, en: back}
            source: [M1]
            action: {command: [x.exe], on: batch-pc}
            typical: 1m
            timeout: 1m
            changes: {}
            verifications: []
            reverse: test.procedure/moved
        #            ^^^^^^^^^^^^^^^^^^^^ KRK0306
          - id: back-again
            title: {ja: 戻す, en: back}
            source: [M1]
            action: {command: [x.exe], on: batch-pc}
            typical: 1m
            timeout: 1m
            changes: {}
            verifications: []
            reverse: other.runbook/move
        #            ^^^^^^^^^^^^^^^^^^ KRK0305
        """,
        // KRK0308 and KRK0309
        """
        steps:
          - id: change
        #       ^^^^^^ KRK0308
        #       ^^^^^^ KRK0309
            title: {ja: 変える, en: change}
            source: [M1]
            action: {command: [x.exe], on: batch-pc}
            typical: 1m
            timeout: 1m
            changes: {portal.db: dr}
            verifications: []
        """,
        // KRK0310
        """
        steps:
          - id: run
            title: {ja: 実行, en: run}
            source: [M1]
            action: {command: [x.exe, "切替\\u202Egpj"], on: batch-pc}
        #                             ^^^^^^^^^^^^^^^ KRK0310
            typical: 1m
            timeout: 1m
            changes: {}
            verifications: []
        """,
        // KRK0311, KRK0312, KRK0313
        """
        steps:
          - id: run
            title: {ja: 実行, en: run}
            source: [M1]
            at: consol
        #       ^^^^^^ KRK0311
            action: {command: [x.exe], on: batch-pv}
        #                                  ^^^^^^^^ KRK0312
            typical: 1m
            timeout: 1m
            changes: {}
            preconditions: [{portal.hidden: a}]
        #                    ^^^^^^^^^^^^^ KRK0313
            verifications: []
        """,
        // KRK0315
        """
        steps:
          - id: ask
            title: {ja: 尋ねる, en: ask}
            source: [M1]
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}, press: ["[管理]"]}]
                answer:
                  ask: {ja: どこですか。, en: Where?}
                  choices:
                    - {value: main, title: {ja: 主, en: main}}
                    - {value: elsewhere, title: {ja: 他, en: elsewhere}}
                  accept: [main]
                  reports: portal.db
        #                  ^^^^^^^^^ KRK0315
            typical: 1m
            timeout: 1m
            changes: {}
            verifications: []
        """,
        // A vocabulary word of the service, and an answer that is not offered
        """
        preconditions: [{portal.db: mian}]
        #                           ^^^^ KRK0202
        steps:
          - id: ask
            title: {ja: 尋ねる, en: ask}
            source: [M1]
            action:
              manual:
                instructions: []
        #                     ^^ KRK0130
                answer:
                  ask: {ja: どこですか。, en: Where?}
                  choices: [{value: main, title: {ja: 主, en: main}}]
                  accept: [main, 窓口]
        #                        ^^^^ KRK0113
                  reports: portal.dbs
        #                  ^^^^^^^^^^ KRK0201
            typical: 1m
            timeout: 1m
            changes: {portal.db: 副}
        #                        ^^ KRK0202
            verifications: [{portal.db: dr}]
            reverse: somewhere
        #            ^^^^^^^^^ KRK0110
        """,
        // One action too many
        """
        steps:
          - id: both
            title: {ja: 両方, en: both}
            source: [M1]
            action: {command: [x.exe], on: batch-pc, http: GET}
        #                                            ^^^^ KRK0132
            typical: 1m
            timeout: 1m
            changes: {}
            verifications: []
        """,
    ])
    func marked(text: String) {
        let marked = MarkedText(TestLibrary.head + text)
        #expect(!marked.marks.isEmpty)
        let diagnostics = TestLibrary.diagnostics(marked)
        let missingReverse = diagnostics.all.filter {
            $0.message.code == "KRK0309" && text.contains("reverse: somewhere")
        }
        #expect(missingReverse.count <= 1)
        marked.expectMarks(
            of: Diagnostics(diagnostics.all.filter { $0.message.code != "KRK0309" || missingReverse.isEmpty }))
    }

    /// KRK0302 and KRK0113: a fault in what a runbook gives to another is found where it is given, and not once more in the
    /// other, which is right.
    @Test(arguments: [
        """
        steps:
          - id: include
            title: {ja: 含む, en: include}
            source: [M1]
            action: {include: test.procedure}
        #                     ^^^^^^^^^^^^^^ KRK0302
        """,
        """
        steps:
          - id: include
            title: {ja: 含む, en: include}
            source: [M1]
            action: {include: test.procedure, with: {site: 副拠点}}
        #                                                  ^^^^^^ KRK0113
        """,
    ])
    func argumentsOfAnInclude(text: String) {
        let marked = MarkedText(TestLibrary.head + text)
        marked.expectMarks(of: TestLibrary.diagnostics(marked))
    }

    /// The shapes of an environment.
    @Test func environment() {
        let marked = MarkedText(
            """
            kirikae: 1
            environment: other
            title: {ja: 他, en: other}
            places: {console: {title: {ja: 操作卓, en: console}, pages: maybe}}
            #                                                           ^^^^^ KRK0110
            hosts: {batch-pc: {title: {ja: PC, en: PC}}}
            #                  ^^^^^ KRK0109
            observe:
              portal.db: aks
            #            ^^^ KRK0113
              portal.mmf: {http: {url: "http://x/", answers: main}}
            #                     ^^^ KRK0109
              portal.nmf: ask
            # ^^^^^^^^^^ KRK0201
            """)
        marked.expectMarks(of: TestLibrary.with(marked.text, omitting: ["procedure.yaml"]).diagnostics)
    }

    @Test func environmentParameterWithoutValue() throws {
        let marked = MarkedText(
            """
            kirikae: 1
            environment: other
            title: {ja: 他, en: other}
            parameters: {control: {title: {ja: 制御, en: control}}}
            #            ^^^^^^^ KRK0302
            observe: {portal.db: {http: {url: "${control}/db"}}}
            """)
        let library = TestLibrary.with(marked.text, omitting: ["procedure.yaml"])
        #expect(library.diagnostics.all.isEmpty)
        let template = try #require(library.environments["other"])
        let context = DecodingContext()
        _ = template.decode(arguments: [:], in: context)
        marked.expectMarks(of: context.diagnostics)
        let filled = template.decode(arguments: ["control": "http://127.0.0.1:1"], in: DecodingContext())
        #expect(
            filled?.observations["portal.db"]?.how
                == .http(
                    HTTPProbe(
                        url: "http://127.0.0.1:1/db", judgement: .firstWord, timeout: Environment.defaultProbeTimeout)))
    }

    /// KRK0307, at the runbook in which the circle was entered.
    @Test func includeCycle() {
        func including(_ id: String, _ target: String) -> String {
            """
            kirikae: 1
            runbook: \(id)
            function: portal
            direction: switchover
            title: {ja: 循環, en: cycle}
            steps: [{id: next, title: {ja: 次, en: next}, source: [M1], action: {include: \(target)}}]
            """
        }
        let marked = MarkedText(
            including("a.first", "b.second").replacing(
                "runbook: a.first", with: "runbook: a.first\n#        ^^^^^^^ KRK0307"))
        let others = ["b.yaml": including("b.second", "c.third"), "c.yaml": including("c.third", "a.first")]
        let diagnostics = TestLibrary.with(marked.text, others: others).diagnostics
        marked.expectMarks(of: diagnostics)
        #expect(
            diagnostics.all.map { $0.message.text(in: .en) }
                == ["runbooks include each other: a.first → b.second → c.third → a.first"])
    }

    /// KRK0314 concerns the whole folder.
    @Test func noServiceModel() {
        let text = TestLibrary.head + "steps:\n" + TestLibrary.step()
        let diagnostics = TestLibrary.with(text, omitting: ["service.yaml"]).diagnostics
        #expect(diagnostics.all.map(\.message.code) == ["KRK0314"])
        #expect(diagnostics.all.first?.location == nil)
    }

    /// KRK0116 and its near misses.
    @Test(arguments: [
        ("kirikae: 1\nticket: 7\n", "KRK0116"), ("kirikae: 1\nrunbok: a.b\n", "KRK0108"),
        ("kirikae: 1\nアンサー: a\n", "KRK0116"), ("kirikae: 1\n", "KRK0110"), ("- a\n", "KRK0110"), ("", "KRK0111"),
    ])
    func kindOfFile(text: String, code: String) {
        #expect(TestLibrary.with(text).diagnostics.all.map(\.message.code) == [code])
    }

    /// KRK0118 over files.
    @Test func sameRunbookTwice() throws {
        let text = TestLibrary.head + "steps:\n" + TestLibrary.step()
        let diagnostics = TestLibrary.with(text, others: ["zz.yaml": text]).diagnostics
        #expect(diagnostics.all.map(\.message.code) == ["KRK0118"])
        let found = try #require(diagnostics.all.first)
        #expect(found.location?.text == "zz.yaml:2:10")
        #expect(found.notes.map(\.location.text) == ["test.yaml:2:10"])
    }

    /// A `when` with a value that the parameter cannot have would silently leave the step out of every plan.
    @Test func whenWithAValueThatIsNotAllowed() {
        let marked = MarkedText(
            TestLibrary.head + """
                parameters: {site: {title: {ja: 拠点, en: site}, allowed: [main, dr]}}
                steps:
                  - id: gate
                    title: {ja: 確認, en: check}
                    source: [M1]
                    when: {site: mian}
                #                ^^^^ KRK0113
                    action: {command: [x.exe], on: batch-pc}
                    typical: 1m
                    timeout: 1m
                    changes: {}
                    verifications: []
                """)
        marked.expectMarks(of: TestLibrary.diagnostics(marked))
    }

    /// What an include cannot do is refused, not dropped.
    @Test func changesOnAnInclude() {
        let text =
            TestLibrary.head + """
                steps:
                  - id: include
                    title: {ja: 含む, en: include}
                    source: [M1]
                    action: {include: test.procedure, with: {site: dr}}
                    changes: {portal.mmf: dr}
                    verifications: [{portal.mmf: dr}]
                    reverse: {none: {ja: 不要, en: not needed}}
                """
        #expect(TestLibrary.with(text).diagnostics.hasErrors)
    }

    @Test(arguments: Language.allCases)
    func wording(language: Language) {
        let messages: [RunbookMessage] = [
            .undefinedParameter("MARK", suggestion: nil), .parameterWithoutValue("MARK", owner: "x"),
            .lookupIncomplete("x", value: "MARK"), .undefinedRunbook("MARK", suggestion: nil),
            .undefinedStep("MARK", runbook: "x", suggestion: nil), .includeCycle(["MARK", "x"]),
            .invisibleCharacter("MARK"),
            .undefinedPlace("MARK", environment: "x", suggestion: nil),
            .undefinedHost("MARK", environment: "x", suggestion: nil), .unobservable("MARK", environment: "x"),
            .answerNotOfVariable("MARK", variable: "x"), .variableNameRefused("MARK"),
            .argumentReadAgain("x", program: "MARK"), .lookAlike("x", code: "MARK", plain: "y"),
            .notOfType("MARK", type: .text), .notAnAddress("MARK"), .undefinedOutput("MARK", suggestion: nil),
            .wrongDirection("MARK", direction: .switchover), .wrongDirection("MARK", direction: .switchback),
            .parallelConflict("MARK", other: "x"), .exclusiveShared("x", other: "MARK"),
            .boundWithoutDifference("MARK"), .notEnoughApprovers(2, of: 1, environment: "MARK"),
            .variableLacksValue("x", value: "MARK"), .inputWithoutOutput("MARK", suggestion: nil),
            .placeWithoutAddress("MARK", environment: "x"), .undefinedVariable("MARK", suggestion: nil),
        ]
        let kinds: [EnvironmentSection] = [.place, .host, .group, .inventory, .secret, .action]
        for kind in kinds {
            let message = RunbookMessage.undefinedName(kind, "MARK", environment: "x", suggestion: nil)
            #expect(message.text(in: language).contains("MARK"))
        }
        for definition in RunbookMessage.Definition.allCases {
            #expect(RunbookMessage.unused(definition, "MARK").text(in: language).contains("MARK"))
        }
        let others: [RunbookMessage] = [
            .answerCannotFail, .answerNeverAccepted, .wavesDoNotGrow, .typedOutputHasPlace, .valuesWithoutVariable,
            .unreachableStep, .verificationCannotFail, .fixedWait, .missingSource, .preconditionNeverHolds,
            .timeoutBelowTypical(Milliseconds(1), typical: Milliseconds(2)), .nestedParallel,
        ]
        for message in others { #expect(!message.text(in: language).contains("KRK"), "a text, not the code") }
        for message in messages { #expect(message.text(in: language).contains("MARK")) }
        let suggested = RunbookMessage.undefinedHost("x", environment: "y", suggestion: "NEAR")
        #expect(suggested.advice(in: language)?.contains("NEAR") == true)
    }
}
