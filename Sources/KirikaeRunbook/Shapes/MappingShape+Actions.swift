import KirikaeService
import KirikaeSyntax

/// The shapes of what a step can do.
extension MappingShape {
    /// The shapes of actions, told apart by their first required key.
    static let actions: [MappingShape] = [
        manualAction, commandAction, httpAction, waitAction, populationAction, approveAction, includeAction,
        parallelAction, boundAction,
    ]

    /// Their names.
    static let actionNames = actions.map(\.name)

    /// Actions that an environment may bind.
    static let bindableActions: [MappingShape] = [manualAction, commandAction, httpAction]

    static let ofActions: [MappingShape] =
        actions + [
            manual, instruction, answer, choice, exchange, secretReply, secretFiles, httpHeaders, wait, itemWork,
            arguments,
        ]

    static let manualAction = MappingShape(
        "manual-action", "A person does it.",
        keys: [.required("manual", .mapping("manual"), "What to do, and how it is told whether it worked.")])

    static let manual = MappingShape(
        "manual", "Instructions, and a typed answer that can fail.",
        keys: [
            .required("instructions", .list(.mapping("instruction"), isEmptyAllowed: false), "What to do, in order."),
            .required("answer", .mapping("answer"), "The question at the end."),
        ])

    static let instruction = MappingShape(
        "instruction", "One thing to do.",
        keys: [
            .required("do", .localizedText, "What to do."),
            .optional(
                "press", .list(.text(.template)),
                "The labels to press and texts to type in order, verbatim, labels in the manual's brackets."),
            .optional("source", .texts, "The facts of the manual."),
        ], example: "{do: {ja: 変更を確定します。, en: Confirm the change.}, press: ['[変更]'], source: [M3.5-S1]}")

    static let answer = MappingShape(
        "answer",
        "The question at the end of a manual step. It must be possible to give an answer that is not accepted.",
        keys: [
            .required("ask", .localizedText, "The question."),
            .optional("choices", .list(.mapping("choice"), isEmptyAllowed: false), "The answers to choose from."),
            .optional("accept", .list(.anyText, isEmptyAllowed: false), "The choices with which the step has worked."),
            .optional(
                "number", .mapping("number-answer"),
                "A whole number: which can be, and with which of them the step has worked."),
            .optional("text", .anyText, "The text that must be typed exactly as the screen shows it."),
            .optional(
                "input", .text(.identifier), "The output of this step that the answer becomes; its type is checked."),
            .optional("reports", .text(.variable), "The variable that the answer is an observation of."),
            .optional("value", .anyText, "With `text` or `number`: the value the reported variable then has."),
            .optional(
                "read-back", .text(.truth), default: "false",
                "Whether what was typed is shown again, figure by figure, and must be confirmed. Not with `choices`."),
            .optional(
                "evidence", .text(.word(EvidenceDemand.allCases.map(\.rawValue))),
                "What must be in the record beside the answer: a note of what was seen, or a file."),
        ], exactlyOneOf: [["choices", "number", "text", "input"]],
        example: """
            ask: {ja: 表示は何ですか。, en: What does it show?}
            choices:
              - {value: running, shows: [RUNNING], title: {ja: 稼働中, en: running}}
              - {value: stopped, shows: [STOPPED], title: {ja: 停止中, en: stopped}}
            accept: [stopped]
            reports: call.main.processes
            """)

    static let choice = MappingShape(
        "choice", "One of several answers.",
        keys: [
            .required("value", .anyText, "The value recorded."),
            .optional("shows", .texts, "The literals on the screen with which this is the right answer."),
            .required("title", .localizedText, "Its words."),
        ])

