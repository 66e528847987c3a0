import Glibc
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// Whether the hosts of an environment can be reached, and have what plans start there.
struct HostLooks {
    let environment: Environment
    let programs: [String: Set<String>]

    var looks: [ReadinessLook] {
        let isSSHNeeded = environment.hosts.values.contains { $0.ssh != nil }
        let ssh = ReadinessLook(.host, "ssh", expected: .executed(SSHCommandLine.executablePath)) { _ in
            LocalPath(SSHCommandLine.executablePath).problem(as: .executable)
        }
        return (isSSHNeeded ? [ssh] : [])
            + environment.hosts.sorted { $0.key < $1.key }.flatMap { name, host in
                switch host.ssh?.address {
                case nil: local(name, host)
                case .text: remote(name, host)
                case .detail(let detail): [KnownItems(environment: environment, host: host, detail: detail).look(name)]
                }
            }
    }

    private func names(_ host: String) -> [String] { (programs[host] ?? []).sorted() }

    private func local(_ name: String, _ host: Environment.Host) -> [ReadinessLook] {
        let directory = ReadinessLook(
            .host, name, title: host.title, expected: .directoryEntered(host.directory)
        ) { _ in LocalPath(host.directory).problem(as: .directory) }
        return [directory]
            + names(name).map { program in
                let path = "\(host.directory)/\(program)"
                return ReadinessLook(.program, "\(name)/\(program)", expected: .executed(path)) { _ in
                    // A runbook names a program; the environment says in which directory it is.
                    program.contains("/") || program.isEmpty
                        ? .nameRefused(program) : LocalPath(path).problem(as: .executable)
                }
            }
    }

    private func remote(_ name: String, _ host: Environment.Host) -> [ReadinessLook] {
        let names = names(name)
        let inspection = RemoteInspection(
            question: HostQuestion(environment: environment, host: name), directory: host.directory, programs: names)
        // Opening a connection has a limit of its own; one through another host opens two.
        let timeout = Int(clamping: 2 * (host.ssh?.connectTimeout.count ?? 0)) + ReadinessLook.usualTimeoutMilliseconds
        let directory = ReadinessLook(
            .host, name, title: host.title, expected: .loggedIn(host.directory), timeoutMilliseconds: timeout
        ) { await inspection.problemOfHost(timeoutMilliseconds: $0) }
        return [directory]
            + names.map { program in
                ReadinessLook(
                    .program, "\(name)/\(program)",
                    expected: .executed(HostQuestion(environment: environment, host: name).path(program)),
                    timeoutMilliseconds: timeout
                ) { await inspection.problem(of: program, timeoutMilliseconds: $0) }
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
        guard type == mode_t(purpose == .directory ? S_IFDIR : S_IFREG) else { return .wrongType(purpose) }
        return access(path, purpose == .file ? R_OK : X_OK) == 0 ? nil : .noPermission(purpose)
    }
}
