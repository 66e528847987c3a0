import KirikaeCanonicalJSON
import KirikaeService
import KirikaeSyntax

/// What a file of runbooks may say: the values of each variable, and what stands under each key anywhere.
package struct EditVocabulary: Sendable {
    /// The values of each variable.
    package let values: [String: [String]]
    /// The variables, sorted.
    let variables: [String]
    /// The texts that stand under each key, sorted.
    private let texts: [String: [String]]

    /// Collects what trees say.
    package init(_ trees: [JSONValue], service: ServiceModel) {
        values = Dictionary(
            service.variables.map { ($0.name.value, $0.values.map(\.name)) }, uniquingKeysWith: { first, _ in first })
        variables = values.keys.sorted()
        var texts: [String: Set<String>] = [:]
        for tree in trees { Self.collect(tree, under: "", into: &texts) }
        self.texts = texts.mapValues { $0.sorted() }
    }

    /// Texts that stand under the same key elsewhere.
    func others(than text: String, under key: String) -> [String] {
        (texts[key] ?? []).filter { $0 != text && !$0.contains("$") }
    }

    private static func collect(_ value: JSONValue, under key: String, into texts: inout [String: Set<String>]) {
        switch value {
        case .string(let text): texts[key, default: []].insert(text)
        case .array(let elements): for element in elements { collect(element, under: key, into: &texts) }
        case .object(let members): for (name, member) in members { collect(member, under: name, into: &texts) }
        default: break
        }
    }
}
