import CLibMalloc
import KirikaePlan
import KirikaeRunbook

/// The files of the folder as they are now, decoded while the record of a run is still being opened.
///
/// Most runs go on with the files they began with, and decoding them takes longer than all else that a resume does. It counts for
/// a run only where its pinned copies have the same bytes.
struct LibraryAhead: Sendable {
    private let hashes: [String: String]
    private let decoding: Task<RunbookLibrary, Never>

    /// Begins to decode.
    init(_ files: [RunbookLibrary.SourceFile]) {
        decoding = Task {
            // On a thread of its own, which has taken no memory yet.
            clibmalloc_prefer_large_pages()
            return StoredRun.library(of: files)
        }
        hashes = PlanEncoding.hashes(of: files)
    }

    /// What was decoded, if it is of exactly these files; they are given by path, as SHA-256 in hexadecimal.
    func library(of files: [String: String]) async -> RunbookLibrary? {
        files == hashes ? await decoding.value : nil
    }
}
