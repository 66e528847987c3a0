import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport

/// One edit of a runbook, made on its tree: what a person could have changed on purpose or by mistake.
enum RunbookMutation {
    /// A kind of edit.
    enum Kind: CaseIterable, Sendable {
        case removeCondition, addValue, otherValue, orElse, removeStep, swapSteps, changeLength, changeArgument
        case changeWords, removeKey, changeLabel
    }

    /// Keys of a step or a condition that may be left out.
    private static let optionalKeys: Set<String> = [
        "critical", "unless", "evidence", "within", "interrupted", "cautions", "because", "at", "verifications",
        "preconditions", "notes",
    ]
    private static let conditionLists: Set<String> = ["preconditions", "verifications", "postconditions", "until"]

    /// A tree with one edit somewhere; nil if there is nothing to edit that way.
    static func mutate(
        _ root: JSONValue, _ kind: Kind, values: [String: [String]], using generator: inout SeededGenerator
    ) -> JSONValue? {
        var places: [[String]] = []
        find(kind, in: root, at: [], values: values, into: &places)
        guard !places.isEmpty else { return nil }
        let place = places[Int.random(in: 0..<places.count, using: &generator)]
        var numbers = generator
        let edited = edit(root, at: place[...]) { apply(kind, to: $0, values: values, using: &numbers) }
        generator = numbers
        return edited
    }

    // MARK: Where

    private static func find(
        _ kind: Kind, in value: JSONValue, at place: [String], values: [String: [String]], into places: inout [[String]]
    ) {
        let key = place.last { Int($0) == nil } ?? ""
        let isIn: Bool =
            switch kind {
            case .removeCondition:
                conditionLists.contains(key) && place.last == key && (value.arrayValue?.count ?? 0) > 0
            case .addValue, .otherValue: values[key] != nil && place.last == key
            case .orElse:
                conditionLists.contains(key) && place.last != key && value.objectValue != nil && isElement(place)
            case .removeStep, .swapSteps: place.last == "steps" && (value.arrayValue?.count ?? 0) > 1
            case .changeLength: ["timeout", "within"].contains(place.last ?? "") && value.stringValue != nil
            case .changeArgument: key == "command" && value.stringValue != nil && isElement(place)
            case .changeWords: place.last == "en" && value.stringValue != nil
            case .removeKey: optionalKeys.contains(place.last ?? "")
            case .changeLabel: key == "press" && value.stringValue != nil
            }
        // What parameters mean and what lookups say is not part of any plan by itself.
        if place.first == "parameters" || place.first == "lookups" { return }
        if isIn { places.append(kind == .removeKey ? Array(place) : place) }
        switch value {
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                find(kind, in: member, at: place + [name], values: values, into: &places)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                find(kind, in: element, at: place + ["\(index)"], values: values, into: &places)
            }
        default: break
        }
    }

    private static func isElement(_ place: [String]) -> Bool { place.last.flatMap { Int($0) } != nil }

    private static func edit(
        _ value: JSONValue, at place: ArraySlice<String>, _ body: (JSONValue) -> JSONValue?
    ) -> JSONValue? {
        guard let key = place.first else { return body(value) }
        switch value {
        case .object(var members):
            members[key] = members[key].flatMap { edit($0, at: place.dropFirst(), body) }
            return .object(members)
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { return value }
            if let edited = edit(elements[index], at: place.dropFirst(), body) {
                elements[index] = edited
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return value
        }
    }

    // MARK: What

    private static func apply(
        _ kind: Kind, to value: JSONValue, values: [String: [String]], using generator: inout SeededGenerator
    ) -> JSONValue? {
        switch kind {
        case .removeKey: return nil
        case .removeCondition, .removeStep:
            guard var elements = value.arrayValue, !elements.isEmpty else { return value }
            elements.remove(at: Int.random(in: 0..<elements.count, using: &generator))
            return elements.isEmpty ? nil : .array(elements)
        case .swapSteps:
            guard var elements = value.arrayValue, elements.count > 1 else { return value }
            let index = Int.random(in: 1..<elements.count, using: &generator)
            elements.swapAt(index - 1, index)
            return .array(elements)
        case .addValue, .otherValue:
            let given = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue) ?? []
            // The values of a variable that has all of these.
            let all = values.values.filter { Set(given).isSubset(of: $0) }.max { $0.count < $1.count } ?? []
            let others = all.filter { !given.contains($0) }
            guard let other = others.randomElement(using: &generator) else { return value }
            return .array((kind == .addValue ? given + [other] : [other]).map { .string($0) })
        case .orElse:
            guard let name = values.keys.sorted().randomElement(using: &generator),
                let other = values[name]?.randomElement(using: &generator)
            else { return value }
            return .object(["any": .array([value, .object([name: .string(other)])])])
        case .changeLength: return .string(Bool.random(using: &generator) ? "47m" : "3s")
        case .changeArgument: return .string((value.stringValue ?? "") + "-2")
        case .changeWords, .changeLabel: return .string((value.stringValue ?? "") + " (2)")
        }
    }
}

extension Node {
    /// The tree as a value; texts are what they are in the file.
    var mutable: JSONValue {
        switch content {
        case .scalar(let text): .string(text)
        case .template: .string("")
        case .sequence(let nodes): .array(nodes.map(\.mutable))
        case .mapping(let entries):
            .object(
                Dictionary(entries.map { ($0.key, $0.value.mutable) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
