import KirikaeProcess
import KirikaeRunbook

/// Files as they are in a revision of a repository, read without a checkout.
struct GitRepository: Sendable {
    /// An object of a repository.
    struct Object: Sendable, Hashable {
        /// Its name in hexadecimal.
        var name: String
        /// `commit`, `tree`, `blob` or `tag`.
        var kind: String
    }

    /// A line of a tree.
    struct Entry: Sendable, Hashable {
        var object: String
        var byteCount: Int
        var path: String
    }

    /// The most bytes that the files of one side may have together.
    static let limitBytes = 256 * 1024 * 1024

    /// How the mode of a file begins; links and repositories inside have others.
    private static let fileMode = Array("100".utf8)

    private let git: GitProgram
    /// Where the directory lies in the repository: empty, or ending in a slash.
    let prefix: String

    /// Finds the repository that a directory is in.
    init(of directory: String, git: ((String) -> GitProgram)? = nil) async throws(CommandFailure) {
        let program = git?(directory) ?? GitProgram(directory: directory)
        self.git = program
        let question = ["rev-parse", "--show-prefix"]
        let answer = try await program.run(question, input: nil, errors: .discarded, limitBytes: 64 * 1024)
        guard answer.isSuccess else {
            throw CommandFailure(
                message: .review(.noRepository(directory, reason: try await program.reason(question))))
        }
        prefix = String(decoding: answer.bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    }

    /// What names stand for, as git writes them (`main`, `HEAD~3`, `v1:Runbooks`); nil for one that stands for nothing.
    ///
    /// They reach git on standard input, one to a line, where nothing is an option.
    func objects(_ names: [String]) async throws(CommandFailure) -> [Object?] {
        guard names.allSatisfy(Self.isOneLine) else { return names.map { _ in nil } }
        let lines = names.map { $0 + "\n" }.joined()
        let answer = try await git.ask(["cat-file", "--batch-check"], input: Array(lines.utf8))
        let found = String(decoding: answer, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
        guard found.count == names.count else {
            throw CommandFailure(message: .review(.gitFailed(reason: "cat-file: \(found.count) answers")))
        }
        return found.map { line in
            let words = line.split(separator: " ")
            guard words.count == 3, Self.isObjectName(words[0]) else { return nil }
            return Object(name: String(words[0]), kind: String(words[1]))
        }
    }

    /// The last commit that two commits have in common; nil if there is none.
    func mergeBase(_ one: Object, _ other: Object) async throws(CommandFailure) -> String? {
        let answer = try await git.run(
            ["merge-base", one.name, other.name], input: nil, errors: .discarded, limitBytes: 64 * 1024)
        let name = String(decoding: answer.bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        return answer.isSuccess && Self.isObjectName(Substring(name)) ? name : nil
    }

    /// The files of a folder of runbooks, a tree: those that ``SourceFolder`` would read of the same folder.
    func files(of tree: Object, named name: String) async throws(CommandFailure) -> [RunbookLibrary.SourceFile] {
        let answer = try await git.ask(["ls-tree", "-r", "-z", "-l", "--full-tree", tree.name])
        var entries: [Entry] = []
        for line in answer.split(separator: 0) where line.starts(with: Self.fileMode) {
            // A file that is not there has no size; without it the comparison would be of something else.
            guard let entry = Self.entry(line) else {
                let text = String(decoding: line.prefix(200), as: UTF8.self)
                throw CommandFailure(message: .review(.gitFailed(reason: "ls-tree: \(text)")))
            }
            entries.append(entry)
        }
        let paths = Set(SourceFolder.belonging(entries.map(\.path)))
        let wanted = entries.filter { paths.contains($0.path) }
        guard wanted.count <= SourceFolder.limit else {
            throw CommandFailure(message: .review(.tooMuch(name, limit: "\(SourceFolder.limit) files")))
        }
        guard wanted.reduce(0, { $0 + min($1.byteCount, Self.limitBytes) }) <= Self.limitBytes else {
            throw CommandFailure(message: .review(.tooMuch(name, limit: "\(Self.limitBytes) bytes")))
        }
        let contents = try await contents(of: wanted.map(\.object))
        return zip(wanted, contents).map { .init(path: $0.path, bytes: $1) }
    }

    /// The bytes of blobs, in order.
    func contents(of names: [String]) async throws(CommandFailure) -> [[UInt8]] {
        guard !names.isEmpty else { return [] }
        let answer = try await git.ask(
            ["cat-file", "--batch"], input: Array(names.map { $0 + "\n" }.joined().utf8),
            limitBytes: Self.limitBytes + names.count * 128)
        var rest = answer[...]
        var contents: [[UInt8]] = []
        for name in names {
            let head = String(decoding: rest.prefix { $0 != 0x0A }, as: UTF8.self).split(separator: " ")
            rest = rest.drop { $0 != 0x0A }.dropFirst()
            guard head.count == 3, head[0] == name, head[1] == "blob", let count = Int(head[2]), rest.count > count
            else {
                throw CommandFailure(
                    message: .review(.gitFailed(reason: "\(name.prefix(12)): \(head.last ?? "no answer")")))
            }
            contents.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count + 1)
        }
        return contents
    }

    /// Reads `MODE KIND OBJECT SIZE<tab>PATH`.
    private static func entry(_ bytes: ArraySlice<UInt8>) -> Entry? {
        guard let tab = bytes.firstIndex(of: 0x09) else { return nil }
        let words = String(decoding: bytes[..<tab], as: UTF8.self).split(separator: " ")
        guard words.count == 4, words[1] == "blob", let count = Int(words[3]) else { return nil }
        return Entry(
            object: String(words[2]), byteCount: count,
            path: String(decoding: bytes[bytes.index(after: tab)...], as: UTF8.self))
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private static func isObjectName(_ text: Substring) -> Bool {
        (40...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
