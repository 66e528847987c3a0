import KirikaeSyntax

/// The shapes of contacts and of the inquiry form.
extension MappingShape {
    static let ofContacts: [MappingShape] = [contact, inquiry, inquiryPart, inquiryField]

    static let contact = MappingShape(
        "contact", "Somebody to ask for help.",
        keys: [
            .required("id", .text(.identifier), "Its name."),
            .required("title", .localizedText, "Who it is."),
            .optional("for", .localizedText, "What it is for."),
            .optional("telephone", .anyText, "The number, as it is dialled."),
            .optional("mail", .anyText, "The mail address."),
            .optional("url", .anyText, "The address of a page."),
            .optional("hours", .localizedText, "When somebody answers."),
            .optional("steps", .list(.localizedText), "What to press or to say, in order."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ],
        example: """
            id: fault-reception
            title: {ja: 故障受付, en: Fault reception}
            telephone: 0120-000-000
            hours: {ja: 24 時間, en: day and night}
            steps:
              - {ja: 1 番を選びます。, en: Choose 1.}
            """)

    static let inquiry = MappingShape(
        "inquiry", "The form that `kirikae inquiry` fills in from the record of a run.",
        keys: [
            .required("to", .text(.identifier), "The contact it is mailed to."),
            .required("parts", .list(.mapping("inquiry-part"), isEmptyAllowed: false), "Its parts in order."),
        ],
        example: """
            to: help-desk
            parts:
              - title: {ja: 発生事象, en: The event}
                fields:
                  - {label: {ja: 概要, en: Outline}, from: outline}
            """)

    static let inquiryPart = MappingShape(
        "inquiry-part", "A part of the form.",
        keys: [
            .required("title", .localizedText, "Its heading, as on the form."),
            .required("fields", .list(.mapping("inquiry-field")), "What is filled in, in order."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ])

    static let inquiryField = MappingShape(
        "inquiry-field", "One thing to fill in. Without `from` and `parameter` it stays blank for a person.",
        keys: [
            .required("label", .localizedText, "Its label, as on the form."),
            .optional("hint", .localizedText, "What to write there. Shown while it is blank."),
            .optional(
                "from", .text(.word(ServiceModel.InquiryForm.Origin.allCases.map(\.rawValue))),
                "What of the run answers it: its outline, the time of the first failure, what went wrong, what was done about it, or who drove it."
            ),
            .optional("parameter", .anyText, "The parameter of the environment or the runbook that answers it."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ], example: "{label: {ja: 契約番号, en: Contract number}, parameter: contract-number}")
}
