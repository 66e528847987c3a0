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

    /// Whether two nodes hold the same, as their values would be equal.
    static func isSame(_ left: Node, _ right: Node) -> Bool {
        switch (left.content, right.content) {
        case (.scalar(let left), .scalar(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.sequence(let left), .sequence(let right)) where left.count == right.count:
            return left.indices.allSatisfy { isSame(left[$0], right[$0]) }
        case (.mapping(let left), .mapping(let right)) where left.map(\.key) == right.map(\.key):
            return left.indices.allSatisfy { isSame(left[$0].value, right[$0].value) }
        default: return value(of: left) == value(of: right)
        }
    }

    /// The names of parameters that a file asks for: under `when`, in lookups, and between `${` and `}`.
    static func parameterNames(in node: Node) -> Set<String> {
        var names: Set<String> = []
        collect(node, into: &names)
        return names
    }

    private static func collect(_ node: Node, into names: inout Set<String>) {
        switch node.content {
        case .scalar(let text):
            guard node.mayHoldReferences else { return }
            for piece in text.split(separator: "$").dropFirst(text.hasPrefix("$") ? 0 : 1) where piece.hasPrefix("{") {
                names.insert(String(piece.dropFirst().prefix { $0 != "}" }))
            }
        case .template: return
        case .sequence(let nodes): for node in nodes { collect(node, into: &names) }
        case .mapping(let entries):
            for entry in entries {
                if entry.key == "when" { names.formUnion((entry.value.entries ?? []).map(\.key)) }
                if entry.key == "by", let name = entry.value.scalar { names.insert(name) }
                if entry.key.utf8.contains(UInt8(ascii: "$")) {
                    collect(Node(.scalar(entry.key), at: entry.keyLocation), into: &names)
                }
                collect(entry.value, into: &names)
            }
        }
    }
}
