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
        let program: PreparedProgram
        let child: ChildProcess
        let conversation: Conversation
        let secrets: UsedSecrets
        do {
            secrets = try await SecretStore(environment: environment).values(of: command.secretNames)
            program = try await host.prepare(
                try command.literalArguments(),
                key: Self.key(run: run, step: step.path, attempt: attempt, item: item?.id),
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
            return program.settled(try await follow(child, conversation, secrets.mask, step, report: report))
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