    static let commandAction = MappingShape(
        "command-action", "A program does it. There is no shell: each argument reaches the program as it is written.",
        keys: [
            .required(
                "command", .list(.text(.template), isEmptyAllowed: false),
                "The program, by its name in the host's directory, and its arguments."),
            .required("on", .text(.identifier), "The host of the environment."),
            .optional("elevated", .text(.truth), default: "false", "Whether it is started as administrator."),
            .optional(
                "encoding", .text(.word(CommandAction.Encoding.allCases.map(\.rawValue))), default: "utf-8",
                "How what it prints is encoded."),
            .optional(
                "conversation", .list(.mapping("exchange")),
                "What it prints and what is typed then, in order, on a terminal of its own."),
            .optional(
                "unexpected", .list(.anyText, isEmptyAllowed: false),
                "Texts that it prints only if something is wrong. The program is stopped when one comes."),
            .optional(
                "silence", .text(.duration),
                "How long it may print nothing. It is stopped then, and its last line is shown. Without it, `timeout` alone stops it."
            ),
            .optional(
                "line-end", .text(.word(CommandAction.LineEnd.allCases.map(\.rawValue))), default: "cr",
                "What is sent behind each text that is typed. `cr` is the Enter key."),
            .optional(
                "secrets", .mapping("secret-files"),
                "Secrets it needs: the environment variable that names a file only this program can read, and the secret."
            ),
        ], example: "{command: [failover.exe, --to, dr], on: operations-pc, encoding: cp932}")

    static let exchange = MappingShape(
        "exchange", "One thing a program prints, and what is typed then.",
        keys: [
            .required("expect", .anyText, "What it prints."),
            .optional(
                "send", .either([.anyText, .mapping("secret-reply")]),
                "What is typed: `any-key`, a text followed by Enter, or a secret."),
            .optional("optional", .text(.truth), default: "false", "Whether it may not come at all."),
            .optional("warn-if-absent", .localizedText, "What the operator is told if it does not come."),
            .optional(
                "line-end", .text(.word(CommandAction.LineEnd.allCases.map(\.rawValue))),
                default: "that of the command",
                "What is sent behind the text; `none` for a program that takes one key."),
            .optional(
                "silence", .text(.duration), default: "that of the command",
                "How long the program may print nothing while this must come next."),
        ], example: "{expect: 'Continue? [y/n]', send: y, line-end: none, silence: 30s}")

    static let secretReply = MappingShape(
        "secret-reply", "A secret of the environment.",
        keys: [.required("secret", .text(.identifier), "Its name.")])

    static let secretFiles = MappingShape(
        "secret-files", "Environment variables, and the secret whose value the file named by each holds.",
        freeKeys: .init(.any, .text(.identifier), isRequired: true, "An environment variable, and a secret."),
        example: "{PGPASSFILE: replication-password}")

    static let httpAction = MappingShape(
        "http-action", "A request to an address of the environment does it.",
        keys: [
            .required("http", .text(.word(HTTPAction.Method.allCases.map(\.rawValue))), "The method."),
            .required("on", .text(.identifier), "The place of the environment whose address it goes to."),
            .optional("path", .text(.template), "What is put behind the address."),
            .optional("headers", .mapping("http-headers"), "Header fields."),
            .optional("body", .text(.template), "What is sent."),
            .optional(
                "expect", .list(.text(.integer), isEmptyAllowed: false), default: "200 to 299",
                "The status codes that mean success."),
        ], example: "{http: PUT, on: dns-api, path: /records/www, body: 'target=dr', expect: [200, 204]}")

    static let httpHeaders = MappingShape(
        "http-headers", "Header fields by name.",
        freeKeys: .init(
            .any, .either([.text(.template), .mapping("secret-reply")]), isRequired: true, "A field, and its value."),
        example: "{Content-Type: text/plain, Authorization: {secret: api-token}}")

    static let waitAction = MappingShape(
        "wait-action", "Nobody does anything for a while.",
        keys: [.required("wait", .mapping("wait"), "For how long, or until what.")])

    static let wait = MappingShape(
        "wait", "A condition to wait for or, where none can be seen, a time.",
        keys: [
            .optional(
                "until", .either([.mapping("condition"), .list(.mapping("condition"), isEmptyAllowed: false)]),
                "What to wait for. `within` says how long at most."),
            .optional("for", .text(.duration), "How long. Prefer `until`: the clock proves nothing."),
            .optional("because", .localizedText, "With `for`: why no condition would do."),
        ], exactlyOneOf: [["until", "for"]],
        example: "{until: {agents.site: dr, within: 30m, every: 1m}}")

