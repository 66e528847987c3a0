import Foundation
import KirikaeTestSupport
import Testing

/// The page of what a plan is held to names checks and tests that are there.
@Suite struct PropertyPageTests {
    private static let page = "Docs/ExplorerProperties.md"

    /// The rows of its tables, each as its cells.
    private func rows() throws -> [[String]] {
        try ProjectFolder.text(of: Self.page).split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test func everyPropertyAndEveryInvariantHasATest() throws {
        let wanted = (1...12).map { "V\($0)" } + (1...14).map { "INV\($0)" }
        let rows = try rows().filter { $0.first?.wholeMatch(of: /(V|INV)[0-9]+/) != nil }
        #expect(rows.compactMap(\.first) == wanted)
        for row in rows { #expect(row.last?.contains("Tests") == true, "\(row[0]) names no test") }
    }

    @Test func everyTestAndEveryCodeThatItNamesIsThere() throws {
        let text = try ProjectFolder.text(of: Self.page)
        let tests = ProjectFolder.root.appendingPathComponent("Tests")
        let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path).filter {
            $0.hasSuffix("Tests.swift")
        }
        var named = 0
        for match in text.matches(of: /`([A-Z][A-Za-z]+Tests)(?:\.([a-z][A-Za-z]+))?`/) {
            let name = String(match.1)
            let file = try #require(files.first { $0.hasSuffix("/\(name).swift") }, "\(name) is not there")
            named += 1
            guard let function = match.2 else { continue }
            let source = try ProjectFolder.text(of: "Tests/" + file)
            #expect(source.contains("func \(function)("), "\(name) has no \(function)")
        }
        for match in text.matches(of: /KRK[0-9]{4}/) {
            #expect(throws: Never.self, "\(match.0)") { try ProjectFolder.text(of: "Docs/Diagnostics/\(match.0).md") }
            named += 1
        }
        #expect(named > 30)
    }
}
