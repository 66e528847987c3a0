import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A pull request of eleven files, as a reviewer sees it in every form.
@Suite struct PullRequestReviewTests {
    /// One comparison for everything: it is the same whatever the form.
    private static let report = Task {
        try await NewEdition().report(rehearsed: ["call.switchover", "portal.switchover"])
    }

    private static let languages = ["ja", "en"]

    private func document(_ language: String) async throws -> ReviewDocument {
        let wording = ScreenWording(language: language == "ja" ? .ja : .en)
        return ReviewDocumentBuilder(report: try await Self.report.value, wording: wording).document
    }

    @Test(arguments: languages)
    func text(language: String) async throws {
        let document = try await document(language)
        let lines = ReviewTextReport(document: document, style: Style(isColoured: false)).lines
        assertSnapshot(lines.joined(separator: "\n"), named: "PullRequest/review.text.\(language)")
        #expect(
            lines.allSatisfy { DisplayWidth.cells(of: $0) <= 80 }, "\(lines.filter { DisplayWidth.cells(of: $0) > 80 })"
        )
        // What it means fits a screen: all before the first change.
        let first = try #require(lines.firstIndex { $0.hasPrefix("1. ") })
        #expect(first <= 50, "\(first)")
        // Colour adds nothing but escape sequences.
        let coloured = ReviewTextReport(document: document, style: Style(isColoured: true)).lines
        #expect(coloured.map(Style.plain) == lines && coloured != lines)
    }

    @Test(arguments: languages)
    func markdown(language: String) async throws {
        let text = ReviewMarkdown(document: try await document(language)).text
        assertSnapshot(text, named: "PullRequest/review.markdown.\(language)")
    }

    @Test(arguments: languages)
    func html(language: String) async throws {
        let text = ReviewHTML(document: try await document(language), procedures: []).text
        assertSnapshot(text, named: "PullRequest/review.html.\(language)")
        #expect(HTMLCheck.findings(text).isEmpty, "\(HTMLCheck.findings(text))")
        #expect(HTMLCheck.references(text).allSatisfy { $0.hasPrefix("#") })
    }

    /// Behind the findings stand the procedures of the changed runbooks, each once, with what differs side by side.
    @Test func procedures() async throws {
        let report = try await Self.report.value
        let procedures = ProcedurePair.pairs(report.difference, wording: ScreenWording(language: .ja))
        let changed = Set(report.difference.steps.map { $0.step.definition.prefix { $0 != "/" } })
        let shown = procedures.map { $0.name.prefix { $0 != " " } }
        #expect(Set(shown) == changed, "\(shown)")
        for procedure in procedures {
            #expect(
                procedure.rows.contains { if case .different(_?, _?) = $0 { true } else { false } }, "\(procedure.name)"
            )
        }
        let shortest = try #require(procedures.min { $0.rows.count < $1.rows.count })
        let text = ReviewHTML(document: try await document("ja"), procedures: [shortest]).text
        #expect(HTMLCheck.findings(text).isEmpty, "\(HTMLCheck.findings(text))")
    }

    /// Each change once, worst first: what the sections beside the plans hold.
    @Test func json() async throws {
        let report = try await Self.report.value
        var members = try #require(try JSONValue(parsing: Array(ReviewJSON(report: report).text.utf8)).objectValue)
        var difference = try #require(members["difference"]?.objectValue)
        // The plans carry their fingerprints and patches, which every change of the shipped content changes.
        let plans = try #require(difference.removeValue(forKey: "plans")?.arrayValue)
        #expect(plans.count >= report.difference.plans.count && plans.allSatisfy { $0["patch"] != nil })
        for key in ["steps"] {
            difference[key] = .array(
                (difference[key]?.arrayValue ?? []).map { step in
                    guard var step = step.objectValue else { return step }
                    step["plans"] = .integer(Int64(step["plans"]?.arrayValue?.count ?? 0))
                    return .object(step)
                })
        }
        members["difference"] = .object(difference)
        assertSnapshot(ReviewJSON.visible(JSONValue.object(members).indentedText), named: "PullRequest/review.json")
    }

    /// Worst first, and nothing twice.
    @Test(arguments: languages)
    func eachChangeIsToldOnce(language: String) async throws {
        let document = try await document(language)
        let levels = document.entries.map(\.risk.level)
        #expect(levels == levels.sorted() && levels.first == .high)
        let places = document.entries.flatMap { entry in
            entry.places.map { "\(entry.word) \($0.name) \($0.location ?? "")" }
        }
        #expect(Set(places).count == places.count, "\(places.sorted())")
        // Everything is in the contents.
        #expect(document.rows.map(\.numbers.count).reduce(0, +) == document.entries.count)
        #expect(document.rows.first?.numbers.lowerBound == 1)
        // The gate that lets more pass comes first, whatever it was hidden among, with what it lets pass and what comes of it.
        let first = try #require(document.entries.first)
        #expect(first.risk == .gateWeakened && first.lines[0].remarks.count == 1)
        #expect(document.behaviour.first?.isAlarming ?? false)
    }
}
