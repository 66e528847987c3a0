import KirikaeDiagnostics
import KirikaeForms
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// For random texts: the canonical form says the same, is its own canonical form, and has every comment once.
@Suite struct FormatterPropertyTests {
    @Test func randomTextsKeepTheirMeaningAndComments() throws {
        var generator = SeededGenerator(for: "FormatterPropertyTests")
        var formatted = 0
        var tries = 0
        var comments = 0
        while formatted < 4_000, tries < 6_000 {
            tries += 1
            let random = RandomText.make(&generator)
            guard let before = Self.parse(random.source) else { continue }
            formatted += 1
            comments += random.comments.count
            let once = try FormatterTests.format(random.source)
            let after = try #require(Self.parse(once), "seed \(generator.seed):\n\(random.source)\n--\n\(once)")
            let says = Self.said(after) == Self.said(before)
            let twice = try FormatterTests.format(once)
            let lost = random.comments.filter { comment in
                once.split(separator: "\n").count { $0.contains(comment) } != 1
            }
            guard says, once == twice, lost.isEmpty, !once.contains("\r"), once.hasSuffix("\n"), !once.hasSuffix("\n\n")
            else {
                Issue.record(
                    "seed \(generator.seed), same: \(says), stable: \(once == twice), lost: \(lost)\n\(random.source)\n-- once\n\(once)\n-- twice\n\(twice)"
                )
                return
            }
        }
        print("formatted \(formatted) of \(tries) texts, \(comments) comments")
        #expect(formatted >= 2_000)
        #expect(comments >= 2_000)
    }

    /// The root of a text without findings.
    static func parse(_ text: String) -> Node? {
        var diagnostics = Diagnostics()
        let root = SyntaxParser().parse(Array(text.utf8), file: "random", into: &diagnostics)
        return diagnostics.all.isEmpty ? root : nil
    }

    /// What a node says, without places and without the order of keys.
    static func said(_ node: Node) -> String {
        switch node.content {
        case .scalar(let text): "<\(text.utf8.map(String.init).joined(separator: " "))>"
        case .template(let template): "<\(template.shown)>"
        case .sequence(let elements): "[" + elements.map(said).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key.debugDescription):\(said($0.value))" }.sorted().joined(separator: ",") + "}"
        }
    }
}
