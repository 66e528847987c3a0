import KirikaeCanonicalJSON

/// Does an edit at a place of a tree.
struct PlaceEditor {
    let vocabulary: EditVocabulary

    /// The tree with the edit; nil if it cannot be done.
    func edit(
        _ root: JSONValue, _ place: RunbookEdit.Place, _ kind: RunbookEdit.Kind,
        using generator: inout some RandomNumberGenerator
    ) -> JSONValue? {
        let parent = place.keys.dropLast()
        switch kind {
        case .remove: return replacing(root, at: place.keys[...], with: nil)
        case .repeat, .swap:
            guard let index = place.keys.last.flatMap({ Int($0) }) else { return nil }
            guard case .array(var elements)? = value(root, at: parent) else { return nil }
            if kind == .swap {
                guard index + 1 < elements.count else { return nil }
                elements.swapAt(index, index + 1)
            } else {
                elements.insert(another(elements[index]), at: index + 1)
            }
            return replacing(root, at: parent, with: .array(elements))
        case .change:
            guard let text = place.value.stringValue else { return nil }
            let key = place.keys.last { Int($0) == nil } ?? ""
            return replacing(
                root, at: place.keys[...], with: .string(changed(text, under: key, using: &generator)))
        case .widen:
            let key = place.keys.last ?? ""
            let given = place.value.arrayValue ?? [place.value]
            let others = (vocabulary.values[key] ?? []).map { JSONValue.string($0) }.filter { !given.contains($0) }
            guard let other = others.randomElement(using: &generator) else { return nil }
            return replacing(root, at: place.keys[...], with: .array(given + [other]))
        case .orElse:
            return replacing(
                root, at: place.keys[...], with: .object(["any": .array([place.value, test(using: &generator)])]))
        case .negate: return replacing(root, at: place.keys[...], with: .object(["not": place.value]))
        case .add:
            guard case .object(var members) = place.value else { return nil }
            let additions = additions(to: members, using: &generator).filter { members[$0.key] == nil }
            guard let addition = additions.randomElement(using: &generator) else { return nil }
            members[addition.key] = addition.value
            return replacing(root, at: place.keys[...], with: .object(members))
        }
    }

    // MARK: Places

    private func value(_ root: JSONValue, at keys: ArraySlice<String>) -> JSONValue? {
        keys.reduce(root) { value, key in
            switch value {
            case .object(let members): members[key]
            case .array(let elements): Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }

    private func replacing(_ value: JSONValue, at keys: ArraySlice<String>, with new: JSONValue?) -> JSONValue? {
        guard let key = keys.first else { return new }
        switch value {
        case .object(var members):
            guard let member = members[key] else { return nil }
            members[key] = replacing(member, at: keys.dropFirst(), with: new)
            return .object(members)
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { return nil }
            if let edited = replacing(elements[index], at: keys.dropFirst(), with: new) {
                elements[index] = edited
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        default: return nil
        }
    }

    // MARK: Values

    /// An element once more: what has a name gets another one.
    private func another(_ element: JSONValue) -> JSONValue {
        guard case .object(var members) = element, let name = members["id"]?.stringValue else { return element }
        members["id"] = .string(name + "-again")
        return .object(members)
    }

    private func changed(
        _ text: String, under key: String, using generator: inout some RandomNumberGenerator
    ) -> String {
        if let values = vocabulary.values[key]?.filter({ $0 != text }),
            let value = values.randomElement(using: &generator)
        {
            return value
        }
        if text == "true" || text == "false" { return text == "true" ? "false" : "true" }
        if let number = Int(text) { return "\(Bool.random(using: &generator) ? number + 1 : max(0, number - 1))" }
        if let last = text.last, "smh".contains(last), let number = Int(text.dropLast()) {
            return "\(Bool.random(using: &generator) ? number * 3 : max(1, number / 2))\(last)"
        }
        if ["ja", "en"].contains(key) { return text + " (2)" }
        let others = vocabulary.others(than: text, under: key)
        if let other = others.randomElement(using: &generator), Int.random(in: 0..<4, using: &generator) > 0 {
            return other
        }
        return text + "-2"
    }

    private func test(using generator: inout some RandomNumberGenerator) -> JSONValue {
        guard let name = vocabulary.variables.randomElement(using: &generator),
            let value = vocabulary.values[name]?.randomElement(using: &generator)
        else { return .object([:]) }
        return .object([name: .string(value)])
    }

    /// What may be said of a condition or a step beside what is.
    private func additions(
        to members: [String: JSONValue], using generator: inout some RandomNumberGenerator
    ) -> [(key: String, value: JSONValue)] {
        let words = JSONValue.object(["ja": .string("追記した文。"), "en": .string("An added text.")])
        guard members["id"] != nil else {
            return [
                ("evidence", .string("run")), ("within", .string("90s")), ("because", words),
                ("source", .array([.string("M1-X9")])),
            ]
        }
        return [
            ("critical", .string("true")), ("unless", test(using: &generator)), ("cautions", .array([words])),
            ("notes", .array([words])), ("preconditions", .array([test(using: &generator)])),
            ("interrupted", .string("repeat")), ("timeout", .string("9h")),
            ("reverse", .object(["none": words])),
        ]
    }
}
