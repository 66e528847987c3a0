/// What a disk holds at one moment: files and directories by number; number 0 is the root.
package struct DiskImage: Sendable, Equatable {
    /// A file or a directory.
    package struct Node: Sendable, Equatable {
        /// Whether it has entries instead of bytes.
        package var isDirectory = false
        /// The bytes of a file.
        package var bytes: [UInt8] = []
        /// The numbers of what is in a directory, by name.
        package var entries: [String: Int] = [:]
    }

    /// All of them, also those without a name.
    package var nodes: [Node]

    /// A disk with an empty root directory.
    package init() {
        nodes = [Node(isDirectory: true)]
    }

    /// Makes one change.
    package mutating func apply(_ change: DiskChange) {
        switch change {
        case .enter(let directory, let name, let node, let isDirectory):
            grow(to: max(directory, node))
            nodes[directory].entries[name] = node
            nodes[node].isDirectory = isDirectory
        case .rename(let directory, let old, let new, let node):
            grow(to: max(directory, node))
            nodes[directory].entries[old] = nil
            nodes[directory].entries[new] = node
        case .write(let node, let offset, let bytes):
            grow(to: node)
            write(bytes, at: offset, of: node)
        case .truncate(let node, let byteCount):
            grow(to: node)
            resize(node, to: byteCount)
        }
    }

    /// The number of what a path names, from the root; nil if there is no such thing.
    package func node(at path: String) -> Int? {
        var node = 0
        for name in path.split(separator: "/") {
            guard nodes[node].isDirectory, let next = nodes[node].entries[String(name)] else { return nil }
            node = next
        }
        return node
    }

    /// The bytes of the file at a path.
    package func bytes(at path: String) -> [UInt8]? {
        node(at: path).map { nodes[$0].bytes }
    }

    /// Adds empty nodes, so that a change of one whose name is not on the disk has a place.
    package mutating func grow(to node: Int) {
        while nodes.count <= node { nodes.append(Node()) }
    }

    private mutating func write(_ bytes: [UInt8], at offset: Int, of node: Int) {
        let count = nodes[node].bytes.count
        if offset == count {
            nodes[node].bytes.append(contentsOf: bytes)
            return
        }
        if offset + bytes.count > count { resize(node, to: offset + bytes.count) }
        nodes[node].bytes.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    private mutating func resize(_ node: Int, to byteCount: Int) {
        let count = nodes[node].bytes.count
        if byteCount < count {
            nodes[node].bytes.removeLast(count - byteCount)
        } else {
            nodes[node].bytes.append(contentsOf: repeatElement(0, count: byteCount - count))
        }
    }
}

/// A change of a disk that is not durable before the file or directory it belongs to is synchronized.
package enum DiskChange: Sendable, Equatable {
    /// A name in a directory.
    case enter(directory: Int, name: String, node: Int, isDirectory: Bool)
    /// Another name for what had one in the same directory; what had the new name loses it.
    case rename(directory: Int, old: String, new: String, node: Int)
    /// Bytes of a file from an offset on.
    case write(node: Int, offset: Int, bytes: [UInt8])
    /// A new size of a file.
    case truncate(node: Int, byteCount: Int)

    /// What must be synchronized to make it durable.
    package var node: Int {
        switch self {
        case .enter(let directory, _, _, _), .rename(let directory, _, _, _): directory
        case .write(let node, _, _), .truncate(let node, _): node
        }
    }
}
