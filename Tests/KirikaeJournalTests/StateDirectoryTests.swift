import JournalTestSupport
import Glibc
import KirikaeCanonicalJSON
import Testing

@testable import KirikaeJournal

@Suite struct StateDirectoryTests {
    private func permissions(_ path: String) -> mode_t {
        var status = Glibc.stat()
        #expect(lstat(path, &status) == 0)
        return status.st_mode & 0o7777
    }

    @Test func makesPrivateDirectoriesAndFiles() throws {
        let temporary = try TemporaryDirectory()
        let root = "\(temporary.path)/a/b/state"
        let state = try StateDirectory(path: root + "//./")
        #expect(state.path == root)
        let run = try state.createRun(RunIdentifier("run-1"))
        try run.writePinned([1, 2, 3], at: PinnedPath("x/y/z.yaml"))
        _ = try JournalWriter(creatingFor: RunOwner(acquiring: run))
        for name in ["", "/../..", "/runs", "/runs/run-1", "/runs/run-1/pinned", "/runs/run-1/pinned/x/y"] {
            #expect(permissions(root + name) == 0o700, "\(name)")
        }
        for name in ["owner.lock", "journal.log", "pinned/x/y/z.yaml"] {
            #expect(permissions("\(root)/runs/run-1/\(name)") == 0o600, "\(name)")
        }
    }

