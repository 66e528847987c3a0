import Glibc
import Synchronization

/// Watches one child on a thread of its own, from its start until it has been collected.
///
/// The thread is the only one that reads the child's output and the only one that waits for the child; it does so exactly
/// once. Others ask it through ``State``, whose lock also keeps a signal from reaching a number that has been given back.
final class ChildMonitor: Sendable {
    struct State: ~Copyable {
        /// The engine's end of the channel; `nil` once the child has ended.
        var channel: OwnedDescriptor?
        /// Set under the lock together with `waitpid`.
        ///
        /// From then on the number may belong to another process.
        var isReaped = false
        /// When to end what is left of the child by force (monotonic milliseconds), if it was asked to end.
        var killTimeMilliseconds: Int?
        /// Whether that has been done.
        var isKilled = false
    }

    /// After so many interruptions in a row nobody knows how the child ended, so that no loop is endless.
    private static let maximumInterruptions = 100
    private static let tickMilliseconds = 100
    private static let readSizeBytes = 65_536
    /// What may at most be left in a pipe or terminal when the child has ended (Linux, `pipe-max-size`, is 1 MiB).
    ///
    /// A grandchild that goes on writing for ever must not keep the monitor reading for ever.
    private static let drainLimitBytes = 2 << 20

    /// How much may wait to be read before the child is made to wait, and how often that is looked at again.
    private static let backlogLimitBytes = 4 << 20
    private static let backlogTickMilliseconds = 5

    /// Bytes that were reported and that nobody has read yet.
    private let backlogBytes = Atomic<Int>(0)
    private let isBeingRead = Atomic<Bool>(false)
    private let pid: pid_t
    /// What is signalled: the child's group, or the child alone where it is in the group of this program.
    private let target: pid_t
    private let hasTerminal: Bool
    private let processDescriptor: OwnedDescriptor
    private let channelNumber: Int32
    private let state: Mutex<State>
    private let continuation: AsyncStream<ChildEvent>.Continuation

    init(
        pid: pid_t, leadsGroup: Bool, hasTerminal: Bool, channel: consuming OwnedDescriptor,
        processDescriptor: consuming OwnedDescriptor, continuation: AsyncStream<ChildEvent>.Continuation
    ) {
        self.pid = pid
        target = leadsGroup ? -pid : pid
        self.hasTerminal = hasTerminal
        self.processDescriptor = processDescriptor
        channelNumber = channel.rawValue
        state = Mutex(State(channel: channel))
        self.continuation = continuation
    }

    // MARK: - The thread

    /// Runs until the child has ended and all its output is delivered.
    func run() {
        var isOutputOpen = true
        var hasEnded = false
        var lastOutput = MonotonicClock.nowMilliseconds()
        var lastReport = lastOutput
        var buffer = [UInt8](repeating: 0, count: Self.readSizeBytes)
        while !(hasEnded && mayCollect(isOutputOpen: isOutputOpen)) {
            // Whoever reads is slower than the child: it waits in its write until there is room.
            let isFull =
                !hasEnded && isBeingRead.load(ordering: .relaxed)
                && backlogBytes.load(ordering: .relaxed) > Self.backlogLimitBytes
            // A negative descriptor is passed over by `poll`.
            var watched = [
                pollfd(fd: isOutputOpen && !isFull ? channelNumber : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: hasEnded ? -1 : processDescriptor.rawValue, events: Int16(POLLIN), revents: 0),
            ]
            let elapsed = MonotonicClock.nowMilliseconds() - lastReport
            let wait = max(1, Self.tickMilliseconds - elapsed)
            poll(&watched, 2, Int32(isFull ? min(wait, Self.backlogTickMilliseconds) : wait))
            if watched[0].revents != 0 {
                switch read(into: &buffer) {
                case .bytes(let bytes):
                    lastOutput = MonotonicClock.nowMilliseconds()
                    lastReport = lastOutput
                    backlogBytes.add(bytes.count, ordering: .relaxed)
                    continuation.yield(.output(bytes))
                case .nothing:
                    break
                case .closed:
                    isOutputOpen = false
                }
            }
            hasEnded = hasEnded || watched[1].revents != 0
            killIfDue()
            let now = MonotonicClock.nowMilliseconds()
            if now - lastReport >= Self.tickMilliseconds {
                lastReport = now
                continuation.yield(.silence(milliseconds: now - lastOutput))
            }
        }
        let exit = collect()
        if isOutputOpen { drain(&buffer) }
        state.withLock { $0.channel = nil }
        continuation.yield(.exited(exit))
        continuation.finish()
    }

