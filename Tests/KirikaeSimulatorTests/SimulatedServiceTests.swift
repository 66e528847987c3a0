import KirikaeDiagnostics
import KirikaeService
import Testing

@testable import KirikaeSimulator

@Suite struct SimulatedServiceTests {
    @Test func whatIsDueIsAppliedBeforeEveryRead() async throws {
        let clock = HandClock()
        let service = try SimulatedService(
            model: TestService.model(), start: [:], resolutions: [:],
            clock: ScaledClock(speed: 60) { clock.elapsed })
        #expect(try await service.begin(.databaseToBackup))
        clock.move(by: .milliseconds(999))
        #expect(try await service.state["portal.db"] == "to-dr")
        #expect(try await service.begin(.mmfToBackup) == false)
        clock.move(by: .milliseconds(1))
        #expect(try await service.state["portal.db"] == "dr")
        #expect(try await service.simulatedMilliseconds == 60_000)
        #expect(try await service.begin(.mmfToBackup))
    }

    @Test func missingWordsOfTheModelAreNamed() throws {
        let text = TestService.text.replacing("portal.pages", with: "portal.sides")
        let model = try #require(ServiceFile(Array(text.utf8), file: "service.yaml").model)
        var configuration = SimulatorConfiguration(model: model, directory: "", batchProgram: "")
        configuration.start = ["portal.db": "rd", "gax.j3": "reachable"]
        let found = configuration.check().all.map { $0.message.text(in: .en) }
        #expect(found.contains { $0.contains("portal.pages") })
        #expect(found.contains { $0.contains("‘rd’") })
        #expect(found.contains { $0.contains("gax.j3") })
        configuration.start = [:]
        configuration.model = try TestService.model()
        #expect(configuration.check().all.isEmpty)
    }
}
