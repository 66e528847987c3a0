import KirikaeDiagnostics
import KirikaeSyntax

/// What a file of a folder of runbooks says it is: its kind and its name.
struct FileIdentity: Sendable, Hashable {
    /// The key that says what it is: `runbook`, `service`, `environment`.
    var kind: String
    /// Its name.
    var name: String

    /// Reads the head of a file; nil if it does not say what it is.
    init?(_ bytes: [UInt8]) {
        var ignored = Diagnostics()
        let root = SyntaxParser().parse(bytes, file: "", into: &ignored)
        guard let entry = root?.entries?.first(where: { $0.key != "kirikae" }), let name = entry.value.scalar else {
            return nil
        }
        kind = entry.key
        self.name = name
    }
}
