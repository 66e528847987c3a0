import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeTestSupport
import RunbookEdits
import Testing

/// Differences of the runbooks as they are shipped: none from themselves, and no edit without a word.
@Suite struct ShippedDifferenceTests {
    private static func library(_ files: [RunbookLibrary.SourceFile]) -> RunbookLibrary {
        RunbookLibrary(files: files, areChecked: true)
    }

    @Test func nothingDiffersFromItself() {
        let files = ShippedLibrary.library.files
        #expect(LibraryDifference(old: ShippedLibrary.library, new: ShippedLibrary.library).isEmpty)
        // A line more shifts every place, so that nothing is taken from the bytes being the same.
        let shifted = files.map { file in
            RunbookLibrary.isYAML(file.path)
                ? RunbookLibrary.SourceFile(path: file.path, bytes: Array("# a comment\n\n".utf8) + file.bytes) : file
        }
        let difference = LibraryDifference(old: Self.library(files), new: Self.library(shifted))
        #expect(difference.isEmpty, "\(difference.worst.map(\.rawValue) ?? "") \(difference.items.map(\.name))")
    }

    @Test(arguments: PlanTextTests.reviewed)
    func aPlanDoesNotDifferFromItself(entry: PlanTextTests.Reviewed) throws {
        let plan = try ShippedLibrary.plan(entry.runbook, with: entry.parameters)
        #expect(PlanDifference(from: plan, to: plan).steps.isEmpty)
        #expect(PlanPatch(from: PlanEncoding.encode(plan), to: PlanEncoding.encode(plan)).isEmpty)
    }

    /// From any reviewed plan to any other: what is written as JSON makes the one the other.
    @Test(arguments: PlanTextTests.reviewed)
    func patchesMakeAnyPlanAnyOther(entry: PlanTextTests.Reviewed) throws {
        let old = PlanEncoding.encode(try ShippedLibrary.plan(entry.runbook, with: entry.parameters))
        for other in PlanTextTests.reviewed {
            let new = PlanEncoding.encode(try ShippedLibrary.plan(other.runbook, with: other.parameters))
            let written = DifferenceEncoding.encode(PlanPatch(from: old, to: new)).canonicalBytes
            let patch = try #require(DifferenceEncoding.patch(from: try JSONValue(parsing: written)))
            #expect(try patch.applied(to: old).canonicalBytes == new.canonicalBytes)
        }
    }

    /// The files that edits are made of here, a few at a time; all of them at once are what `kirikae-random-edits` is for.
    private static let parts = [
        ["call/sipserver-wizard.yaml", "call/switchover.yaml", "call/number-change.yaml", "call/number-ratio.yaml"],
        ["recording/wizard.yaml", "recording/switchover.yaml", "support/contact.yaml", "plans/dr-lost.yaml"],
        ["wde/batch.yaml", "wde/switchover.yaml", "dns/setting.yaml", "dns/switchback.yaml"],
        ["portal/switchover.yaml", "prepare/portal-pc.yaml"],
        ["portal/switchback.yaml", "support/settings-record.yaml", "support/report-rescue.yaml"],
    ]
    /// How many edits that change a plan are made of each part.
    private static let editsOfPart =
        ProcessInfo.processInfo.environment["KIRIKAE_DIFFERENCE_EDITS"].flatMap { Int($0) }.map { $0 / parts.count }
        ?? 5

    /// Random edits that change a plan: each is reported, none that weakens a gate is taken for less than high, and the patch
    /// makes the new plan.
    @Test(arguments: 0..<parts.count)
    func everyEditIsReported(part: Int) throws {
        let seed = SeededGenerator(for: "ShippedDifferenceTests.everyEditIsReported(\(part))").seed
        let wanted = Set(Self.parts[part])
        let files = ShippedLibrary.library.files.filter {
            wanted.contains($0.path) || $0.path == "service.yaml" || $0.path == "environments/drill.yaml"
                || !RunbookLibrary.isYAML($0.path)
        }
        let trials = try EditTrials(files: files, environment: "drill", mostCombinations: 2, editing: wanted.contains)
        var summary = EditSummary()
        for number in 0..<(Self.editsOfPart * 40) where summary.changedCount < Self.editsOfPart {
            var generator = EditGenerator(seed: seed, index: number)
            summary.add(trials.trial(using: &generator), number: number)
        }
        #expect(summary.failures.isEmpty, "seed \(seed): \(summary.failures)")
        #expect(summary.changedCount == Self.editsOfPart, "seed \(seed): \(summary.lines)")
    }
}
