import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// The shapes of environments, answers and scenarios.
extension MappingShape {
    /// All shapes of the other files of this stage.
    static let ofEnvironments: [MappingShape] =
        [
            environment, places, place, hosts, host, sshAccess, groups, group, inventories, inventory, inventoryItem,
            itemDetails, inventoryFile, secretSources, secretSource,
            planReview, boundActions, observations, observation, tcpProbe, dnsProbe, dnsAnswers, sipProbe,
            sipStatuses, commandProbe, printedValues, countProbe,
            countedNumbers, answers,
            answerEntry,
            scenario, scenarioEvent, programBehaviours, scenarioExpectation, project, projectSeverities, projectLimits,
        ] + ofProbes + ofPeople

    static let project = MappingShape(
        "project", "What holds for a whole folder of runbooks. It stands in `project.yaml` at the top of the folder.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("project", .text(.identifier), "Its name."),
            .required("title", .localizedText, "What it is."),
            .optional("severities", .mapping("severities"), "Findings that are worse here than by themselves."),
            .optional("limits", .mapping("limits"), "How much text the other files may have."),
        ])

    static let projectSeverities = MappingShape(
        "severities", "Codes, and how bad each is here. A finding can be raised and never hidden.",
        freeKeys: .init(.code, .text(.word(Severity.allCases.map(\.rawValue))), "A code, and its severity."),
        example: "{KRK0327: error}")

    static let projectLimits = MappingShape(
        "limits", "How much text a file may have.",
        keys: [
            .optional("file-size", .text(.size), default: "16MiB", "The largest file, from 64KiB to 64MiB."),
            .optional("depth", .text(.integer), default: "64", "The deepest nesting, from 8 to 256."),
            .optional("scalar-size", .text(.size), default: "64KiB", "The longest value, from 1KiB to 1MiB."),
            .optional("keys", .text(.integer), default: "20000", "The keys of one mapping, from 100 to 1000000."),
            .optional(
                "events", .text(.integer), default: "75000",
                "The values of one file beside one for every 6 characters, from 1000 to 10000000."),
        ], example: "{file-size: 32MiB, depth: 32}")

    static let environment = MappingShape(
        "environment", "Where plans happen: places, hosts, people, and how each variable is observed.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("environment", .text(.identifier), "Its name."),
            .required("title", .localizedText, "What it is."),
            .optional("parameters", .mapping("parameters"), "Values that whoever uses it gives."),
            .optional("places", .mapping("places"), "Where people act and requests go."),
            .optional("hosts", .mapping("hosts"), "Machines where programs are started."),
            .optional("groups", .mapping("groups"), "Groups of people who may approve."),
            .optional("inventories", .mapping("inventories"), "The people or machines of a population."),
            .optional("secrets", .mapping("secret-sources"), "Secrets, and where each is read when it is needed."),
            .optional(
                "allowed-signers", .anyText,
                "The file that says which SSH keys are whose, as `ssh-keygen` reads it: `….allowed_signers`."),
            .optional(
                "approvals", .text(.word(Environment.Approvals.allCases.map(\.rawValue))), default: "typed",
                "How an approver says so: his name is typed, or he signs. Signatures need `allowed-signers`."),
            .optional(
                "plan-review", .mapping("plan-review"),
                "Who must have signed a plan before it is carried out. Needs `allowed-signers`."),
            .optional(
                "actions", .mapping("bound-actions"),
                "How actions are done here that truly differ between environments."),
            .optional("notify", .mapping("notices"), "Who is told when a run needs somebody, and how."),
            .required("observe", .mapping("observations"), "How each variable is observed."),
            .optional("checks", .mapping("checks"), "What must be so before the day. `kirikae doctor` looks."),
        ])

    static let places = MappingShape(
        "places", "Places by name.", freeKeys: .init(.identifier, .mapping("place"), "A place."))
    static let place = MappingShape(
        "place", "Somewhere a person acts, or a request goes to.",
        keys: [
            .required("title", .localizedText, "What it is."),
            .optional("url", .anyText, "Its address."),
            resolveKey, tlsKey,
            .optional("pages", .text(.truth), default: "false", "Whether its pages describe themselves to a program."),
        ], example: "{title: {ja: メイン拠点の GAX, en: GAX of the main site}, url: 'https://gax.main.example/'}")

    static let hosts = MappingShape(
        "hosts", "Hosts by name.", freeKeys: .init(.identifier, .mapping("host"), "A host."))
    static let host = MappingShape(
        "host", "A machine where programs are started.",
        keys: [
            .required("title", .localizedText, "What it is."),
            .required("directory", .anyText, "The directory in which its programs are, on that machine."),
            .optional("ssh", .mapping("ssh"), "How it is reached; without it, it is the engine's own machine."),
            .optional(
                "elevation", .text(.word(Environment.Elevation.allCases.map(\.rawValue))), default: "checked",
                "What becomes of programs with `elevated`: refused where Kirikae is no administrator, or started because this file says that they have the rights."
            ),
        ], example: "{title: {ja: バッチ用 PC, en: Batch PC}, directory: /opt/batches}")

    static let groups = MappingShape(
        "groups", "Groups by name.", freeKeys: .init(.identifier, .mapping("group"), "A group."))
    static let group = MappingShape(
        "group", "People who may approve.",
        keys: [
            .required("title", .localizedText, "Who they are."),
            .required(
                "members", .list(.anyText, isEmptyAllowed: false), "Their names, as they are given to `--operator`."),
        ], example: "{title: {ja: 当直責任者, en: Duty managers}, members: [sato, suzuki]}")

    static let inventories = MappingShape(
        "inventories", "Inventories by name.", freeKeys: .init(.identifier, .mapping("inventory"), "An inventory."))
    static let inventory = MappingShape(
        "inventory", "The people or machines of a population.",
        keys: [
            .required("title", .localizedText, "Who or what they are."),
            .optional("count", .text(.integer), "How many there are, where they are only counted."),
            .optional("items", inventoryItems, "Each of them, where they are answered for by name."),
            .optional(
                "file", .anyText,
                "The inventory file, or the `.csv` table, that lists them, by its path in the folder. The first line of a table names its columns: `id`, `title`, and details."
            ),
            .optional(
                "encoding", .text(.word(TableEncoding.allCases.map(\.rawValue))), default: "utf-8",
                "How a table is encoded."),
        ], exactlyOneOf: [["count", "items", "file"]],
        example: "{title: {ja: エージェント, en: Agents}, count: 40}")

    /// A list of ids, or of ids with what else is known.
    private static let inventoryItems = ValueShape.list(
        .either([.anyText, .mapping("inventory-item")]), isEmptyAllowed: false)
    static let inventoryItem = MappingShape(
        "inventory-item", "One of the people or machines of an inventory.",
        keys: [
            .required(
                "id", .anyText,
                "What an operator types for it: up to 64 ASCII letters, digits, `-`, `_`, `.` and `@`; unique, capitals aside."
            ),
            .optional("title", .either([.anyText, .localizedText]), "What people call it."),
            .optional("details", .mapping("item-details"), "What else to know about it. It is shown beside the id."),
        ], example: "{id: pc-01, title: 受付 1, details: {address: 192.0.2.1, windows: '11'}}")
    static let itemDetails = MappingShape(
        "item-details", "What else to know about an item.",
        freeKeys: .init(.identifier, .anyText, "What it is, and the text."))
    static let inventoryFile = MappingShape(
        "inventory-file", "The people or machines of an inventory, in the order in which they take part.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("inventory", .text(.identifier), "Its name."),
            .required("items", inventoryItems, "Each of them, at most 10000."),
        ])

    static let secretSources = MappingShape(
        "secret-sources", "Secrets by name.", freeKeys: .init(.identifier, .mapping("secret-source"), "A secret."))
    static let secretSource = MappingShape(
        "secret-source", "Where a secret is read when it is needed. Its value is never written down.",
        keys: [
            .required("title", .localizedText, "What it is."),
            .optional("variable", .anyText, "The variable of the engine's environment that holds it."),
            .optional("file", .anyText, "The file that holds it. Only its owner may be able to read it."),
            .optional(
                "command", .list(.anyText, isEmptyAllowed: false),
                "The program on the engine's machine that prints it, by its full path, and its arguments."),
            .optional("timeout", .text(.duration), default: "10s", "How long that program may take."),
        ], exactlyOneOf: [["variable", "file", "command"]],
        example: "{title: {ja: API トークン, en: API token}, variable: DNS_API_TOKEN}")

    static let planReview = MappingShape(
        "plan-review", "Who must have signed exactly the plan that is carried out. Whoever starts it does not count.",
        keys: [
            .optional("count", .text(.integer), default: "1", "How many of them, from 1 to 100."),
            .required("group", .text(.identifier), "The group they belong to."),
            .optional("expires", .text(.duration), default: "720h", "How long a signature counts."),
        ], example: "{count: 2, group: reviewers, expires: 720h}")

    static let boundActions = MappingShape(
        "bound-actions", "Actions by the name that steps give with `bound`.",
        freeKeys: .init(.identifier, .oneMappingOf(bindableActions.map(\.name)), "An action."))

    static let observations = MappingShape(
        "observations", "Variables, and how each is observed here.",
        freeKeys: .init(
            .variable, .either([.text(.word(["ask"])), .mapping("observation")]),
            "A variable: `ask` asks a person; else one kind of probe."))
    static let observation = MappingShape(
        "observation", "How a program observes a variable. Looking changes nothing.",
        keys: [
            .optional("http", .mapping("http-probe"), "By a GET or a HEAD."),
            .optional("tcp", .mapping("tcp-probe"), "By opening a connection."),
            .optional("dns", .mapping("dns-probe"), "By what a DNS server answers."),
            .optional("sip", .mapping("sip-probe"), "By whether and how a SIP server answers."),
            .optional("command", .mapping("command-probe"), "By what a program prints."),
            .optional("file", .mapping("file-probe"), "By a file."),
            .optional("count", .mapping("count-probe"), "By a number."),
            .optional("timeout", .text(.duration), default: "5s", "How long it may take."),
        ], exactlyOneOf: [["http", "tcp", "dns", "sip", "command", "file", "count"]],
        example: "{tcp: {address: '127.0.0.1:5432', answers: up, silent: down}, timeout: 2s}")
    static let tcpProbe = MappingShape(
        "tcp-probe", "Whether a connection can be opened decides.",
        keys: [
            .required("address", .anyText, "Host and port, `host:port`."),
            .required("answers", .anyText, "The value if it can be opened."),
            .required("silent", .anyText, "The value if it cannot."),
        ], example: "{address: '127.0.0.1:5432', answers: up, silent: down}")
    static let commandProbe = MappingShape(
        "command-probe", "What a program prints decides. It must change nothing.",
        keys: [
            .required("run", .list(.anyText, isEmptyAllowed: false), "The program and its arguments."),
            .required("on", .text(.identifier), "The host."),
            .required(
                "values", .mapping("printed-values"), "For each value of the variable, what the program prints then."),
            .optional("silent", .anyText, "The value if the program ends with another code than 0."),
            .optional(
                "secrets", .mapping("secret-files"),
                "Secrets it needs: the environment variable that names a file only this program can read, and the secret."
            ),
        ],
        example: """
            run: [psql, -Atc, SELECT pg_is_in_recovery()]
            on: db-a
            values: {standby: t, primary: f}
            silent: stopped
            """)
    static let printedValues = MappingShape(
        "printed-values", "Values of the variable, and what is printed then, apart from white space at both ends.",
        freeKeys: .init(.any, .anyText, isRequired: true, "A value, and what is printed."))

    static let answers = MappingShape(
        "answers", "What people would answer, for an unattended drill.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("answers", .text(.identifier), "Its name."),
            .required("by", .anyText, "Who answers."),
            .required("entries", .list(.mapping("answer-entry")), "The answers."),
        ])
    static let answerEntry = MappingShape(
        "answer-entry", "One answer.",
        keys: [
            .optional("step", .anyText, "A manual or population step, by its path or as `runbook/step`."),
            .optional("observe", .text(.variable), "A variable."),
            .optional("in-doubt", .anyText, "A step that was interrupted, by its path in the plan."),
            .optional("problem", .anyText, "A step that did not succeed."),
            .optional("approve", .anyText, "A step that needs approval."),
            .optional("answer", .anyText, "The answer; of a population step `all` stands for every item of the wave."),
            .optional(
                "sees", .text(.variable),
                "The answer is what this variable of the simulated service is then, as a person would see it."),
            .optional("by", .anyText, "Who gives it, where that is somebody else."),
            .optional(
                "attach", .anyText,
                "With `step`: a file that is kept as evidence before the answer is given, by its path on this machine."),
            .optional(
                "does", .text(.truth), default: "false",
                "With `step`: what the step changes becomes true in the simulated service, where no page is there for it."
            ),
            .optional("looked-at", .anyText, "What the person looked at. Needed with `in-doubt`."),
            .optional("reason", .anyText, "Why. Needed with `approve` and with the answer `skip`."),
        ], exactlyOneOf: [["step", "observe", "in-doubt", "problem", "approve"], ["answer", "sees"]],
        example: "{step: portal.switchover/reload-pages, answer: shown}")

    static let scenario = MappingShape(
        "scenario", "A situation to rehearse: where the service starts, what happens on the way, how it should end.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("scenario", .text(.identifier), "Its name."),
            .required("title", .localizedText, "What happens."),
            .required("runbook", .text(.identifier), "The runbook that is rehearsed."),
            .optional("with", .mapping("arguments"), "Its parameters."),
            .optional("start", .mapping("assignments"), "Where the service starts differently from normal operation."),
            .optional("events", .list(.mapping("event")), "What happens on the way."),
            .required("expect", .mapping("expectation"), "How it should end."),
            .optional("source", .texts, "The facts of the manual behind it."),
        ])
    static let scenarioEvent = MappingShape(
        "event", "Something that happens from outside at a time or at a step.",
        keys: [
            .optional("at", .text(.duration), "When, from the start."),
            .optional("ago", .text(.duration), "How long before the start: what counts since then counts on."),
            .optional("before", .anyText, "Just before the action of this step, by its path or as `runbook/step`."),
            .optional("after", .anyText, "Just after the action of this step."),
            .optional("set", .mapping("assignments"), "What it makes true; `unknown` leaves a variable open."),
            .optional(
                "program", .mapping("program-behaviours"),
                "How programs behave from then on; with `before` or `after` a step."),
        ], exactlyOneOf: [["at", "ago", "before", "after"], ["set", "program"]],
        // A program has no moment but the step that starts it.
        atMostOneOf: [["at", "program"], ["ago", "program"]], example: "{at: 5m, set: {platform.main: stopped}}")
    static let programBehaviours = MappingShape(
        "program-behaviours", "Programs by their names, and how each behaves when it is started.",
        freeKeys: .init(
            .any, .text(.word(Scenario.ProgramBehaviour.allCases.map(\.rawValue))), isRequired: true,
            "A program, and how it behaves: `hang`, `fail`, `unexpected` (it asks something else), or `normal` again."))
    static let scenarioExpectation = MappingShape(
        "expectation", "How a scenario should end.",
        keys: [
            .required(
                "result", .text(.word(Scenario.Ending.allCases.map(\.rawValue))), "How the run ends."),
            .optional("at", .anyText, "The step it stops at, by its path or as `runbook/step`."),
            .optional("state", .mapping("condition"), "What holds at the end."),
            .optional(
                "breaks", .texts, "The invariants that are broken on the way, and no others; seen in a rehearsal."),
        ], example: "{result: completed, state: {portal.db: dr}}")
}
