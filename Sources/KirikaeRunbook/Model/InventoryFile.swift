import KirikaeSyntax

/// A file that lists the people or machines of an inventory.
public struct InventoryFile: Sendable {
    /// Its path in the folder.
    public var path: String
    /// Its name.
    public var name: Located<String>
    /// What it lists.
    public var items: [InventoryItem]

    /// Reads an inventory file; nil if it has no name.
    public init?(_ root: Node, path: String, in context: DecodingContext) {
        guard let reader = MappingReader(root, .inventoryFile, in: context) else { return nil }
        context.edition(reader)
        let name = context.identifier(reader["inventory"])
        items = InventoryDecoder(context: context).items(reader["items"])
        guard let name else { return nil }
        self.path = path
        self.name = name
    }
}
