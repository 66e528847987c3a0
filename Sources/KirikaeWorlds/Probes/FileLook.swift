import Crypto
import Glibc
import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization

/// Looks at a variable by a file, of this machine or of a host that is reached by ssh.
struct FileLook {
    let probe: FileProbe
    let environment: Environment

    /// What a look at a file found.
    enum Sight: Sendable, Equatable {
        /// There is none.
        case absent
        /// It cannot be used, and why.
        case refused(ProbeFailure, String)
        /// A regular file; without a hash where it is larger than allowed.
        case file(size: Int, modifiedSeconds: Int64, sha256: String?)
    }

    /// The value, and what it rests on.
    func find() async -> ProbeFinding {
        guard let name = probe.host, let host = environment.hosts[name], host.ssh != nil else {
            return finding(await lookHere())
        }
        return finding(await RemoteFileLook(probe: probe, hostName: name, environment: environment).look())
    }

    /// Looks at a file of this machine.
    ///
    /// A disk that hangs is left behind with its thread once the time is over.
    private func lookHere() async -> Sight {
        let path = probe.path
        let maximum = probe.maximumBytes
        return await withCheckedContinuation { continuation in
            let open = OnceContinuation(continuation)
            let timer = Task { [timeout = probe.timeout.count] in
                try await Task.sleep(for: .milliseconds(timeout))
                open.resume(.refused(.timedOut, path))
            }
            do throws(SystemCallError) {
                try DedicatedThread.start {
                    open.resume(Self.look(at: path, maximumBytes: maximum))
                    timer.cancel()
                }
            } catch {
                timer.cancel()
                open.resume(.refused(.unavailable, error.description))
            }
        }
    }

    /// What is to be said of what was seen.
    func finding(_ sight: Sight) -> ProbeFinding {
        var evidence = ProbeEvidence()
        evidence.add("host", probe.host)
        evidence.add("path", probe.path)
        switch sight {
        case .absent:
            evidence.add("size", "-")
            let reading = probe.absent.map { Reading.value($0) } ?? ProbeFailure.noFile.reading(probe.path)
            return ProbeFinding(reading, evidence: evidence.values)
        case .refused(let failure, let detail): return ProbeFinding(failure.reading(detail), evidence: evidence.values)
        case .file(let size, let modified, let hash):
            evidence.add("size", "\(size)")
            evidence.add("modified", Self.written(modified))
            evidence.add("sha256", hash)
            switch probe.judgement {
            case .presence(let value): return ProbeFinding(.value(value), evidence: evidence.values)
            case .hash(let values):
                guard let hash else {
                    return ProbeFinding(ProbeFailure.fileTooLarge.reading("\(size)"), evidence: evidence.values)
                }
                let reading = values[hash].map { Reading.value($0) } ?? ProbeFailure.unknownHash.reading(hash)
                return ProbeFinding(reading, evidence: evidence.values)
            }
        }
    }

    /// Reads a file, if it is one: neither a link nor a pipe that would never end.
    static func look(at path: String, maximumBytes: Int) -> Sight {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: return .absent
            case ELOOP: return .refused(.link, path)
            default: return .refused(.notReadable, String(cString: strerror(errno)))
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .refused(.notReadable, String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .refused(.notAFile, path) }
        let size = Int(status.st_size)
        let modified = Int64(status.st_mtim.tv_sec)
        guard size <= maximumBytes else { return .file(size: size, modifiedSeconds: modified, sha256: nil) }
        var function = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var total = 0
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return .refused(.notReadable, String(cString: strerror(errno))) }
            if count == 0 { break }
            total += count
            // Somebody appends to it faster than it was measured.
            guard total <= maximumBytes else { return .file(size: total, modifiedSeconds: modified, sha256: nil) }
            function.update(data: buffer[..<count])
        }
        let digits = Array("0123456789abcdef".utf8)
        let text = function.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return .file(size: total, modifiedSeconds: modified, sha256: String(decoding: text, as: UTF8.self))
    }

    /// A time as it stands in the record: `2026-11-23T17:04:37Z`.
    private static func written(_ seconds: Int64) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A continuation that whoever comes first resumes; later ones are not heard.
private final class OnceContinuation<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, Never>?>

    init(_ continuation: CheckedContinuation<Value, Never>) { self.continuation = Mutex(continuation) }

    func resume(_ value: Value) {
        let waiting = continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        waiting?.resume(returning: value)
    }
}
