import KirikaeDiagnostics
import KirikaeSyntax

/// A file as lines of what it says, for a line diff: one line to a value, under its full name, in an order that layout does not change.
///
/// Comments, styles of quoting and the order of keys are left out; a step is named by its identifier and not by its number, so that
/// one that is put before it does not rename all others.
struct TextConversion: Sendable {
    /// The lines.
    let lines: [String]

    /// Reads a file; one that is no YAML is shown as it is, each line made safe.
    init(_ bytes: [UInt8]) {
        var found = Diagnostics()
        guard let root = SyntaxParser().parse(bytes, file: "", into: &found), !found.hasErrors else {
            lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .map { ExactText.safe(String($0)) }
            return
        }
        var lines: [String] = []
        Self.add(root, name: "", to: &lines)
        self.lines = lines
    }

    private static func add(_ node: Node, name: String, to lines: inout [String]) {
        switch node.content {
        case .scalar(let text):
            // A text of several lines stays one value of several lines.
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                lines.append("\(name): \(ExactText.safe(String(line)))")
            }
        case .template: lines.append("\(name): ?")
        case .sequence(let nodes):
            if nodes.isEmpty { lines.append("\(name): []") }
            for (index, element) in nodes.enumerated() {
                let label = element["id"]?.scalar ?? String(index + 1)
                add(element, name: "\(name)[\(ExactText.safe(label))]", to: &lines)
            }
        case .mapping(let entries):
            if entries.isEmpty { lines.append("\(name): {}") }
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                add(entry.value, name: (name.isEmpty ? "" : name + ".") + ExactText.safe(entry.key), to: &lines)
            }
        }
    }
}
