import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Follows a program from its start to its end: reports what it prints, carries on its conversation, and stops it where it must be
/// stopped.
struct ProgramFollower {
    /// How a program ended.
    struct End {
        var exit: ChildExit
        /// What it printed, as far as outputs are read in it.
        var printed: String
        /// Why it was told to end; nil if it ended by itself.
        var stopped: ActionFailure?
        /// What was not printed though it had to be.
        var missing: String?
        /// Texts that did not come and are worth a warning.
        var warnings: [String]
    }

    /// Why it was told to end.
    private enum Reason {
        case timeout(Milliseconds)
        case silence(Milliseconds)
        case unexpected(String)
    }

    /// How much of what a program prints is kept for reading its outputs, in bytes.
    private static let outputBytes = 1 << 20

    private let child: ChildProcess
    private let step: PlanStep
    private let clock: any Clock
    private let key: String
    private var conversation: Conversation
    private var mask: SecretMask
    private var tail = OutputTail()
    private var printed: [UInt8] = []
    private var stop: (reason: Reason, lastLine: String)?

    /// - Parameters:
    ///   - child: the program, just started.
    ///   - step: the step it is started for.
    ///   - conversation: what is said.
    ///   - mask: takes its secrets out of what it prints.
    ///   - key: the entry of its environment, by which what it left behind is found.
    ///   - clock: decides when it has taken too long.
    init(
        _ child: ChildProcess, of step: PlanStep, _ conversation: Conversation, mask: SecretMask, key: String,
        clock: any Clock
    ) {
        self.child = child
        self.step = step
        self.conversation = conversation
        self.mask = mask
        self.key = key
        self.clock = clock
    }

    /// Follows it to its end; nil if nobody saw that.
    mutating func follow(report: (ActionProgress) async throws -> Void) async throws -> End? {
        let start = clock.now().monotonicMilliseconds
        var lastHeard = start
        for await event in child.events {
            switch event {
            case .output(let bytes):
                try await take(bytes, report: report)
                lastHeard = clock.now().monotonicMilliseconds
            case .silence: break
            case .exited(let exit):
                let rest = mask.finish()
                if !rest.isEmpty { try await report(.output(rest)) }
                keep(rest)
                return await end(exit)
            }
            let now = clock.now().monotonicMilliseconds
            if let timeout = step.timeout, now - start > timeout.count { tellToEnd(.timeout(timeout)) }
            if let limit = conversation.silenceLimit, now - lastHeard > limit.count { tellToEnd(.silence(limit)) }
        }
        return nil
    }

    private mutating func take(_ bytes: [UInt8], report: (ActionProgress) async throws -> Void) async throws {
        let shown = mask.take(bytes)
        if !shown.isEmpty { try await report(.output(shown)) }
        keep(shown)
        // One that is to end is told nothing any more.
        guard stop == nil else { return }
        for turn in conversation.hear(bytes) {
            try await report(.exchanged(turn.turn))
            type(turn.bytes)
        }
        if let text = conversation.unexpected { tellToEnd(.unexpected(text)) }
    }

    private mutating func keep(_ shown: [UInt8]) {
        tail.take(shown)
        // Outputs are recorded: they are read in what may be shown.
        if !step.outputs.isEmpty, printed.count < Self.outputBytes { printed += shown }
    }

    /// Types a reply.
    ///
    /// A program that ends right after its prompt does not take it; how it ended decides then. One that reads nothing stays silent.
    private func type(_ reply: [UInt8]) {
        guard !reply.isEmpty else { return }
        do throws(ChildProcessError) { try child.write(reply) } catch { return }
    }

    private mutating func tellToEnd(_ reason: Reason) {
        guard stop == nil else { return }
        stop = (reason, tail.lastLine(conversation.text))
        child.terminate(graceMilliseconds: CommandExecutor.graceMilliseconds)
    }

    private func end(_ exit: ChildExit) async -> End {
        var stopped: ActionFailure?
        if let stop {
            let program = StoppedProgram(
                lastLine: stop.lastLine, end: Self.end(exit), survivors: await survivors())
            stopped =
                switch stop.reason {
                case .timeout(let limit): .timedOut(afterMilliseconds: limit.count, stopped: program)
                case .silence(let limit): .silentPast(limitMilliseconds: limit.count, stopped: program)
                case .unexpected(let text): .unexpectedText(text, stopped: program)
                }
        }
        return End(
            exit: exit, printed: conversation.text(of: printed), stopped: stopped, missing: conversation.firstMissing,
            warnings: conversation.warnings)
    }

    private static func end(_ exit: ChildExit) -> StoppedProgram.End {
        switch exit {
        case .code(let code): .code(code)
        case .signal(let signal): .signal(signal)
        case .unknown: .notSeen
        }
    }

    /// How often what was killed is looked for again; the system takes a moment to carry it out.
    private static let looks = 10
    private static let lookMilliseconds: Int64 = 50

    /// The processes that it started, that left its group and that still run.
    ///
    /// They are named, not ended: a service that the program
    /// started on purpose looks the same.
    private func survivors() async -> [Int32]? {
        var found: [Int32] = []
        for look in 1...Self.looks {
            do throws(SystemCallError) {
                found = try ProcessSearch.findProcesses(environmentEntry: key).map(\.pid)
            } catch {
                return nil
            }
            if found.isEmpty { return [] }
            if look < Self.looks { await clock.sleep(milliseconds: Self.lookMilliseconds) }
        }
        return found
    }
}
