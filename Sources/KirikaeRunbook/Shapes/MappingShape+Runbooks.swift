import KirikaeService
import KirikaeSyntax

/// The shapes of runbooks.
extension MappingShape {
    /// All shapes of runbook files.
    static let ofRunbooks: [MappingShape] =
        [
            runbook, parameters, parameter, lookups, lookup, lookupValues, chosen, remark, step, reverseNone, outputs,
            output,
        ]
        + ofActions

    static let runbook = MappingShape(
        "runbook", "One procedure: ordered steps with preconditions and verifications.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("runbook", .text(.identifier), "The identifier, such as `portal.switchover`."),
            .optional(
                "kind", .text(.word(Runbook.Kind.allCases.map(\.rawValue))), default: "function",
                "`function`: one function in one direction. `procedure`: steps that others include. `plan`: a composition."
            ),
            .optional(
                "function", .text(.identifier),
                "The function it switches. Needed where `kind` is `function` or not written."),
            .required(
                "direction", .text(.word(Runbook.Direction.allCases.map(\.rawValue))),
                "Which way it goes. `both` is for procedures."),
            .required("title", .localizedText, "What it does."),
            .optional("source", .texts, "The facts of the manual it carries out as a whole."),
            .optional("parameters", .mapping("parameters"), "Values that whoever starts or includes it gives."),
            .optional("lookups", .mapping("lookups"), "Words that follow from the value of a parameter."),
            .optional("cautions", .list(.mapping("remark")), "What could be lost. Shown before its first step."),
            .optional("notes", .list(.mapping("remark")), "What else to know. Shown before its first step."),
            .optional("preconditions", .list(.mapping("condition")), "Checked before its first step."),
            .required("steps", .list(.mapping("step"), isEmptyAllowed: false), "Its steps in order."),
            .optional("postconditions", .list(.mapping("condition")), "Checked after its last step."),
        ])

    static let parameters = MappingShape(
        "parameters", "Parameters by name. `${name}` stands for the value.",
        freeKeys: .init(.identifier, .mapping("parameter"), "A parameter."))

    static let parameter = MappingShape(
        "parameter", "A value that whoever starts or includes a runbook, or uses an environment, gives.",
        keys: [
            .required("title", .localizedText, "What it is."),
            .optional("where", .localizedText, "Where its value is found. Shown where it is missing."),
            .optional(
                "type", .text(.word(ValueType.allCases.map(\.rawValue))), default: "text",
                "What values it may have. A `variable` names a variable of the service; a `secret` names a secret of the environment."
            ),
            .optional("allowed", .list(.anyText, isEmptyAllowed: false), "The only values it may have."),
            .optional(
                "values", .list(.anyText, isEmptyAllowed: false),
                "For the type `variable`: values that the variable given must have."),
            .optional("default", .anyText, "Its value if none is given. Without it a value must be given."),
            .optional(
                "example", .anyText,
                "A value that it could have. Files are checked and plans are shown with it as long as nobody has given one; no run begins with it."
            ),
        ],
        example: """
            title: {ja: 拠点, en: Site}
            where: {ja: 事業者からの通知にあります。, en: The notice of the provider says it.}
            allowed: [main, dr]
            default: main
            """)

    static let lookups = MappingShape(
        "lookups", "Lookups by name. `${name}` stands for the words.",
        freeKeys: .init(.identifier, .mapping("lookup"), "A lookup."))

    static let lookup = MappingShape(
        "lookup", "Words that follow from the value of a parameter.",
        keys: [
            .required("by", .text(.identifier), "The parameter that decides."),
            .required("values", .mapping("lookup-values"), "The words for each value of the parameter."),
        ], example: "{by: site, values: {main: {ja: メイン拠点, en: the main site}, dr: {ja: DR 拠点, en: the DR site}}}")

    static let lookupValues = MappingShape(
        "lookup-values", "Values of a parameter, and the words for each.",
        freeKeys: .init(.any, .either([.anyText, .localizedText]), isRequired: true, "A value, and its words."),
        example: "{main: {ja: メイン拠点, en: the main site}, dr: {ja: DR 拠点, en: the DR site}}")

    static let chosen = MappingShape(
        "when", "Parameters and the values with which the step is part of the plan. All must fit.",
        freeKeys: .init(
            .identifier, .either([.anyText, .list(.anyText, isEmptyAllowed: false)]), isRequired: true,
            "A parameter, or `cause`, and the value or values."),
        example: "{cause: [fault, drill]}")

    static let remark = MappingShape(
        "remark", "A sentence for the operator, with the facts of the manual behind it.",
        keys: localizedText.keys + [.optional("source", .texts, "The facts of the manual that say so.")],
        example: "{ja: 通話は切れます。, en: Calls are cut., source: [M3.5-X1]}")

    static let step = MappingShape(
        "step", "One step.",
        keys: [
            .required("id", .text(.identifier), "Its name, unique in the runbook."),
            .required("title", .localizedText, "What it does, as the operator reads it."),
            .required("source", .texts, "The facts of the manual it carries out."),
            .optional("at", .text(.identifier), "The place of the environment where a person does it."),
            .optional(
                "when", .mapping("when"), "With which parameters, or for which cause, it is part of the plan at all."),
            .optional(
                "unless", .either([.mapping("condition"), .list(.mapping("condition"), isEmptyAllowed: false)]),
                "If this holds when the step is reached, the step is not needed."),
            .optional(
                "preconditions", .list(.mapping("condition")), "What must hold before it. Nothing is done otherwise."),
            .required("action", .oneMappingOf(actionNames), "What is done."),
            .optional(
                "typical", .text(.duration), "How long it usually takes. Rehearsals and schedules count with it."),
            .optional("timeout", .text(.duration), "When it counts as hanging."),
            .optional("changes", .mapping("assignments"), "What it makes true. Write `{}` for a step that only looks."),
            .optional("outputs", .mapping("outputs"), "Values that are read while it is done, for later steps."),
            .optional("verifications", .list(.mapping("condition")), "What must hold after it. It is done only then."),
            .optional(
                "interrupted", .text(.word(Step.Interrupted.allCases.map(\.rawValue))), default: "verify",
                "After a crash in the middle of it: `verify` by its verifications, then ask; `ask` a person; `repeat` it."
            ),
            .optional(
                "reverse", .either([.text(.runbookStep), .mapping("no-reverse")]),
                "What undoes it: `runbook/step`, or `{none: reason}`. Needed for a step that changes something."),
            .optional("critical", .text(.truth), default: "false", "Whether the operator may not leave it out."),
            .optional("cautions", .list(.mapping("remark")), "What could be lost. Shown before it is done."),
            .optional("notes", .list(.mapping("remark")), "What else to know."),
        ],
        dependences: [
            .init(
                of: "action", having: ["manual", "command", "http", "population", "bound"],
                requires: ["typical", "timeout", "changes", "verifications"]),
            .init(of: "action", having: ["approve"], requires: ["typical", "timeout"]),
            .init(
                of: "action", having: ["wait", "approve"], refuses: ["changes", "outputs", "interrupted", "reverse"]),
            .init(
                of: "action", having: ["include", "parallel"],
                refuses: ["at", "typical", "timeout", "changes", "outputs", "interrupted", "reverse"]),
        ],
        example: """
            id: fail-over-db
            title: {ja: DB を切り替える, en: Fail the database over}
            source: [M3.6-01]
            action: {command: [failover.exe], on: operations-pc}
            typical: 1m
            timeout: 10m
            changes: {portal.db: dr}
            verifications: [{portal.db: dr}]
            reverse: portal.switchback/fail-back-db
            """)

    static let reverseNone = MappingShape(
        "no-reverse", "That nothing undoes a step.",
        keys: [.required("none", .localizedText, "Why nothing undoes it.")],
        example: "{none: {ja: 通知は取り消せません。, en: A notice cannot be taken back.}}")

    static let outputs = MappingShape(
        "outputs", "Outputs by name. A later step of the runbook uses one as `${outputs.STEP.NAME}`.",
        freeKeys: .init(.identifier, .mapping("output"), isRequired: true, "An output."))

    static let output = MappingShape(
        "output", "A value that is read, checked against its type, and used later as it is.",
        keys: [
            .required("title", .localizedText, "What it is."),
            .optional(
                "type", .text(.word(ValueType.readable.map(\.rawValue))), default: "text",
                "What values it may have. Another one fails the step."),
            .optional("line", .text(.integer), "The line of what is printed or answered that holds it, from 1."),
            .optional("after", .anyText, "The text it follows, to the end of the line."),
            .optional("json", .anyText, "The JSON pointer that leads to it."),
        ], example: "{title: {ja: 遅延, en: Lag}, type: integer, after: 'lag='}")
}
