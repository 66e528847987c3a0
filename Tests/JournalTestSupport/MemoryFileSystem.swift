import Glibc
import KirikaeJournal
import Synchronization

/// A file system in memory that knows which of its changes are durable.
///
/// It does what the journal asks of Linux: directories, files, descriptors, exclusive creation, appending, `flock` for each open file,
/// and durability as POSIX promises it, not as a usual file system happens to give it. A change is durable once the very file or
/// directory it belongs to was synchronized with success, and no earlier. A failed synchronization drops what was not
/// durable yet although it can still be read: the next one succeeds all the same, as on Linux.
package final class MemoryFileSystem: Sendable {
    /// What happened, in order.
    package enum Entry: Sendable, Equatable {
        /// Something changed.
        case change(DiskChange)
        /// A file or directory became durable.
        case synchronized(Int)
        /// Somebody was told that so many records are durable, or acted as if they were.
        case promise(Int)
    }

    struct OpenFile {
        var node: Int
        var appends: Bool
        var isOpen = true
        /// Descriptors that are copies of one another share a lock.
        var lockIdentity: Int32
        var syncHasFailed = false
    }

    struct State {
        var current: DiskImage
        var durable: DiskImage
        var pending: [DiskChange] = []
        var log: [Entry] = []
        var keepsLog = false
        var files: [OpenFile] = []
        /// Who holds the lock of a file, by its number.
        var locks: [Int: Int32] = [:]
        var faults: [ArmedFault] = []
        var counts = [Int](repeating: 0, count: SystemCall.allCases.count)
        var callCount = 0
        var fired: [SystemCall] = []
        var isProcessEnded = false
        /// Second synchronizations of a descriptor of which one had failed.
        var retriedSyncs = 0
        /// Whether a file may have several names.
        var hasLinks = false
    }

    private static let user: UInt32 = 1000

    let state: Mutex<State>

    /// Mounts a disk; everything on it is durable.
    ///
    /// - Parameters:
    ///   - image: what is on it.
    ///   - keepsLog: whether everything that happens is kept, for `CrashStates`.
    package init(_ image: DiskImage = DiskImage(), keepsLog: Bool = false) {
        state = Mutex(State(current: image, durable: image, keepsLog: keepsLog))
    }

    /// What processes see.
    package var current: DiskImage { state.withLock { $0.current } }
    /// Everything that happened; empty unless it is kept.
    package var log: [Entry] { state.withLock { $0.log } }
    /// How many system calls were made.
    package var callCount: Int { state.withLock { $0.callCount } }
    /// The calls that were made to fail.
    package var fired: [SystemCall] { state.withLock { $0.fired } }
    /// How often a descriptor was synchronized again after that had failed.
    package var retriedSyncs: Int { state.withLock { $0.retriedSyncs } }
    /// Whether an armed fault has ended the process that uses it.
    package var isProcessEnded: Bool { state.withLock { $0.isProcessEnded } }

    /// Lets one system call go wrong; several may be armed.
    package func arm(_ fault: ArmedFault) { state.withLock { $0.faults.append(fault) } }

    /// Notes that somebody relies on so many records.
    package func promise(_ recordCount: Int) {
        state.withLock { if $0.keepsLog { $0.log.append(.promise(recordCount)) } }
    }

    /// The size of the durable part of a file, counted from its start up to the first byte that is not durable.
    package func durableBytes(at path: String) -> Int {
        state.withLock { state in
            guard let node = state.current.node(at: path), state.durable.node(at: path) == node else { return 0 }
            let count = state.durable.nodes[node].bytes.count
            return state.pending.reduce(count) { least, change in
                guard change.node == node else { return least }
                switch change {
                case .write(_, let offset, _): return min(least, offset)
                case .truncate(_, let byteCount): return min(least, byteCount)
                case .enter, .rename: return least
                }
            }
        }
    }

    /// The size of a file; 0 if there is none.
    package func byteCount(at path: String) -> Int {
        state.withLock { state in state.current.node(at: path).map { state.current.nodes[$0].bytes.count } ?? 0 }
    }

    /// Whether the durable bytes of a file hold these, from an offset on.
    package func isDurable(_ path: String, upTo byteCount: Int) -> Bool {
        durableBytes(at: path) >= byteCount
    }

    /// Changes a file behind everybody's back, durably.
    package func replace(_ path: String, with bytes: [UInt8]) {
        state.withLock { state in
            guard let node = state.current.node(at: path) else { return }
            state.current.nodes[node].bytes = bytes
            state.durable.grow(to: node)
            state.durable.nodes[node].bytes = bytes
            state.pending.removeAll { $0.node == node }
        }
    }

    /// Takes a name away behind everybody's back, durably.
    package func remove(_ path: String) {
        state.withLock { state in
            let names = path.split(separator: "/").map(String.init)
            guard let name = names.last,
                let directory = state.current.node(at: names.dropLast().joined(separator: "/"))
            else { return }
            state.current.nodes[directory].entries[name] = nil
            state.durable.nodes[directory].entries[name] = nil
            state.pending.removeAll { change in
                if case .enter(directory, name, _, _) = change { true } else { false }
            }
        }
    }

    /// Ends the process that used it: descriptors and locks are gone, everything written stays.
    package func endProcess() {
        state.withLock { state in
            for index in state.files.indices { state.files[index].isOpen = false }
            state.locks = [:]
            state.faults = []
            state.counts = [Int](repeating: 0, count: SystemCall.allCases.count)
            state.isProcessEnded = false
        }
    }

    /// What is on the disk after a power cut, of what is not durable a part that `choose` decides on.
    ///
    /// - Parameter choose: given the number of pending changes, which of them reached the disk, and how many bytes of the last.
    package func imageAfterPowerCut(_ choose: (Int) -> (kept: [Bool], lastBytes: Int?)) -> DiskImage {
        state.withLock { state in
            var image = state.durable
            let (kept, lastBytes) = choose(state.pending.count)
            for (index, change) in state.pending.enumerated() where kept[index] {
                if index == state.pending.count - 1, let lastBytes,
                    case .write(let node, let offset, let bytes) = change
                {
                    image.apply(.write(node: node, offset: offset, bytes: Array(bytes.prefix(lastBytes))))
                } else {
                    image.apply(change)
                }
            }
            return image
        }
    }
}

