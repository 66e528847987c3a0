/// What `fstat` says about an open file, as far as the journal asks.
package struct FileStatus: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case regularFile
        case directory
        case other
    }

    package var kind: Kind
    package var owner: UInt32
    /// Permission bits, without the file type.
    package var permissions: UInt32
    package var hardLinkCount: Int
    package var byteCount: Int
    /// Device and inode: two descriptors with equal values are one file.
    package var device: UInt64
    package var inode: UInt64

    package init(
        kind: Kind, owner: UInt32, permissions: UInt32, hardLinkCount: Int, byteCount: Int, device: UInt64,
        inode: UInt64
    ) {
        self.kind = kind
        self.owner = owner
        self.permissions = permissions
        self.hardLinkCount = hardLinkCount
        self.byteCount = byteCount
        self.device = device
        self.inode = inode
    }

    func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
