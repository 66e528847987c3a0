import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A scenario that the folder does not have: KRK0719.
@Suite struct ScenarioNameTests {
    @Test func anUnknownScenarioIsRefused() async throws {
        let ending = try await BuiltProgram.run([
            "rehearse", "plan.switchover", "--scenario", "nowhere", "--runbooks", ProjectFolder.runbooks.path, "--lang",
            "en",
        ])
        #expect(ending.error.contains("KRK0719"), "\(ending.output)\(ending.error)")
        #expect(ending.error.contains("‘nowhere’"))
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
    }
}