    @Test func listsRuns() throws {
        let temporary = try TemporaryDirectory()
        let root = "\(temporary.path)/state"
        let state = try StateDirectory(path: root)
        #expect(try state.listRuns().isEmpty)
        for name in ["b-2", "a", "0"] { _ = try state.createRun(RunIdentifier(name)) }
        #expect(mkdir("\(root)/runs/Not-A-Run", 0o700) == 0)
        #expect(symlink("\(root)/runs/a", "\(root)/runs/linked") == 0)
        try temporary.write([], to: "state/runs/file")
        #expect(try state.listRuns().map(\.text) == ["0", "a", "b-2"])
        #expect(try StateDirectory(path: root).listRuns().count == 3)
        #expect(throws: JournalError.alreadyExists(path: "\(root)/runs/a")) { try state.createRun(RunIdentifier("a")) }
        #expect(throws: JournalError.missing(path: "\(root)/runs/c")) { try state.openRun(RunIdentifier("c")) }
        #expect(throws: JournalError.notDirectory(path: "\(root)/runs/linked")) {
            try state.openRun(RunIdentifier("linked"))
        }
    }

    @Test(arguments: ["", "A", "a b", "..", "a/b", "a_b", "é", "a\u{0}", "-\u{301}", String(repeating: "a", count: 65)])
    func refusesRunIdentifiers(_ text: String) {
        #expect(throws: JournalError.invalidRunIdentifier(text)) { try RunIdentifier(text) }
    }

    @Test(arguments: ["a", "0-z", String(repeating: "a", count: 64)])
    func acceptsRunIdentifiers(_ text: String) throws {
        #expect(try RunIdentifier(text).text == text)
    }

    @Test func refusesRoots() throws {
        let temporary = try TemporaryDirectory()
        let base = temporary.path
        #expect(mkdir("\(base)/real", 0o700) == 0)
        #expect(symlink("\(base)/real", "\(base)/link") == 0)
        try temporary.write([], to: "file")
        #expect(mkdir("\(base)/shared", 0o700) == 0 && chmod("\(base)/shared", 0o770) == 0)
        for path in ["\(base)/link", "\(base)/link/", "\(base)/link/.", "\(base)/file"] {
            #expect(throws: JournalError.self) { try StateDirectory(path: path) }
        }
        #expect(throws: JournalError.notDirectory(path: "\(base)/link")) { try StateDirectory(path: "\(base)/link//") }
        #expect(throws: JournalError.unsafePermissions(path: "\(base)/shared", permissions: 0o770)) {
            try StateDirectory(path: "\(base)/shared")
        }
        #expect(throws: JournalError.invalidPath("")) { try StateDirectory(path: "") }
        #expect(throws: JournalError.invalidPath("a\u{0}b")) { try StateDirectory(path: "a\u{0}b") }
        var calls = FileSystemCalls.live
        calls.effectiveUser = { geteuid() + 1 }
        let refused = calls
        #expect(throws: JournalError.wrongOwner(path: "\(base)/real", user: geteuid())) {
            try StateDirectory(path: "\(base)/real", calls: refused)
        }
        // A parent may be reached through a symbolic link.
        #expect(try StateDirectory(path: "\(base)/link/below/state").listRuns().isEmpty)
    }

    /// Below the root nothing is followed and nothing of others is used, whoever puts what in the place of a folder.
    @Test(arguments: ["runs", "runs/r", "runs/r/pinned", "runs/r/outputs"])
    func refusesPlantedFolders(_ name: String) throws {
        for planted in ["link", "file", "fifo", "writable"] {
            let temporary = try TemporaryDirectory()
            let root = "\(temporary.path)/state"
            let run = try StateDirectory(path: root).createRun(RunIdentifier("r"))
            try run.writePinned([1], at: PinnedPath("a.yaml"))
            let owner = try RunOwner(acquiring: run)
            let writer = try JournalWriter(creatingFor: owner)
            try writer.append(["kind": "a"], durable: true)
            if name.hasSuffix("outputs") { #expect(mkdir("\(root)/\(name)", 0o700) == 0) }
            try owner.release()
            let path = "\(root)/\(name)"
            if planted != "writable" { #expect(rename(path, "\(temporary.path)/moved") == 0) }
            switch planted {
            case "link": #expect(symlink("\(temporary.path)/moved", path) == 0)
            case "file": try temporary.write([], to: "state/\(name)")
            case "fifo": #expect(mkfifo(path, 0o600) == 0)
            default: #expect(chmod(path, 0o777) == 0)
            }
            #expect(throws: JournalError.self, "\(name) \(planted)") {
                let run = try StateDirectory(existingAt: root).openRun(RunIdentifier("r"))
                let owner = try RunOwner(acquiring: run)
                let opened: RecoveredJournal = try JournalRecovery.openForAppend(owner)
                _ = try opened.writer.appendOutput([1], to: "1-1")
                _ = try run.readPinned(PinnedPath("a.yaml"))
                try run.writePinned([2], at: PinnedPath("b.yaml"))
            }
        }
    }

    @Test func readingMakesNothing() throws {
        let temporary = try TemporaryDirectory()
        #expect(throws: JournalError.missing(path: "\(temporary.path)/state")) {
            try StateDirectory(existingAt: "\(temporary.path)/state")
        }
        #expect(mkdir("\(temporary.path)/state", 0o700) == 0)
        #expect(throws: JournalError.missing(path: "\(temporary.path)/state/runs")) {
            try StateDirectory(existingAt: "\(temporary.path)/state")
        }
        #expect(try temporary.names(in: "state").isEmpty)
    }

    @Test(
        arguments: [
            ("", .emptyComponent), ("a//b", .emptyComponent), ("a/", .emptyComponent), ("/a", .absolute),
            ("/", .absolute),
            ("..", .relativeComponent), ("../a", .relativeComponent), ("a/../b", .relativeComponent),
            ("a/..", .relativeComponent), (".", .relativeComponent), ("./a", .relativeComponent),
            ("a\u{0}b", .controlCharacter), ("a\nb", .controlCharacter), ("a\u{7F}", .controlCharacter),
            ("/\u{301}a", .absolute), ("..\u{2F}\u{301}", .relativeComponent),
            (Array(repeating: "a", count: 65).joined(separator: "/"), .tooDeep),
        ] as [(String, PinnedPath.Defect)])
    func refusesPinnedPaths(_ text: String, _ defect: PinnedPath.Defect) {
        #expect(throws: JournalError.invalidPinnedPath(text, reason: defect)) { try PinnedPath(text) }
    }

    @Test func pinsFiles() throws {
        let injector = FaultInjector()
        let fixture = try JournalFixture(calls: injector.calls)
        #expect(try fixture.run.listPinned().isEmpty)
        let large = [UInt8](repeating: 7, count: 200_000)
        let before = injector.events.count
        try fixture.run.writePinned(large, at: PinnedPath("runbooks/切り替え.yaml"))
        // Two new directories, each with its parent synced, then the file and its directory.
        #expect(injector.events.dropFirst(before).count { $0.call == .fsync } == 4)
        try fixture.run.writePinned([], at: PinnedPath("service.yaml"))
        #expect(try fixture.run.readPinned(PinnedPath("runbooks/切り替え.yaml")) == large)
        #expect(try fixture.run.readPinned(PinnedPath("service.yaml")).isEmpty)
        #expect(try fixture.run.listPinned() == ["runbooks/切り替え.yaml", "service.yaml"])
        let path = "\(fixture.run.path)/pinned/service.yaml"
        #expect(throws: JournalError.alreadyExists(path: path)) {
            try fixture.run.writePinned([1], at: PinnedPath("service.yaml"))
        }
        #expect(throws: JournalError.missing(path: "\(fixture.run.path)/pinned/other")) {
            try fixture.run.readPinned(PinnedPath("other"))
        }
    }

    @Test func pinnedFilesDoNotFollowLinks() throws {
        let fixture = try JournalFixture()
        let pinned = "\(fixture.run.path)/pinned"
        try fixture.temporary.write([1], to: "outside")
        #expect(mkdir(pinned, 0o700) == 0)
        #expect(symlink("\(fixture.temporary.path)/outside", "\(pinned)/file") == 0)
        #expect(symlink(fixture.temporary.path, "\(pinned)/directory") == 0)
        #expect(throws: JournalError.symbolicLink(path: "\(pinned)/file")) {
            try fixture.run.readPinned(PinnedPath("file"))
        }
        #expect(throws: JournalError.notDirectory(path: "\(pinned)/directory")) {
            try fixture.run.readPinned(PinnedPath("directory/outside"))
        }
        #expect(throws: JournalError.notDirectory(path: "\(pinned)/directory")) {
            try fixture.run.writePinned([2], at: PinnedPath("directory/new"))
        }
        #expect(throws: JournalError.alreadyExists(path: "\(pinned)/file")) {
            try fixture.run.writePinned([2], at: PinnedPath("file"))
        }
        #expect(try fixture.temporary.contents("outside") == [1])
        #expect(try fixture.run.listPinned() == ["directory", "file"])
    }

    private enum Planted: CaseIterable {
        case symbolicLink, hardLink, fifo, directory, groupWritable
    }

    /// What someone else may have put in the place of the journal or the lock file.
    @Test(arguments: ["journal.log", "owner.lock"])
    func refusesPlantedFiles(_ name: String) throws {
        for planted in Planted.allCases {
            let fixture = try JournalFixture()
            let owner = name == "journal.log" ? try RunOwner(acquiring: fixture.run) : nil
            let path = "\(fixture.run.path)/\(name)"
            let target = "\(fixture.temporary.path)/target"
            try fixture.temporary.write([], to: "target")
            let expected: [JournalError]
            switch planted {
            case .symbolicLink:
                #expect(symlink(target, path) == 0)
                expected = [.symbolicLink(path: path)]
            case .hardLink:
                #expect(link(target, path) == 0)
                expected = [.severalHardLinks(path: path, count: 2)]
            case .fifo:
                #expect(mkfifo(path, 0o600) == 0)
                expected = [.notRegularFile(path: path)]
            case .directory:
                #expect(mkdir(path, 0o700) == 0)
                expected = [.systemCall(.openat, path: path, errorNumber: EISDIR)]
            case .groupWritable:
                try fixture.temporary.write([], to: "\(fixture.relativePath)/\(name)")
                #expect(chmod(path, 0o620) == 0)
                expected = [.unsafePermissions(path: path, permissions: 0o620)]
            }
            let error = #expect(throws: JournalError.self, "\(planted)") {
                if let owner {
                    _ = try JournalRecovery.openForAppend(owner)
                } else {
                    _ = try RunOwner(acquiring: fixture.run)
                }
            }
            #expect(error.map { expected.contains($0) } == true, "\(planted): \(String(describing: error))")
            #expect(try fixture.temporary.contents("target").isEmpty)
        }
    }

    @Test func refusesAFileOfAnotherUser() throws {
        let fixture = try JournalFixture()
        _ = try JournalWriter(creatingFor: RunOwner(acquiring: fixture.run))
        // Only the superuser can give a file away, so the user asking is another one instead.
        var calls = FileSystemCalls.live
        calls.effectiveUser = { geteuid() + 1 }
        let file = try FileDescriptor.open("\(fixture.run.path)/journal.log", flags: O_RDONLY, calls: calls)
        #expect(throws: JournalError.wrongOwner(path: file.path, user: geteuid())) { try file.requireOwnRegularFile() }
        let other = try RunDirectory(readingAt: fixture.run.path, calls: calls)
        #expect(throws: JournalError.wrongOwner(path: fixture.run.path, user: geteuid())) {
            try RunOwner(acquiring: other)
        }
        // Reading, as an auditor does, does not depend on the owner.
        #expect(try JournalReader.read(other).records.isEmpty)
    }
}
