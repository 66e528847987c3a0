import KirikaePlan
import KirikaeRunbook

/// Drives a machine: carries out its commands in a world, records what happened, and tells the observer after that.
///
/// One thing is recorded after the other, whatever goes on side by side. Events are on the disk before what they allow: an intent
/// before its effect, an outcome before the observer hears of it. Several share a sync where nothing happens between them.
public struct Runner: Sendable {
    private let world: any World
    private let recorder: any Recorder
    private let clock: any Clock
    private let observer: any RunObserver
    private let callsAtOnce: Int
    private let isStopRequested: @Sendable () -> Bool

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - world: where the run happens.
    ///   - recorder: where its events are kept.
    ///   - clock: what time it is.
    ///   - observer: who is told of what was recorded.
    ///   - callsAtOnce: how many things may go on in the world side by side, where the plan allows it. With 1 the order is the
    ///     same every time.
    ///   - isStopRequested: asked before every command; once true, the run stops at the next place where nothing is in flight.
    public init(
        world: any World, recorder: any Recorder, clock: any Clock, observer: any RunObserver, callsAtOnce: Int = .max,
        isStopRequested: @escaping @Sendable () -> Bool = { false }
    ) {
        self.world = world
        self.recorder = recorder
        self.clock = clock
        self.observer = observer
        self.callsAtOnce = callsAtOnce
        self.isStopRequested = isStopRequested
    }

