import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The glossary says of each term of the service what the fact index says, and of no other.
@Suite struct GlossaryTests {
    @Test func everyTermStandsInTheGlossary() throws {
        let page = try String(contentsOf: projectRoot.appendingPathComponent("Docs/Glossary.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").drop { $0 != "## Words of the service" }.filter { $0.hasPrefix("| ") }
            .dropFirst().map(String.init)
        let terms = try #require(Trace(of: ShippedLibrary.library)).manuals.flatMap(\.facts).filter {
            $0.kind == .term
        }
        #expect(rows == terms.map { "| \($0.text.ja) | \($0.text.en) | \($0.id.value) |" })
    }
}
