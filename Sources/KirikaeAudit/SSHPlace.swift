import Glibc
import KirikaeDiagnostics
import KirikaeJournal
import KirikaeProcess

/// A directory of another machine, reached by the `sftp` of OpenSSH.
public struct SSHPlace: Sendable, Hashable, CustomStringConvertible {
    /// Why something was not sent or fetched.
    public struct Failure: Error, Hashable, Sendable {
        /// What the program says.
        public var reason: String
    }

    private static let executablePath = "/usr/bin/sftp"
    private static let limitMilliseconds = 20_000
    /// What is fetched at most: a program that prints for ever must not fill the memory.
    private static let maximumOutputBytes = 1 << 20

    /// `user@host` or `host`.
    public let target: String
    /// The port; nil for the one of the configuration of ssh.
    public let port: Int?
    /// The directory.
    public let path: String
    /// A configuration file for ssh instead of the user's own; nil for that.
    public var configuration: String?

    /// Reads `ssh://[user@]host[:port]/path`; nil for anything else, and for what ssh or sftp could take for something else.
    public init?(_ text: String) {
        let prefix = "ssh://"
        guard text.hasPrefix(prefix), let slash = text.dropFirst(prefix.count).firstIndex(of: "/") else { return nil }
        let authority = text[text.index(text.startIndex, offsetBy: prefix.count)..<slash]
        let path = String(text[slash...])
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let hostAndPort = parts.last else { return nil }
        let pieces = hostAndPort.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(pieces.count), Self.isWord(String(pieces[0])) else { return nil }
        var port: Int?
        if pieces.count == 2 {
            guard let number = Int(pieces[1]), (1...65_535).contains(number), "\(number)" == pieces[1] else {
                return nil
            }
            port = number
        }
        if parts.count == 2, !Self.isWord(String(parts[0])) { return nil }
        guard path.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: "/") }) else { return nil }
        target = (parts.count == 2 ? "\(parts[0])@" : "") + pieces[0]
        self.port = port
        self.path = path
        configuration = getenv("KIRIKAE_SSH_CONFIG").map { String(cString: $0) }
    }

    /// The form that `init` reads.
    public var description: String { "ssh://\(target)\(port.map { ":\($0)" } ?? "")\(path)" }

    /// A name of a host or user: no option, no pattern, nothing that a batch of sftp would read otherwise.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.first != UInt8(ascii: "-") && text.utf8.allSatisfy(isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    // MARK: - Sending and fetching

    /// Puts a file there in one piece; the reason why not, else nil.
    func put(_ bytes: [UInt8], as name: String) async -> String? {
        let draft = "\(path)/.\(name).new"
        do throws(Failure) {
            // -f: on the disk of the other machine before it gets its name.
            _ = try await run(
                ["put -f \(ChildProcessConfiguration.pathOfFile(1)) \(draft)", "rename \(draft) \(path)/\(name)"],
                files: [bytes])
            return nil
        } catch {
            return error.reason
        }
    }

    /// The files whose names fit.
    func files(where isWanted: (String) -> Bool) async throws(Failure) -> [(name: String, bytes: [UInt8])] {
        let listing = try await run(["ls -1 \(path)/"], files: [])
        let names = listing.split(separator: "\n").compactMap { line -> String? in
            guard let name = line.split(separator: "/").last.map(String.init), name.utf8.allSatisfy(Self.isPlain) else {
                return nil
            }
            return isWanted(name) ? name : nil
        }
        guard !names.isEmpty else { return [] }
        let folder = try Self.temporaryFolder()
        defer { Self.remove(folder, names) }
        _ = try await run(names.map { "get \(path)/\($0) \(folder)/\($0)" }, files: [])
        do throws(JournalError) {
            let local = try FileFolder(readingAt: folder)
            var files: [(name: String, bytes: [UInt8])] = []
            for name in names { files.append((name, try local.contents(of: name) ?? [])) }
            return files
        } catch {
            throw Failure(reason: JournalErrorText.text(error).en)
        }
    }

    private static func temporaryFolder() throws(Failure) -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
        var template = Array("\(base)/kirikae-copies-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(reason: "\(base): \(String(cString: strerror(errno)))") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard path.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: "/") }) else {
            rmdir(path)
            throw Failure(reason: "\(path): sftp would read it otherwise")
        }
        return path
    }

    private static func remove(_ folder: String, _ names: [String]) {
        for name in names { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    private func run(_ commands: [String], files: [[UInt8]]) async throws(Failure) -> String {
        let batch = Array((commands.joined(separator: "\n") + "\n").utf8)
        var arguments = ["-b", ChildProcessConfiguration.pathOfFile(0)]
        if let configuration { arguments += ["-F", configuration] }
        // Nobody is there to answer a question, and a host that is not known is not the second place.
        for option in ["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=10", "ClearAllForwardings=yes"] {
            arguments += ["-o", option]
        }
        if let port { arguments += ["-P", "\(port)"] }
        arguments += ["--", target]
        var environment = [("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8")]
        for name in ["HOME", "SSH_AUTH_SOCK"] {
            if let value = getenv(name) { environment.append((name, String(cString: value))) }
        }
        let child: ChildProcess
        do throws(ChildProcessError) {
            child = try ChildProcess.start(
                ChildProcessConfiguration(
                    executablePath: Self.executablePath, arguments: arguments, environment: environment,
                    files: [batch] + files))
        } catch {
            throw Failure(reason: "\(error)")
        }
        return try await output(of: child)
    }

    private func output(of child: ChildProcess) async throws(Failure) -> String {
        let deadline = MonotonicClock.nowMilliseconds() + Self.limitMilliseconds
        var bytes: [UInt8] = []
        var isLate = false
        for await event in child.events {
            switch event {
            case .output(let more): if bytes.count < Self.maximumOutputBytes { bytes += more }
            case .silence: break
            case .exited(let exit):
                let text = String(decoding: bytes, as: UTF8.self)
                if isLate { throw Failure(reason: "no answer within \(Self.limitMilliseconds / 1000) s") }
                if exit == .code(0) { return text }
                let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("sftp> ") }
                throw Failure(reason: lines.isEmpty ? "\(exit)" : lines.suffix(3).joined(separator: "; "))
            }
            if !isLate, MonotonicClock.nowMilliseconds() > deadline {
                isLate = true
                child.terminate(graceMilliseconds: 500)
            }
        }
        throw Failure(reason: "nobody saw how sftp ended")
    }
}
