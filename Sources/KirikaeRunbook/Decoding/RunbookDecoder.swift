import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Reads a runbook once its parameters have values.
public struct RunbookDecoder {
    private let context: DecodingContext
    private let arguments: [String: String]
    private let parameters: [Parameter]

    /// The runbook of a template with the given arguments; nil after errors, which `context` receives.
    ///
    /// - Parameters:
    ///   - template: the runbook as written.
    ///   - arguments: the values of its parameters.
    ///   - open: the parameters whose values only stand for what nobody has given yet.
    ///   - trace: receives which parameters and lookups were filled in where.
    ///   - context: receives what is found.
    static func decode(
        _ template: RunbookTemplate, arguments: [String: String], open: Set<String>, trace: inout SubstitutionTrace,
        in context: DecodingContext
    ) -> Runbook? {
        let given = template.words(for: arguments)
        var words = given
        // A parameter without a value is reported once, by whoever gives the values, and not at each of its uses.
        let names = template.parameters.map(\.name.value) + template.lookups.map(\.name.value)
        var open = open.union(names.filter { given[$0] == nil })
        open.formUnion(template.lookups.filter { open.contains($0.parameter.value) }.map(\.name.value))
        for name in names where words[name] == nil { words[name] = LocalizedText(verbatim: name) }
        var substitution = ParameterSubstitution(words: words, open: open, context: context)
        // Lookups hold the words themselves; only what comes after them is filled in.
        guard case .mapping(let entries) = template.root.content else { return nil }
        let filled = entries.map { entry in
            ["lookups", "parameters"].contains(entry.key)
                ? entry
                : Node.Entry(
                    key: entry.key, keyLocation: entry.keyLocation, value: substitution.apply(to: entry.value))
        }
        trace = substitution.trace
        trace.usedNames.formUnion(template.chosenNames)
        return RunbookDecoder(context: context, arguments: given.mapValues(\.en), parameters: template.parameters)
            .runbook(Node(.mapping(filled), at: template.root.location))
    }

    /// The runbook of a template with the given arguments; nil after errors, which `context` receives.
    public static func decode(
        _ template: RunbookTemplate, arguments: [String: String], in context: DecodingContext
    ) -> Runbook? {
        var trace = SubstitutionTrace()
        return decode(template, arguments: arguments, open: [], trace: &trace, in: context)
    }

    private func runbook(_ root: Node) -> Runbook? {
        guard let reader = MappingReader(root, .runbook, in: context) else { return nil }
        context.edition(reader)
        let id = context.identifier(reader["runbook"])
        let kind = context.word(reader["kind"], as: Runbook.Kind.self) ?? .function
        let function = context.identifier(kind == .function ? reader.required("function") : reader["function"])
        let direction = context.word(reader["direction"], as: Runbook.Direction.self)
        let title = context.localizedText(reader["title"])
        let source = sources(reader["source"])
        let cautions = remarks(reader["cautions"])
        let notes = remarks(reader["notes"])
        let preconditions = context.conditions(reader["preconditions"])
        let steps = context.list(reader["steps"], isEmptyAllowed: false).compactMap(step)
        let postconditions = context.conditions(reader["postconditions"])
        var identifiers: [Located<String>] = []
        identifiers.reserveCapacity(steps.count)
        for step in steps { step.step.visitWithMembers { identifiers.append($0.id) } }
        context.reportDuplicates(identifiers)
        guard let id, let direction, let title else { return nil }
        return Runbook(
            id: id, kind: kind, function: function?.value, direction: direction, title: title, source: source,
            cautions: cautions, notes: notes, preconditions: preconditions,
            steps: steps.filter(\.isPart).map(\.step), stepsLeftOut: steps.filter { !$0.isPart }.map(\.step),
            postconditions: postconditions, file: root.location.file)
    }

    private func sources(_ node: Node?) -> [String] {
        context.texts(node).map(\.value)
    }

    private func remarks(_ node: Node?) -> [Remark] {
        context.list(node).compactMap { element in
            guard let reader = MappingReader(element, .remark, in: context) else { return nil }
            let text = context.localizedText(reader)
            let source = sources(reader["source"])
            return text.map { Remark(text: $0, source: source) }
        }
    }