    /// Whether a child that has ended may be collected now.
    ///
    /// If it was asked to end, the rest of its group gets the same time for it: as long as the child is not collected its
    /// number is also the group's, and the group can still be ended by force.
    private func mayCollect(isOutputOpen: Bool) -> Bool {
        state.withLock { $0.killTimeMilliseconds == nil || $0.isKilled || !isOutputOpen }
    }

    private func killIfDue() {
        state.withLock { state in
            guard let time = state.killTimeMilliseconds, !state.isKilled, !state.isReaped,
                MonotonicClock.nowMilliseconds() >= time
            else { return }
            kill(target, SIGKILL)
            state.isKilled = true
        }
    }

    private func collect() -> ChildExit {
        state.withLock { state in
            var status: Int32 = 0
            var result: pid_t
            var interruptions = 0
            repeat {
                result = waitpid(pid, &status, 0)
                interruptions += 1
            } while result == -1 && errno == EINTR && interruptions < Self.maximumInterruptions
            let errorNumber = errno
            state.isReaped = true
            guard result == pid else { return .unknown(errorNumber: errorNumber) }
            // wait(2): the low seven bits are the signal, 0 for an exit; the exit code is in the next eight.
            let signal = status & 0x7F
            return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
        }
    }

    private enum ReadResult {
        case bytes([UInt8])
        case nothing
        case closed
    }

    private func read(into buffer: inout [UInt8]) -> ReadResult {
        let count = Glibc.read(channelNumber, &buffer, buffer.count)
        if count > 0 { return .bytes(Array(buffer[..<count])) }
        if count < 0, errno == EINTR || errno == EAGAIN { return .nothing }
        // 0: no writer is left on the pipe. EIO: nobody has the terminal open any more.
        return .closed
    }

    private func drain(_ buffer: inout [UInt8]) {
        var leftCount = Self.drainLimitBytes
        while leftCount > 0, case .bytes(let bytes) = read(into: &buffer) {
            leftCount -= bytes.count
            backlogBytes.add(bytes.count, ordering: .relaxed)
            continuation.yield(.output(bytes))
        }
    }

    // MARK: - What others ask for

    /// Somebody begins to read the events.
    func beginDelivery() { isBeingRead.store(true, ordering: .relaxed) }

    /// So many bytes of output were read.
    func delivered(byteCount: Int) { backlogBytes.subtract(byteCount, ordering: .relaxed) }

    /// Asks the child's group to end, and ends it by force when the grace is over.
    ///
    /// Does nothing to a child that ended.
    func terminate(graceMilliseconds: Int) {
        state.withLock { state in
            guard !state.isReaped else { return }
            kill(target, SIGTERM)
            if hasTerminal { kill(target, SIGHUP) }
            // A stopped process would never see the others.
            kill(target, SIGCONT)
            let time = MonotonicClock.nowMilliseconds() + max(0, graceMilliseconds)
            state.killTimeMilliseconds = min(time, state.killTimeMilliseconds ?? time)
        }
    }

    /// A descriptor of the terminal to write to, which stays valid whatever the thread does.
    func writingDescriptor() throws(ChildProcessError) -> OwnedDescriptor {
        guard hasTerminal else { throw .noTerminal }
        let duplicate: OwnedDescriptor?
        do throws(SystemCallError) {
            duplicate = try state.withLock { state throws(SystemCallError) in try state.channel?.duplicated() }
        } catch {
            throw .systemCall(error)
        }
        guard let duplicate else { throw .notRunning }
        return duplicate
    }
}
