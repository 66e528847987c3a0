import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaePlan

/// The reviewed pairs: what each change is taken for, and that what is said of it is all of it.
@Suite struct DifferenceCorpusTests {
    @Test(arguments: DifferencePair.all)
    func reportIsAsReviewed(pair: DifferencePair) {
        let (difference, errors) = pair.compare()
        #expect(errors.isEmpty)
        let outline = DifferenceOutline(difference).lines.joined(separator: "\n")
        assertSnapshot(outline, named: "../Differences/\(pair.name)/expected")
    }

    @Test(arguments: DifferencePair.all)
    func nothingDiffersFromItself(pair: DifferencePair) {
        for files in [pair.old, pair.new] {
            // A line more shifts every place, so that nothing is taken from the bytes being the same.
            let shifted = files.map { file in
                RunbookLibrary.SourceFile(path: file.path, bytes: Array("# a comment\n\n".utf8) + file.bytes)
            }
            let difference = LibraryDifference(old: .init(files: files), new: .init(files: shifted))
            #expect(difference.isEmpty, "\(DifferenceOutline(difference).lines)")
        }
    }

    @Test(arguments: DifferencePair.all)
    func severalAtOnceFindTheSame(pair: DifferencePair) async {
        let (old, new) = (RunbookLibrary(files: pair.old), RunbookLibrary(files: pair.new))
        let together = await LibraryDifference.between(old: old, new: new)
        let alone = LibraryDifference(old: old, new: new)
        #expect(DifferenceEncoding.encode(together).canonicalBytes == DifferenceEncoding.encode(alone).canonicalBytes)
    }

    /// What is written as JSON makes the old plan the new one, byte for byte.
    @Test(arguments: DifferencePair.all)
    func patchMakesTheNewPlan(pair: DifferencePair) throws {
        let (difference, _) = pair.compare()
        for plan in difference.plans {
            let written = DifferenceEncoding.encode(plan.patch).canonicalBytes
            let patch = try #require(DifferenceEncoding.patch(from: try JSONValue(parsing: written)))
            let made = try patch.applied(to: PlanEncoding.encode(plan.old))
            #expect(made.canonicalBytes == PlanEncoding.encode(plan.new).canonicalBytes)
            #expect(!patch.isEmpty && plan.oldFingerprint != plan.newFingerprint)
        }
    }

    /// The way back is the same change with the other sign: what was weakened one way is strengthened or weakened the other,
    /// and never silent.
    @Test(arguments: DifferencePair.all)
    func theWayBackIsNotSilent(pair: DifferencePair) {
        let there = LibraryDifference(old: .init(files: pair.old), new: .init(files: pair.new))
        let back = LibraryDifference(old: .init(files: pair.new), new: .init(files: pair.old))
        #expect(there.isEmpty == back.isEmpty)
        if there.worst == .strengthened { #expect(back.worst != .strengthened && back.worst != nil) }
    }

    @Test func everyClassIsShownBothWays() {
        let pairs = DifferencePair.all
        #expect(pairs.count >= 60)
        var classes: [RiskClass: Set<Finding.Direction>] = [:]
        for pair in pairs {
            for finding in pair.compare().difference.findings {
                classes[finding.risk, default: []].insert(finding.direction)
            }
        }
        for risk in RiskClass.allCases { #expect(classes[risk] != nil, "\(risk.rawValue) is shown by no pair") }
        for risk in [RiskClass.gateWeakened, .limitLoosened, .approvalDropped, .modelChanged, .cautionDropped] {
            #expect(classes[risk]?.contains(.weakened) ?? false, "\(risk.rawValue)")
        }
        #expect(classes[.strengthened] == [.strengthened])
        #expect(classes[.modelChanged] == Set(Finding.Direction.allCases))
    }

    /// What only decoding finds out keeps every plan from being made, which is no silence.
    @Test func anEnvironmentThatCannotBeReadIsToldOf() throws {
        let pair = try #require(DifferencePair.all.first { $0.name.hasPrefix("01-") })
        let broken = pair.old.map { file in
            var file = file
            let text = String(decoding: file.bytes, as: UTF8.self)
            file.bytes = Array(
                text.replacing("{ja: 運用 PC, en: operations PC},", with: "{ja: 運用 PC, en: operations PC}, lid: x,").utf8)
            return file
        }
        try #require(broken != pair.old)
        let difference = LibraryDifference(
            old: RunbookLibrary(files: pair.old), new: RunbookLibrary(files: broken, areChecked: true))
        #expect(difference.unplanned.map(\.isBroken) == [true])
        #expect(difference.worst?.level == .high)
    }

    @Test func aPatchThatDoesNotFitIsRefused() throws {
        let pair = try #require(DifferencePair.all.first)
        let plan = try #require(pair.compare().difference.plans.first)
        #expect(throws: PlanPatch.Misfit.self) { try plan.patch.applied(to: PlanEncoding.encode(plan.new)) }
    }
}
