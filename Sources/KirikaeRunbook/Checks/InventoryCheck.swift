import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that the folder has the inventory files that environments name.
package struct InventoryCheck {
    private let context: DecodingContext

    /// Makes a check that reports to this context.
    package init(context: DecodingContext) {
        self.context = context
    }

    /// Checks environments; of one whose parameters have other values by now it is done again.
    package func check(_ environments: [Environment]) {
        for environment in environments {
            for (_, inventory) in environment.inventories.sorted(by: { $0.key < $1.key }) {
                guard let missing = inventory.fileNotFound else { continue }
                context.report(
                    InventoryMessage.fileNotFound(missing.path.value, known: missing.known), at: missing.path.location)
            }
        }
    }
}
