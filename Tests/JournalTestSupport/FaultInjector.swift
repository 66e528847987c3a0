import Glibc
import Synchronization

import KirikaeJournal

/// Live system calls that are counted and of which chosen ones fail.
package final class FaultInjector: Sendable {
    package enum Fault: Equatable {
        /// The call does nothing and fails with this `errno`.
        case error(Int32)
        /// A write writes half of its bytes.
        case shortWrite
        /// A write writes half of its bytes, and every later call fails with this `errno`, as on a full disk.
        case shortWriteThenError(Int32)

        /// Whether only the call of a write can be chosen.
        package var needsWrite: Bool {
            if case .error = self { false } else { true }
        }
    }

    package struct Event: Equatable {
        package var call: SystemCall
        package var descriptor: Int32
    }

    private struct State {
        package var events: [Event] = []
        var firedAt: [Int] = []
    }

    private let state = Mutex(State())
    private let fault: Fault?
    private let firstIndex: Int
    private let isSticky: Bool
    private let only: SystemCall?

    /// - Parameters:
    ///   - fault: nil only counts.
    ///   - firstIndex: which call fails, from 0; counted among calls of the kind `only` when that is given.
    ///   - isSticky: true when every later call fails as well.
    package init(_ fault: Fault? = nil, at firstIndex: Int = 0, isSticky: Bool = false, only: SystemCall? = nil) {
        self.fault = fault
        self.firstIndex = firstIndex
        self.isSticky = isSticky
        self.only = only
    }

    package var events: [Event] { state.withLock { $0.events } }

    /// Indices into `events` of the calls that were made to fail.
    package var firedAt: [Int] { state.withLock { $0.firedAt } }

    private func fault(for call: SystemCall, _ descriptor: Int32) -> Fault? {
        state.withLock { state in
            let index = only == nil ? state.events.count : state.events.count { $0.call == only }
            state.events.append(Event(call: call, descriptor: descriptor))
            guard let fault, only == nil || only == call else { return nil }
            let isWrite = call == .write || call == .pwrite64
            var chosen: Fault?
            switch fault {
            case .error: chosen = index == firstIndex || (isSticky && index > firstIndex) ? fault : nil
            case .shortWrite: chosen = index == firstIndex && isWrite ? fault : nil
            case .shortWriteThenError(let number):
                if index == firstIndex, isWrite { chosen = .shortWrite }
                if index > firstIndex, !state.firedAt.isEmpty { chosen = .error(number) }
            }
            if chosen != nil { state.firedAt.append(state.events.count - 1) }
            return chosen
        }
    }

    private func run(_ call: SystemCall, _ descriptor: Int32, _ live: () -> Int) -> Int {
        guard case .error(let number) = fault(for: call, descriptor) else { return live() }
        return -Int(number)
    }

    private func runWrite(
        _ call: SystemCall, _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer,
        _ live: (UnsafeRawBufferPointer) -> Int
    ) -> Int {
        switch fault(for: call, descriptor) {
        case nil: live(bytes)
        case .error(let number): -Int(number)
        case .shortWrite, .shortWriteThenError:
            live(UnsafeRawBufferPointer(rebasing: bytes[..<max(1, bytes.count / 2)]))
        }
    }

    /// The same calls, with something that happens before each of them but `close`.
    package func calls(before body: @escaping @Sendable () -> Void) -> FileSystemCalls {
        let inner = calls
        var calls = inner
        calls.open = {
            body()
            return inner.open($0, $1, $2, $3)
        }
        calls.status = {
            body()
            return inner.status($0, &$1)
        }
        calls.statusOfName = {
            body()
            return inner.statusOfName($0, $1, &$2)
        }
        calls.read = {
            body()
            return inner.read($0, $1, $2)
        }
        calls.write = {
            body()
            return inner.write($0, $1)
        }
        calls.writeAtOffset = {
            body()
            return inner.writeAtOffset($0, $1, $2)
        }
        calls.rename = {
            body()
            return inner.rename($0, $1, $2)
        }
        calls.link = {
            body()
            return inner.link($0, $1, $2)
        }
        calls.synchronize = {
            body()
            return inner.synchronize($0)
        }
        calls.synchronizeData = {
            body()
            return inner.synchronizeData($0)
        }
        calls.lock = {
            body()
            return inner.lock($0)
        }
        calls.listNames = {
            body()
            return inner.listNames($0, &$1)
        }
        return calls
    }

    package var calls: FileSystemCalls {
        let live = FileSystemCalls.live
        return FileSystemCalls(
            open: { directory, path, flags, permissions in
                self.run(.openat, directory) { live.open(directory, path, flags, permissions) }
            },
            makeDirectory: { directory, name, permissions in
                self.run(.mkdirat, directory) { live.makeDirectory(directory, name, permissions) }
            },
            status: { descriptor, status in
                let number = self.run(.fstat, descriptor) { 0 }
                return number < 0 ? number : live.status(descriptor, &status)
            },
            statusOfName: { directory, name, status in
                let number = self.run(.statx, directory) { 0 }
                return number < 0 ? number : live.statusOfName(directory, name, &status)
            },
            read: { descriptor, buffer, offset in
                self.run(.pread64, descriptor) { live.read(descriptor, buffer, offset) }
            },
            write: { descriptor, bytes in
                self.runWrite(.write, descriptor, bytes) { live.write(descriptor, $0) }
            },
            writeAtOffset: { descriptor, bytes, offset in
                self.runWrite(.pwrite64, descriptor, bytes) { live.writeAtOffset(descriptor, $0, offset) }
            },
            truncate: { descriptor, byteCount in
                self.run(.ftruncate, descriptor) { live.truncate(descriptor, byteCount) }
            },
            rename: { directory, old, new in
                self.run(.renameat, directory) { live.rename(directory, old, new) }
            },
            link: { directory, old, new in self.run(.linkat, directory) { live.link(directory, old, new) } },
            synchronize: { descriptor in self.run(.fsync, descriptor) { live.synchronize(descriptor) } },
            synchronizeData: { descriptor in self.run(.fdatasync, descriptor) { live.synchronizeData(descriptor) } },
            discardCached: { descriptor in self.run(.fadvise64, descriptor) { live.discardCached(descriptor) } },
            lock: { descriptor in self.run(.flock, descriptor) { live.lock(descriptor) } },
            unlock: { descriptor in self.run(.flock, descriptor) { live.unlock(descriptor) } },
            duplicateAboveStandard: { descriptor in
                self.run(.fcntl, descriptor) { live.duplicateAboveStandard(descriptor) }
            },
            listNames: { descriptor, names in
                let number = self.run(.getdents64, descriptor) { 0 }
                return number < 0 ? number : live.listNames(descriptor, &names)
            },
            close: { descriptor in
                // The descriptor is closed in any case, as Linux does when close reports an error.
                let result = live.close(descriptor)
                return self.run(.close, descriptor) { result }
            },
            effectiveUser: live.effectiveUser)
    }
}
