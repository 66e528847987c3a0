import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Every shipped scenario goes, step by step, in the simulated contact centre as the rehearsal predicts.
@Suite(.serialized) struct ParityTests {
    static let library: RunbookLibrary = {
        // What cannot be read shows as a library without scenarios.
        let files = (try? SourceFolder.read(ProjectFolder.runbooks.resolvingSymlinksInPath().path)) ?? []
        return RunbookLibrary(files: files, displayPrefix: "Runbooks/", knownSeverities: Explanation.severities)
    }()

    static let names = library.scenarios.keys.sorted()

    @Test(arguments: names) func everyStepLeavesWhatWasPredicted(name: String) async throws {
        let scenario = try #require(Self.library.scenarios[name])
        let drilled = DrilledScenario(scenario: scenario, library: Self.library)
        let predicted = try await drilled.rehearse()
        let real = try await drilled.drill()
        for (number, entry) in predicted.entries.enumerated() {
            guard number < real.entries.count else {
                Issue.record("\(name): the drill ended before ‘\(entry.label)’ \(Self.end(of: real))")
                break
            }
            let other = real.entries[number]
            guard other.label == entry.label else {
                Issue.record("\(name): predicted ‘\(entry.label)’, and it was ‘\(other.label)’ \(Self.end(of: real))")
                break
            }
            let differences = Self.differences(entry.state, other.state)
            if !differences.isEmpty {
                Issue.record("\(name), ‘\(entry.label)’: \(differences.joined(separator: ", "))")
            }
        }
        #expect(real.entries.count <= predicted.entries.count, "\(name): \(real.entries.map(\.label))")
        #expect(drilled.verdict(on: predicted) == [], "\(name), rehearsed")
        #expect(drilled.verdict(on: real) == [], "\(name), drilled")
    }

    /// Variables that differ.
    ///
    /// What the rehearsal leaves open may be anything: a simulator must decide (`agents.new-login` after main runs again).
    static func differences(_ predicted: ServiceState, _ real: ServiceState) -> [String] {
        predicted.values.sorted { $0.key < $1.key }.filter { real[$0.key] != $0.value }
            .map { "\($0.key): predicted \($0.value), was \(real[$0.key] ?? "unknown")" }
    }

    private static func end(of passage: DrilledScenario.Passage) -> String {
        "at \(passage.machine.currentStep?.path ?? "the end"): \(String(describing: passage.machine.lastQuestion?.kind))"
    }
}
