import Glibc
import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Tells people as the environment says: the one way out for notices.
///
/// Every way is bounded in time, and whatever goes wrong is an outcome and never an error.
struct NoticeSender: Sendable {
    let environment: Environment

    private static let graceMilliseconds = 500
    private static let successStatuses = 200...299

    func send(_ text: NoticeText, by notice: Notice) async -> NoticeOutcome {
        switch notice.way {
        case .webhook(let url, let headers): await post(text, to: url, headers, notice)
        case .mail(let mail):
            await run(
                ChildProcessConfiguration(
                    executablePath: mail.program, arguments: ["-t", "-oi"], environment: Self.variables,
                    standardInput: MailText(mail: mail, subject: text.subject, body: text.body).bytes,
                    workingDirectory: "/"), within: notice.timeout)
        case .command(let arguments, let host): await start(arguments, on: host.value, text, notice)
        }
    }

    private static let variables = [
        ("PATH", "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8"),
    ]

    // MARK: By an address

    private func post(
        _ text: NoticeText, to url: String, _ headers: [String: HTTPAction.HeaderValue], _ notice: Notice
    ) async -> NoticeOutcome {
        var fields = [HTTPRequest.HeaderField(name: "Content-Type", value: "application/json")]
        do throws(SecretStore.NotRead) {
            let secrets = try await SecretStore(environment: environment).values(of: notice.secretNames.map(\.value))
            for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
                switch value {
                case .text(let text): fields.append(.init(name: name, value: text.literal ?? ""))
                case .secret(let secret):
                    let bytes = try secrets.value(of: secret.value)
                    fields.append(.init(name: name, value: String(decoding: bytes, as: UTF8.self)))
                }
            }
        } catch {
            return .failed(.secretNotRead(name: error.name, reason: error.reason))
        }
        let timeout = Int(notice.timeout.count)
        let request = HTTPRequest(
            method: "POST", url: url, headers: fields, body: Array(text.json.canonicalText.utf8),
            connectTimeoutMilliseconds: timeout, totalTimeoutMilliseconds: timeout)
        do throws(HTTPError) {
            let status = try await HTTPClient().send(request).status
            return Self.successStatuses.contains(status) ? .delivered : .failed(.status(status))
        } catch {
            return .failed(Self.failure(error, timeout))
        }
    }

    /// What libcurl says names the host and may name what the URL holds; the kind of failure is enough.
    private static func failure(_ error: HTTPError, _ timeoutMilliseconds: Int) -> ActionFailure {
        switch error {
        case .timedOut: .timedOut(afterMilliseconds: Int64(timeoutMilliseconds))
        case .invalidRequest(let reason): .notStarted(reason: reason)
        case .unsupportedProtocol: .notStarted(reason: "neither http nor https")
        case .cannotResolve: .noAnswer(reason: "the name cannot be resolved")
        case .cannotConnect: .noAnswer(reason: "nobody accepted the connection")
        case .tooManyRedirects: .noAnswer(reason: "redirected")
        case .responseTooLarge, .headersTooLarge: .noAnswer(reason: "the answer is too large")
        case .certificate(let state, _): .notStarted(reason: "the certificate was refused: \(state.rawValue)")
        case .noTLS: .notStarted(reason: "no TLS connection")
        case .transferFailed(let code, _): .noAnswer(reason: "transfer failed, curl code \(code)")
        case .unavailable: .notStarted(reason: "no HTTP client")
        }
    }

    // MARK: By a program

    private func start(
        _ arguments: [String], on hostName: String, _ text: NoticeText, _ notice: Notice
    ) async -> NoticeOutcome {
        guard let host = HostProgram(hostName, in: environment) else {
            return .failed(.notStarted(reason: "unknown host \(hostName)"))
        }
        do {
            var program = try await host.prepare(arguments, secrets: [:], from: UsedSecrets())
            program.configuration.standardInput = Array((text.json.canonicalText + "\n").utf8)
            let child = try program.start()
            let outcome = await follow(child, within: notice.timeout)
            guard case .failed(let failure) = outcome, case .failed(let settled) = program.settled(.failed(failure))
            else { return outcome }
            return .failed(settled)
        } catch let error as PreparedProgram.NotReached {
            return .failed(error.outcome)
        } catch {
            return .failed(.notStarted(reason: "\(error)"))
        }
    }

    /// Starts a program and waits for its end; what it prints is thrown away.
    private func run(_ configuration: ChildProcessConfiguration, within timeout: Milliseconds) async -> NoticeOutcome {
        let child: ChildProcess
        do throws(ChildProcessError) {
            child = try ChildProcess.start(configuration)
        } catch {
            return .failed(.notStarted(reason: "\(error)"))
        }
        return await follow(child, within: timeout)
    }

    private func follow(_ child: ChildProcess, within timeout: Milliseconds) async -> NoticeOutcome {
        let deadline = MonotonicClock.nowMilliseconds() + Int(timeout.count)
        var isLate = false
        for await event in child.events {
            if case .exited(let exit) = event {
                if isLate { return .failed(.timedOut(afterMilliseconds: timeout.count)) }
                switch exit {
                case .code(0): return .delivered
                case .code(let code): return .failed(.exitCode(code))
                case .signal(let signal): return .failed(.signal(signal))
                case .unknown: return .failed(.endNotSeen)
                }
            }
            guard !isLate, MonotonicClock.nowMilliseconds() > deadline else { continue }
            isLate = true
            child.terminate(graceMilliseconds: Self.graceMilliseconds)
        }
        return .failed(.endNotSeen)
    }
}
