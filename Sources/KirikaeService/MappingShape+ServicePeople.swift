import KirikaeSyntax

/// The shapes of the people of a service.
extension MappingShape {
    static let ofServicePeople: [MappingShape] = [
        people, peopleSite, agents, callers, placement, sitesByValue, siteShares, span, callIndicator,
    ]

    static let people = MappingShape(
        "people",
        "Who works at the sites and who calls, for the simulator alone: they follow the variables, and no plan rests on them.",
        keys: [
            .required("sites", .list(.mapping("people-site"), isEmptyAllowed: false), "The sites, in order."),
            .required("agents", .mapping("agents"), "Those who answer calls."),
            .optional("callers", .mapping("callers"), "Those who call."),
        ],
        example: """
            sites:
              - {id: main, title: {ja: メイン拠点, en: main site}}
            agents:
              count: 200
              place: {variable: portal.db, sites: {main: main, dr: []}}
              talk: {typical: 4m, longest: 15m}
              wrap-up: {typical: 30s, longest: 2m}
            callers:
              number: {variable: portal.pages, sites: {main: main, dr: []}}
              arrival: {variable: portal.pages, sites: {main: main, dr: []}}
              patience: {typical: 90s, longest: 5m}
            """)

    static let peopleSite = MappingShape(
        "people-site", "A place where agents work and calls arrive.",
        keys: [
            .required("id", .text(.identifier), "Its name."),
            .required("title", .localizedText, "What people call it."),
            .optional(
                "cut-when", .mapping("condition"),
                "When all calls there are cut. Calls are cut too when the service resets the variable that shows them."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ], example: "{id: main, title: {ja: メイン拠点, en: main site}, cut-when: {portal.pages: dr}}")

    static let agents = MappingShape(
        "agents", "Those who answer calls.",
        keys: [
            .required("count", .text(.integer), "How many there are, at most 10000."),
            .required("place", .mapping("placement"), "Where they are logged in."),
            .optional("new-login", .mapping("placement"), "Where a new login goes."),
            .required("talk", .mapping("span"), "How long they talk."),
            .required("wrap-up", .mapping("span"), "How long they are busy after a call."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ],
        example: """
            count: 200
            place: {variable: portal.db, sites: {main: main, dr: []}}
            talk: {typical: 4m, longest: 15m}
            wrap-up: {typical: 30s, longest: 2m}
            """)

    static let callers = MappingShape(
        "callers", "Those who call. How many is said when the simulator is started.",
        keys: [
            .required("number", .mapping("placement"), "Where the number that they call leads."),
            .required("arrival", .mapping("placement"), "Where new calls can arrive and waiting ones can be answered."),
            .required("patience", .mapping("span"), "How long they wait for an agent."),
            .optional("shows", .list(.mapping("call-indicator")), "The variables that show their calls."),
            .optional("source", .texts, "The facts of the manual that say so."),
        ],
        example: """
            number: {variable: portal.pages, sites: {main: main, dr: []}}
            arrival: {variable: portal.pages, sites: {main: main, dr: []}}
            patience: {typical: 90s, longest: 5m}
            """)

    static let placement = MappingShape(
        "placement", "A variable that says which sites are meant.",
        keys: [
            .required("variable", .text(.variable), "The variable."),
            .required("sites", .mapping("sites-by-value"), "The sites that each of its values stands for."),
            .optional(
                "shares", .mapping("site-shares"), default: "the same for each",
                "How much each site takes where a value stands for several."),
        ],
        example: """
            variable: portal.db
            sites: {main: main, dr: []}
            shares: {main: 70}
            """)

    static let sitesByValue = MappingShape(
        "sites-by-value", "The sites that each value of a variable stands for. Every value must be there.",
        freeKeys: .init(
            .any, .either([.anyText, .texts]), isRequired: true,
            "A value of the variable, and the site or the sites that it stands for."), example: "{main: main, dr: []}")

    static let siteShares = MappingShape(
        "site-shares", "Parts of the whole by site.",
        freeKeys: .init(.any, .text(.integer), isRequired: true, "A site, and its part, from 1 to 1000."))

    static let span = MappingShape(
        "span", "How long something takes: it differs from time to time, and never exceeds `longest`.",
        keys: [
            .required("typical", .text(.duration), "How long it takes on average."),
            .required("longest", .text(.duration), "How long it takes at most."),
        ], example: "{typical: 4m, longest: 15m}")

    static let callIndicator = MappingShape(
        "call-indicator", "A variable that shows whether there are calls at a site, once somebody calls.",
        keys: [
            .required("variable", .text(.variable), "The variable."),
            .required("site", .text(.identifier), "The site."),
            .required(
                "calls", .text(.word(ServiceModel.People.Indicator.Calls.allCases.map(\.rawValue))),
                "Which calls: those with an agent, or those that wait for one."),
            .required("some", .anyText, "Its value while there is a call."),
            .required("none", .anyText, "Its value while there is none."),
        ], example: "{variable: portal.db, site: main, calls: talking, some: main, none: dr}")
}
