import KirikaeSyntax

/// The keys by which hosts are known: a file in the form of ssh's `known_hosts`, read with the folder.
///
/// It is pinned with a run like every other file, so that no key becomes known while a run goes on.
public struct KnownHosts: Sendable, Hashable {
    /// How the name of such a file ends.
    public static let fileSuffix = "known_hosts"

    /// Its path in the folder.
    public var path: String
    /// Its content.
    public var bytes: [UInt8]

    /// Names a file and its content.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Whether a file of this name is one.
    public static func isNamed(_ path: String) -> Bool { path.hasSuffix(fileSuffix) }

    /// A file that an environment needs and the folder does not have.
    struct Missing: Sendable, Hashable {
        var path: Located<String>
        var known: [String]
    }
}
