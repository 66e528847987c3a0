import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax
import Testing

@testable import KirikaePlan
@testable import KirikaeRunbook

/// Two steps have the same form exactly if their canonical forms are the same.
@Suite struct PlanStepFormTests {
    private static let steps: [PlanStep] = DifferencePair.all.flatMap { pair in
        pair.compare().difference.plans.flatMap { $0.old.steps + $0.new.steps }
    }

    /// An edit of every field that the canonical form holds.
    private static let edits: [(name: String, edit: @Sendable (inout PlanStep) -> Void)] = [
        ("path", { $0.path += "-2" }), ("definition", { $0.definition += "-2" }),
        ("kind", { $0.kind = $0.kind == .step ? .join : .step }), ("title", { $0.title.ja += "。" }),
        ("title", { $0.title.en += "." }), ("source", { $0.source += ["M9"] }), ("place", { $0.place = "elsewhere" }),
        ("unless", { $0.unless = Self.condition }), ("span", { $0.span += 1 }), ("lanes", { $0.lanes += [1] }),
        ("preconditions", { $0.preconditions.append(.init(condition: Self.condition, origin: .author)) }),
        ("preconditions", { $0.preconditions.append(.init(condition: Self.condition, origin: .invariant("I"))) }),
        ("verifications", { $0.verifications.append(.init(condition: Self.condition, origin: .author)) }),
        ("action", { $0.action = .wait(Milliseconds(1), because: nil) }),
        ("typical", { $0.typical = Milliseconds(7) }), ("timeout", { $0.timeout = Milliseconds(7) }),
        ("changes", { $0.changes["x.y"] = "z" }),
        ("interrupted", { $0.interrupted = $0.interrupted == .ask ? .verify : .ask }),
        ("reverse", { $0.reverse = .step(runbook: "a", step: "b") }),
        ("reverse", { $0.reverse = PlanStep.reversed }), ("isCritical", { $0.isCritical.toggle() }),
        ("cautions", { $0.cautions.append(.init(text: LocalizedText(verbatim: "c"), source: [])) }),
        ("notes", { $0.notes.append(.init(text: LocalizedText(verbatim: "n"), source: ["M1"])) }),
    ]

    private static let condition = Condition(
        .not(
            Condition(
                .test(.init(variable: Located("a.b", at: place), values: [Located("c", at: place)])), at: place)),
        at: place)
    private static let place = SourceLocation(
        file: "f", start: .init(line: 1, column: 1), end: .init(line: 1, column: 2))

    @Test func everyEditIsSeen() throws {
        for step in Self.steps {
            #expect(step.hasSameForm(as: step))
            for (name, edit) in Self.edits {
                var edited = step
                edit(&edited)
                let isSame = PlanEncoding.encode(edited) == PlanEncoding.encode(step)
                #expect(edited.hasSameForm(as: step) == isSame && step.hasSameForm(as: edited) == isSame, "\(name)")
            }
        }
    }

    @Test func conditionsAreComparedWithAllTheyHold() {
        let edits: [@Sendable (inout Condition) -> Void] = [
            { $0.because = LocalizedText(verbatim: "b") }, { $0.source = ["M1"] }, { $0.within = Milliseconds(1) },
            { $0.every = Milliseconds(1) }, { $0.needsEvidenceOfRun = true }, { $0.form = .any([$0]) },
            { $0.form = .all([$0]) },
        ]
        for edit in edits {
            var edited = Self.condition
            edit(&edited)
            #expect(!edited.hasSameForm(as: Self.condition) && !Self.condition.hasSameForm(as: edited))
        }
        var moved = Self.condition
        moved.location = SourceLocation(file: "g", start: .init(line: 3, column: 1), end: .init(line: 3, column: 2))
        #expect(moved.hasSameForm(as: Self.condition))
    }

    /// A letter with an accent and the letter and the accent look alike and are not the same.
    @Test func textsAreComparedByTheirBytes() throws {
        var composed = try #require(Self.steps.first)
        var decomposed = composed
        composed.title.en = "caf\u{E9}"
        decomposed.title.en = "cafe\u{301}"
        #expect(composed.title == decomposed.title)
        #expect(!composed.hasSameForm(as: decomposed))
    }

    /// A field that is added to a step is to be thought of here.
    @Test func everyFieldIsThoughtOf() throws {
        let step = try #require(Self.steps.first)
        let fields = Set(Mirror(reflecting: step).children.compactMap(\.label))
        let edited = Set(Self.edits.map(\.name)).union(["outputs"])
        #expect(fields.subtracting(edited) == ["depth", "lane", "location"])
    }
}

extension PlanStep {
    /// A step that nothing undoes.
    fileprivate static let reversed = Step.Reverse.none(LocalizedText(verbatim: "r"))
}
