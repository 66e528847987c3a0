import Glibc
import KirikaeCheckpoint
import KirikaeProcess

/// Where the sockets of kept connections are: a directory that only this user can enter.
struct ControlDirectory: Sendable {
    /// There is no directory that is safe, or its path is too long for a socket.
    struct NotUsable: Error {
        var path: String
    }

    /// Its path.
    let path: String

    /// What Linux takes as the path of a socket, and what ssh adds to it while it makes one.
    private static let mostPathBytes = 107
    private static let addedBytes = 17
    private static let nameBytes = 20

    /// Finds the directory, and makes it where it is not there yet.
    ///
    /// It is the user's own directory of the session where the system has made one, else one in the directory for temporary files. Both may be
    /// there already; one that belongs to somebody else, or that others may enter, is not used.
    ///
    /// - Parameter parent: where to make it, for tests.
    init(parent: String? = nil) throws(NotUsable) {
        let session = parent ?? getenv("XDG_RUNTIME_DIR").map { String(cString: $0) }
        let candidates = [session.map { "\($0)/kirikae" }, "\(P_tmpdir)/kirikae-\(geteuid())"].compactMap(\.self)
        for path in candidates where path.hasPrefix("/") && !path.contains("\"") {
            guard path.utf8.count + 1 + Self.nameBytes + Self.addedBytes <= Self.mostPathBytes else { continue }
            _ = mkdir(path, 0o700)
            if Self.isPrivate(path) {
                self.path = path
                return
            }
        }
        throw NotUsable(path: candidates.last ?? "")
    }

    /// The socket of a connection: as short as paths of sockets must be, and another one wherever anything about it is another.
    ///
    /// - Parameter connection: all that makes the connection what it is.
    func socket(of connection: [String]) -> String {
        let text = connection.map { "\($0.utf8.count):\($0)" }.joined()
        let digits = Array("0123456789abcdef")
        let name = TreeHash(leaf: Array(text.utf8)).bytes.prefix(Self.nameBytes / 2).flatMap { byte in
            [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return "\(path)/\(String(name))"
    }

    private static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        // Not through a link: who made the link could turn it elsewhere.
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
            && status.st_mode & 0o077 == 0
    }
}