// MARK: Calls

extension MemoryFileSystem {
    /// The calls of a process that uses it.
    package var calls: FileSystemCalls {
        FileSystemCalls(
            open: { directory, path, flags, _ in
                self.perform(.openat) { $0.open(directory, path, flags) }
            },
            makeDirectory: { directory, name, _ in
                self.perform(.mkdirat) { $0.makeDirectory(directory, name) }
            },
            status: { descriptor, status in
                let failure = self.perform(.fstat) { $0.file(descriptor) == nil ? -Int(EBADF) : 0 }
                guard failure >= 0 else { return failure }
                return self.state.withLock { $0.status(descriptor, &status, user: Self.user) }
            },
            statusOfName: { directory, name, status in
                let failure = self.perform(.statx) { $0.file(directory) == nil ? -Int(EBADF) : 0 }
                guard failure >= 0 else { return failure }
                return self.state.withLock { $0.status(directory, name, &status, user: Self.user) }
            },
            read: { descriptor, buffer, offset in
                self.perform(.pread64) { $0.read(descriptor, buffer, offset) }
            },
            write: { descriptor, bytes in
                self.performWrite(.write, bytes) { $0.write(descriptor, $1, at: nil) }
            },
            writeAtOffset: { descriptor, bytes, offset in
                self.performWrite(.pwrite64, bytes) { $0.write(descriptor, $1, at: offset) }
            },
            truncate: { descriptor, byteCount in
                self.perform(.ftruncate) { $0.truncate(descriptor, byteCount) }
            },
            rename: { directory, old, new in self.perform(.renameat) { $0.rename(directory, old, new) } },
            link: { directory, old, new in self.perform(.linkat) { $0.link(directory, old, new) } },
            synchronize: { descriptor in self.synchronize(.fsync, descriptor) },
            synchronizeData: { descriptor in self.synchronize(.fdatasync, descriptor) },
            discardCached: { descriptor in self.perform(.fadvise64) { $0.discardCached(descriptor) } },
            lock: { descriptor in self.perform(.flock) { $0.lock(descriptor) } },
            unlock: { descriptor in self.perform(.flock) { $0.unlock(descriptor) } },
            duplicateAboveStandard: { descriptor in self.perform(.fcntl) { $0.duplicate(descriptor) } },
            listNames: { descriptor, names in
                let failure = self.perform(.getdents64) { $0.file(descriptor) == nil ? -Int(EBADF) : 0 }
                guard failure >= 0 else { return failure }
                return self.state.withLock { state in
                    guard let file = state.file(descriptor) else { return -Int(EBADF) }
                    names += state.current.nodes[file.node].entries.keys
                    return 0
                }
            },
            // A descriptor is closed also by a process that has ended, and when close reports an error.
            close: { descriptor in self.state.withLock { $0.close(descriptor) } },
            effectiveUser: { Self.user })
    }

    private func perform(_ call: SystemCall, _ body: (inout State) -> Int) -> Int {
        state.withLock { state in
            switch state.fault(of: call) {
            case nil, .shortWrite: return body(&state)
            case .error(let number): return -Int(number)
            case .endBefore: return -Int(EIO)
            case .endAfter:
                _ = body(&state)
                return -Int(EIO)
            }
        }
    }

    private func performWrite(
        _ call: SystemCall, _ bytes: UnsafeRawBufferPointer, _ body: (inout State, UnsafeRawBufferPointer) -> Int
    ) -> Int {
        state.withLock { state in
            switch state.fault(of: call) {
            case nil: return body(&state, bytes)
            case .shortWrite: return body(&state, UnsafeRawBufferPointer(rebasing: bytes[..<max(1, bytes.count / 2)]))
            case .error(let number): return -Int(number)
            case .endBefore: return -Int(EIO)
            case .endAfter:
                _ = body(&state, bytes)
                return -Int(EIO)
            }
        }
    }

    /// A sync that fails drops what it should have made durable.
    private func synchronize(_ call: SystemCall, _ descriptor: Int32) -> Int {
        state.withLock { state in
            guard let index = state.index(descriptor) else { return -Int(EBADF) }
            let node = state.files[index].node
            if state.files[index].syncHasFailed { state.retriedSyncs += 1 }
            let fault = state.fault(of: call)
            switch fault {
            case nil, .shortWrite, .endAfter:
                state.makeDurable(node)
                return fault == .endAfter ? -Int(EIO) : 0
            case .endBefore: return -Int(EIO)
            case .error(let number):
                state.files[index].syncHasFailed = true
                // Names stay in the file system's own journal, or it stops as a whole; the contents of files do not.
                if !state.current.nodes[node].isDirectory { state.pending.removeAll { $0.node == node } }
                return -Int(number)
            }
        }
    }
}