    static let populationAction = MappingShape(
        "population-action",
        "Something that many people or machines do by themselves, or that a program does for each of them. Those who are late are carried over.",
        keys: [
            .required("population", .text(.identifier), "The inventory of the environment."),
            .optional(
                "instructions", .list(.mapping("instruction"), isEmptyAllowed: false),
                "What each of them does, or is told. Needed without `each`."),
            .optional(
                "ask", .localizedText,
                "How the operator is asked how many, or which, have done it. Needed without `each`; with it, asked about items in doubt."
            ),
            .optional(
                "each", .mapping("item-work"),
                "What a program does for each item. Without it they do it by themselves, and the operator answers for them."
            ),
            .optional(
                "at-once", .text(.integer), default: "10", "With `each`: for how many items at once, from 1 to 500."),
            .optional(
                "waves", .list(.text(.shareOrCount), isEmptyAllowed: false),
                default: "[100%]",
                "How far each wave goes, growing: a share of all, or a number. A first wave of 1 is a canary."),
            .optional("quota", .text(.percentage), default: "100%", "The share of a wave that is enough to go on."),
            .optional(
                "stop-after", .text(.shareOrCount),
                "With `each`: after how many failures no further item is begun, as a number or as a share of all."),
        ],
        example: """
            population: agents
            instructions: [{do: {ja: ログインし直します。, en: Log in again.}}]
            ask: {ja: 何人がログインしましたか。, en: How many have logged in?}
            waves: [10%, 100%]
            quota: 95%
            """)

    static let itemWork = MappingShape(
        "item-work",
        "A program, as in a command action, that is started for each item of an inventory. `${item.id}` and `${item.DETAIL}` stand for what is known of it.",
        keys: commandAction.keys + [
            .optional("timeout", .text(.duration), "When it counts as hanging. Without it, the timeout of the step."),
            .optional(
                "interrupted", .text(.word(ItemWork.Interrupted.allCases.map(\.rawValue))), default: "ask",
                "What may be done about an item that was in flight when the engine died."),
            .optional(
                "verify", .mapping("command-action"),
                "A program that changes nothing and tells of an item in doubt whether it had been done: exit code 0."),
        ],
        example: """
            command: [set-preferred-site, '${item.address}', dr]
            on: operations-pc
            timeout: 30s
            verify: {command: [shows-site, '${item.address}', dr], on: operations-pc}
            """)

    static let approveAction = MappingShape(
        "approve-action", "Other people agree that the run goes on. Whoever runs it does not count.",
        keys: [
            .required("approve", .localizedText, "What they agree to."),
            .required("by", .text(.identifier), "The group of the environment they belong to."),
            .optional("count", .text(.integer), default: "1", "How many must agree."),
            .optional(
                "expires", .text(.duration), default: "1h", "How long a word given counts while others are waited for."),
        ], example: "{approve: {ja: 切り替えの開始, en: Start of the switchover}, by: duty-managers, count: 2, expires: 30m}")

    static let includeAction = MappingShape(
        "include-action", "The steps of another runbook do it.",
        keys: [
            .required("include", .text(.identifier), "The runbook."),
            .optional("with", .mapping("arguments"), "Its parameters."),
        ], example: "{include: call.number-change, with: {site: dr}}")

    static let arguments = MappingShape(
        "arguments", "Parameters and their values.",
        freeKeys: .init(.identifier, .anyText, "A parameter, and its value."))

    static let parallelAction = MappingShape(
        "parallel-action",
        "Several steps side by side. No two of them may touch the same variable or the same exclusive resource.",
        keys: [
            .required(
                "parallel", .list(.mapping("step"), isEmptyAllowed: false),
                "The steps. Each may also include a runbook.")
        ])

    static let boundAction = MappingShape(
        "bound-action",
        "The environment says how it is done there. Only for what truly differs between production and drill.",
        keys: [.required("bound", .text(.identifier), "The action of the environment.")],
        example: "{bound: cut-the-line}")
}
