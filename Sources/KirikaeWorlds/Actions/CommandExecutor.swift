import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Starts the program of a command step, carries on its conversation, and reports everything it prints.
struct CommandExecutor: Sendable {
    let environment: Environment
    let run: String
    let clock: any Clock

    /// How long a program that is told to end may take before it is killed, in milliseconds of the wall clock.
    static let graceMilliseconds = 2_000

    /// The entry of a child's environment by which it can be found after its engine died.
    static func key(run: String, step: String, attempt: Int) -> String {
        "KIRIKAE_STEP_KEY=\(run)/\(step)/\(attempt)"
    }

    func perform(
        _ command: CommandAction, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        guard let host = environment.hosts[command.host.value] else {
            return .failed(.notStarted(reason: "unknown host \(command.host.value)"))
        }
        let child: ChildProcess
        let conversation: Conversation
        let secrets: UsedSecrets
        do {
            secrets = try await SecretStore(environment: environment).values(of: command.secretNames)
            let configuration = try configuration(command, host: host, step: step, attempt: attempt, secrets)
            conversation = try Conversation(command, secrets)
            child = try ChildProcess.start(configuration)
        } catch let error as SecretStore.NotRead {
            return .failed(.secretNotRead(name: error.name, reason: error.reason))
        } catch {
            return .failed(.notStarted(reason: "\(error)"))
        }
        do {
            try await report(.spawned(Self.identity(of: child)))
            return try await follow(child, conversation, secrets.mask, step, report: report)
        } catch {
            // The record is lost: nothing more may happen that it would not show.
            child.terminate(graceMilliseconds: Self.graceMilliseconds)
            throw error
        }
    }

    /// How much of what a program prints is kept for reading its outputs, in bytes.
    private static let outputBytes = 1 << 20

    private func follow(
        _ child: ChildProcess, _ conversation: Conversation, _ mask: SecretMask, _ step: PlanStep,
        report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        var conversation = conversation
        var mask = mask
        var printed: [UInt8] = []
        let start = clock.now().monotonicMilliseconds
        var hasTimedOut = false
        for await event in child.events {
            switch event {
            case .output(let bytes):
                let shown = mask.take(bytes)
                if !shown.isEmpty { try await report(.output(shown)) }
                // Outputs are recorded: they are read in what may be shown.
                if !step.outputs.isEmpty, printed.count < Self.outputBytes { printed += shown }
                type(conversation.hear(bytes), into: child)
            case .silence: break
            case .exited(let exit):
                let rest = mask.finish()
                if !rest.isEmpty { try await report(.output(rest)) }
                let text = conversation.text(of: printed + rest)
                return outcome(exit, conversation, hasTimedOut ? step.timeout : nil, step, text)
            }
            let elapsed = clock.now().monotonicMilliseconds - start
            if let timeout = step.timeout, elapsed > timeout.count, !hasTimedOut {
                hasTimedOut = true
                child.terminate(graceMilliseconds: Self.graceMilliseconds)
            }
        }
        return .failed(.endNotSeen)
    }

    /// Types replies.
    ///
    /// A program that ends right after its prompt does not take them; how it ended decides then.
    private func type(_ replies: [[UInt8]], into child: ChildProcess) {
        for reply in replies {
            do throws(ChildProcessError) { try child.write(reply) } catch { return }
        }
    }

    private func outcome(
        _ exit: ChildExit, _ conversation: Conversation, _ timeout: Milliseconds?, _ step: PlanStep, _ printed: String
    ) -> Outcome {
        if let timeout { return .failed(.timedOut(afterMilliseconds: timeout.count)) }
        if let missing = conversation.firstMissing { return .failed(.conversationIncomplete(missing: missing)) }
        switch exit {
        case .code(0):
            do {
                let outputs = try OutputReader(definitions: step.outputs).read(printed)
                return .succeeded(warnings: conversation.warnings, outputs: outputs)
            } catch {
                return .failed(.outputNotRead(error.name))
            }
        case .code(let code): return .failed(.exitCode(code))
        case .signal(let signal): return .failed(.signal(signal))
        case .unknown: return .failed(.endNotSeen)
        }
    }

