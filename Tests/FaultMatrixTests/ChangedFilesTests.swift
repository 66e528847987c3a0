import Foundation
import KirikaeTestSupport
import Testing

/// A file that changes while a run is broken off is told by its content, not by its time or its size.
@Suite(.serialized) struct ChangedFilesTests {
    private func broken(_ project: TemporaryFolder) async throws -> ReferenceRun {
        try await MountedFolder.run(["cp", "-R", ReferenceRun.shippedProject + "/.", project.path])
        let run = try ReferenceRun(project: project.path)
        let killed = try await run.start(SystemCallFault(call: "write", kind: .kill, number: 60))
        #expect(killed.trace?.hasFired == true)
        return run
    }

    @Test func anEditOfTheSameSizeAndTimeIsSeen() async throws {
        let project = try TemporaryFolder()
        let run = try await broken(project)
        let file = project.path + "/procedures/function.yaml"
        let before = try FileManager.default.attributesOfItem(atPath: file)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let edited = text.replacingOccurrences(of: "typical: 1s", with: "typical: 2s")
        try #require(edited != text && edited.utf8.count == text.utf8.count)
        try edited.write(toFile: file, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.modificationDate: try #require(before[.modificationDate])], ofItemAtPath: file)
        #expect(try await run.resume().ending.status == 35)
    }

    @Test func aTouchIsNoChange() async throws {
        let project = try TemporaryFolder()
        let run = try await broken(project)
        try await MountedFolder.run(["touch", "-d", "2001-02-03", project.path + "/service.yaml"])
        try await MountedFolder.run(["touch", project.path + "/switchover.yaml"])
        #expect(try await run.resume().ending.status == 0)
    }
}
