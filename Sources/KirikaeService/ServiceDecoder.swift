import KirikaeDiagnostics
import KirikaeSyntax

/// Reads a service model and checks that it speaks only of its own variables and values.
public struct ServiceDecoder {
    private let context: DecodingContext

    /// Makes a decoder that reports into `context`.
    public init(context: DecodingContext) {
        self.context = context
    }

    /// The model in a file; nil if it has errors.
    public func decode(_ root: Node) -> ServiceModel? {
        let errorsBefore = context.diagnostics.all.count
        guard let reader = MappingReader(root, .service, in: context) else { return nil }
        context.edition(reader)
        let name = context.identifier(reader["service"])
        let title = context.localizedText(reader["title"])
        let variables = variables(reader["variables"])
        let transitions = context.list(reader["transitions"]).compactMap(transition)
        let exclusive = context.texts(reader["exclusive"])
        let invariants = context.list(reader["invariants"]).compactMap(invariant)
        let holds = context.list(reader["holds"]).compactMap(hold)
        let directionWords = directionWords(reader["direction-words"])
        let further = ContactDecoding(context: context)
        let contacts = further.contacts(reader["contacts"])
        let inquiry = further.inquiry(reader["inquiry"])
        let people = ServicePeopleDecoding(context: context).people(reader["people"])
        guard let name, let title else { return nil }
        let model = ServiceModel(
            name: name.value, title: title, file: root.location.file, variables: variables, transitions: transitions,
            exclusive: exclusive.map(\.value), invariants: invariants, holds: holds,
            directionWords: directionWords, contacts: contacts, inquiry: inquiry, people: people)
        check(model, exclusive: exclusive)
        return context.diagnostics.all.dropFirst(errorsBefore).contains { $0.severity == .error } ? nil : model
    }

    private func variables(_ node: Node?) -> [ServiceModel.Variable] {
        guard let node, let reader = MappingReader(node, .serviceVariables, in: context) else { return [] }
        return reader.freeEntries.compactMap(variable)
    }

    private func variable(_ entry: Node.Entry) -> ServiceModel.Variable? {
        guard let reader = MappingReader(entry.value, .serviceVariable, in: context) else { return nil }
        let title = context.localizedText(reader["title"])
        var values: [(name: String, title: LocalizedText)] = []
        if let node = reader["values"] {
            guard let list = MappingReader(node, .serviceValues, in: context) else { return nil }
            for value in list.entries {
                if value.key == "unknown" {
                    context.report(ServiceMessage.reservedValue, at: value.keyLocation)
                } else if let words = context.localizedText(value.value) {
                    values.append((value.key, words))
                }
            }
        }
        let start = context.text(reader["start"])
        let isExternal = context.truth(reader["external"]) ?? false
        let source = context.texts(reader["source"]).map(\.value)
        guard let title, let start else { return nil }
        let names = values.map(\.name)
        if start.value != "unknown", !names.contains(start.value) {
            context.report(
                ServiceMessage.undefinedValue(
                    start.value, variable: entry.key, suggestion: Suggestion.nearest(to: start.value, among: names),
                    allowed: names), at: start.location)
        }
        return ServiceModel.Variable(
            name: Located(entry.key, at: entry.keyLocation), title: title, values: values,
            start: start.value == "unknown" ? nil : start.value, isExternal: isExternal, source: source)
    }

    private func transition(_ node: Node) -> ServiceModel.Transition? {
        guard let reader = MappingReader(node, .serviceTransition, in: context) else { return nil }
        let id = context.identifier(reader["id"])
        let title = context.localizedText(reader["title"])
        let when = context.condition(reader["when"])
        let then = context.assignments(reader["then"])
        let takes = context.duration(reader["takes"]) ?? Milliseconds(0)
        let source = context.texts(reader["source"]).map(\.value)
        guard let id, let title, let when else { return nil }
        return .init(
            id: id, title: title, when: when,
            then: then.map { ($0.variable, $0.value.value == "unknown" ? nil : $0.value.value) }, takes: takes,
            source: source)
    }