    private func configuration(
        _ command: CommandAction, host: Environment.Host, step: PlanStep, attempt: Int, _ secrets: UsedSecrets
    ) throws -> ChildProcessConfiguration {
        let arguments = try command.arguments.map { argument in
            guard let text = argument.literal else { throw ProgramNameRefused(name: argument.shown) }
            return text
        }
        let name = arguments.first ?? ""
        guard !name.contains("/"), !name.isEmpty else { throw ProgramNameRefused(name: name) }
        // An output may hold what `cmd.exe` reads again; what the runbook says was looked at when it was read.
        for argument in arguments.dropFirst() {
            if let character = CommandInterpreter.refusedCharacter(in: argument, of: name) {
                throw ArgumentRefused(program: name, character: character)
            }
        }
        let key = Self.key(run: run, step: step.path, attempt: attempt).split(separator: "=", maxSplits: 1)
        let (files, fileVariables) = try secrets.files(command.secrets.mapValues(\.value))
        let variables =
            [
                ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8"),
                (String(key[0]), key.count > 1 ? String(key[1]) : ""),
            ] + fileVariables
        return ChildProcessConfiguration(
            executablePath: "\(host.directory)/\(name)", arguments: Array(arguments.dropFirst()),
            environment: variables, files: files, workingDirectory: host.directory,
            terminal: !command.conversation.isEmpty)
    }

    private static func identity(of child: ChildProcess) -> ChildIdentity {
        ChildIdentity(pid: child.pid, startTimeTicks: child.startTimeTicks, bootIdentifier: BootIdentifier.current)
    }
}

/// A program named by a path.
///
/// A runbook names a program; the environment says in which directory it is.
struct ProgramNameRefused: Error {
    var name: String
}

/// An argument that `cmd.exe` would read again as a command (CVE-2024-24576).
struct ArgumentRefused: Error {
    var program: String
    var character: Character
}

extension CommandAction {
    /// The secrets that the program gets and that are typed.
    fileprivate var secretNames: [String] {
        secrets.values.map(\.value)
            + conversation.compactMap { exchange in
                if case .secret(let name)? = exchange.send { name.value } else { nil }
            }
    }
}

/// The conversation of a command step: decodes what is heard and says what to type.
struct Conversation {
    private let exchanges: [CommandAction.Exchange]
    private let encoding: TextEncoding
    private let decoder: IncrementalTextDecoder
    private let replies: [[UInt8]]
    private var matcher: ConversationMatcher

    init(_ command: CommandAction, _ secrets: UsedSecrets) throws {
        exchanges = command.conversation
        encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
        decoder = try IncrementalTextDecoder(encoding)
        var answers: [ConversationReply?] = []
        for exchange in exchanges {
            switch exchange.send {
            case nil: answers.append(nil)
            case .anyKey: answers.append(.anyKey)
            case .text(let text): answers.append(.text(text))
            case .secret(let name):
                answers.append(.text(String(decoding: try secrets.value(of: name.value), as: UTF8.self)))
            }
        }
        // Encoded before the program is started: what cannot be typed must not be found out half-way.
        replies = try answers.map { [encoding] in try $0?.bytes(in: encoding) ?? [] }
        matcher = ConversationMatcher(
            zip(exchanges, answers).map { .init(expect: $0.expect, reply: $1, isOptional: $0.isOptional) })
    }

    /// Takes what the program printed; returns what to type, in order.
    mutating func hear(_ bytes: [UInt8]) -> [[UInt8]] {
        matcher.feed(decoder.decode(bytes)).map { replies[$0.index] }.filter { !$0.isEmpty }
    }

    /// The text of bytes in the encoding of the program.
    func text(of bytes: [UInt8]) -> String {
        (try? IncrementalTextDecoder(encoding))?.decode(bytes) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// What should have been printed and was not.
    var firstMissing: String? {
        matcher.missing.first.map { exchanges[$0].expect }
    }

    /// The texts that were expected, did not come, and are worth a warning.
    var warnings: [String] {
        matcher.passedOver.filter { exchanges[$0].warnIfAbsent != nil }.map { exchanges[$0].expect }
    }
}

/// Which boot of the machine this is.
enum BootIdentifier {
    static let current: String = {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "re") else { return "" }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 64)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return "" }
        let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }()
}
