import Foundation
import KirikaeForms
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The page of the language: its tables are those of the shapes, and every example on it is right.
@Suite struct ReferenceTests {
    private static let path = "Docs/RunbookLanguage.md"

    /// A listing of the page.
    private struct Listing {
        /// The page and the line: `Docs/AuthorGuide.md:12`.
        var place: String
        /// The shape it is an example of; nil for a whole file.
        var shape: String?
        var text: String
    }

    /// Written anew where it differs, and the test fails: look at the change, then run again.
    @Test func tablesAreThoseOfTheShapes() throws {
        let page = try ProjectFolder.text(of: Self.path)
        let updated = ReferenceWriter.updated(page)
        if updated != page {
            try updated.write(
                to: ProjectFolder.root.appendingPathComponent(Self.path), atomically: true, encoding: .utf8)
            Issue.record("\(Self.path) differed; written anew.\n\(firstDifference(page, updated))")
        }
        #expect(ReferenceWriter.shapes(in: page).sorted() == LanguageShapes.all.map(\.name).sorted())
    }

    @Test func everyExampleOnThePageIsRight() throws {
        let listings = try Self.listings()
        #expect(listings.count { $0.shape == nil } >= 6)
        #expect(listings.count { $0.shape != nil } >= 30)
        var cases: [EditorReader.Case] = []
        for listing in listings {
            let node = ShapeSeeds.parse(listing.text)
            let name = listing.place
            guard let shapeName = listing.shape else {
                let kind = try #require(LanguageShapes.fileKind(of: node), "\(name)")
                cases.append(.init(name: name, kind: kind.name, text: listing.text))
                continue
            }
            let shape = try #require(LanguageShapes.shape(named: shapeName), "\(name)")
            for kind in LanguageShapes.fileKinds
            where LanguageShapes.reached(from: kind.shape).contains(where: { $0.name == shapeName }) {
                let text = try #require(ShapeSeeds(kind: kind).text(with: shape, being: node))
                cases.append(.init(name: "\(name) in \(kind.name)", kind: kind.name, text: text))
            }
        }
        let found = try EditorReader.judge(cases)
        for chunk in cases {
            let errors = SchemaTests.errors(chunk)
            #expect(errors.isEmpty, "\(chunk.name): \(errors)\n\(chunk.text)")
            #expect(found[chunk.name] == [], "\(chunk.name)\n\(chunk.text)")
        }
    }

    /// Whole files are shown as `kirikae fmt` would write them.
    @Test func wholeFilesAreCanonical() throws {
        for listing in try Self.listings() where listing.shape == nil {
            #expect(try FormatterTests.format(listing.text) == listing.text, "\(listing.place)")
        }
    }

    @Test func aForgottenShapeAndAWrongTableAreNoticed() {
        let page = "a\n<!-- shape: wait -->\nold\n<!-- end -->\nb\n"
        #expect(ReferenceWriter.shapes(in: page) == ["wait"])
        let updated = ReferenceWriter.updated(page)
        #expect(
            updated.hasPrefix("a\n<!-- shape: wait -->\n<a id=\"shape-wait\">")
                && updated.hasSuffix("<!-- end -->\nb\n"))
        #expect(!updated.contains("old") && updated.contains("| `until` |"))
        #expect(ReferenceWriter.updated(updated) == updated)
        #expect(ReferenceWriter.updated("<!-- shape: none -->\n<!-- end -->").contains("No shape has the name none."))
    }

    private static func lines(of paths: [String]) throws -> [(place: String, line: Substring)] {
        try paths.flatMap { path in
            try ProjectFolder.text(of: path).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .map { ("\(path):\($0.offset + 1)", $0.element) }
        }
    }

    private static func listings() throws -> [Listing] {
        var listings: [Listing] = []
        var open: Listing?
        for (place, line) in try lines(of: [path, "Docs/AuthorGuide.md"]) {
            if let listing = open {
                if line == "```" {
                    listings.append(listing)
                    open = nil
                } else {
                    open?.text += line + "\n"
                }
            } else if line.hasPrefix("```yaml") {
                let mark = line.dropFirst("```yaml".count).drop { $0 == " " }
                let shape = mark.isEmpty ? nil : String(mark.dropFirst("fragment=".count))
                open = Listing(place: place, shape: shape, text: "")
            }
        }
        return listings
    }
}
