/// The codes of diagnostics: where each is defined, explained and tested.
struct DiagnosticCodes {
    /// Where each code stands as a string literal in the sources.
    private var definitions: [String: [(file: String, line: Int)]] = [:]
    private let pages: [TidyFile]
    private let tests: String

    /// - Parameters:
    ///   - sources: the files that define codes.
    ///   - pages: the documents.
    ///   - tests: the files of tests.
    init(sources: [TidyFile], pages: [TidyFile], tests: [TidyFile]) {
        self.pages = pages
        self.tests = tests.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n")
        for file in sources {
            for (index, line) in file.lines.enumerated() {
                for code in Self.literals(in: line) { definitions[code, default: []].append((file.path, index + 1)) }
            }
        }
    }

    /// Codes defined twice, without a page, or without a test; and pages without a code.
    var findings: [TidyFile.Finding] {
        var findings: [TidyFile.Finding] = []
        for (code, places) in definitions.sorted(by: { $0.key < $1.key }) {
            for place in places.dropFirst() {
                findings.append(.init(file: place.file, line: place.line, message: "\(code) is defined twice"))
            }
            let page = "Docs/Diagnostics/\(code).md"
            let place = places[0]
            let text = pages.first { $0.path == page }
            if text == nil {
                findings.append(.init(file: place.file, line: place.line, message: "\(code) has no page \(page)"))
            }
            if !tests.contains(code), !(text.map { Self.shows(code, on: $0) } ?? false) {
                findings.append(
                    .init(
                        file: place.file, line: place.line,
                        message: "\(code) occurs in no test, nor by ‘check’ on its page"))
            }
        }
        for page in pages.map(\.path) where page.hasPrefix("Docs/Diagnostics/KRK") {
            let code = String(page.dropFirst("Docs/Diagnostics/".count).dropLast(".md".count))
            if definitions[code] == nil {
                findings.append(.init(file: page, line: 1, message: "no code \(code) is defined"))
            }
        }
        return findings
    }

    /// Whether a page shows that `kirikae check` finds the code in its example.
    ///
    /// `ExplanationTests` runs every such example, expects exactly its code, and compares the page with what was written. What
    /// a page shows of another command line is not run there, and proves nothing.
    private static func shows(_ code: String, on page: TidyFile) -> Bool {
        guard let start = page.lines.firstIndex(of: "$ kirikae check --lang en") else { return false }
        return page.lines[start...].prefix { $0 != "```" }.contains { line in
            line.contains("error \(code): ") || line.contains("warning \(code): ")
        }
    }

    /// The literals `"KRKnnnn"` of a line.
    private static func literals(in line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
            index % 2 == 1 && part.count == 7 && part.hasPrefix("KRK") && part.dropFirst(3).allSatisfy(\.isNumber)
                ? String(part) : nil
        }
    }
}
