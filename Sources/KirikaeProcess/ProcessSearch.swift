import Glibc

/// Finds processes that an earlier engine started and that outlived it.
public enum ProcessSearch {
    /// The processes of this user whose environment, as they were started with it, holds exactly this entry
    /// (`NAME=VALUE`), ordered by number.
    ///
    /// The calling process is left out.
    ///
    /// A process that changed its user, or that does not let itself be looked at, is not found. Throws if `/proc` cannot
    /// be listed: that is not the same as having found nothing.
    public static func findProcesses(environmentEntry: String) throws(SystemCallError) -> [ProcessIdentity] {
        try findProcesses(environmentEntries: [environmentEntry])
    }

    /// The processes of this user whose environment holds one of these entries, ordered by number.
    ///
    /// The process list is read once for all of them.
    public static func findProcesses(
        environmentEntries: Set<String>
    ) throws(SystemCallError) -> [ProcessIdentity] {
        guard !environmentEntries.isEmpty else { return [] }
        let entries = Set(environmentEntries.map { Array($0.utf8) })
        return try listedProcesses().filter { $0 != getpid() }.sorted().compactMap { pid in
            // Nearly all are ruled out by this alone.
            guard isOwn(pid), hasEntry(entries, pid) else { return nil }
            // Looked at before and after: the number may have been given to another process in between.
            guard let identity = ProcessIdentity(pid: pid), hasEntry(entries, pid), identity.exists else { return nil }
            return identity
        }
    }

    private static func hasEntry(_ entries: Set<[UInt8]>, _ pid: Int32) -> Bool {
        guard let environment = ProcessFiles.contents("/proc/\(pid)/environ") else { return false }
        return environment.split(separator: 0).contains { entries.contains(Array($0)) }
    }

    private static func isOwn(_ pid: Int32) -> Bool {
        var status = stat()
        return stat("/proc/\(pid)", &status) == 0 && status.st_uid == getuid()
    }

    private static func listedProcesses() throws(SystemCallError) -> [Int32] {
        guard let directory = opendir("/proc") else { throw SystemCallError(call: "opendir", errorNumber: errno) }
        defer { closedir(directory) }
        var found: [Int32] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw SystemCallError(call: "readdir", errorNumber: errno) }
                return found
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = Int32(name) { found.append(pid) }
        }
    }
}
