import Glibc
import Synchronization

/// Counts the writes and syncs of this program.
///
/// The three functions at the end stand before those of the C library for every caller in the program, so what is counted is
/// what the journal really asks of the kernel, not what it says of itself. A sync by another call would be missed and the
/// gate, which wants exactly one, would fail.
enum SystemCallCounter {
    struct Counts: Equatable {
        var writes = 0
        var syncs = 0
    }

    fileprivate static let writes = Atomic<Int>(0)
    fileprivate static let syncs = Atomic<Int>(0)

    private static var now: Counts {
        Counts(writes: writes.load(ordering: .relaxed), syncs: syncs.load(ordering: .relaxed))
    }

    /// The calls made while `body` ran.
    static func count(_ body: () async throws -> Void) async rethrows -> Counts {
        let before = now
        try await body()
        let after = now
        return Counts(writes: after.writes - before.writes, syncs: after.syncs - before.syncs)
    }

    /// The C library's own function of that name; nil if it has none, and then the call fails with `ENOSYS`.
    fileprivate static func next<Function>(_ name: String, as type: Function.Type) -> Function? {
        // RTLD_NEXT, a macro that Swift does not see: the next definition after this program's.
        dlsym(UnsafeMutableRawPointer(bitPattern: -1), name).map { unsafeBitCast($0, to: type) }
    }
}

private typealias WriteFunction = @convention(c) (Int32, UnsafeRawPointer?, Int) -> Int
private typealias SyncFunction = @convention(c) (Int32) -> Int32

private let nextWrite = SystemCallCounter.next("write", as: WriteFunction.self)
private let nextDataSync = SystemCallCounter.next("fdatasync", as: SyncFunction.self)
private let nextSync = SystemCallCounter.next("fsync", as: SyncFunction.self)

/// write(2), counted.
@_cdecl("write")
public func countedWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ byteCount: Int) -> Int {
    SystemCallCounter.writes.add(1, ordering: .relaxed)
    guard let nextWrite else {
        errno = ENOSYS
        return -1
    }
    return nextWrite(descriptor, bytes, byteCount)
}

/// fdatasync(2), counted.
@_cdecl("fdatasync")
public func countedDataSync(_ descriptor: Int32) -> Int32 {
    SystemCallCounter.syncs.add(1, ordering: .relaxed)
    guard let nextDataSync else {
        errno = ENOSYS
        return -1
    }
    return nextDataSync(descriptor)
}

/// fsync(2), counted.
@_cdecl("fsync")
public func countedSync(_ descriptor: Int32) -> Int32 {
    SystemCallCounter.syncs.add(1, ordering: .relaxed)
    guard let nextSync else {
        errno = ENOSYS
        return -1
    }
    return nextSync(descriptor)
}
