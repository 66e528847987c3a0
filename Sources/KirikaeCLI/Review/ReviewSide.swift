import Glibc
import KirikaeDiagnostics
import KirikaeRunbook

/// The files of one side of a comparison, and what they mean.
struct ReviewSide: Sendable {
    /// What the reader calls it: a path, or a revision with the beginning of its name.
    var name: String
    /// What messages put before the path of a file.
    var displayPrefix: String
    /// Its files.
    var files: [RunbookLibrary.SourceFile]
    /// What of `displayPrefix` names the revision or the run and not a place in it; nil if nothing does.
    var revisionPrefix: String?

    /// How many files differ from those of another side: other bytes, or there on one side only.
    func changedFileCount(from other: ReviewSide) -> Int {
        Set(Set(files).symmetricDifference(other.files).map(\.path)).count
    }

    /// What the files mean.
    ///
    /// - Parameter isChecked: whether all rules are looked at, or only what no plan can be made without.
    /// - Throws: `LibraryFailure`, if they have errors.
    func library(isChecked: Bool) throws -> RunbookLibrary {
        let library = RunbookLibrary(
            files: files, displayPrefix: displayPrefix, knownSeverities: Explanation.severities, areChecked: !isChecked)
        guard !library.diagnostics.hasErrors else {
            let sources = files.map { (displayPrefix + $0.path, String(decoding: $0.bytes, as: UTF8.self)) }
            throw LibraryFailure(
                diagnostics: library.diagnostics, sources: Dictionary(sources, uniquingKeysWith: { first, _ in first }))
        }
        return library
    }
}

/// Reads the files of the sides of a comparison.
struct ReviewSideReader {
    /// The folder of runbooks.
    let folder: String
    /// The folder of the records, for the pinned copies of a run.
    let state: StateOptions
    /// Where a file of a side belongs in the folder of runbooks, as git names it for a difftool; nil to look for its namesake.
    var place: String?

    /// What stands in the file system under a path.
    static func kind(_ path: String) -> SideReference.Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .nothing }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// Reads a side.
    func read(_ reference: SideReference) async throws -> ReviewSide {
        switch reference {
        case .today: return try read(folder: folder)
        case .folder(let path): return try read(folder: path)
        case .file(let path): return try read(file: path)
        case .run(let name):
            guard let existing = try state.existingIfAny() else {
                throw CommandFailure(message: .noSuchRun(name, known: []))
            }
            let stored = try StoredRun.read(try StoredRun.directory(name, in: existing)).stored
            return ReviewSide(
                name: "run:\(name)", displayPrefix: "run:\(name)/", files: stored.library.files,
                revisionPrefix: "run:\(name)/")
        case .revision(let revision, let path):
            return try await read(revision: revision, path: path)
        case .mergeBase(let one, let other):
            let repository = try await repository()
            let commits = try await repository.objects([one + "^{commit}", other + "^{commit}"])
            guard let first = commits.first ?? nil else { throw CommandFailure(message: .review(.unknownSide(one))) }
            guard let second = commits.last ?? nil else { throw CommandFailure(message: .review(.unknownSide(other))) }
            guard let base = try await repository.mergeBase(first, second) else {
                throw CommandFailure(message: .review(.unknownSide("\(one)...\(other)")))
            }
            return try await read(revision: base, path: nil)
        }
    }

    private func read(folder path: String) throws -> ReviewSide {
        let prefix = path.hasSuffix("/") ? path : path + "/"
        return ReviewSide(name: path, displayPrefix: prefix, files: try SourceFolder.read(path))
    }

    /// A file alone says little: it is read among those of the folder, in the place of the one that says the same thing.
    private func read(file path: String) throws -> ReviewSide {
        // git names a side on which there is no such file so.
        let bytes = path == "/dev/null" ? [] : try SourceFolder.bytes(of: path)
        var files = Self.kind(folder) == .folder ? try SourceFolder.read(folder) : []
        let place = place.map { String($0.dropFirst($0.hasPrefix(folder + "/") ? folder.count + 1 : 0)) }
        if let place, place.contains(where: { $0 != "/" }) {
            files.removeAll { $0.path == place || place.hasSuffix("/" + $0.path) }
            // What git shows as an empty file, because there is none on this side, is none.
            if !bytes.isEmpty { files.append(.init(path: place, bytes: bytes)) }
            return ReviewSide(name: path, displayPrefix: "", files: files)
        }
        let identity = FileIdentity(bytes)
        files.removeAll { FileIdentity($0.bytes) == identity && identity != nil }
        if !bytes.isEmpty { files.append(.init(path: path, bytes: bytes)) }
        return ReviewSide(name: path, displayPrefix: "", files: files)
    }

    private func repository() async throws -> GitRepository {
        try await GitRepository(of: Self.kind(folder) == .folder ? folder : ".")
    }

    private func read(revision: String, path: String?) async throws -> ReviewSide {
        let repository = try await repository()
        // Without its trailing slash, because git takes `folder/` for what is in it only in some commands.
        let here = String(repository.prefix.dropLast(repository.prefix.hasSuffix("/") ? 1 : 0))
        let place = path ?? here
        let found = try await repository.objects(["\(revision)^{commit}", "\(revision):\(place)"])
        guard let commit = found[0] else { throw CommandFailure(message: .review(.unknownSide(revision))) }
        let name =
            revision.hasPrefix(commit.name.prefix(12))
            ? String(commit.name.prefix(12))
            : "\(revision) (\(commit.name.prefix(12)))"
        let displayed = "\(revision):\(place)"
        guard let object = found[1] else { throw CommandFailure(message: .review(.unknownSide(displayed))) }
        switch object.kind {
        case "tree":
            let files = try await repository.files(of: object, named: displayed)
            return ReviewSide(
                name: name, displayPrefix: place.isEmpty ? "\(revision):" : displayed + "/", files: files,
                revisionPrefix: "\(revision):")
        case "blob":
            let bytes = try await repository.contents(of: [object.name])[0]
            // The other files are those of the same revision.
            guard let tree = try await repository.objects(["\(revision):\(here)"])[0], tree.kind == "tree" else {
                return ReviewSide(
                    name: name, displayPrefix: "\(revision):", files: [.init(path: place, bytes: bytes)],
                    revisionPrefix: "\(revision):")
            }
            var files = try await repository.files(of: tree, named: "\(revision):\(here)")
            let identity = FileIdentity(bytes)
            files.removeAll { FileIdentity($0.bytes) == identity && identity != nil }
            files.append(.init(path: place, bytes: bytes))
            return ReviewSide(
                name: name, displayPrefix: "\(revision):", files: files, revisionPrefix: "\(revision):")
        default: throw CommandFailure(message: .review(.unknownSide(displayed)))
        }
    }
}
