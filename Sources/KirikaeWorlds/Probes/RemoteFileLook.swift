import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Looks at a file of a host that is reached by ssh, by the programs that every Linux has.
///
/// Neither of them changes anything. The file is looked at before it is read, so that neither a link nor a pipe is.
struct RemoteFileLook {
    let probe: FileProbe
    let hostName: String
    let environment: Environment

    /// Where `stat` and `sha256sum` are.
    private static let directory = "/usr/bin"

    /// What is seen.
    func look() async -> FileLook.Sight {
        guard environment.hosts[hostName]?.ssh?.system == .linux else {
            return .refused(.unavailable, "\(hostName): stat, sha256sum")
        }
        // Its type and rights in hexadecimal, its size, when it was changed.
        switch await run(["stat", "-c", "%f,%s,%Y", "--", probe.path]) {
        case .nothing(let reason): return .refused(.notReadable, reason)
        case .ended(.code(0), let printed): return await read(String(decoding: printed, as: UTF8.self)[...].trimmed)
        case .ended(_, let printed): return Self.sight(ofError: String(decoding: printed, as: UTF8.self)[...].trimmed)
        }
    }

    /// What an error of `stat` means.
    static func sight(ofError text: String) -> FileLook.Sight {
        let endings = ["No such file or directory", "Not a directory"]
        return endings.contains { text.hasSuffix($0) } ? .absent : .refused(.notReadable, text)
    }

    private func read(_ status: String) async -> FileLook.Sight {
        let parts = status.split(separator: ",")
        guard parts.count == 3, let mode = Int(parts[0], radix: 16), let size = Int(parts[1]),
            let modified = Int64(parts[2])
        else { return .refused(.notReadable, status) }
        // S_IFMT, S_IFLNK and S_IFREG have the same numbers on every Linux.
        switch mode & 0o170000 {
        case 0o100000: break
        case 0o120000: return .refused(.link, probe.path)
        default: return .refused(.notAFile, probe.path)
        }
        guard size <= probe.maximumBytes else { return .file(size: size, modifiedSeconds: modified, sha256: nil) }
        switch await run(["sha256sum", "-b", "--", probe.path]) {
        case .nothing(let reason): return .refused(.notReadable, reason)
        case .ended(.code(0), let printed):
            // A name with a line feed or a backslash makes it put a backslash before the line.
            let line = String(decoding: printed, as: UTF8.self)
            let hash = String(line.drop { $0 == "\\" }.prefix(64))
            guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else { return .refused(.notReadable, line) }
            return .file(size: size, modifiedSeconds: modified, sha256: hash)
        case .ended(_, let printed):
            return .refused(.notReadable, String(decoding: printed, as: UTF8.self)[...].trimmed)
        }
    }

    private func run(_ arguments: [String]) async -> CommandProbe.Ending {
        // The programs of the host are in a directory of its own; these are in the system's.
        var environment = environment
        environment.hosts[hostName]?.directory = Self.directory
        return await CommandProbe(environment: environment).run(arguments, on: hostName, timeout: probe.timeout)
    }
}
