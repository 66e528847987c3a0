import Glibc
import KirikaeJournal

/// What the calls do to files and directories.
extension MemoryFileSystem.State {
    private static let firstDescriptor: Int32 = 3

    /// Counts a call; what goes wrong with it.
    mutating func fault(of call: SystemCall) -> ArmedFault.Kind? {
        callCount += 1
        guard !isProcessEnded else { return .endBefore }
        guard !faults.isEmpty else { return nil }
        let slot = SystemCall.allCases.firstIndex(of: call) ?? 0
        let ofThisKind = counts[slot]
        counts[slot] += 1
        let total = counts.reduce(-1, +)
        for fault in faults where fault.call == nil || fault.call == call {
            let number = fault.call == nil ? total : ofThisKind
            guard number == fault.index || (fault.isSticky && number > fault.index) else { continue }
            if fault.kind == .shortWrite, call != .write, call != .pwrite64 { continue }
            fired.append(call)
            if fault.kind == .endBefore || fault.kind == .endAfter { isProcessEnded = true }
            return fault.kind
        }
        return nil
    }

    func index(_ descriptor: Int32) -> Int? {
        let index = Int(descriptor - Self.firstDescriptor)
        return files.indices.contains(index) && files[index].isOpen ? index : nil
    }

    func file(_ descriptor: Int32) -> MemoryFileSystem.OpenFile? { index(descriptor).map { files[$0] } }

    // MARK: Names

    mutating func open(_ directory: Int32, _ path: String, _ flags: Int32) -> Int {
        let (parent, name): (Int, String)
        switch place(directory, path) {
        case .failure(let failure): return -Int(failure.number)
        case .success(let found): (parent, name) = (found.parent, found.name)
        }
        guard !name.isEmpty else { return opened(parent, flags) }
        if name == ".." { return opened(current.nodes.firstIndex { $0.entries.values.contains(parent) } ?? 0, flags) }
        if let node = current.nodes[parent].entries[name] {
            if flags & O_CREAT != 0, flags & O_EXCL != 0 { return -Int(EEXIST) }
            if flags & O_DIRECTORY != 0, !current.nodes[node].isDirectory { return -Int(ENOTDIR) }
            if flags & O_TRUNC != 0 { change(.truncate(node: node, byteCount: 0)) }
            return opened(node, flags)
        }
        guard flags & O_CREAT != 0 else { return -Int(ENOENT) }
        return opened(create(name, in: parent, isDirectory: false), flags)
    }

    mutating func makeDirectory(_ directory: Int32, _ path: String) -> Int {
        switch place(directory, path) {
        case .failure(let failure): return -Int(failure.number)
        case .success(let found):
            guard current.nodes[found.parent].entries[found.name] == nil, !found.name.isEmpty else {
                return -Int(EEXIST)
            }
            _ = create(found.name, in: found.parent, isDirectory: true)
            return 0
        }
    }

    mutating func rename(_ directory: Int32, _ old: String, _ new: String) -> Int {
        guard let file = file(directory) else { return -Int(EBADF) }
        guard let node = current.nodes[file.node].entries[old] else { return -Int(ENOENT) }
        change(.rename(directory: file.node, old: old, new: new, node: node))
        return 0
    }

    mutating func link(_ directory: Int32, _ old: String, _ new: String) -> Int {
        guard let file = file(directory) else { return -Int(EBADF) }
        guard let node = current.nodes[file.node].entries[old] else { return -Int(ENOENT) }
        guard current.nodes[file.node].entries[new] == nil else { return -Int(EEXIST) }
        change(.enter(directory: file.node, name: new, node: node, isDirectory: false))
        hasLinks = true
        return 0
    }

    private struct ErrorNumber: Error {
        var number: Int32
    }

