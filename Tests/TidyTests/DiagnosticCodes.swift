/// The codes of diagnostics: where each is defined, explained and tested.
struct DiagnosticCodes {
    /// Where each code stands as a string literal in the sources.
    private var definitions: [String: [(file: String, line: Int)]] = [:]
    private let pages: [String]
    private let tests: String

    /// - Parameters:
    ///   - sources: the files that define codes.
    ///   - pages: the paths of the documents.
    ///   - tests: the files of tests.
    init(sources: [TidyFile], pages: [String], tests: [TidyFile]) {
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
            if !pages.contains(page) {
                findings.append(
                    .init(file: places[0].file, line: places[0].line, message: "\(code) has no page \(page)"))
            }
            if !tests.contains(code) {
                findings.append(.init(file: places[0].file, line: places[0].line, message: "\(code) occurs in no test"))
            }
        }
        for page in pages where page.hasPrefix("Docs/Diagnostics/KRK") {
            let code = String(page.dropFirst("Docs/Diagnostics/".count).dropLast(".md".count))
            if definitions[code] == nil {
                findings.append(.init(file: page, line: 1, message: "no code \(code) is defined"))
            }
        }
        return findings
    }

    /// The literals `"KRKnnnn"` of a line.
    private static func literals(in line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
            index % 2 == 1 && part.count == 7 && part.hasPrefix("KRK") && part.dropFirst(3).allSatisfy(\.isNumber)
                ? String(part) : nil
        }
    }
}
