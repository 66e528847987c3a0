import Foundation
import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

@testable import KirikaeSyntax

/// One case of yaml-test-suite.
private struct SuiteCase: Decodable {
    var id: String
    var title: String
    var isInvalid: Bool
    var yaml: String
    var events: String

    static let all: [SuiteCase] = {
        let path = "Tests/KirikaeSyntaxTests/YAMLTestSuite/cases.json"
        guard let bytes = try? ProjectFolder.bytes(of: path) else { return [] }
        return (try? JSONDecoder().decode([SuiteCase].self, from: Data(bytes))) ?? []
    }()

    /// The events without what the product does not look at: styles, and whether marks of documents were written.
    var expected: [String] {
        events.split(separator: "\n").compactMap { line -> String? in
            if line == "+STR" || line == "-STR" { return nil }
            var words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard let head = words.first else { return nil }
            if head == "=VAL", let value = words.dropFirst().firstIndex(where: { !"&<".contains($0.first ?? " ") }) {
                words[value] = ":" + words[value].dropFirst()
                return words.joined(separator: " ")
            }
            if head == "=ALI" { return String(line) }
            let isMark: (String) -> Bool = { $0.hasPrefix("&") || $0.hasPrefix("<") }
            return ([head] + words.dropFirst().filter(isMark)).joined(separator: " ")
        }
    }

    /// The events as the product reads them, and the problem that ended it before the end.
    var read: (events: [String], problem: String?) {
        Array(yaml.utf8).withUnsafeBufferPointer { buffer in
            var listing = EventListing()
            let reader = EventReader(source: SourceText("case.yaml", buffer), limits: SyntaxLimits())
            switch reader.read(into: &listing) {
            case .ended: return (listing.lines, nil)
            case .malformed(let problem, _): return (listing.lines, problem)
            default: return (listing.lines, "stopped")
            }
        }
    }
}

/// Every case of yaml-test-suite: which events come out, and what the product says to the text.
@Suite struct YAMLTestSuiteTests {
    private enum Verdict: String, CaseIterable {
        case same = "the suite's events"
        case other = "OTHER EVENTS"
        case refusedBoth = "invalid, and refused"
        case refused = "VALID, BUT REFUSED"
        case accepted = "INVALID, BUT ACCEPTED"
    }

    private func verdict(_ suiteCase: SuiteCase) -> Verdict {
        let (events, problem) = suiteCase.read
        if suiteCase.isInvalid { return problem == nil ? .accepted : .refusedBoth }
        if problem != nil { return .refused }
        return events == suiteCase.expected ? .same : .other
    }

    /// The table of all results.
    ///
    /// A line that changes is a change of what files mean.
    @Test func table() {
        #expect(SuiteCase.all.count == 402)
        var counts: [Verdict: Int] = [:]
        let rows = SuiteCase.all.map { suiteCase in
            let verdict = verdict(suiteCase)
            counts[verdict, default: 0] += 1
            let (root, diagnostics) = parse(suiteCase.yaml)
            var codes: [String] = []
            for code in diagnostics.codes where !codes.contains(code) { codes.append(code) }
            let product = codes.isEmpty ? (root == nil ? "nothing" : "read") : codes.joined(separator: " ")
            return
                "\(suiteCase.id.padded(to: 9))\(verdict.rawValue.padded(to: 23))\(product.padded(to: 17))\(suiteCase.title)"
        }
        let sums = Verdict.allCases.map { "\($0.rawValue.padded(to: 23))\(counts[$0, default: 0])" }
        let head = "case".padded(to: 9) + "libyaml".padded(to: 23) + "product".padded(to: 17) + "title"
        assertSnapshot((sums + ["", head] + rows).joined(separator: "\n"), named: "YAMLTestSuite")
    }

    /// No text that the suite calls invalid becomes a tree.
    @Test func nothingInvalidIsRead() {
        for suiteCase in SuiteCase.all where suiteCase.isInvalid {
            let (root, diagnostics) = parse(suiteCase.yaml)
            #expect(diagnostics.hasErrors, "\(suiteCase.id) \(suiteCase.title): \(String(describing: root))")
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
