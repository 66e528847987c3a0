import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Which files of a folder are read.
@Suite struct SourceFolderTests {
    @Test func aFolderWithItsOwnProjectIsNotReadWithTheOuterOne() throws {
        let folder = try TemporaryFolder()
        for name in [
            "project.yaml", "a.yaml", "b.yml", "note.txt", ".hidden.yaml", "plain/c.yaml", "own/project.yaml",
            "own/d.yaml", "own/deeper/e.yaml", "plain/own/project.yaml", "plain/own/f.yaml",
        ] {
            try folder.write("kirikae: 1\n", to: name)
        }
        #expect(try SourceFolder.read(folder.path).map(\.path) == ["a.yaml", "b.yml", "plain/c.yaml", "project.yaml"])
        #expect(try SourceFolder.read(folder.path + "/own").map(\.path) == ["d.yaml", "deeper/e.yaml", "project.yaml"])
    }
}