    /// Runs until the run ends or stops.
    ///
    /// - Parameters:
    ///   - machine: the run, fresh or replayed.
    ///   - opening: the event it begins with: started or resumed.
    /// - Throws: what the recorder or the world throws, and `ImpossibleEvent`, which would be a defect of the engine.
    @discardableResult
    public func run(_ machine: inout RunMachine, opening: [RunEvent]) async throws -> RunResult {
        var progress = Progress()
        defer { progress.notices.cancelAlarm() }
        for event in opening { try await record(event, &machine, &progress) }
        let mailbox = Mailbox()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            do {
                let result = try await drive(&machine, mailbox, &progress, &group)
                try await group.waitForAll()
                return result
            } catch {
                // Whatever still goes on must learn that nothing is recorded any more.
                mailbox.close()
                group.cancelAll()
                throw error
            }
        }
    }

    /// What a run is about besides its record.
    private struct Progress {
        /// The steps for whose sake something is under way.
        var busy: Set<Int> = []
        /// The items for whose sake something is under way, by the index of their step; none without any.
        var items: [Int: Set<String>] = [:]
        /// How the run is to stop as soon as nothing is under way.
        var stop: StopReason?
        /// What the observer is to hear of once it is on the disk.
        var held: [Happening] = []
        /// How urgent the most urgent of the events is that were recorded since the last sync.
        var urgency = RunEvent.Durability.whenever
        /// Who is being told of what.
        var notices = RunnerNotices()

        /// Whether nothing is under way in the world.
        var isIdle: Bool { busy.isEmpty && items.isEmpty }
    }

    /// An event that has been recorded, and the machine right after it.
    private struct Happening {
        var event: RunEvent
        var stamp: Stamp
        var machine: RunMachine
    }

    /// How many events are held back at most before a sync of their own, so that a program that prints without end beside a slow
    /// look does not fill the memory.
    private static let mostHeld = 64

    private func drive(
        _ machine: inout RunMachine, _ mailbox: Mailbox, _ progress: inout Progress,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws -> RunResult {
        while true {
            // Those that ended while the disk was busy are recorded together, and share the next sync.
            while let message = mailbox.receiveIfItem() { try await take(message, &machine, &progress) }
            let isStopping = isStopRequested()
            if isStopping, progress.stop == nil, progress.isIdle, machine.canStop {
                progress.stop = .signal
            }
            if let reason = progress.stop, progress.isIdle, machine.result == nil {
                try await end(machine.stopEvent(reason), &machine, mailbox, &progress, &group)
            }
            try await tell(nil, &machine, mailbox, &progress, &group)
            let isFull = progress.busy.count >= callsAtOnce || (progress.stop != nil && machine.result == nil)
            guard !isFull, let command = machine.next(busy: progress.busy, items: progress.items),
                // No item is begun any more once the run is to stop; those under way end.
                !(isStopping && command.beginsItems && !progress.isIdle)
            else {
                if progress.urgency == .beforeAnythingElse { try await synchronize(&progress) }
                progress.notices.setAlarm(machine, at: clock.now(), clock, mailbox)
                let message = await mailbox.receive()
                // What became due while nothing else happened is told before that changes.
                try await tell(nil, &machine, mailbox, &progress, &group)
                try await take(message, &machine, &progress)
                continue
            }
            switch command {
            case .record(let event):
                try await end(event, &machine, mailbox, &progress, &group)
                continue
            case .recheck(let variables):
                if progress.urgency == .beforeAnythingElse { try await synchronize(&progress) }
                guard let step = machine.currentStep else { continue }
                let seen = await world.observe(variables, for: step)
                try await record(.rechecked(seen), &machine, &progress)
                continue
            // Also where nothing new is to be synced: whether the run is still this one's is found out then.
            case .perform, .performItems: try await synchronize(&progress)
            case .probe, .lookAtItems: if progress.urgency == .beforeAnythingElse { try await synchronize(&progress) }
            case .ask, .wait, .finish: if progress.urgency > .whenever { try await synchronize(&progress) }
            }
            if case .finish(let result) = command { return result }
            start(command, machine, mailbox, &progress, &group)
        }
    }

    /// Records an event; before one that ends the run or stops it, what the world kept of it is added, and whoever is to know has
    /// been told or could not be.
    ///
    /// No record may follow such an event, and how telling went is one.
    private func end(
        _ event: RunEvent, _ machine: inout RunMachine, _ mailbox: Mailbox, _ progress: inout Progress,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        switch event {
        case .stopped, .closed:
            if let step = (machine.currentStep ?? machine.plan.steps.last)?.path,
                let attachment = try await world.closingEvidence(before: event, in: machine)
            {
                try await record(.attached(step: step, attachment), &machine, &progress)
            }
            if !machine.plan.environment.notices.isEmpty {
                if progress.urgency > .whenever { try await synchronize(&progress) }
                try await tell(event, &machine, mailbox, &progress, &group)
                while !progress.notices.isIdle { try await take(await mailbox.receive(), &machine, &progress) }
            }
        default: break
        }
        try await record(event, &machine, &progress)
    }

    /// Starts telling what is due.
    private func tell(
        _ ending: RunEvent?, _ machine: inout RunMachine, _ mailbox: Mailbox, _ progress: inout Progress,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        guard !machine.plan.environment.notices.isEmpty else { return }
        let heldBack = progress.notices.start(
            machine, at: clock.now(), ending: ending, in: world, mailbox, &group)
        for sent in heldBack { try await record(.notified(sent), &machine, &progress) }
        // What took no time is told before whatever happens next.
        while let sent = mailbox.takeNotified() { try await take(.notified(sent), &machine, &progress) }
    }

    /// Starts something in the world; its end comes as a message.
    ///
    /// What can end at once does so on this thread: handing it to another one takes longer than many a look.
    private func start(
        _ command: RunCommand, _ machine: RunMachine, _ mailbox: Mailbox, _ progress: inout Progress,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) {
        switch command {
        case .probe(let index, let variables):
            progress.busy.insert(index)
            let step = machine.plan.steps[index]
            group.addImmediateTask { [world] in
                mailbox.post(.ended(index, .observed(step: step.path, await world.observe(variables, for: step))))
            }
        case .perform(let index, let attempt):
            progress.busy.insert(index)
            let step = machine.plan.steps[index]
            let action = machine.filledAction(of: step)
            group.addImmediateTask { [world] in
                do {
                    let outcome = try await world.perform(action, of: step, attempt: attempt) { report in
                        try await mailbox.deliver(report.event(of: step.path, attempt: attempt))
                    }
                    mailbox.post(.ended(index, .performed(step: step.path, attempt: attempt, outcome)))
                } catch {
                    mailbox.post(.failed(error))
                }
            }
        case .performItems(let index, let attempt, let ids), .lookAtItems(let index, let attempt, let ids):
            start(ids, isLook: command.isLookAtItems, index, attempt, machine, mailbox, &progress, &group)
        case .ask(let question):
            guard let index = machine.plan.index(of: question.step) else { return }
            progress.busy.insert(index)
            // Waiting for a person may block the thread.
            group.addTask(executorPreference: globalConcurrentExecutor) { [world] in
                await Self.ask(question, index, world, machine, mailbox)
            }
        case .wait(let index, let milliseconds):
            progress.busy.insert(index)
            let step = machine.plan.steps[index].path
            group.addImmediateTask {
                await wait(milliseconds)
                mailbox.post(.ended(index, .waited(step: step)))
            }
        case .record, .recheck, .finish: break
        }
    }

    /// Starts what is done, or looked at, for items; the end of each is a message of its own.
    private func start(
        _ ids: [String], isLook: Bool, _ index: Int, _ attempt: Int, _ machine: RunMachine, _ mailbox: Mailbox,
        _ progress: inout Progress, _ group: inout ThrowingTaskGroup<Void, any Error>
    ) {
        let step = machine.plan.steps[index]
        guard case .population(let population, let inventory) = machine.filledAction(of: step),
            let work = population.work
        else { return }
        let wanted = Set(ids)
        for item in inventory.items where wanted.contains(item.id) {
            progress.items[index, default: []].insert(item.id)
            group.addImmediateTask { [world] in
                do {
                    let event: RunEvent
                    if isLook {
                        let wasDone = await world.wasDone(work, for: item, of: step)
                        event = .itemsSettled(
                            step: step.path, attempt: attempt, items: [item.id], wasDone ? .done : .unclear)
                    } else {
                        let result = try await world.perform(work, for: item, of: step, attempt: attempt)
                        event = .itemEnded(step: step.path, attempt: attempt, item: item.id, result)
                    }
                    mailbox.post(.itemEnded(index, item: item.id, event))
                } catch {
                    mailbox.post(.failed(error))
                }
            }
        }
    }

    private static func ask(
        _ question: Question, _ index: Int, _ world: any World, _ machine: RunMachine, _ mailbox: Mailbox
    ) async {
        do {
            let answer = try await world.answer(question, in: machine)
            if let problem = machine.check(answer, to: question.id) { throw problem }
            mailbox.post(.ended(index, .answered(question: question.id, answer)))
        } catch let note as OperatorNote {
            mailbox.post(.ended(index, .noted(step: question.step, text: note.text, by: note.by)))
        } catch let file as OperatorAttachment {
            mailbox.post(.ended(index, .attached(step: question.step, file.attachment)))
        } catch let jump as JumpRequest {
            let refusal = machine.jumpRefusal(to: jump.step)
            if let refusal {
                mailbox.post(.failed(refusal))
            } else {
                mailbox.post(.ended(index, .jumped(to: jump.step, reason: jump.reason, by: jump.by)))
            }
        } catch NoAnswer.nobody {
            mailbox.post(.stop(index, .needsPerson))
        } catch NoAnswer.stop {
            mailbox.post(.stop(index, .person))
        } catch {
            mailbox.post(.failed(error))
        }
    }

    private func take(_ message: Mailbox.Message, _ machine: inout RunMachine, _ progress: inout Progress) async throws
    {
        switch message {
        case .ended(let index, let event):
            progress.busy.remove(index)
            try await record(event, &machine, &progress)
        case .itemEnded(let index, let item, let event):
            progress.items[index]?.remove(item)
            if progress.items[index]?.isEmpty == true { progress.items[index] = nil }
            try await record(event, &machine, &progress)
        case .progress(let event, let receipt):
            do {
                try await record(event, &machine, &progress)
                receipt.resume()
            } catch {
                receipt.resume(throwing: error)
                throw error
            }
        case .stop(let index, let reason):
            progress.busy.remove(index)
            progress.stop = reason
        case .notified(let sent):
            progress.notices.finish(sent)
            try await record(.notified(sent), &machine, &progress)
        case .alarm: break
        case .failed(let error): throw error
        }
    }

    /// How long a wish to stop may go unnoticed while waiting, in milliseconds.
    private static let sliceMilliseconds: Int64 = 1_000

    private func wait(_ milliseconds: Int64) async {
        var left = milliseconds
        while left > 0, !isStopRequested(), !Task.isCancelled {
            let slice = min(left, Self.sliceMilliseconds)
            await clock.sleep(milliseconds: slice)
            left -= slice
        }
    }

    private func record(
        _ event: RunEvent, _ machine: inout RunMachine, _ progress: inout Progress
    ) async throws {
        let stamp = clock.now()
        if machine.isNews(event) {
            try await recorder.record(event, at: stamp)
            progress.urgency = max(progress.urgency, event.durability)
        }
        try machine.apply(event, at: stamp)
        guard !progress.held.isEmpty || event.durability > .whenever else {
            observer.happened(event, at: stamp, in: machine)
            return
        }
        progress.held.append(Happening(event: event, stamp: stamp, machine: machine))
        if progress.held.count > Self.mostHeld { try await synchronize(&progress) }
    }

    /// Waits until everything recorded is on the disk; the observer hears of it after that.
    private func synchronize(_ progress: inout Progress) async throws {
        try await recorder.synchronize()
        progress.urgency = .whenever
        let held = progress.held
        progress.held = []
        for happening in held {
            observer.happened(happening.event, at: happening.stamp, in: happening.machine)
        }
    }
}

extension RunCommand {
    /// Whether it begins items that nobody has begun.
    fileprivate var beginsItems: Bool {
        if case .record(.itemsBegun) = self { true } else { false }
    }

    /// Whether it only looks at items.
    fileprivate var isLookAtItems: Bool {
        if case .lookAtItems = self { true } else { false }
    }
}

extension ActionProgress {
    /// The event that says it.
    fileprivate func event(of step: String, attempt: Int) -> RunEvent {
        switch self {
        case .spawned(let child): .spawned(step: step, attempt: attempt, child)
        case .output(let bytes): .output(step: step, attempt: attempt, bytes)
        case .exchanged(let turn): .exchanged(step: step, attempt: attempt, turn)
        }
    }
}
