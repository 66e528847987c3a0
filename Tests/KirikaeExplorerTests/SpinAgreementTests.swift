import Foundation
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeExplorer

/// The search against SPIN, on small plans drawn by lot, half of them broken on purpose, and on shipped ones.
///
/// SPIN gets what the export makes of the plan, of those drawn by lot with every variable. Nothing of a search goes into it.
struct SpinAgreementTests {
    /// 200 with KIRIKAE_SPIN_PLANS=200; each commit looks at fewer.
    private static let planCount =
        ProcessInfo.processInfo.environment["KIRIKAE_SPIN_PLANS"].flatMap { Int($0) } ?? 10

    /// What is shown of a property: at all, and without a change outside.
    private struct Verdict: Hashable, CustomStringConvertible {
        var kind: PromelaProperty.Kind
        var isWithoutOutsideChange: Bool

        var description: String { "\(kind)" + (isWithoutOutsideChange ? "" : " at all") }
    }

    @Test func sameVerdictAsSpin() async throws {
        var generator = SeededGenerator(for: "SpinAgreementTests")
        var compared = 0
        var brokenOfSound = 0
        var shown: [String: Int] = [:]
        var states = (explorer: 0, spin: 0)
        while compared < Self.planCount {
            let seed = generator.next()
            var lot = GeneratedPlan(seed: seed, stepCounts: 1...3)
            let isBroken = compared.isMultiple(of: 2)
            guard let plan = isBroken ? lot.brokenPlan() : lot.plan() else { continue }
            let bounds = ExplorationBounds(
                breaks: Int.random(in: 0...1, using: &generator),
                outsideChanges: Int.random(in: 0...1, using: &generator),
                troubles: Int.random(in: 0...1, using: &generator), leavingOut: 0)
            let starts = [plan.service.startState]
            guard let exploration = try explore(plan, bounds, from: starts) else { continue }
            #expect(exploration.isComplete, "seed \(seed)")
            let model = try PromelaModel(plan: plan, bounds: bounds, starts: starts, keepsEverything: true)
            let spin = try await SpinRun(model, of: "seed \(seed)")
            let found = compare(exploration, with: spin, model, plan, "seed \(seed), \(bounds)")
            let isFoundBroken = found.contains(.init(kind: .invariant("ALWAYS"), isWithoutOutsideChange: true))
            if isBroken { #expect(isFoundBroken, "seed \(seed): broken on purpose and not found") }
            if !isBroken, exploration.findings.contains(where: { $0.property == .invariant("ALWAYS") }) {
                brokenOfSound += 1
            }
            for verdict in found { shown[name(verdict), default: 0] += 1 }
            states.explorer += exploration.states
            states.spin += spin.stateCount
            compared += 1
        }
        print(
            "SpinAgreementTests: \(compared) plans, half broken on purpose (of the others \(brokenOfSound) are broken), "
                + "states \(states.explorer), of SPIN \(states.spin); shown \(shown.sorted { $0.key < $1.key })")
    }

    /// One that nothing is wrong with, one that breaks invariants after a change outside, and one with steps that are never reached.
    ///
    /// The first and the last tell a model that forgets about the last look, overrules what does not hold, or keeps on overruling.
    @Test(arguments: ["portal.switchover", "portal.switchback", "dns.switchback"])
    func sameVerdictOnAShippedPlan(_ runbook: String) async throws {
        let plan = try shippedPlan(runbook)
        let bounds = ExplorationBounds(breaks: 1, outsideChanges: 1, troubles: 1, leavingOut: 0)
        let starts = try StartStates(plan: plan).all()
        let exploration = try #require(try explore(plan, bounds, from: starts))
        #expect(exploration.isComplete)
        let model = try PromelaModel(plan: plan, bounds: bounds, starts: starts)
        let spin = try await SpinRun(model, of: runbook)
        let found = compare(exploration, with: spin, model, plan, runbook)
        // Something is shown of every plan, and not everything of any.
        #expect(!found.isEmpty && found.count < model.properties.count)
    }

    private func shippedPlan(_ runbook: String) throws -> Plan {
        let files = try ProjectFolder.runbookPaths().map { path in
            RunbookLibrary.SourceFile(path: path, bytes: try ProjectFolder.bytes(of: "Runbooks/\(path)"))
        }
        let library = RunbookLibrary(files: files, displayPrefix: "Runbooks/")
        let arguments = library.environments["drill"]?.sampleArguments ?? [:]
        return try #require(
            PlanBuilder(library: library).plan(
                runbook: runbook, environment: "drill", environmentArguments: arguments))
    }

    /// Expects the search and SPIN to show the same.
    ///
    /// - Returns: what SPIN shows.
    private func compare(
        _ exploration: Exploration, with spin: SpinRun, _ model: PromelaModel, _ plan: Plan, _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Set<Verdict> {
        let expected = verdicts(exploration, plan)
        let found = verdicts(spin, model)
        #expect(
            expected == found,
            "\(name): only the explorer \(expected.subtracting(found)), only SPIN \(found.subtracting(expected))",
            sourceLocation: sourceLocation)
        return found
    }

    /// What the search finds; nil where the model never settles.
    private func explore(
        _ plan: Plan, _ bounds: ExplorationBounds, from starts: [ServiceState]
    ) throws -> Exploration? {
        do {
            var explorer = try Explorer(plan: plan, bounds: bounds)
            return try explorer.explore(from: starts)
        } catch ExplorationError.doesNotSettle { return nil }
    }

    private func name(_ verdict: Verdict) -> String {
        switch verdict.kind {
        case .invariant(let id), .atEnd(let id): id + (verdict.isWithoutOutsideChange ? "" : " at all")
        case .reached: "reached"
        case .completed: "completed"
        }
    }

    private func verdicts(_ exploration: Exploration, _ plan: Plan) -> Set<Verdict> {
        var verdicts: Set<Verdict> = []
        var unreached: Set<String> = []
        var isCompleted = true
        for finding in exploration.findings {
            let kind: PromelaProperty.Kind
            switch finding.property {
            case .invariant(let id): kind = .invariant(id)
            case .atEnd(let id): kind = .atEnd(id)
            case .neverReached(let step):
                unreached.insert(step)
                continue
            case .neverCompleted:
                isCompleted = false
                continue
            default: continue
            }
            verdicts.insert(.init(kind: kind, isWithoutOutsideChange: false))
            if !finding.needsOutsideChange { verdicts.insert(.init(kind: kind, isWithoutOutsideChange: true)) }
        }
        for step in plan.steps where !unreached.contains(step.path) {
            verdicts.insert(.init(kind: .reached(step: step.path), isWithoutOutsideChange: false))
        }
        if isCompleted { verdicts.insert(.init(kind: .completed, isWithoutOutsideChange: false)) }
        return verdicts
    }

    private func verdicts(_ spin: SpinRun, _ model: PromelaModel) -> Set<Verdict> {
        var verdicts: Set<Verdict> = []
        for property in model.properties where spin.reported.contains(property.number) {
            verdicts.insert(.init(kind: property.kind, isWithoutOutsideChange: false))
            switch property.kind {
            case .invariant, .atEnd:
                if !property.needsOutsideChange {
                    verdicts.insert(.init(kind: property.kind, isWithoutOutsideChange: true))
                }
            // The search says of these only whether they happen at all.
            case .reached, .completed: break
            }
        }
        return verdicts
    }
}
