import Glibc
import KirikaeDiagnostics
import KirikaeSignatures

/// The folder of a run in which signed approvals arrive: `inbox/`.
///
/// Whoever puts a file there needs no lock, for nothing there is believed: a file counts only for the signature in it.
struct ApprovalInbox: Sendable {
    /// A file that has arrived.
    struct File: Sendable {
        var name: String
        /// Its content; nil if it cannot be read as a plain file of that size.
        var bytes: [UInt8]?
    }

    /// How the name of a file ends that nobody has looked at yet.
    private static let newSuffix = ".json"
    /// How it ends once its approval was taken.
    ///
    /// It is looked at again after a stop.
    private static let takenSuffix = ".json.taken"
    /// How it ends once it was refused.
    private static let refusedSuffix = ".json.refused"
    /// More than this many files are no approvals of one run.
    private static let filesAtOnce = 200

    private let runPath: String
    /// Where it is.
    var path: String { runPath + "/inbox" }

    /// The inbox of a run.
    ///
    /// - Parameter runPath: the directory of the run.
    init(runPath: String) {
        self.runPath = runPath
    }

    // MARK: Reading

    /// The names of files that nobody has looked at yet, sorted.
    func newNames() -> [String] { names(Self.newSuffix) }

    /// The names of files whose approval was taken, sorted.
    func takenNames() -> [String] { names(Self.takenSuffix) }

    private func names(_ suffix: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(suffix), !name.hasPrefix(".") { found.append(name) }
        }
        return Array(found.sorted().prefix(Self.filesAtOnce))
    }

    /// Reads a file; a link, a pipe or a file that is too long is not read.
    func read(_ name: String) -> File {
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return File(name: name, bytes: nil) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= SignedStatement.maximumBytes
        else { return File(name: name, bytes: nil) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= SignedStatement.maximumBytes {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return File(name: name, bytes: nil) }
            if count == 0 { return File(name: name, bytes: bytes) }
            bytes += buffer[..<count]
        }
        return File(name: name, bytes: nil)
    }

    // MARK: Writing

    /// Puts a file there in one piece, readable by nobody else; it is on the disk when this returns.
    ///
    /// - Throws: what the system says.
    func deposit(_ bytes: [UInt8], named stem: String) throws(SignatureFailure) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure() }
        let draft = "\(path)/.\(stem).\(getpid()).draft"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure() }
        let isWritten = FileReplacement.writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let reason = failure()
        close(descriptor)
        guard isWritten, Glibc.rename(draft, "\(path)/\(stem)\(Self.newSuffix)") == 0 else {
            let last = isWritten ? failure() : reason
            unlink(draft)
            throw last
        }
        try synchronize(path)
        try synchronize(runPath)
    }

    /// Marks a file as taken.
    func markTaken(_ name: String) { rename(name, to: Self.takenSuffix) }

    /// Moves a file aside that was refused.
    func markRefused(_ name: String) { rename(name, to: Self.refusedSuffix) }

    /// What it is called decides nothing that is recorded, so a name that cannot be changed only costs a second look.
    private func rename(_ name: String, to suffix: String) {
        guard name.hasSuffix(Self.newSuffix) else { return }
        _ = Glibc.rename("\(path)/\(name)", "\(path)/\(name.dropLast(Self.newSuffix.count))\(suffix)")
    }

    private func synchronize(_ directory: String) throws(SignatureFailure) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> SignatureFailure {
        SignatureFailure(message: .notWritten(path, reason: String(cString: strerror(errno))))
    }
}
