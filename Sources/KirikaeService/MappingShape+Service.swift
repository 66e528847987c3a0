import KirikaeSyntax

/// The shapes of a service model, and of conditions, which speak its vocabulary.
extension MappingShape {
    /// All shapes of this stage.
    public static let ofService: [MappingShape] =
        [
            service, serviceVariables, serviceVariable, serviceValues, serviceTransition, serviceInvariant, serviceHold,
            directionWords, assignments, condition,
        ] + ofContacts + ofServicePeople

    /// A whole service model.
    public static let service = MappingShape(
        "service", "How the service behaves: its state variables, what it does by itself, and what must hold.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("service", .text(.identifier), "The name of the service."),
            .required("title", .localizedText, "What it is."),
            .required("variables", .mapping("variables"), "The state variables."),
            .optional("transitions", .list(.mapping("transition")), "What the service does by itself, in order."),
            .optional(
                "exclusive", .list(.text(.variable)),
                "Variables that name a resource with one holder at a time. Members of a parallel group may not share one."
            ),
            .optional(
                "direction-words", .mapping("direction-words"),
                "Words that belong to one direction. A runbook of the other direction that uses one is refused."),
            .optional("invariants", .list(.mapping("invariant")), "What must hold."),
            .optional(
                "holds", .list(.mapping("hold")),
                "Where a run may rest, because nothing but help from outside is right there. For `kirikae explore` alone."
            ),
            .optional(
                "contacts", .list(.mapping("contact")),
                "Whom to ask for help. The first is shown where a step cannot go on."),
            .optional("inquiry", .mapping("inquiry"), "The form that one of them wants to be asked by."),
            .optional("people", .mapping("people"), "Who works there and who calls, for the simulator alone."),
        ])

    static let serviceVariables = MappingShape(
        "variables", "State variables by name.",
        freeKeys: .init(.variable, .mapping("variable"), isRequired: true, "The name of a variable, with a dot in it."))

    static let serviceVariable = MappingShape(
        "variable", "One state variable with a finite set of values.",
        keys: [
            .required("title", .localizedText, "What it means."),
            .required("values", .mapping("values"), "Its values in order, each with its words. `unknown` is reserved."),
            .required("start", .anyText, "Its value in normal operation, or `unknown` where it is open."),
            .optional(
                "external", .text(.truth), default: "false",
                "Whether people, faults or other companies change it, so that any of its values may be found at any time."
            ),
            .optional("source", .texts, "The facts of the manual it comes from."),
        ],
        example: """
            title: {ja: ポータルの DB, en: Database of the portal}
            values:
              main: {ja: メイン拠点, en: main site}
              dr: {ja: DR 拠点, en: DR site}
            start: main
            """)

    static let serviceValues = MappingShape(
        "values", "Values of a variable by name.",
        freeKeys: .init(.any, .localizedText, isRequired: true, "A value, and its words."))

    static let serviceTransition = MappingShape(
        "transition", "Something the service does by itself once a condition has held for some time.",
        keys: [
            .required("id", .text(.identifier), "Its name."),
            .required("title", .localizedText, "What happens."),
            .required("when", .mapping("condition"), "When."),
            .required("then", .mapping("assignments"), "What it makes true; `unknown` leaves a variable open."),
            .optional("takes", .text(.duration), default: "0s", "How long `when` must have held."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ],
        example: """
            id: portal-follows
            title: {ja: 画面が追従する, en: The pages follow}
            when: {portal.db: dr}
            then: {portal.pages: dr}
            takes: 5m
            """)

    static let serviceInvariant = MappingShape(
        "invariant", "Something that must hold. Steps that would break it are guarded or refused.",
        keys: [
            .required("id", .text(.identifierWithCapitals), "Its name."),
            .optional("always", .mapping("condition"), "What must hold at every moment."),
            .optional(
                "allowed-outage", .text(.duration),
                "Only with `always`: how long at a time it may not hold. No step is then guarded by it; it must hold when a plan ends that "
                    + "has a part in it, and rehearsals and `kirikae explore` measure each outage."),
            .optional(
                "at-end", .mapping("condition"), "What must hold when a plan ends that changed one of its variables."),
            .optional("before", .mapping("condition"), "What must not become true unless `requires` holds."),
            .optional("requires", .mapping("condition"), "What must hold before anything makes `before` true."),
            .required("because", .localizedText, "Why."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ], exactlyOneOf: [["always", "at-end", "before"]],
        example: """
            id: INV1
            always: {any: [{call.main.processes: running}, {call.dr.processes: running}]}
            because: {ja: どちらかで受けます。, en: Some site must answer.}
            """)

    static let serviceHold = MappingShape(
        "hold",
        "Where a run may rest: nothing that a runbook could do is right there, and help must come from outside.",
        keys: [
            .required("id", .text(.identifierWithCapitals), "Its name."),
            .required("when", .mapping("condition"), "How the service then stands."),
            .required("because", .localizedText, "Why nothing is to be done, and who can help."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ],
        example: """
            id: BOTH-LOST
            when: {portal.db: main}
            because: {ja: 回復を待ちます。, en: Wait for the recovery.}
            """)

    static let directionWords = MappingShape(
        "direction-words", "Words that belong to one direction.",
        keys: [
            .optional("switchover", .texts, "Words that only a switchover may use."),
            .optional("switchback", .texts, "Words that only a switchback may use."),
        ], example: "{switchover: [To_Backup], switchback: [To_Main]}")

    /// A mapping of variables to values.
    public static let assignments = MappingShape(
        "assignments", "Variables and the value of each.",
        freeKeys: .init(.variable, .anyText, "A variable, and its value."))

    static let condition = MappingShape(
        "condition",
        "A condition over variables. Several keys at once must all hold. A list of conditions stands for `all`.",
        keys: [
            .optional("all", .list(.mapping("condition"), isEmptyAllowed: false), "Conditions that must all hold."),
            .optional(
                "any", .list(.mapping("condition"), isEmptyAllowed: false),
                "Conditions of which at least one must hold."),
            .optional(
                "not", .mapping("condition"), "A condition that must not hold. What nobody could see stays open."),
            .optional(
                "evidence", .text(.word(EvidenceRequirement.allCases.map(\.rawValue))),
                "`run`: only a value observed in this very run counts."),
            .optional(
                "within", .text(.duration), default: "0s", "How long to keep looking before it counts as not met."),
            .optional("every", .text(.duration), default: "10s", "How often to look meanwhile."),
            .optional("because", .localizedText, "Why it must hold. Shown to the operator when it does not."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ],
        freeKeys: .init(
            .variable, .either([.anyText, .list(.anyText, isEmptyAllowed: false)]),
            "A variable, and the value or the values that it may have."),
        notAlone: ["evidence", "within", "every", "because", "source"], mayBeList: true,
        example: """
            any: [{notice.call: switchover}, {notice.portal: [switchover, none]}]
            because: {ja: 通知が必要です。, en: A notice is needed.}
            within: 5m
            every: 30s
            """)
}
