import Glibc
import KirikaeDiagnostics
import KirikaeRunbook

/// Whether the hosts of an environment have what plans start there.
struct HostLooks {
    let environment: Environment
    let programs: [String: Set<String>]

    var looks: [ReadinessLook] {
        environment.hosts.sorted { $0.key < $1.key }.flatMap { name, host in
            local(name, host)
        }
    }

    private func local(_ name: String, _ host: Environment.Host) -> [ReadinessLook] {
        let directory = ReadinessLook(
            .host, name, title: host.title, expected: .directoryEntered(host.directory)
        ) { _ in LocalPath(host.directory).problem(as: .directory) }
        return [directory]
            + (programs[name] ?? []).sorted().map { program in
                let path = "\(host.directory)/\(program)"
                return ReadinessLook(.program, "\(name)/\(program)", expected: .executed(path)) { _ in
                    // A runbook names a program; the environment says in which directory it is.
                    program.contains("/") || program.isEmpty
                        ? .nameRefused(program) : LocalPath(path).problem(as: .executable)
                }
            }
    }
}

/// A path of this machine.
struct LocalPath {
    /// What should be there.
    enum Purpose {
        case directory, executable, file
    }

    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Why it is not what it should be; nil if it is.
    func problem(as purpose: Purpose) -> ReadinessProblem? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing(errno) : .notLookedAt(.reason(ofErrorNumber: errno))
        }
        let type = status.st_mode & mode_t(S_IFMT)
        switch purpose {
        case .directory:
            guard type == mode_t(S_IFDIR) else { return .wrongType(purpose) }
            return access(path, X_OK) == 0 ? nil : .noPermission(purpose)
        case .executable:
            guard type == mode_t(S_IFREG) else { return .wrongType(purpose) }
            return access(path, X_OK) == 0 ? nil : .noPermission(purpose)
        case .file:
            guard type == mode_t(S_IFREG) else { return .wrongType(purpose) }
            return access(path, R_OK) == 0 ? nil : .noPermission(purpose)
        }
    }
}