    private func directionWords(_ node: Node?) -> [ServiceModel.DirectionWord] {
        guard let node, let reader = MappingReader(node, .directionWords, in: context) else { return [] }
        return reader.entries.flatMap { entry in
            context.texts(entry.value).map { ServiceModel.DirectionWord(word: $0, direction: entry.key) }
        }
    }

    private func invariant(_ node: Node) -> ServiceModel.Invariant? {
        guard let reader = MappingReader(node, .serviceInvariant, in: context) else { return nil }
        let id = context.identifier(reader["id"], allowingCapitals: true)
        let because = context.localizedText(reader["because"])
        let source = context.texts(reader["source"]).map(\.value)
        let always = context.condition(reader["always"])
        let outage = allowedOutage(reader)
        let atEnd = context.condition(reader["at-end"])
        let before = context.condition(reader["before"])
        let requires = context.condition(reader["requires"])
        guard let id, let because else { return nil }
        func explained(_ condition: Condition) -> Condition {
            var copy = condition
            copy.because = because
            copy.source = source + condition.source.filter { !source.contains($0) }
            return copy
        }
        switch (always, atEnd, before, requires) {
        case (let always?, nil, nil, nil):
            let condition = explained(always)
            let kind = outage.map { ServiceModel.Invariant.Kind.outageAllowed(condition, atMost: $0) }
            return .init(id: id, kind: kind ?? .always(condition), because: because, source: source)
        case (nil, let atEnd?, nil, nil):
            return .init(id: id, kind: .atEnd(explained(atEnd)), because: because, source: source)
        case (nil, nil, let before?, let requires?):
            return .init(
                id: id, kind: .before(before, requires: explained(requires)), because: because, source: source)
        default:
            // No kind or several are reported as such, and so is a condition that is none.
            let kinds = ["always", "at-end", "before"].filter { reader[$0] != nil }
            if kinds.count == 1, (reader["before"] == nil) != (reader["requires"] == nil) {
                context.report(ServiceMessage.invariantKind, at: node.location)
            }
            return nil
        }
    }

    private func allowedOutage(_ reader: MappingReader) -> Milliseconds? {
        guard let node = reader["allowed-outage"], let outage = context.duration(node) else { return nil }
        guard reader["always"] != nil else {
            context.report(ServiceMessage.outageOfAnotherKind, at: node.location)
            return nil
        }
        guard outage.count > 0 else {
            context.report(ServiceMessage.outageOfNoLength, at: node.location)
            return nil
        }
        return outage
    }

    private func hold(_ node: Node) -> ServiceModel.Hold? {
        guard let reader = MappingReader(node, .serviceHold, in: context) else { return nil }
        let id = context.identifier(reader["id"], allowingCapitals: true)
        let when = context.condition(reader["when"])
        let because = context.localizedText(reader["because"])
        let source = context.texts(reader["source"]).map(\.value)
        guard let id, let when, let because else { return nil }
        return .init(id: id, when: when, because: because, source: source)
    }

    private func check(_ model: ServiceModel, exclusive: [Located<String>]) {
        let checker = VocabularyChecker(model: model, context: context)
        for transition in model.transitions {
            checker.check(transition.when)
            for change in transition.then {
                checker.check(
                    variable: change.variable, value: change.value.map { Located($0, at: change.variable.location) })
            }
        }
        for name in exclusive { checker.check(variable: name, value: nil) }
        for invariant in model.invariants {
            switch invariant.kind {
            case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _):
                checker.check(condition)
            case .before(let before, let requires):
                checker.check(before)
                checker.check(requires)
            }
        }
        for hold in model.holds { checker.check(hold.when) }
        if let people = model.people {
            ServicePeopleDecoding(context: context).check(people, with: checker, of: model)
        }
        context.reportDuplicates(model.transitions.map(\.id))
        context.reportDuplicates(model.invariants.map(\.id) + model.holds.map(\.id))
    }
}
