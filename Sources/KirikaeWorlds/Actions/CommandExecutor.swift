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
    /// The item of a population that it is for; nil for a step as a whole.
    var item: InventoryItem?

    /// How long a program that is told to end may take before it is killed, in milliseconds of the wall clock.
    static let graceMilliseconds = 2_000

    /// The entry of a child's environment by which it can be found after its engine died.
    static func key(run: String, step: String, attempt: Int, item: String? = nil) -> String {
        "KIRIKAE_STEP_KEY=\(run)/\(step)/\(attempt)" + (item.map { "/\($0)" } ?? "")
    }

    func perform(
        _ command: CommandAction, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        guard let host = HostProgram(command.host.value, in: environment, address: address(on: command.host.value))
        else {
            return .failed(.notStarted(reason: "unknown host \(command.host.value)"))
        }
        if command.isElevated,
            let lack = ElevationCheck(host: host.host).lack(of: command.arguments.first?.literal ?? "")
        {
            return .failed(.notElevated(lack))
        }
        let key = Self.key(run: run, step: step.path, attempt: attempt, item: item?.id)
        let program: PreparedProgram
        let child: ChildProcess
        let conversation: Conversation
        let secrets: UsedSecrets
        do {
            secrets = try await SecretStore(environment: environment).values(of: command.secretNames)
            program = try await host.prepare(
                try command.literalArguments(),
                key: key,
                secrets: command.secrets.mapValues(\.value), from: secrets, terminal: !command.conversation.isEmpty)
            conversation = try Conversation(command, secrets)
            child = try program.start()
        } catch let error as SecretStore.NotRead {
            return .failed(.secretNotRead(name: error.name, reason: error.reason))
        } catch let error as PreparedProgram.NotReached {
            return .failed(error.outcome)
        } catch {
            return .failed(.notStarted(reason: "\(error)"))
        }
        do {
            try await report(.spawned(Self.identity(of: child)))
            var follower = ProgramFollower(
                child, of: step, conversation, mask: secrets.mask,
                key: key, clock: clock)
            guard let end = try await follower.follow(report: report) else { return .failed(.endNotSeen) }
            return program.settled(outcome(end, step))
        } catch {
            // The record is lost: nothing more may happen that it would not show.
            child.terminate(graceMilliseconds: Self.graceMilliseconds)
            throw error
        }
    }

    /// Where the host is, if it stands for each item of an inventory.
    private func address(on host: String) -> String? {
        guard case .detail(let name)? = environment.hosts[host]?.ssh?.address else { return nil }
        return item?.value(name)
    }

    private func outcome(_ end: ProgramFollower.End, _ step: PlanStep) -> Outcome {
        if let stopped = end.stopped { return .failed(stopped) }
        if let missing = end.missing { return .failed(.conversationIncomplete(missing: missing)) }
        switch end.exit {
        case .code(0):
            do {
                let outputs = try OutputReader(definitions: step.outputs).read(end.printed)
                return .succeeded(warnings: end.warnings, outputs: outputs)
            } catch {
                return .failed(.outputNotRead(error.name))
            }
        case .code(let code): return .failed(.exitCode(code))
        case .signal(let signal): return .failed(.signal(signal))
        case .unknown: return .failed(.endNotSeen)
        }
    }

    private static func identity(of child: ChildProcess) -> ChildIdentity {
        ChildIdentity(pid: child.pid, startTimeTicks: child.startTimeTicks, bootIdentifier: BootIdentifier.current)
    }
}

extension CommandAction {
    /// The program and its arguments, once every output has its value.
    ///
    /// - Throws: `HostProgram.NameRefused` for the first that has none.
    fileprivate func literalArguments() throws(HostProgram.NameRefused) -> [String] {
        var texts: [String] = []
        for argument in arguments {
            guard let text = argument.literal else { throw HostProgram.NameRefused(name: argument.shown) }
            texts.append(text)
        }
        return texts
    }

    /// The secrets that the program gets and that are typed.
    fileprivate var secretNames: [String] {
        secrets.values.map(\.value)
            + conversation.compactMap { exchange in
                if case .secret(let name)? = exchange.send { name.value } else { nil }
            }
    }
}
