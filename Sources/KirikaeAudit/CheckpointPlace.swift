import KirikaeDiagnostics
import KirikaeJournal
import KirikaeSignatures

/// A second place for signed heads of logs, which whoever writes the logs should not be able to change.
public enum CheckpointPlace: Sendable, Hashable, CustomStringConvertible {
    /// A directory of this machine, for instance one that another machine has mounted.
    case directory(String)
    /// A directory of another machine.
    case ssh(SSHPlace)

    /// Reads a path, or `ssh://[user@]host[:port]/path`; nil for what is neither.
    public init?(_ text: String) {
        if text.hasPrefix("ssh://") {
            guard let place = SSHPlace(text) else { return nil }
            self = .ssh(place)
        } else if text.isEmpty || text.contains("://") || text.utf8.contains(0) {
            return nil
        } else {
            self = .directory(text)
        }
    }

    /// The form that `init` reads.
    public var description: String {
        switch self {
        case .directory(let path): path
        case .ssh(let place): place.description
        }
    }

    /// Puts a file there, in one piece; the reason why not, else nil.
    public func put(_ bytes: [UInt8], as name: String) async -> String? {
        switch self {
        case .directory(let path):
            do throws(JournalError) {
                try FileFolder(path: path).replace(name, with: bytes)
                return nil
            } catch {
                return JournalErrorText.text(error).en
            }
        case .ssh(let place): return await place.put(bytes, as: name)
        }
    }

    /// The copies of the heads of a run.
    public func copies(ofRun run: String) async -> CheckpointCopies {
        switch self {
        case .directory(let path): return CheckpointCopies(run: run, in: path)
        case .ssh(let place):
            do throws(SSHPlace.Failure) {
                let files = try await place.files { CheckpointCopies.isCopy($0, ofRun: run) }
                return CheckpointCopies(copies: files.map { .init(name: $0.name, bytes: $0.bytes) })
            } catch {
                return CheckpointCopies(copies: [], failure: error.reason)
            }
        }
    }
}
