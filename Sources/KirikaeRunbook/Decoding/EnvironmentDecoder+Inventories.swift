import KirikaeDiagnostics
import KirikaeSyntax

/// Reads the people and machines of populations.
extension EnvironmentDecoder {
    /// An inventory: a number, a list, or the path of a file with a list or a table.
    func inventory(_ entry: Node.Entry) -> Environment.Inventory? {
        guard let reader = MappingReader(entry.value, .inventory, in: context) else { return nil }
        guard let title = context.localizedText(reader["title"]) else { return nil }
        if let node = reader["items"] {
            let items = InventoryDecoder(context: context).items(node)
            return .init(title: title, count: items.count, items: items)
        }
        let encoding = context.word(reader["encoding"], as: TableEncoding.self)
        if let path = context.text(reader["file"]) {
            if let table = inventoryTables.first(where: { $0.path == path.value }) {
                let items = table.items(encoding: encoding ?? .utf8, in: context)
                return .init(title: title, count: items.count, items: items)
            }
            let items = inventoryFiles.first { $0.path == path.value }?.items
            var inventory = Environment.Inventory(title: title, count: items?.count ?? 0, items: items ?? [])
            if items == nil {
                inventory.fileNotFound = .init(
                    path: path, known: inventoryFiles.map(\.path) + inventoryTables.map(\.path))
            }
            return inventory
        }
        return context.integer(reader["count"], in: 1...1_000_000).map { .init(title: title, count: $0) }
    }
}
