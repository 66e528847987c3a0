import KirikaeDiagnostics
import KirikaeProcess
import KirikaeRunbook

/// Asks a program of a host, here or over ssh, something that changes nothing.
struct HostQuestion: Sendable {
    let environment: Environment
    let host: String

    /// Whether it is another machine.
    var isRemote: Bool { environment.hosts[host]?.ssh != nil }

    /// Runs a program of the host's directory.
    func run(_ arguments: [String], timeoutMilliseconds: Int) async -> ProgramRun {
        guard let host = environment.hosts[host] else { return .init(ending: .notStarted("unknown host"), bytes: []) }
        return await Self.run(arguments, on: host, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Runs a program that comes with the system of the host.
    func runTool(_ arguments: [String], timeoutMilliseconds: Int) async -> ProgramRun {
        guard var host = environment.hosts[host] else { return .init(ending: .notStarted("unknown host"), bytes: []) }
        host.directory = "/usr/bin"
        return await Self.run(arguments, on: host, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Why a program of the host said nothing that counts; nil if it ended well.
    func problem(with run: ProgramRun) -> ReadinessProblem? {
        switch run.ending {
        case .exited(.code(0)): nil
        case .exited(let exit): .notLookedAt(.ended(exit, saying: run.firstLine))
        case .late: .late
        case .notStarted(let reason): .notLookedAt(.init(verbatim: reason))
        }
    }

    /// A path of the host: a relative one is below its directory.
    func path(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = environment.hosts[host]?.directory else { return path }
        return "\(directory)/\(path)"
    }

    private static func run(
        _ arguments: [String], on host: Environment.Host, timeoutMilliseconds: Int
    ) async -> ProgramRun {
        do {
            let configuration = try HostProgram(host: host)
                .configuration(arguments, secrets: [:], from: UsedSecrets())
            return await ProgramRun.of(configuration, timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            return ProgramRun(ending: .notStarted("\(error)"), bytes: [])
        }
    }
}

extension LocalizedText {
    /// How a program ended, with the first line of what it said.
    static func ended(_ exit: ChildExit, saying line: String) -> Self {
        let said = line.isEmpty ? "" : ": \(line)"
        return switch exit {
        case .code(let code): .init(ja: "終了コード \(code) で終わりました\(said)", en: "it ended with exit code \(code)\(said)")
        case .signal(let signal):
            .init(ja: "シグナル \(signal) で終わりました\(said)", en: "it was ended by signal \(signal)\(said)")
        case .unknown: .init(ja: "終わり方が分かりません\(said)", en: "nobody saw how it ended\(said)")
        }
    }
}
