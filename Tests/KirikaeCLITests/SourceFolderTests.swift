import Glibc
import KirikaeDiagnostics
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

    /// A link out of the folder, and what is no file, is not read; the control is the file beside them.
    @Test func whatIsNoFileOfTheFolderIsNotRead() throws {
        let folder = try TemporaryFolder()
        let outside = try TemporaryFolder()
        let secret = try outside.write("kirikae: 1\n", to: "outside.yaml")
        try folder.write("kirikae: 1\n", to: "a.yaml")
        #expect(symlink(secret, folder.path + "/link.yaml") == 0)
        #expect(symlink(outside.path, folder.path + "/folder") == 0)
        #expect(symlink("/dev/stdin", folder.path + "/stdin.yaml") == 0)
        #expect(mkfifo(folder.path + "/pipe.yaml", 0o600) == 0)
        #expect(try SourceFolder.read(folder.path).map(\.path) == ["a.yaml"])
        // A path that is given by name: what is no regular file is refused at once, also a pipe that nobody writes to.
        for path in [folder.path + "/pipe.yaml", "/dev/stdin", "/dev/zero", folder.path] {
            #expect(throws: CommandFailure.self, "\(path)") { try SourceFolder.bytes(of: path) }
        }
        #expect(try SourceFolder.bytes(of: folder.path + "/a.yaml").count == 11)
    }

    /// Ten gibibytes that take no room on the disk: reading ends long before, and the reader refuses the file by its size.
    @Test func aSparseFileEndsEarly() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("", to: "large.yaml")
        guard truncate(path, 10 << 30) == 0 else {
            Issue.record("the file could not be made")
            return
        }
        let files = try SourceFolder.read(folder.path)
        #expect(files.map(\.path) == ["large.yaml"])
        #expect(files[0].bytes.count <= 65 << 20)
        #expect(RunbookLibrary(files: files).diagnostics.all.contains { $0.severity == .error })
    }
}
