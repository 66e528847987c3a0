import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The people of a service: what is read, and what can be wrong.
@Suite struct ServicePeopleTests {
    private static let head = """
        kirikae: 1
        service: test
        title: {ja: 試験, en: test}
        variables:
          agents.site:
            title: {ja: 拠点, en: site}
            values: {main: {ja: 主, en: main}, both: {ja: 両方, en: both}, dr: {ja: 副, en: DR}}
            start: main
        people:
          sites:
            - {id: main, title: {ja: 主, en: main}}
            - {id: dr, title: {ja: 副, en: DR}, cut-when: {agents.site: main}}

        """

    private func decode(_ marked: MarkedText) -> (model: ServiceModel?, diagnostics: Diagnostics) {
        let context = DecodingContext()
        let root = SyntaxParser().parse(marked.bytes, file: marked.file, into: &context.diagnostics)
        let model = root.flatMap { ServiceDecoder(context: context).decode($0) }
        return (model, context.diagnostics)
    }

    @Test(arguments: [
        // KRK0205, wherever a site is named
        """
          agents:
            count: 2
            place: {variable: agents.site, sites: {main: mian, both: [main, dr], dr: dr}, shares: {d: 1}}
        #                                                ^^^^ KRK0205
        #                                                                                          ^ KRK0205
            talk: {typical: 4m, longest: 15m}
            wrap-up: {typical: 30s, longest: 2m}
          callers:
            number: {variable: agents.site, sites: {main: [], both: [main, x], dr: dr}}
        #                                                                  ^ KRK0205
            arrival: {variable: agents.site, sites: {main: [], both: [], dr: dr}}
            patience: {typical: 30s, longest: 2m}
            shows:
              - {variable: agents.site, site: elsewhere, calls: talking, some: main, none: dr}
        #                                     ^^^^^^^^^ KRK0205
        """,
        // KRK0206 for every value; names of the vocabulary as everywhere
        """
          agents:
            count: 2
            place: {variable: agents.site, sites: {main: main, bth: [main, dr]}}
        #                     ^^^^^^^^^^^ KRK0206
        #                     ^^^^^^^^^^^ KRK0206
        #                                                      ^^^ KRK0202
            new-login: {variable: agents.sites, sites: {main: main}}
        #                         ^^^^^^^^^^^^ KRK0201
            talk: {typical: 4m, longest: 15m}
            wrap-up: {typical: 30s, longest: 2m}
          callers:
            number: {variable: agents.site, sites: {main: [], both: [main, dr], dr: dr}}
            arrival: {variable: agents.site, sites: {main: [], both: [], dr: dr}}
            patience: {typical: 30s, longest: 2m}
            shows:
              - {variable: agents.site, site: main, calls: talking, some: mein, none: drr}
        #                                                                 ^^^^ KRK0202
        #                                                                             ^^^ KRK0202
        """,
        // KRK0207; numbers beyond their bounds; an unknown word
        """
          agents:
            count: 10001
        #          ^^^^^ KRK0134
            place: {variable: agents.site, sites: {main: main, both: [main, dr], dr: dr}, shares: {dr: 0}}
        #                                                                                              ^ KRK0134
            talk: {typical: 4m, longest: 3m}
        #                                ^^ KRK0207
            wrap-up: {typical: 0s, longest: 0s}
          callers:
            number: {variable: agents.site, sites: {main: [], both: [main, dr], dr: dr}}
            arrival: {variable: agents.site, sites: {main: [], both: [], dr: dr}}
            patience: {typical: 30s, longest: 2m}
            shows:
              - {variable: agents.site, site: main, calls: ringing, some: main, none: dr}
        #                                                  ^^^^^^^ KRK0113
        """,
    ])
    func findings(_ text: String) {
        let marked = MarkedText(Self.head + text)
        let (model, diagnostics) = decode(marked)
        #expect(model == nil)
        marked.expectMarks(of: diagnostics)
    }

    @Test func sitesOfValues() throws {
        let people = try #require(ShippedModel.read().people)
        #expect(people.sites.map(\.id.value) == ["main", "dr"])
        #expect(people.agents.count == 2_000)
        let place = people.agents.place
        #expect(place.sites(of: "both") == ["main", "dr"])
        #expect(place.sites(of: "none") == [])
        #expect(place.value(for: ["dr", "main"]) == "both")
        #expect(place.value(for: []) == "none")
        #expect(place.value(for: ["elsewhere"]) == nil)
        var state = ServiceState()
        #expect(place.sites(in: state) == nil)
        state["agents.site"] = "dr"
        #expect(place.sites(in: state) == ["dr"])
        #expect(people.callers?.number.part(of: "dr") == 1)
    }
}
