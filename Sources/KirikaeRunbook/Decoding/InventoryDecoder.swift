import KirikaeDiagnostics
import KirikaeSyntax

/// Reads who or what an inventory is about.
struct InventoryDecoder {
    let context: DecodingContext

    /// The items of a list: ids alone, or with what else is known.
    func items(_ node: Node?) -> [InventoryItem] {
        let nodes = context.list(node, isEmptyAllowed: false)
        guard nodes.count <= InventoryItem.most else {
            let place = nodes[InventoryItem.most].location
            context.report(InventoryMessage.tooMany(nodes.count, most: InventoryItem.most), at: place)
            return []
        }
        var first: [String: Located<String>] = [:]
        return nodes.compactMap { node in
            guard let (id, item) = item(node) else { return nil }
            let known = first[id.value.lowercased()]
            if let known {
                context.report(InventoryMessage.twice(id.value, as: known.value), at: id.location)
                return nil
            }
            first[id.value.lowercased()] = id
            return item
        }
    }

    private func item(_ node: Node) -> (Located<String>, InventoryItem)? {
        if case .scalar = node.content { return id(node).map { ($0, InventoryItem(id: $0.value)) } }
        guard let reader = MappingReader(node, .inventoryItem, in: context), let id = id(reader["id"]) else {
            return nil
        }
        var item = InventoryItem(id: id.value, title: context.textOrLocalizedText(reader["title"]))
        guard let node = reader["details"], let details = MappingReader(node, .itemDetails, in: context) else {
            return (id, item)
        }
        item.details = details.entries.compactMap { entry in
            context.text(entry.value).map { .init(name: entry.key, value: $0.value) }
        }
        return (id, item)
    }

    private func id(_ node: Node?) -> Located<String>? {
        guard let text = context.text(node) else { return nil }
        guard InventoryItem.isValid(text.value) else {
            context.report(InventoryMessage.notAnID(text.value), at: text.location)
            return nil
        }
        return text
    }
}
