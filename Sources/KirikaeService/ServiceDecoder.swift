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
        guard var reader = MappingReader(root, in: context) else { return nil }
        context.edition(&reader)
        let name = context.identifier(reader.required("service"))
        let title = context.localizedText(reader.required("title"))
        let variables = variables(reader.required("variables"))
        let transitions = context.list(reader.optional("transitions")).compactMap(transition)
        let exclusive = context.texts(reader.optional("exclusive"))
        let invariants = context.list(reader.optional("invariants")).compactMap(invariant)
        reader.finish()
        guard let name, let title else { return nil }
        let model = ServiceModel(
            name: name.value, title: title, file: root.location.file, variables: variables, transitions: transitions,
            exclusive: exclusive.map(\.value), invariants: invariants)
        check(model, exclusive: exclusive)
        return context.diagnostics.all.dropFirst(errorsBefore).contains { $0.severity == .error } ? nil : model
    }

    private func variables(_ node: Node?) -> [ServiceModel.Variable] {
        guard let node, node.entries != nil else {
            if let node { context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location) }
            return []
        }
        return (node.entries ?? []).compactMap { entry in
            guard entry.key.contains("."), Identifier.isValid(entry.key) else {
                context.report(SyntaxMessage.wrongKind(expected: .variableName), at: entry.keyLocation)
                return nil
            }
            return variable(entry)
        }
    }

    private func variable(_ entry: Node.Entry) -> ServiceModel.Variable? {
        guard var reader = MappingReader(entry.value, in: context) else { return nil }
        let title = context.localizedText(reader.required("title"))
        var values: [(name: String, title: LocalizedText)] = []
        if let node = reader.required("values") {
            guard let entries = node.entries, !entries.isEmpty else {
                context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
                return nil
            }
            for value in entries {
                if value.key == "unknown" {
                    context.report(ServiceMessage.reservedValue, at: value.keyLocation)
                } else if let words = context.localizedText(value.value) {
                    values.append((value.key, words))
                }
            }
        }
        let start = context.text(reader.required("start"))
        let source = context.texts(reader.optional("source")).map(\.value)
        reader.finish()
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
            start: start.value == "unknown" ? nil : start.value, source: source)
    }

    private func transition(_ node: Node) -> ServiceModel.Transition? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let id = context.identifier(reader.required("id"))
        let title = context.localizedText(reader.required("title"))
        let when = context.condition(reader.required("when"))
        let then = context.assignments(reader.required("then"))
        let takes = context.duration(reader.optional("takes")) ?? Milliseconds(0)
        let source = context.texts(reader.optional("source")).map(\.value)
        reader.finish()
        guard let id, let title, let when else { return nil }
        return .init(
            id: id, title: title, when: when,
            then: then.map { ($0.variable, $0.value.value == "unknown" ? nil : $0.value.value) }, takes: takes,
            source: source)
    }

    private func invariant(_ node: Node) -> ServiceModel.Invariant? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let id = context.identifier(reader.required("id"), allowingCapitals: true)
        let because = context.localizedText(reader.required("because"))
        let source = context.texts(reader.optional("source")).map(\.value)
        let always = context.condition(reader.optional("always"))
        let atEnd = context.condition(reader.optional("at-end"))
        let before = context.condition(reader.optional("before"))
        let requires = context.condition(reader.optional("requires"))
        reader.finish()
        guard let id, let because else { return nil }
        func explained(_ condition: Condition) -> Condition {
            var copy = condition
            copy.because = because
            copy.source = source
            return copy
        }
        switch (always, atEnd, before, requires) {
        case (let always?, nil, nil, nil):
            return .init(id: id, kind: .always(explained(always)), because: because, source: source)
        case (nil, let atEnd?, nil, nil):
            return .init(id: id, kind: .atEnd(explained(atEnd)), because: because, source: source)
        case (nil, nil, let before?, let requires?):
            return .init(
                id: id, kind: .before(before, requires: explained(requires)), because: because, source: source)
        default:
            context.report(ServiceMessage.invariantKind, at: node.location)
            return nil
        }
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
            case .always(let condition), .atEnd(let condition): checker.check(condition)
            case .before(let before, let requires):
                checker.check(before)
                checker.check(requires)
            }
        }
        context.reportDuplicates(model.transitions.map(\.id))
        context.reportDuplicates(model.invariants.map(\.id))
    }
}
