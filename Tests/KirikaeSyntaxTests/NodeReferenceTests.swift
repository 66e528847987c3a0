import KirikaeDiagnostics
import KirikaeSyntax
import Testing

/// Whether a node may hold references: whoever fills them in passes by every node that says no.
@Suite struct NodeReferenceTests {
    @Test(
        arguments: [
            ("{a: x, b: [y, {c: z}]}", []),
            ("a: ${x}", ["", "a"]),
            ("a: cost $5", ["", "a"]),
            ("${k}: x\nb: y\n", [""]),
            ("{a: [x, {b: [y, '${z}']}], c: x}", ["", "a", "a.1", "a.1.b", "a.1.b.1"]),
            // An escape may write it too.
            (#"a: "\x24{x}""#, ["", "a"]),
            (#"a: "\u0024{x}""#, ["", "a"]),
            (#"a: "\t""#, []),
            ("a: |\n  x\n  ${y}\n", ["", "a"]),
            ("a: a text that is longer than sixteen bytes and names ${x}", ["", "a"]),
        ] as [(String, [String])])
    func isKnown(text: String, expected: [String]) throws {
        var diagnostics = Diagnostics()
        let root = try #require(SyntaxParser().parse(Array(text.utf8), file: "a.yaml", into: &diagnostics))
        #expect(diagnostics.all.isEmpty)
        #expect(paths(of: root, "") == expected)
    }

    /// A key that was there before goes with its value, and with what stands in it.
    @Test func aDroppedValueHoldsNone() throws {
        var diagnostics = Diagnostics()
        let root = try #require(
            SyntaxParser().parse(Array("a: x\na: ${y}\n".utf8), file: "a.yaml", into: &diagnostics))
        #expect(diagnostics.all.map(\.message.code) == ["KRK0107"])
        #expect(!root.mayHoldReferences)
    }

    /// The paths of the nodes that may hold references; each must say the same when it is made anew.
    private func paths(of node: Node, _ path: String) -> [String] {
        #expect(Node(node.content, at: node.location) == node)
        var found = node.mayHoldReferences ? [path] : []
        let lead = path.isEmpty ? "" : path + "."
        for (index, element) in (node.elements ?? []).enumerated() { found += paths(of: element, "\(lead)\(index)") }
        for entry in node.entries ?? [] { found += paths(of: entry.value, lead + entry.key) }
        return found
    }
}
