import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Reads a runbook once its parameters have values.
public struct RunbookDecoder {
    private let context: DecodingContext
    private let arguments: [String: String]
    private let parameters: [RunbookTemplate.Parameter]

    /// Makes a decoder for a template with the given arguments, reporting into `context`.
    public static func decode(
        _ template: RunbookTemplate, arguments: [String: String], in context: DecodingContext
    ) -> Runbook? {
        var words = template.words(for: arguments)
        // A parameter without a value is reported once, by whoever gives the values, and not at each of its uses.
        let names = template.parameters.map(\.name.value) + template.lookups.map(\.name.value)
        for name in names where words[name] == nil { words[name] = LocalizedText(verbatim: name) }
        let substitution = ParameterSubstitution(words: words, context: context)
        // Lookups hold the words themselves; only what comes after them is filled in.
        guard case .mapping(let entries) = template.root.content else { return nil }
        let filled = entries.map { entry in
            ["lookups", "parameters"].contains(entry.key)
                ? entry
                : Node.Entry(
                    key: entry.key, keyLocation: entry.keyLocation, value: substitution.apply(to: entry.value))
        }
        let values = template.words(for: arguments).mapValues(\.en)
        return RunbookDecoder(context: context, arguments: values, parameters: template.parameters)
            .runbook(Node(.mapping(filled), at: template.root.location))
    }

    private func runbook(_ root: Node) -> Runbook? {
        guard var reader = MappingReader(root, in: context) else { return nil }
        context.edition(&reader)
        let id = context.identifier(reader.required("runbook"))
        let kind = context.word(reader.optional("kind"), as: Runbook.Kind.self) ?? .function
        let function = context.text(reader.value("function", required: kind == .function))
        let direction = context.word(reader.required("direction"), as: Runbook.Direction.self)
        let title = context.localizedText(reader.required("title"))
        let source = sources(reader.optional("source"))
        _ = reader.optional("parameters")
        _ = reader.optional("lookups")
        let cautions = remarks(reader.optional("cautions"))
        let notes = remarks(reader.optional("notes"))
        let preconditions = context.conditions(reader.optional("preconditions"))
        let steps = context.list(reader.required("steps")).compactMap(step)
        let postconditions = context.conditions(reader.optional("postconditions"))
        reader.finish()
        guard let id, let direction, let title else { return nil }
        context.reportDuplicates(steps.map(\.step.id))
        return Runbook(
            id: id, kind: kind, function: function?.value, direction: direction, title: title, source: source,
            cautions: cautions, notes: notes, preconditions: preconditions,
            steps: steps.filter(\.isPart).map(\.step), postconditions: postconditions, file: root.location.file)
    }

    private func sources(_ node: Node?) -> [String] {
        context.texts(node).map(\.value)
    }

    private func remarks(_ node: Node?) -> [Remark] {
        context.list(node).compactMap { element in
            guard var reader = MappingReader(element, in: context) else { return nil }
            let text = context.localizedText(&reader)
            let source = sources(reader.optional("source"))
            reader.finish()
            return text.map { Remark(text: $0, source: source) }
        }
    }

    private func step(_ node: Node) -> (step: Step, isPart: Bool)? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let id = context.identifier(reader.required("id"))
        let title = context.localizedText(reader.required("title"))
        let source = sources(reader.required("source"))
        let isPart = isChosen(reader.optional("when"))
        let unless = context.condition(reader.optional("unless"))
        let preconditions = context.conditions(reader.optional("preconditions"))
        let action = reader.required("action").flatMap { ActionDecoder(context: context).action($0) }
        // An include has no place, duration, effect or reverse of its own: those of its steps count. The keys are then unknown.
        let isOwn = if case .include = action { false } else { true }
        let place = isOwn ? context.text(reader.optional("at")) : nil
        let typical = isOwn ? context.duration(reader.required("typical")) : nil
        let timeout = isOwn ? context.duration(reader.required("timeout")) : nil
        let changes = isOwn ? context.assignments(reader.required("changes")) : []
        let interrupted =
            isOwn ? context.word(reader.optional("interrupted"), as: Step.Interrupted.self) ?? .verify : .verify
        let reverse = isOwn ? reverse(reader.optional("reverse")) : nil
        let verifications = context.conditions(reader.value("verifications", required: isOwn))
        let isCritical = context.truth(reader.optional("critical")) ?? false
        let cautions = remarks(reader.optional("cautions"))
        let notes = remarks(reader.optional("notes"))
        reader.finish()
        guard let id, let title, let action else { return nil }
        let step = Step(
            id: id, title: title, source: source, place: place, unless: unless, preconditions: preconditions,
            action: action, typical: typical, timeout: timeout, changes: changes, verifications: verifications,
            interrupted: interrupted, reverse: reverse, isCritical: isCritical, cautions: cautions, notes: notes)
        return (step, isPart)
    }

    /// Whether `when` lets a step be part of the plan.
    private func isChosen(_ node: Node?) -> Bool {
        guard let node else { return true }
        guard let entries = node.entries else {
            context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
            return true
        }
        return entries.allSatisfy { entry in
            let written = context.texts(
                entry.value.elements == nil ? Node(.sequence([entry.value]), at: entry.value.location) : entry.value)
            let allowed = parameters.first { $0.name.value == entry.key }?.allowed ?? []
            for value in written where !allowed.isEmpty && !allowed.contains(value.value) {
                context.report(
                    SyntaxMessage.notAllowed(
                        value.value, suggestion: Suggestion.nearest(to: value.value, among: allowed), allowed: allowed),
                    at: value.location)
            }
            let values = written.map(\.value)
            guard let value = arguments[entry.key] else {
                context.report(
                    RunbookMessage.undefinedParameter(
                        entry.key, suggestion: Suggestion.nearest(to: entry.key, among: arguments.keys)),
                    at: entry.keyLocation)
                return true
            }
            return values.contains(value)
        }
    }

    private func reverse(_ node: Node?) -> Located<Step.Reverse>? {
        guard let node else { return nil }
        if let text = node.scalar {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, parts.allSatisfy({ Identifier.isValid($0) }) {
                return Located(.step(runbook: parts[0], step: parts[1]), at: node.location)
            }
        } else if node.entries != nil, var reader = MappingReader(node, in: context) {
            let reason = context.localizedText(reader.required("none"))
            reader.finish()
            return reason.map { Located(.none($0), at: node.location) }
        }
        context.report(SyntaxMessage.wrongKind(expected: .runbookStep), at: node.location)
        return nil
    }
}
