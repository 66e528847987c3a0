import KirikaeCanonicalJSON
import KirikaeSyntax

/// The content of a file without its layout: what two versions of it are compared by where no plan holds it.
enum NodeValue {
    /// The content of a node; the order of keys does not count, and a list of one text is that text.
    static func value(of node: Node) -> JSONValue {
        switch node.content {
        case .scalar(let text): return .string(text)
        case .template(let template): return .string(template.literal ?? "")
        case .sequence(let nodes):
            if nodes.count == 1, let text = nodes[0].scalar { return .string(text) }
            return .array(nodes.map(value))
        case .mapping(let entries):
            return .object(
                Dictionary(entries.map { ($0.key, value(of: $0.value)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
