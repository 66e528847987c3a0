import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// What must not be empty, which keys exclude each other, where outputs may stand, and what lies in bounds: KRK0130 to KRK0134;
/// and what one file shows about answers and values: KRK0316 to KRK0320, KRK0323, KRK0324.
@Suite struct FormCheckTests {
    @Test func theSurroundingsAreClean() {
        CheckFixture.expectMarks("steps:\n  - id: look\n    action: {command: [look.exe], on: pc}\n    …")
    }

    @Test(arguments: [
        // KRK0130, beside lists that may be empty
        """
        parameters: {site: {title: {ja: 拠点, en: site}, allowed: []}}
        #                                                         ^^ KRK0130
        preconditions: []
        steps:
          - id: nothing
            action: {command: [], on: pc}
        #                     ^^ KRK0130
            …
          - id: files
            action: {command: [x.exe], on: pc, secrets: {}, conversation: []}
        #                                               ^^ KRK0130
            …
          - id: fields
            action: {http: GET, on: console, headers: {}, expect: []}
        #                                             ^^ KRK0130
        #                                                         ^^ KRK0130
            …
          - id: people
            action: {population: agents, instructions: [], ask: {ja: 数, en: count}, waves: []}
        #                                              ^^ KRK0130
        #                                                                                   ^^ KRK0130
            …
          - id: wait
            unless: []
        #           ^^ KRK0130
            when: {cause: []}
        #                 ^^ KRK0130
            action: {wait: {until: []}}
        #                          ^^ KRK0130
            ‥
          - id: together
            action: {parallel: []}
        #                      ^^ KRK0130
            ‥
          - id: typed
            outputs: {}
        #            ^^ KRK0130
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}, press: []}]
                answer: {ask: {ja: 表示, en: shown}, choices: [], accept: [x]}
        #                                                     ^^ KRK0130
        #                                                                  ^ KRK0113
            …
        """,
        "steps: []\n#      ^^ KRK0130",
        // KRK0131, beside the same with one of the keys
        """
        steps:
          - id: idle
            action: {}
        #           ^^ KRK0131
            …
          - id: wait
            action: {wait: {because: {ja: 無, en: none}}}
        #                   ^^^^^^^ KRK0131
            ‥
          - id: waits
            action: {wait: {until: {a.db: main}}}
            ‥
          - id: read
            outputs: {value: {title: {ja: 値, en: value}}}
        #             ^^^^^ KRK0131
            action: {command: [x.exe, "${outputs.reads.value}"], on: pc}
            …
          - id: typed
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer: {ask: {ja: 表示, en: shown}}
        #                ^^^ KRK0131
            …
        """.replacing(", \"${outputs.reads.value}\"", with: ""),
        // KRK0132, beside the same with one of the keys
        """
        steps:
          - id: both
            action: {command: [x.exe], on: console, http: GET}
        #                                           ^^^^ KRK0132
            …
          - id: wait
            action: {wait: {until: {a.db: main}, for: 5m, because: {ja: 無, en: none}}}
        #                                        ^^^ KRK0132
            ‥
          - id: read
            outputs: {value: {title: {ja: 値, en: value}, line: 1, after: 'x='}}
        #                                                          ^^^^^ KRK0132
            action: {command: [x.exe], on: pc}
            …
          - id: typed
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer:
                  ask: {ja: 表示, en: shown}
                  text: OK
                  choices: [{value: x, title: {ja: 甲, en: x}}, {value: y, title: {ja: 乙, en: y}}]
        #         ^^^^^^^ KRK0132
                  accept: [x]
            …
        """,
        // KRK0133, beside the places where outputs may stand
        """
        steps:
          - id: read
            outputs: {value: {title: {ja: 値, en: value}, line: 1}}
            action: {command: [x.exe], on: pc}
            …
          - id: use
            title: {ja: "${outputs.read.value}", en: use}
        #               ^^^^^^^^^^^^^^^^^^^^^^^ KRK0133
            source: [M1]
            action: {command: [x.exe, "--to=${outputs.read.value}"], on: pc}
            typical: 1m
            timeout: 5m
            changes: {"a.${outputs.read.value}": dr, b.db: "${outputs.read.value}"}
        #             ^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0133
        #                                                  ^^^^^^^^^^^^^^^^^^^^^^^ KRK0133
            verifications: [{a.db: "${outputs.read.value}"}]
        #                          ^^^^^^^^^^^^^^^^^^^^^^^ KRK0133
          - id: ask
            action: {http: PUT, on: console, path: "/${outputs.read.value}", body: "${outputs.read.value}"}
            …
          - id: include
            action: {include: test.move, with: {state: a.db, to: dr, word: "${outputs.read.value}"}}
        #                                                                  ^^^^^^^^^^^^^^^^^^^^^^^ KRK0133
            ‥
        """,
        // KRK0134, beside the numbers at the bounds
        """
        steps:
          - id: read
            action: {command: [x.exe, "${outputs.read.value}"], on: pc}
            outputs:
              zeroth: {title: {ja: 値, en: value}, line: 0}
        #                                                ^ KRK0134
              first: {title: {ja: 値, en: value}, line: 1}
            …
          - id: ask
            action: {http: GET, on: console, expect: [99, 100, 599, 600, 0x1]}
        #                                             ^^ KRK0134
        #                                                           ^^^ KRK0134
        #                                                                ^^^ KRK0134
            …
          - id: agree
            action: {approve: {ja: 開始, en: start}, by: duty, count: 0}
        #                                                             ^ KRK0134
            typical: 1m
            timeout: 5m
            ‥
        """.replacing(", \"${outputs.read.value}\"", with: ""),
        // KRK0316 and KRK0317, beside an answer that can fail, and one that is an observation
        """
        steps:
          - id: always
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer:
                  ask: {ja: 表示, en: shown}
                  choices: [{value: x, title: {ja: 甲, en: x}}, {value: y, title: {ja: 乙, en: y}}]
                  accept: [y, x]
        #                 ^^^^^^ KRK0316
            …
          - id: never
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer:
                  ask: {ja: 表示, en: shown}
                  choices: [{value: x, title: {ja: 甲, en: x}}, {value: y, title: {ja: 乙, en: y}}]
                  accept: []
        #                 ^^ KRK0317
            …
          - id: sound
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer:
                  ask: {ja: 表示, en: shown}
                  choices: [{value: x, title: {ja: 甲, en: x}}, {value: y, title: {ja: 乙, en: y}}]
                  accept: [y]
            …
          - id: observation
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer:
                  ask: {ja: 表示, en: shown}
                  choices: [{value: x, title: {ja: 甲, en: x}}, {value: y, title: {ja: 乙, en: y}}]
                  accept: [y, x]
                  reports: slow.state
            …
        """,
        // KRK0318, beside waves that grow
        """
        steps:
          - id: shrink
            action:
              population: agents
              instructions: [{do: {ja: 入る。, en: Log in.}}]
              ask: {ja: 何人ですか。, en: How many?}
              waves: [10%, 50%, 50%, 20%]
        #                       ^^^ KRK0318
        #                            ^^^ KRK0318
            …
          - id: grow
            action:
              population: agents
              instructions: [{do: {ja: 入る。, en: Log in.}}]
              ask: {ja: 何人ですか。, en: How many?}
              waves: [10%, 11%, 100%]
            …
        """,
        // KRK0319, beside names that look alike
        """
        steps:
          - id: sign
            action:
              command: [sign.exe]
              on: pc
              secrets:
                PATH: token
        #       ^^^^ KRK0319
                PATHS: token
                LANG: token
        #       ^^^^ KRK0319
                LD_PRELOAD: token
        #       ^^^^^^^^^^ KRK0319
                LDX: token
                KIRIKAE_STEP_KEY: token
        #       ^^^^^^^^^^^^^^^^ KRK0319
                1X: token
        #       ^^ KRK0319
                A-B: token
        #       ^^^ KRK0319
                ＰＡＴＨ: token
        #       ^^^^^^^^ KRK0319
                _x9: token
            …
        """,
        // KRK0320, beside an output that is typed
        """
        steps:
          - id: typed
            action:
              manual:
                instructions: [{do: {ja: 見る, en: look}}]
                answer: {ask: {ja: 番号, en: number}, input: number}
            outputs:
              number: {title: {ja: 番号, en: number}, type: integer}
              line: {title: {ja: 番号, en: number}, line: 1}
        #                                           ^^^^ KRK0320
              after: {title: {ja: 番号, en: number}, after: x}
        #                                            ^^^^^ KRK0320
              json: {title: {ja: 番号, en: number}, json: /x}
        #                                           ^^^^ KRK0320
            …
        """,
        // KRK0323 and KRK0113 for every type, in a default and among the allowed values
        """
        parameters:
          text: {title: {ja: 値, en: value}, default: "a b"}
          lines: {title: {ja: 値, en: value}, default: "a\\nb"}
        #                                              ^^^^^^ KRK0323
          integer: {title: {ja: 値, en: value}, type: integer, allowed: ["1", 2], default: 1}
          float: {title: {ja: 値, en: value}, type: integer, allowed: [1, 1.5]}
        #                                                                 ^^^ KRK0323
          boolean: {title: {ja: 値, en: value}, type: boolean, default: true}
          yes: {title: {ja: 値, en: value}, type: boolean, default: yes}
        #                                                           ^^^ KRK0323
          duration: {title: {ja: 値, en: value}, type: duration, default: 5m}
          minutes: {title: {ja: 値, en: value}, type: duration, default: 5}
        #                                                                ^ KRK0323
          identifier: {title: {ja: 値, en: value}, type: identifier, default: a-b.c}
          capital: {title: {ja: 値, en: value}, type: identifier, default: A}
        #                                                                  ^ KRK0323
          cyrillic: {title: {ja: 値, en: value}, type: identifier, default: c\u{043E}nsole}
        #                                                                   ^^^^^^^ KRK0323
          variable: {title: {ja: 値, en: value}, type: variable, default: a.db}
          dotless: {title: {ja: 値, en: value}, type: variable, default: db}
        #                                                                ^^ KRK0323
          secret: {title: {ja: 値, en: value}, type: secret, default: token}
          spaced: {title: {ja: 値, en: value}, type: secret, default: my token}
        #                                                             ^^^^^^^^ KRK0323
          chosen: {title: {ja: 値, en: value}, allowed: [x, y], default: z}
        #                                                                ^ KRK0113
          kind: {title: {ja: 値, en: value}, type: number}
        #                                          ^^^^^^ KRK0113
        steps:
          - id: look
            action: {command: [look.exe], on: pc}
            …
        """,
        // KRK0324, beside a parameter that names a variable
        """
        parameters:
          word: {title: {ja: 値, en: value}, values: [main], default: main}
        #                                            ^^^^^^ KRK0324
          state: {title: {ja: 値, en: value}, type: variable, values: [main], default: a.db}
        steps:
          - id: look
            action: {command: [look.exe], on: pc}
            …
        """,
    ])
    func findings(text: String) {
        CheckFixture.expectMarks(text)
    }
}