    private func step(_ node: Node) -> (step: Step, isPart: Bool)? {
        guard let reader = MappingReader(node, .step, in: context) else { return nil }
        let id = context.identifier(reader["id"])
        let title = context.localizedText(reader["title"])
        let source = sources(reader["source"])
        let isPart = isChosen(reader["when"])
        let place = context.identifier(reader["at"])
        if let unless = reader["unless"] { context.refuseEmptyList(unless) }
        let unless = reader["unless"].flatMap(context.condition)
        let preconditions = context.conditions(reader["preconditions"])
        let action = reader["action"].flatMap { actions.action($0) }
        let typical = context.duration(reader["typical"])
        let timeout = context.duration(reader["timeout"])
        let changes = context.assignments(reader["changes"])
        let outputs = outputs(reader["outputs"], of: action)
        let verifications = context.conditions(reader["verifications"])
        let interrupted = context.word(reader["interrupted"], as: Step.Interrupted.self) ?? .verify
        let reverse = reverse(reader["reverse"])
        let isCritical = context.truth(reader["critical"]) ?? false
        let cautions = remarks(reader["cautions"])
        let notes = remarks(reader["notes"])
        guard let id, let title, let action else { return nil }
        let step = Step(
            id: id, title: title, source: source, place: place, unless: unless, preconditions: preconditions,
            action: action, typical: typical, timeout: timeout, changes: changes, verifications: verifications,
            interrupted: interrupted, outputs: outputs, reverse: reverse, isCritical: isCritical, cautions: cautions,
            notes: notes, dependsOnCause: reader["when"]?[RunbookTemplate.cause] != nil)
        return (step, isPart)
    }

    private var actions: ActionDecoder {
        ActionDecoder(context: context) { node in
            context.list(node, isEmptyAllowed: false).compactMap(step).filter(\.isPart).map(\.step)
        }
    }

    private func outputs(_ node: Node?, of action: Action?) -> [OutputDefinition] {
        guard let node, let reader = MappingReader(node, .outputs, in: context) else { return [] }
        return reader.entries.compactMap { entry in
            guard let reader = MappingReader(entry.value, .output, in: context) else { return nil }
            let title = context.localizedText(reader["title"])
            let type = context.word(reader["type"], as: ValueType.self) ?? .text
            if let node = reader["type"], !ValueType.readable.contains(type) {
                let allowed = ValueType.readable.map(\.rawValue)
                context.report(
                    SyntaxMessage.notAllowed(type.rawValue, suggestion: nil, allowed: allowed), at: node.location)
            }
            let place = outputPlace(reader, entry, of: action)
            guard let title, let place else { return nil }
            return OutputDefinition(
                name: Located(entry.key, at: entry.keyLocation), title: title, type: type, place: place)
        }
    }

    /// Where an output is read: what a person types has no place in a text, everything else has exactly one.
    private func outputPlace(
        _ reader: MappingReader, _ entry: Node.Entry, of action: Action?
    ) -> OutputDefinition.Place? {
        let keys = ["line", "after", "json"]
        let present = reader.entries.filter { keys.contains($0.key) }
        if case .manual = action {
            for entry in present { context.report(RunbookMessage.typedOutputHasPlace, at: entry.keyLocation) }
            return .answer
        }
        guard let place = present.first else {
            context.report(SyntaxMessage.noneOfKeys(keys), at: entry.keyLocation)
            return nil
        }
        for other in present.dropFirst() {
            context.report(SyntaxMessage.keysExclude(present.map(\.key)), at: other.keyLocation)
        }
        switch place.key {
        case "line": return context.integer(place.value, in: 1...10_000).map { .line($0) }
        case "after": return context.text(place.value).map { .after($0.value) }
        default: return context.text(place.value).map { .json(pointer: $0.value) }
        }
    }

    /// Whether `when` lets a step be part of the plan.
    private func isChosen(_ node: Node?) -> Bool {
        guard let node else { return true }
        guard let reader = MappingReader(node, .chosen, in: context) else { return true }
        return reader.entries.allSatisfy { entry in
            context.refuseEmptyList(entry.value)
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
        } else if node.entries != nil, let reader = MappingReader(node, .reverseNone, in: context) {
            let reason = context.localizedText(reader["none"])
            return reason.map { Located(.none($0), at: node.location) }
        }
        context.report(SyntaxMessage.wrongKind(expected: .runbookStep), at: node.location)
        return nil
    }
}
