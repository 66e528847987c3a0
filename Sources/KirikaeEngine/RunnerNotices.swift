import KirikaePlan

/// Telling people beside a run: starts what is due, and wakes the run when something becomes due.
///
/// It never holds a run up, but for the end: a run ends once everybody has been told or could not be, within the time that the
/// environment gives for it.
struct RunnerNotices {
    /// What is being sent.
    private(set) var underWay: Set<DueNotice> = []
    private var alarm: (due: Int64, task: Task<Void, Never>)?

    /// Whether nothing is being sent.
    var isIdle: Bool { underWay.isEmpty }

    /// Starts sending what is due.
    ///
    /// - Returns: what is due and not sent, because its entry has sent enough for this hour.
    mutating func start(
        _ machine: RunMachine, at stamp: Stamp, ending: RunEvent? = nil, in world: any World, _ mailbox: Mailbox,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) -> [SentNotice] {
        var heldBack: [SentNotice] = []
        for (notice, isHeldBack) in machine.dueNotices(at: stamp, ending: ending) where !underWay.contains(notice) {
            if isHeldBack {
                heldBack.append(SentNotice(notice, .heldBack))
                continue
            }
            underWay.insert(notice)
            // Where telling takes no time, the order of events is the same every time.
            group.addImmediateTask {
                mailbox.post(.notified(SentNotice(notice, await world.send(notice, in: machine))))
            }
        }
        return heldBack
    }

    /// Takes note that one has been sent, or could not be.
    mutating func finish(_ sent: SentNotice) { underWay.remove(sent.notice) }

    /// Has the run woken when the next notice becomes due.
    mutating func setAlarm(_ machine: RunMachine, at stamp: Stamp, _ clock: any Clock, _ mailbox: Mailbox) {
        let due = machine.nextNotice(after: stamp)
        guard due != alarm?.due else { return }
        cancelAlarm()
        guard let due else { return }
        let task = Task {
            // Not a part of the run's own group, which would wait for it at the end.
            if await clock.sleepBeside(milliseconds: due - stamp.monotonicMilliseconds) { mailbox.post(.alarm) }
        }
        alarm = (due, task)
    }

    /// Forgets the alarm.
    mutating func cancelAlarm() {
        alarm?.task.cancel()
        alarm = nil
    }
}
