import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// Who is to be told of what, and when: decided by the events and the time, and by nothing else.
extension RunMachine {
    /// What somebody is to be told.
    private struct Candidate {
        var notice: DueNotice
        /// When, by the monotonic clock.
        var due: Int64
    }

    /// What is kept of the notices of a run.
    struct NoticeBook: Sendable {
        /// What has been told, or is not going to be.
        var settled: Set<DueNotice> = []
        /// When each entry has sent, in milliseconds since 1970.
        var sent: [String: [Int64]] = [:]
        /// When the question that is open was put, by the monotonic clock.
        var askedAt: Int64 = 0
        /// How often a question like it was answered, so that the next one is another.
        var answered: [String: Int] = [:]
        /// How often the run has stopped.
        var stops = 0
    }

    private static let hourMilliseconds: Int64 = 3_600_000

    /// What is due at a moment and has not been told.
    ///
    /// - Parameters:
    ///   - stamp: the moment.
    ///   - ending: the event with which the run is about to end or stop, if it is.
    /// - Returns: the notices, and of each whether its entry has sent as many in the last hour as it may.
    public func dueNotices(at stamp: Stamp, ending: RunEvent? = nil) -> [(notice: DueNotice, isHeldBack: Bool)] {
        guard !plan.environment.notices.isEmpty else { return [] }
        let due = candidates(ending: ending).filter { $0.due <= stamp.monotonicMilliseconds }
        var counts: [String: Int] = [:]
        let now = max(latestWallMilliseconds, stamp.wallMilliseconds)
        return due.map { candidate in
            let entry = candidate.notice.entry
            let recent = noticeBook.sent[entry]?.count { now - $0 < Self.hourMilliseconds } ?? 0
            let most = plan.environment.notices[entry]?.mostPerHour ?? 0
            let isHeldBack = recent + counts[entry, default: 0] >= most
            if !isHeldBack { counts[entry, default: 0] += 1 }
            return (candidate.notice, isHeldBack)
        }
    }

    /// When, by the monotonic clock, the next notice is due that is not due yet; nil if nothing that is known now will be.
    public func nextNotice(after stamp: Stamp) -> Int64? {
        guard !plan.environment.notices.isEmpty else { return nil }
        return candidates(ending: nil).map(\.due).filter { $0 > stamp.monotonicMilliseconds }.min()
    }

    private func candidates(ending: RunEvent?) -> [Candidate] {
        var list: [Candidate] = []
        for (entry, notice) in plan.environment.notices.sorted(by: { $0.key < $1.key }) {
            for candidate in candidates(of: entry, notice, ending: ending)
            where !noticeBook.settled.contains(candidate.notice) {
                list.append(candidate)
            }
        }
        return list
    }

    private func candidates(of entry: String, _ notice: Notice, ending: RunEvent?) -> [Candidate] {
        var list: [Candidate] = []
        func add(_ occasion: Notice.Occasion, _ subject: String, step: String? = nil, due: Int64 = .min) {
            list.append(
                Candidate(
                    notice: DueNotice(entry: entry, occasion: occasion, subject: subject, step: step), due: due))
        }
        let wanted = Set(notice.occasions)
        if let ending, let (occasion, subject) = end(ending), wanted.contains(occasion) { add(occasion, subject) }
        guard phase == .running else { return list }
        // Nobody waits for the answer any more.
        let isLeft = ending == .stopped(.needsPerson) && !wanted.contains(.stopped)
        var failed: Set<String> = []
        for lane in lanes where lane.openLanes == 0 && lane.position < lane.end {
            let step = plan.steps[lane.position]
            if wanted.contains(.failed), let subject = failure(of: step, lane) {
                add(.failed, subject, step: step.path)
                failed.insert(step.path)
            }
            if wanted.contains(.overdue), step.isAct, let typical = step.typical {
                let limit = typical.count + notice.after.count
                add(
                    .overdue, step.path, step: step.path, due: monotonicNow + limit - lane.spent.totalMilliseconds + 1)
            }
        }
        if wanted.contains(.needsPerson), let question = openQuestion, !failed.contains(question.step) {
            add(
                .needsPerson, subject(of: question), step: question.step,
                due: isLeft ? .min : noticeBook.askedAt + notice.after.count)
        }
        return list
    }

    /// What cannot go on about a step; nil if nothing.
    private func failure(of step: PlanStep, _ lane: Lane) -> String? {
        if let question = openQuestion, question.step == step.path, case .problem = question.kind {
            return subject(of: question)
        }
        guard case .troubled(let problem) = lane.phase else { return nil }
        return subject(of: Question(id: "", step: step.path, kind: .problem(problem)))
    }

    /// What names a question also after a break, when it is put again under another id.
    private func subject(of question: Question) -> String {
        let kind = "\(question.step) \(question.kind.noticeWord)"
        return "\(kind) \(noticeBook.answered[kind, default: 0] + 1)"
    }

    private func end(_ event: RunEvent) -> (Notice.Occasion, String)? {
        switch event {
        case .closed(.completed): (.completed, "completed")
        case .closed(.refused): (.stopped, "refused")
        // The same question stops it once.
        case .stopped(.needsPerson): (.stopped, (openQuestion ?? lastQuestion).map(subject) ?? "stop")
        case .stopped: (.stopped, "stop \(noticeBook.stops + 1)")
        default: nil
        }
    }

    // MARK: What happens

    /// Keeps of an event what decides over notices; before it is applied.
    mutating func noteForNotices(_ event: RunEvent, at stamp: Stamp) {
        guard !plan.environment.notices.isEmpty else { return }
        switch event {
        case .asked: noticeBook.askedAt = stamp.monotonicMilliseconds
        case .answered:
            guard let question = openQuestion else { return }
            noticeBook.answered["\(question.step) \(question.kind.noticeWord)", default: 0] += 1
        case .stopped: noticeBook.stops += 1
        case .notified(let sent):
            noticeBook.settled.insert(sent.notice)
            switch sent.outcome {
            case .delivered, .failed:
                let entry = sent.notice.entry
                let recent = (noticeBook.sent[entry] ?? []).filter {
                    latestWallMilliseconds - $0 < Self.hourMilliseconds
                }
                noticeBook.sent[entry] = recent + [stamp.wallMilliseconds]
            case .heldBack, .notSent: break
            }
        default: break
        }
    }
}

extension Question.Kind {
    /// A word for what is asked.
    fileprivate var noticeWord: String {
        switch self {
        case .manual: "manual"
        case .observe(let variable): "observe:\(variable)"
        case .inDoubt: "in-doubt"
        case .problem: "problem"
        case .approval: "approval"
        case .population: "population"
        case .items: "items"
        case .changedMeanwhile: "changed-meanwhile"
        }
    }
}
