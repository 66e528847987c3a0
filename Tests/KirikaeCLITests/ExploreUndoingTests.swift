import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `explore --undone-by` as a user meets it.
@Suite struct ExploreUndoingTests {
    private func explore(_ function: String, _ arguments: String...) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(
            [
                "explore", "\(function).switchover", "--undone-by", "\(function).switchback", "--runbooks",
                ProjectFolder.runbooks.path, "--crashes", "0", "--outside", "0", "--troubles", "0", "--assume",
                "notice.\(function)=switchover", "--assume", "notice.cause=fault",
            ] + arguments)
    }

    @Test func aWayBackThatLeadsHomeFromEverywhereIsASuccess() async throws {
        let ending = try await explore("portal", "--lang", "en")
        #expect(ending.status == ExitStatus.success.rawValue, "\(ending.error)")
        #expect(
            ending.output.contains("✓ from 4 of 4 states that may be left behind: it leads back to normal operation"))
    }

    @Test func aWayBackThatLeavesSomethingIsFoundWithTheWayToIt() async throws {
        let ending = try await explore("recording", "--lang", "ja")
        #expect(ending.status == ExitStatus.propertyBroken.rawValue)
        #expect(ending.output.contains("終わっても平常と違います"))
        #expect(ending.output.contains("recording/wizard.yaml:"))
    }

    @Test func aWayBackThatDoesNotBeginSaysWhatItDemands() async throws {
        let ending = try await explore("call", "--format", "json")
        #expect(ending.status == ExitStatus.propertyBroken.rawValue)
        let document = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        let members = try #require(document as? [String: Any])
        #expect(members["undone"] as? Bool == false)
        #expect(members["undone-by"] as? String == "call.switchback")
        let outcomes = try #require(members["outcomes"] as? [[String: Any]])
        #expect(outcomes.map { $0["kind"] as? String } == ["undone", "refused"])
        #expect((outcomes[1]["left"] as? [String: String])?["call.main.processes"] == "stopped")
    }

    /// Where nobody calls for the way back, it does not begin.
    @Test func whatOthersSetBeforeTheWayBackIsTaken() async throws {
        let ending = try await explore("dns", "--lang", "en", "--assume-back", "notice.dns=none")
        #expect(ending.status == ExitStatus.propertyBroken.rawValue, "\(ending.error)")
        #expect(ending.output.contains("it does not begin; it demands Notice in force for the DNS server setting"))
    }

    @Test func aSearchThatIsGivenUpIsNoProof() async throws {
        let ending = try await explore("portal", "--lang", "en", "--states", "5")
        #expect(ending.status != ExitStatus.success.rawValue, "\(ending.output)")
        #expect(ending.output.contains("This proves nothing."))
    }

    @Test(arguments: [["--replay"], ["--promela"], ["--save-scenario", "x.yaml"]])
    func itGoesWithNothingElse(option: [String]) async throws {
        let ending = try await BuiltProgram.run(
            ["explore", "portal.switchover", "--undone-by", "portal.switchback"] + option)
        #expect(ending.status == ExitStatus.usage.rawValue)
    }
}
