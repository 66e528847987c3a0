import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// `fmt` and `schema` as a user meets them.
@Suite struct FormsCommandTests {
    /// The folder of the tutorial, its runbook written untidily.
    private func untidyFolder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["service.yaml", "lab.yaml", "switchover.yaml"] {
            let text = try ProjectFolder.text(of: "Docs/tutorial/\(name)")
            let isRunbook = name == "switchover.yaml"
            try folder.write(
                isRunbook ? text.replacing("steps:\n", with: "steps:    # in order\n\n") : text, to: "Runbooks/\(name)")
        }
        return folder
    }

    private func fmt(_ folder: TemporaryFolder, _ more: [String] = []) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(["fmt", "--runbooks", folder.path + "/Runbooks", "--lang", "en"] + more)
    }

    @Test func checkNamesTheFileAndWritesNothing() async throws {
        let folder = try untidyFolder()
        let before = try folder.read("Runbooks/switchover.yaml")
        let ending = try await fmt(folder, ["--check"])
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error.contains("switchover.yaml:1:1: error KRK0804"))
        #expect(!ending.error.contains("lab.yaml"))
        #expect(try folder.read("Runbooks/switchover.yaml") == before)
    }

    @Test func theFileIsWrittenAndKeepsItsMode() async throws {
        let folder = try untidyFolder()
        let path = folder.path + "/Runbooks/switchover.yaml"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(try await fmt(folder, ["lab.yaml"]).output == "")
        let ending = try await fmt(folder)
        #expect(ending.status == ExitStatus.success.rawValue, "\(ending.error)")
        #expect(ending.output == path + "\n")
        let shown = try ProjectFolder.text(of: "Docs/tutorial/switchover.yaml")
        let written = shown.replacing("steps:\n", with: "steps: # in order\n")
        #expect(try folder.read("Runbooks/switchover.yaml") == written)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/Runbooks")
        #expect(names.sorted() == ["lab.yaml", "service.yaml", "switchover.yaml"])
        #expect(try await fmt(folder, ["--check"]).status == ExitStatus.success.rawValue)
    }

    @Test func aFileWithErrorsIsLeftAlone() async throws {
        let folder = try untidyFolder()
        let broken = try folder.read("Runbooks/switchover.yaml").replacing("typical", with: "tipical")
        try folder.write(broken, to: "Runbooks/switchover.yaml")
        let ending = try await fmt(folder)
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error.contains("KRK0108"))
        #expect(try folder.read("Runbooks/switchover.yaml") == broken)
    }

    @Test func schemasAreWritten() async throws {
        let folder = try TemporaryFolder()
        let all = try await BuiltProgram.run(["schema", "--all", "--to", folder.path, "--lang", "en"])
        #expect(all.status == ExitStatus.success.rawValue, "\(all.error)")
        let one = try await BuiltProgram.run(["schema", "runbook", "--lang", "en"])
        #expect(one.output == (try folder.read("runbook.schema.json")))
        #expect(one.output.contains("https://json-schema.org/draft/2020-12/schema"))
        let nowhere = try await BuiltProgram.run(["schema", "--all", "--to", folder.path + "/none", "--lang", "en"])
        #expect(nowhere.status == ExitStatus.diagnostics.rawValue)
        #expect(nowhere.error.contains("KRK0805"))
        #expect(try await BuiltProgram.run(["schema", "nonsense"]).status == ExitStatus.usage.rawValue)
        #expect(try await BuiltProgram.run(["schema"]).status == ExitStatus.usage.rawValue)
    }
}
