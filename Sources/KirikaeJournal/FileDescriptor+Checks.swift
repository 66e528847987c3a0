extension FileDescriptor {
    /// Refuses everything but a regular file; enough for reading a copy that someone else made.
    @discardableResult
    func requireRegularFile() throws(JournalError) -> FileStatus {
        let status = try status()
        guard status.kind == .regularFile else { throw .notRegularFile(path: path) }
        return status
    }

    /// Refuses a file that someone else could have prepared or could still change.
    @discardableResult
    func requireOwnRegularFile() throws(JournalError) -> FileStatus {
        let status = try requireRegularFile()
        guard status.hardLinkCount == 1 else { throw .severalHardLinks(path: path, count: status.hardLinkCount) }
        try requireOwn(status)
        return status
    }

    /// Refuses a directory in which someone else could replace files.
    func requireOwnDirectory() throws(JournalError) {
        let status = try status()
        guard status.kind == .directory else { throw .notDirectory(path: path) }
        try requireOwn(status)
    }

    /// Refuses what belongs to another user or may be written by others.
    func requireOwn(_ status: FileStatus) throws(JournalError) {
        guard status.owner == calls.effectiveUser() else { throw .wrongOwner(path: path, user: status.owner) }
        guard status.permissions & 0o022 == 0 else {
            throw .unsafePermissions(path: path, permissions: status.permissions)
        }
    }
}
