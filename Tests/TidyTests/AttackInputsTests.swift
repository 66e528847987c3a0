import KirikaeTestSupport
import Testing

/// The page of attack inputs names a test and a control for each input, and each of them is there.
@Suite struct AttackInputsTests {
    /// One row of a table: the input, what is expected, the tests and the controls.
    struct Row {
        var id: String
        var tests: [Substring]
        var controls: [Substring]
    }

    private static func rows(_ lines: [String]) -> [Row] {
        lines.compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 7, let id = cells[1].wholeMatch(of: /\s*([A-Z][0-9]+[a-z]?)\s*/)?.1 else { return nil }
            return Row(id: String(id), tests: names(cells[4]), controls: names(cells[5]))
        }
    }

    private static func names(_ cell: Substring) -> [Substring] {
        cell.matches(of: /`([A-Za-z]+Tests\/[^`]+)`/).map(\.1)
    }

    /// What is wrong with rows, by the files that are there.
    private static func findings(_ rows: [Row], in files: [(name: String, text: String)]) -> [String] {
        var findings: [String] = []
        for row in rows {
            if row.tests.isEmpty { findings.append("\(row.id) names no test") }
            if row.controls.isEmpty { findings.append("\(row.id) names no control") }
            for name in row.tests + row.controls {
                let parts = name.split(separator: "/", maxSplits: 1)
                // A file is named after the suite it holds; searching all of them would take seconds.
                let isThere = files.contains { file in
                    file.name.hasSuffix("/\(parts[0]).swift") && file.text.contains("struct \(parts[0])")
                        && (file.text.contains("func \(parts[1])(") || file.text.contains("func `\(parts[1])`("))
                }
                if !isThere { findings.append("\(row.id) names \(name), which is not there") }
            }
        }
        return findings
    }

    @Test func controls() {
        let rows = Self.rows([
            "| Id | Input | Expected | Test | Control |", "|---|---|---|---|---|",
            "| C1 | a | b | `ATests/one` | `ATests/two words` |", "| C2 | a | b | none | `ATests/three` |",
            "| E1a | a | b | `ATests/one` | `BTests/one` |",
        ])
        #expect(rows.map(\.id) == ["C1", "C2", "E1a"])
        let file = (name: "Tests/ATests.swift", text: "struct ATests {\n func one() {}\n func `two words`() {}\n}")
        #expect(
            Self.findings(rows, in: [file]) == [
                "C2 names no test", "C2 names ATests/three, which is not there",
                "E1a names BTests/one, which is not there",
            ])
    }

    @Test func everyInputHasATestAndAControl() throws {
        let page = try #require(TidyFile.all.first { $0.path == "Docs/AttackInputs.md" })
        let rows = Self.rows(page.lines)
        let files = TidyFile.all.filter { $0.path.hasPrefix("Tests/") && $0.isSwift }.map {
            (name: $0.path, text: $0.lines.joined(separator: "\n"))
        }
        for finding in Self.findings(rows, in: files) { Issue.record("\(page.path): \(finding)") }
        let ids = rows.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ["C1", "C3", "C5", "C7", "E1", "E3", "E4", "E5"] { #expect(ids.contains(id), "\(id)") }
        #expect(ids.count { $0.hasPrefix("T") } >= 8 && ids.count { $0.hasPrefix("L") } >= 10)
    }
}
