import KirikaeSyntax

/// The shapes of probes that count.
extension MappingShape {
    static let countProbe = MappingShape(
        "count-probe",
        "How many there are decides: a program prints the number, or the answer to a GET is the number. It must change nothing.",
        keys: [
            .optional("run", .list(.anyText, isEmptyAllowed: false), "The program and its arguments."),
            .optional("on", .text(.identifier), "With `run`: the host."),
            .optional("url", .anyText, "The address."),
            .required("numbers", .mapping("counted-numbers"), "What numbers mean."),
            .optional(
                "secrets", .mapping("secret-files"),
                "With `run`: secrets it needs, by the environment variable that names a file only this program can read."
            ),
        ], exactlyOneOf: [["run", "url"]],
        example: """
            run: [count-agents, --site, dr]
            on: statistics
            numbers: {none: 0, some: 1..39, all: 40..}
            """)
    static let countedNumbers = MappingShape(
        "counted-numbers",
        "Values of the variable, and the numbers that mean each: `0`, `1..39`, `40..`. From 0 up, without gap and without overlap.",
        freeKeys: .init(.any, .text(.numbers), isRequired: true, "A value, and its numbers."))
}
