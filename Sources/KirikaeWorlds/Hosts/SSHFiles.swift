import Glibc
import KirikaeProcess
import KirikaeRunbook

/// The files that one ssh reads and writes: the keys by which hosts are known, and what it writes down.
///
/// They are in memory and gone with this object, which must outlive the ssh.
/// Ssh closes every descriptor it is given, so they are named by those of this process.
final class SSHFiles: Sendable {
    private struct Log {
        var host: String
        var descriptor: Int32
    }

    private let logs: [Log]
    private let knownHosts: [Int32]

    /// What of a log is read at most.
    private static let mostLogBytes = 1 << 20

    /// Makes files for the machines on the way.
    ///
    /// - Parameter hops: the name of each in the environment, and the keys by which it is known.
    init(_ hops: [(name: String, knownHosts: [UInt8])]) throws(SystemCallError) {
        var logs: [Log] = []
        var knownHosts: [Int32] = []
        do throws(SystemCallError) {
            for hop in hops {
                logs.append(Log(host: hop.name, descriptor: try MemoryFile.make([])))
                knownHosts.append(try MemoryFile.make(hop.knownHosts))
            }
        } catch {
            for descriptor in logs.map(\.descriptor) + knownHosts { close(descriptor) }
            throw error
        }
        self.logs = logs
        self.knownHosts = knownHosts
    }

    deinit {
        for descriptor in logs.map(\.descriptor) + knownHosts { close(descriptor) }
    }

    /// Where another process finds the keys of a machine on the way.
    func knownHostsPath(_ index: Int) -> String { Self.path(of: knownHosts[index]) }

    /// Where another process writes what happens to a machine on the way.
    func logPath(_ index: Int) -> String { Self.path(of: logs[index].descriptor) }

    /// What was written so far.
    var log: SSHLog { SSHLog(parts: logs.map { .init(host: $0.host, text: Self.text($0.descriptor)) }) }

    private static func path(of descriptor: Int32) -> String { "/proc/\(getpid())/fd/\(descriptor)" }

    private static func text(_ descriptor: Int32) -> String {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return "" }
        // What matters stands at both ends: why it failed last, and that the program began in the middle of little else.
        let size = min(Int(status.st_size), mostLogBytes)
        var bytes = [UInt8](repeating: 0, count: size)
        let count = pread(descriptor, &bytes, size, off_t(Int(status.st_size) - size))
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
