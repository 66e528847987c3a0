import KirikaeSyntax

/// The shapes of what people are asked beside a choice, and of who is told of a run.
extension MappingShape {
    static let ofPeople: [MappingShape] = [
        numberAnswer, acceptedNumbers, notices, notice, webhook, noticeMail,
    ]

    static let numberAnswer = MappingShape(
        "number-answer",
        "A whole number. What lies outside `minimum` and `maximum` is asked again; what lies outside `accept` makes the step fail.",
        keys: [
            .optional("unit", .localizedText, "What is counted or measured."),
            .optional("minimum", .text(.integer), default: "0", "The least number that can be."),
            .optional("maximum", .text(.integer), default: "1000000000", "The largest number that can be."),
            .required("accept", .mapping("accepted-numbers"), "The numbers with which the step has worked."),
        ],
        example: "{unit: {ja: 件, en: calls}, maximum: 500, accept: {minimum: 1}}")
    static let acceptedNumbers = MappingShape(
        "accepted-numbers", "The numbers with which a step has worked; one of the two ends may be left out.",
        keys: [
            .optional("minimum", .text(.integer), "The least of them. Without it, the least that can be."),
            .optional("maximum", .text(.integer), "The largest of them. Without it, the largest that can be."),
        ], example: "{minimum: 1, maximum: 100}")

    static let notices = MappingShape(
        "notices", "Who is told of what, by names of your own.",
        freeKeys: .init(.identifier, .mapping("notice"), "Who is told, how, and of what."))
    static let notice = MappingShape(
        "notice",
        "Who is told, how, and of what. A notice never holds up a run, and one that did not arrive is in the record.",
        keys: [
            .required(
                "when", .list(.text(.word(Notice.Occasion.allCases.map(\.rawValue))), isEmptyAllowed: false),
                "Of what: a question is open, a step cannot go on, a step takes longer than is typical of it, all steps are done, the run stops."
            ),
            .optional(
                "after", .text(.duration), default: "0s",
                "How long a question must be open before `needs-person`, and how far beyond its typical time a step must be before `overdue`."
            ),
            .optional("webhook", .mapping("webhook"), "By a POST with JSON."),
            .optional("mail", .mapping("notice-mail"), "By a mail."),
            .optional(
                "command", .list(.anyText, isEmptyAllowed: false),
                "By a program and its arguments; it reads the same JSON. Needs `on`."),
            .optional("on", .text(.identifier), "With `command`: the host."),
            .optional("most-per-hour", .text(.integer), default: "20", "How many are sent in an hour, from 1 to 1000."),
            .optional("timeout", .text(.duration), default: "10s", "How long sending one may take, 1m at most."),
        ], exactlyOneOf: [["webhook", "mail", "command"]],
        example: """
            when: [needs-person, failed]
            after: 2m
            webhook: {url: 'https://chat.example.com/hooks/1', headers: {Authorization: {secret: chat-token}}}
            """)
    static let webhook = MappingShape(
        "webhook", "An address that takes a POST with JSON.",
        keys: [
            .required("url", .anyText, "The address."),
            .optional("headers", .mapping("http-headers"), "Header fields; a value may be a secret."),
        ], example: "{url: 'https://chat.example.com/hooks/1', headers: {Authorization: {secret: chat-token}}}")
    static let noticeMail = MappingShape(
        "notice-mail", "A mail, handed to a program of this machine as `sendmail -t -oi` takes it.",
        keys: [
            .required("to", .list(.anyText, isEmptyAllowed: false), "Whom it goes to: plain addresses."),
            .required("from", .anyText, "Who sends it: a plain address."),
            .optional(
                "program", .anyText, default: "/usr/sbin/sendmail", "The program that takes it, by its full path."),
        ], example: "{to: [duty@example.com], from: kirikae@example.com}")
}
