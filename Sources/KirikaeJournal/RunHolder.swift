import Glibc

/// Who holds a run, as its lock file says, and what became of that process.
public struct RunHolder: Equatable, Sendable {
    /// What is known of it.
    public enum Condition: Equatable, Sendable {
        /// It runs on this machine.
        case running
        /// It is on this machine and stopped until somebody continues it.
        case stopped
        /// It is not a process of this machine: it runs on another one that shares the disk, or has ended.
        case elsewhere
    }

    /// The process.
    public let process: ProcessIdentity
    /// The number of its ownership.
    public let epoch: Int
    /// What is known of it.
    public let condition: Condition

    /// The holder that the lock file of a run names; nil when there is none, or it gave the run back.
    ///
    /// It needs no lock and changes nothing.
    ///
    /// - Throws: `JournalError` when the file cannot be read or is damaged.
    public init?(of run: RunDirectory) throws(JournalError) {
        let file: FileDescriptor
        do throws(JournalError) {
            file = try run.descriptor.open(RunOwner.fileName, flags: O_RDONLY)
        } catch .missing {
            return nil
        }
        guard let record = try RunOwner.record(in: file), !record.isReleased else { return nil }
        process = record.process
        epoch = record.epoch
        condition = process.isStopped ? .stopped : process.isAlive ? .running : .elsewhere
    }
}
