import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Every fact of the manual that must be is carried by the shipped files, or the index says why nothing does.
///
/// A folder without a fact index claims nothing, so there is nothing to hold it to.
@Suite(.enabled(if: ShippedLibrary.library.files.contains { Manual.isManual($0.bytes) })) struct ShippedTraceTests {
    private func trace() throws -> Trace { try #require(Trace(of: ShippedLibrary.library)) }

    @Test func nothingIsMissing() throws {
        let trace = try trace()
        let gaps = trace.gaps.map { "\($0.id.value) \($0.kind.rawValue): \($0.text.en)" }
        #expect(gaps.isEmpty, "\(gaps.count) facts are neither carried nor excused:\n\(gaps.joined(separator: "\n"))")
    }

    /// What the manual has of each kind, counted when its facts were written down.
    @Test(arguments: [
        (Manual.FactKind.step, 88), (.prohibition, 16), (.condition, 27), (.prerequisite, 23), (.duration, 9),
        (.effect, 28), (.stateRule, 42), (.erratum, 85), (.contact, 35), (.name, 48), (.note, 106), (.term, 52),
    ])
    func theIndexIsWhole(kind: Manual.FactKind, count: Int) throws {
        #expect(try trace().manuals.flatMap(\.facts).filter { $0.kind == kind }.count == count)
    }

    @Test func bothDirectionsAgree() throws {
        let there = Set(
            ShippedLibrary.library.citations.filter { DecodedCitations.holderKinds.contains($0.holder.kind) }.map {
                DecodedCitations.Entry(holder: $0.holder, part: $0.part, fact: $0.fact.value)
            })
        let back = Set(DecodedCitations(of: ShippedLibrary.library).entries)
        #expect(there.count > 100)
        #expect(there.subtracting(back).map(Self.text).sorted() == [], "only in the text")
        #expect(back.subtracting(there).map(Self.text).sorted() == [], "only in what is decoded")
    }

    private static func text(_ entry: DecodedCitations.Entry) -> String {
        "\(entry.holder.name) \(entry.part.rawValue) \(entry.fact)"
    }

    /// A scenario is no excuse: what only a scenario names is named by no step.
    @Test func everyRunbookNamesWhatItCarriesOut() {
        for id in ShippedLibrary.library.runbooks.keys.sorted() {
            let decoded = DecodedCitations(of: ShippedLibrary.library, runbook: id)
            #expect(decoded.entries.contains { $0.holder.runbook == id }, "\(id) names no fact")
        }
    }
}
