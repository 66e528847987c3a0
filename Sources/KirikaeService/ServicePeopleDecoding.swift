import KirikaeDiagnostics
import KirikaeSyntax

/// Reads the people of a service model.
struct ServicePeopleDecoding {
    let context: DecodingContext

    func people(_ node: Node?) -> ServiceModel.People? {
        guard let node, let reader = MappingReader(node, .people, in: context) else { return nil }
        let sites = context.list(reader["sites"], isEmptyAllowed: false).compactMap(site)
        let agents = agents(reader["agents"])
        let callers = callers(reader["callers"])
        context.reportDuplicates(sites.map(\.id))
        return agents.map { .init(sites: sites, agents: $0, callers: callers) }
    }

    private func site(_ node: Node) -> ServiceModel.People.Site? {
        guard let reader = MappingReader(node, .peopleSite, in: context) else { return nil }
        _ = context.texts(reader["source"])
        let id = context.identifier(reader["id"])
        let title = context.localizedText(reader["title"])
        let cutWhen = context.condition(reader["cut-when"])
        guard let id, let title else { return nil }
        return .init(id: id, title: title, cutWhen: cutWhen)
    }

    private func agents(_ node: Node?) -> ServiceModel.People.Agents? {
        guard let node, let reader = MappingReader(node, .agents, in: context) else { return nil }
        _ = context.texts(reader["source"])
        let count = context.integer(reader["count"], in: ServiceModel.People.Agents.counts)
        let place = placement(reader["place"])
        let newLogin = placement(reader["new-login"])
        let talk = span(reader["talk"])
        let wrapUp = span(reader["wrap-up"])
        guard let count, let place, let talk, let wrapUp else { return nil }
        return .init(count: count, place: place, newLogin: newLogin, talk: talk, wrapUp: wrapUp)
    }

    private func callers(_ node: Node?) -> ServiceModel.People.Callers? {
        guard let node, let reader = MappingReader(node, .callers, in: context) else { return nil }
        _ = context.texts(reader["source"])
        let number = placement(reader["number"])
        let arrival = placement(reader["arrival"])
        let patience = span(reader["patience"])
        let shows = context.list(reader["shows"]).compactMap(indicator)
        guard let number, let arrival, let patience else { return nil }
        return .init(number: number, arrival: arrival, patience: patience, shows: shows)
    }

    private func placement(_ node: Node?) -> ServiceModel.People.Placement? {
        guard let node, let reader = MappingReader(node, .placement, in: context) else { return nil }
        let variable = context.variable(reader["variable"])
        var meanings: [ServiceModel.People.Placement.Meaning] = []
        if let node = reader["sites"], let sites = MappingReader(node, .sitesByValue, in: context) {
            meanings = sites.freeEntries.map { entry in
                .init(value: Located(entry.key, at: entry.keyLocation), sites: siteOrSites(entry.value))
            }
        }
        var shares: [ServiceModel.People.Placement.Share] = []
        if let node = reader["shares"], let parts = MappingReader(node, .siteShares, in: context) {
            shares = parts.freeEntries.compactMap { entry in
                context.integer(entry.value, in: ServiceModel.People.Placement.parts).map {
                    .init(site: Located(entry.key, at: entry.keyLocation), part: $0)
                }
            }
        }
        return variable.map { .init(variable: $0, meanings: meanings, shares: shares) }
    }

    private func siteOrSites(_ node: Node) -> [Located<String>] {
        node.elements == nil ? [context.text(node)].compactMap { $0 } : context.texts(node)
    }

    private func span(_ node: Node?) -> ServiceModel.People.Span? {
        guard let node, let reader = MappingReader(node, .span, in: context) else { return nil }
        let typical = context.duration(reader["typical"])
        let longest = context.duration(reader["longest"])
        guard let typical, let longest else { return nil }
        if longest.count < typical.count {
            context.report(ServicePeopleMessage.longestBelowTypical, at: reader["longest"]?.location)
        }
        return .init(typical: typical, longest: longest)
    }

    private func indicator(_ node: Node) -> ServiceModel.People.Indicator? {
        guard let reader = MappingReader(node, .callIndicator, in: context) else { return nil }
        let variable = context.variable(reader["variable"])
        let site = context.identifier(reader["site"])
        let calls = context.word(reader["calls"], as: ServiceModel.People.Indicator.Calls.self)
        let some = context.text(reader["some"])
        let none = context.text(reader["none"])
        guard let variable, let site, let calls, let some, let none else { return nil }
        return .init(variable: variable, site: site, calls: calls, some: some, none: none)
    }

    /// Checks that people speak only of the sites, variables and values that there are.
    func check(_ people: ServiceModel.People, with vocabulary: VocabularyChecker, of model: ServiceModel) {
        let known = people.sites.map(\.id.value)
        for site in people.sites {
            if let condition = site.cutWhen { vocabulary.check(condition) }
        }
        for placement in [
            people.agents.place, people.agents.newLogin, people.callers?.number, people.callers?.arrival,
        ].compactMap({ $0 }) {
            check(placement, sites: known, with: vocabulary, of: model)
        }
        for indicator in people.callers?.shows ?? [] {
            vocabulary.check(variable: indicator.variable, value: indicator.some)
            vocabulary.check(variable: indicator.variable, value: indicator.none)
            check(indicator.site, in: known)
        }
    }

    private func check(
        _ placement: ServiceModel.People.Placement, sites known: [String], with vocabulary: VocabularyChecker,
        of model: ServiceModel
    ) {
        let variable = placement.variable
        vocabulary.check(variable: variable, value: nil)
        for site in placement.meanings.flatMap(\.sites) + placement.shares.map(\.site) { check(site, in: known) }
        guard let values = model.values(of: variable.value) else { return }
        for meaning in placement.meanings { vocabulary.check(variable: variable, value: meaning.value) }
        for value in values where placement.sites(of: value) == nil {
            context.report(
                ServicePeopleMessage.valueWithoutSites(value, variable: variable.value), at: variable.location)
        }
    }

    private func check(_ site: Located<String>, in known: [String]) {
        guard !known.contains(site.value) else { return }
        context.report(
            ServicePeopleMessage.undefinedSite(
                site.value, suggestion: Suggestion.nearest(to: site.value, among: known), known: known),
            at: site.location)
    }
}
