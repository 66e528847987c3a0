import KirikaeCanonicalJSON

/// One edit of a file of runbooks, made on its tree: what a person could have changed on purpose or by mistake.
package struct RunbookEdit: Sendable {
    /// What is done at a place.
    package enum Kind: String, CaseIterable, Sendable {
        /// A key is left out, or an element of a list.
        case remove
        /// An element of a list stands there twice; a step gets another name the second time.
        case `repeat`
        /// An element of a list changes places with the next.
        case swap
        /// Something else is said.
        case change
        /// One more value of a variable is let pass.
        case widen
        /// A condition holds also where another one does.
        case orElse
        /// A condition is turned around.
        case negate
        /// Something is said that was not said before.
        case add
    }

    /// What was done.
    package var kind: Kind
    /// Where: keys from the outside in, elements of lists counted from 0.
    package var place: [String]
    /// The tree with the edit.
    package var result: JSONValue

    /// The key that the place is under.
    package var key: String { place.last { Int($0) == nil } ?? "" }

    /// A place of a tree.
    struct Place {
        var keys: [String]
        var value: JSONValue
        var isElement: Bool
    }

    /// An edit of a tree; nil if what was drawn cannot be done there.
    ///
    /// First a key is drawn and then a place under it, so that what stands there once is edited as often as what stands there a
    /// hundred times.
    package static func random(
        in root: JSONValue, vocabulary: EditVocabulary, using generator: inout some RandomNumberGenerator
    ) -> RunbookEdit? {
        var places: [String: [Place]] = [:]
        collect(root, at: [], isElement: false, vocabulary, into: &places)
        guard let name = places.keys.sorted().randomElement(using: &generator),
            let place = places[name]?.randomElement(using: &generator)
        else { return nil }
        let kinds = Kind.allCases.filter { isPossible($0, at: place, vocabulary) }
        guard let kind = kinds.randomElement(using: &generator) else { return nil }
        let editor = PlaceEditor(vocabulary: vocabulary)
        guard let result = editor.edit(root, place, kind, using: &generator), result != root else { return nil }
        return RunbookEdit(kind: kind, place: place.keys, result: result)
    }

    private static func collect(
        _ value: JSONValue, at keys: [String], isElement: Bool, _ vocabulary: EditVocabulary,
        into places: inout [String: [Place]]
    ) {
        let key = keys.last { Int($0) == nil } ?? ""
        // What a file is called is no edit but another file.
        guard !["kirikae", "runbook", "service", "environment"].contains(keys.first ?? "") else { return }
        if !keys.isEmpty {
            let name = vocabulary.values[key] != nil ? "variable" : key
            places[name + (isElement ? " element" : ""), default: []].append(
                Place(keys: keys, value: value, isElement: isElement))
        }
        switch value {
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                collect(member, at: keys + [name], isElement: false, vocabulary, into: &places)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                collect(element, at: keys + ["\(index)"], isElement: true, vocabulary, into: &places)
            }
        default: break
        }
    }

    private static func isPossible(_ kind: Kind, at place: Place, _ vocabulary: EditVocabulary) -> Bool {
        let key = place.keys.last { Int($0) == nil } ?? ""
        let isCondition = place.value.isCondition(vocabulary)
        return switch kind {
        case .remove: true
        case .repeat, .swap: place.isElement
        case .change: place.value.stringValue != nil
        case .widen: vocabulary.values[key] != nil && !place.isElement
        case .orElse, .negate: isCondition
        case .add: isCondition || (place.isElement && place.value["id"] != nil)
        }
    }
}

extension JSONValue {
    /// Whether it is a condition: a test of a variable, or several conditions.
    func isCondition(_ vocabulary: EditVocabulary) -> Bool {
        guard let members = objectValue else { return false }
        return members["any"] != nil || members["all"] != nil || members["not"] != nil
            || members.keys.contains { vocabulary.values[$0] != nil }
    }
}
