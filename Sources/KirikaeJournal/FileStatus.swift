/// What `fstat` says about an open file, as far as the journal asks.
struct FileStatus: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case regularFile
        case directory
        case other
    }

    var kind: Kind
    var owner: UInt32
    /// Permission bits, without the file type.
    var permissions: UInt32
    var hardLinkCount: Int
    var byteCount: Int
    /// Device and inode: two descriptors with equal values are one file.
    var device: UInt64
    var inode: UInt64

    func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
