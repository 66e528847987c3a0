import Glibc
import KirikaeDiagnostics
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax
import KirikaeService

/// What an environment itself says must be so.
struct DeclaredLooks {
    let environment: Environment

    var looks: [ReadinessLook] {
        environment.checks.sorted { $0.key < $1.key }.map { name, check in
            var look = look(name, check)
            look.finding.title = check.title
            look.timeoutMilliseconds = Int(check.timeout.count)
            look.lane = check.subject.host.flatMap { environment.hosts[$0.value]?.ssh == nil ? nil : $0.value }
            if check.severity == .warns {
                let problem = look.problem
                look.problem = { await problem($0)?.asWarning }
            }
            return look
        }
    }

    private func look(_ name: String, _ check: ReadinessCheck) -> ReadinessLook {
        switch check.subject {
        case .port(let address):
            ReadinessLook(.port, name, expected: .connects(address.written)) {
                await Self.port(address, timeoutMilliseconds: $0)
            }
        case .name(let wanted): NameLook(wanted).look(name)
        case .certificate(let wanted): CertificateLook(wanted).look(name)
        case .file(let file): DeclaredFileLook(file: file, environment: environment).look(name)
        case .command(let program):
            ReadinessLook(.command, name, expected: .says(program)) { await says(program, timeoutMilliseconds: $0) }
        case .disk(let disk): DiskLook(disk: disk, environment: environment).look(name)
        case .clock(let clock): RemoteClockLook(clock: clock, environment: environment).look(name)
        }
    }

    private static func port(_ address: NetworkAddress, timeoutMilliseconds: Int) async -> ReadinessProblem? {
        let finding = await ConnectionProbe.find(
            address.written, answers: "open", silent: "closed", timeout: Milliseconds(Int64(timeoutMilliseconds)))
        if finding.reading == .value("open") { return nil }
        return .noConnection(.connection(finding.evidence["status"] ?? ""))
    }

    private func says(_ program: ReadinessCheck.Program, timeoutMilliseconds: Int) async -> ReadinessProblem? {
        let question = HostQuestion(environment: environment, host: program.host.value)
        let run = await question.run(program.arguments, timeoutMilliseconds: timeoutMilliseconds)
        switch run.ending {
        case .late, .notStarted, .unreached: return question.problem(with: run)
        case .exited(.code(let code)) where Int(code) == program.exitCode: break
        case .exited(let exit): return .otherExitCode(.ended(exit, saying: run.firstLine))
        }
        guard let expected = program.printed, run.printed != expected[...].trimmed else { return nil }
        return .otherText(run.firstLine)
    }
}