    /// The directory that the last name of a path stands in.
    private func place(_ directory: Int32, _ path: String) -> Result<(parent: Int, name: String), ErrorNumber> {
        var node = 0
        if directory != AT_FDCWD {
            guard let file = file(directory) else { return .failure(.init(number: EBADF)) }
            node = file.node
        }
        var rest = path.utf8[...]
        while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            let name = String(decoding: rest[..<slash], as: UTF8.self)
            rest = rest[rest.index(after: slash)...]
            if name.isEmpty { continue }
            guard let next = current.nodes[node].entries[name] else { return .failure(.init(number: ENOENT)) }
            guard current.nodes[next].isDirectory else { return .failure(.init(number: ENOTDIR)) }
            node = next
        }
        guard current.nodes[node].isDirectory else { return .failure(.init(number: ENOTDIR)) }
        return .success((node, String(decoding: rest, as: UTF8.self)))
    }

    private mutating func create(_ name: String, in parent: Int, isDirectory: Bool) -> Int {
        let node = max(current.nodes.count, durable.nodes.count)
        change(.enter(directory: parent, name: name, node: node, isDirectory: isDirectory))
        return node
    }

    private mutating func opened(_ node: Int, _ flags: Int32) -> Int {
        let number = Int32(files.count) + Self.firstDescriptor
        files.append(.init(node: node, appends: flags & O_APPEND != 0, lockIdentity: number))
        return Int(number)
    }

    mutating func duplicate(_ descriptor: Int32) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        files.append(file)
        return files.count - 1 + Int(Self.firstDescriptor)
    }

    mutating func close(_ descriptor: Int32) -> Int {
        guard let index = index(descriptor) else { return -Int(EBADF) }
        files[index].isOpen = false
        let file = files[index]
        let hasCopies = files.contains { $0.isOpen && $0.lockIdentity == file.lockIdentity }
        if !hasCopies, locks[file.node] == file.lockIdentity { locks[file.node] = nil }
        return 0
    }

    // MARK: Contents

    mutating func status(_ descriptor: Int32, _ status: inout FileStatus, user: UInt32) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        status = self.status(ofNode: file.node, user: user)
        return 0
    }

    func status(_ directory: Int32, _ name: String, _ status: inout FileStatus, user: UInt32) -> Int {
        guard let file = file(directory) else { return -Int(EBADF) }
        guard let node = current.nodes[file.node].entries[name] else { return -Int(ENOENT) }
        status = self.status(ofNode: node, user: user)
        return 0
    }

    private func status(ofNode number: Int, user: UInt32) -> FileStatus {
        let node = current.nodes[number]
        return FileStatus(
            kind: node.isDirectory ? .directory : .regularFile, owner: user,
            permissions: node.isDirectory ? 0o700 : 0o600, hardLinkCount: linkCount(number),
            byteCount: node.bytes.count, device: 1, inode: UInt64(number))
    }

    /// How many names a file has; looked for only where there can be more than one.
    private func linkCount(_ node: Int) -> Int {
        guard hasLinks else { return 1 }
        return current.nodes.reduce(0) { $0 + $1.entries.values.count { $0 == node } }
    }

    func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        return current.nodes[file.node].bytes.withUnsafeBytes { bytes in
            guard offset < bytes.count else { return 0 }
            let piece = bytes[offset..<min(bytes.count, offset + buffer.count)]
            buffer.copyBytes(from: piece)
            return piece.count
        }
    }

    mutating func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int?) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        let start = file.appends ? current.nodes[file.node].bytes.count : offset ?? 0
        change(.write(node: file.node, offset: start, bytes: Array(bytes)))
        return bytes.count
    }

    mutating func truncate(_ descriptor: Int32, _ byteCount: Int) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        change(.truncate(node: file.node, byteCount: byteCount))
        return 0
    }

    /// What is read from now on is what is on the disk, and what is still to be written there.
    mutating func discardCached(_ descriptor: Int32) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        durable.grow(to: file.node)
        var disk = DiskImage()
        disk.grow(to: file.node)
        disk.nodes[file.node] = durable.nodes[file.node]
        for change in pending where change.node == file.node { disk.apply(change) }
        current.nodes[file.node] = disk.nodes[file.node]
        return 0
    }

    private mutating func change(_ change: DiskChange) {
        current.apply(change)
        pending.append(change)
        if keepsLog { log.append(.change(change)) }
    }

    mutating func makeDurable(_ node: Int) {
        var left: [DiskChange] = []
        for change in pending {
            if change.node == node { durable.apply(change) } else { left.append(change) }
        }
        pending = left
        if keepsLog { log.append(.synchronized(node)) }
    }

    // MARK: Locks

    mutating func lock(_ descriptor: Int32) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        if let holder = locks[file.node], holder != file.lockIdentity { return -Int(EWOULDBLOCK) }
        locks[file.node] = file.lockIdentity
        return 0
    }

    mutating func unlock(_ descriptor: Int32) -> Int {
        guard let file = file(descriptor) else { return -Int(EBADF) }
        if locks[file.node] == file.lockIdentity { locks[file.node] = nil }
        return 0
    }
}
