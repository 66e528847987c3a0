import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook

/// How a person wants a run to go on.
struct ResumeWishes: Sendable {
    /// The files as they are on disk now.
    var files: [RunbookLibrary.SourceFile]
    /// What messages put before the path of a file.
    var displayPrefix: String
    /// The reason for going on with the old content although files have changed.
    var keepPinned: String?
    /// The reason for going on with the content as it is now.
    var acceptChanges: String?
    /// Files with reviews of the plan as it is now.
    var reviews: [String] = []
    /// The reason for taking the run from a process that holds it and does not go on; nil to leave it alone.
    var takeOver: String?
    /// The step to go on with, and why.
    var jump: (step: String, reason: String)?
    /// How long to wait for a program that outlived its engine, in milliseconds.
    var childWaitMilliseconds: Int64

    /// What the files mean now.
    ///
    /// Decoding takes longer than all else that a resume does; it is done only where their bytes have changed.
    func decoded() -> RunbookLibrary {
        RunbookLibrary(files: files, displayPrefix: displayPrefix, knownSeverities: Explanation.severities)
    }

    /// The text of each file now, by the name that messages give it.
    var sources: [String: String] {
        Dictionary(
            files.map { (displayPrefix + $0.path, String(decoding: $0.bytes, as: UTF8.self)) },
            uniquingKeysWith: { first, _ in first })
    }
}

/// Going on with a run that is read back: what stands against it, and which events it goes on with.
struct Resumption {
    let stored: StoredRun
    let wishes: ResumeWishes
    let operatorName: String
    let wording: ScreenWording
    let style: Style
    let output: any TextOutput

    private var run: String { stored.header.run }

    /// Only a run that has not ended, and knows where it stands, goes on.
    func checkOpen() throws(CommandFailure) {
        switch stored.machine.result {
        case .superseded(let successor):
            throw CommandFailure(message: .resuming(.superseded(run, by: successor)))
        case .completed, .refused: throw CommandFailure(message: .runClosed(run))
        case .stopped, nil: break
        }
        if stored.machine.awaitsCarryOver, let origin = stored.header.restartOf {
            throw CommandFailure(message: .resuming(.restartUnfinished(run, of: origin.run, from: origin.from)))
        }
        if stored.header.version != KirikaeVersion.text {
            output.line(
                wording.pick(
                    "この実行は版 \(stored.header.version) で始まりました（今は \(KirikaeVersion.text)）。計画の指紋は同じです。",
                    "This run was begun with version \(stored.header.version); this is \(KirikaeVersion.text). The fingerprint of the plan is the same."
                ))
        }
    }

    /// The events with which the run goes on, and the machine prepared for them.
    func prepare(
        _ machine: inout RunMachine, opening: [RunEvent], in directory: RunDirectory, at stamp: Stamp
    ) async throws -> [RunEvent] {
        var opening = opening
        if let event = try await settleChanges(&machine, in: directory) { opening.append(event) }
        if let jump = wishes.jump {
            var ahead = machine
            for event in opening { try ahead.apply(event, at: stamp) }
            if let refusal = ahead.jumpRefusal(to: jump.step) { throw jumpRefused(refusal, ahead.plan) }
            let unproven = ahead.unproven(byJumpingTo: jump.step)
            if !unproven.isEmpty {
                let note = RefusalText(plan: ahead.plan).unproven(unproven)[wording.language]
                output.line(style.caution("! " + note))
            }
            machine.requestedJump = JumpRequest(step: jump.step, reason: jump.reason, by: operatorName)
        }
        return opening
    }

    /// What to say of a jump that turned out to be impossible when the run had looked again; nil if there was none.
    static func failure(after machine: RunMachine) -> CommandFailure? {
        guard let request = machine.requestedJump, case .stopped(.person)? = machine.result,
            let refusal = machine.jumpRefusal(to: request.step)
        else { return nil }
        return CommandFailure(
            message: .resuming(
                .jumpRefused(request.step, reason: RefusalText(plan: machine.plan).text(refusal))))
    }

    private func jumpRefused(_ refusal: JumpRefusal, _ plan: Plan) -> CommandFailure {
        CommandFailure(
            message: .resuming(
                .jumpRefused(wishes.jump?.step ?? "", reason: RefusalText(plan: plan).text(refusal))))
    }

    // MARK: Changed files

    /// The event that says how the run goes on with changed files; nil if none have changed.
    private func settleChanges(_ machine: inout RunMachine, in directory: RunDirectory) async throws -> RunEvent? {
        let now = PlanEncoding.hashes(of: wishes.files)
        let changed = stored.files.filter { now[$0.key] != $0.value }.map(\.key).sorted()
        guard !changed.isEmpty else { return nil }
        let (new, diagnostics) = currentPlan()
        if let new {
            let comparison = PlanComparison(from: machine.plan, to: new)
            for line in PlanComparisonText(wording: wording, style: style).lines(comparison) { output.line(line) }
        } else {
            output.line(
                wording.pick(
                    "今のファイルには誤りがあるため、計画を比べられません。「kirikae check」で確認できます。",
                    "The files as they are now have errors, so that the plans cannot be compared: see ‘kirikae check’.")
            )
        }
        if let reason = wishes.keepPinned { return .keptPinnedFiles(changed: changed, reason: reason) }
        guard let reason = wishes.acceptChanges else { throw CommandFailure(message: .filesChanged(changed)) }
        guard let new else {
            guard diagnostics.hasErrors else { throw CommandFailure(message: .filesChanged(changed)) }
            throw LibraryFailure(diagnostics: diagnostics, sources: wishes.sources)
        }
        let obstacles = machine.obstacles(to: new)
        guard obstacles.isEmpty else {
            let words = RefusalText(plan: machine.plan)
            throw CommandFailure(message: .resuming(.changesNotAcceptable(obstacles.map(words.text))))
        }
        let reviews = try await reviews(of: new, after: machine.plan)
        let folder = try directory.nextPinnedFolder()
        for file in wishes.files {
            try directory.writePinned(file.bytes, at: PinnedPath(file.path), in: folder)
        }
        machine.offer(new)
        return .acceptedChanges(
            AcceptedChanges(
                fingerprint: new.fingerprint, files: now, changed: changed, reason: reason, by: operatorName,
                folder: folder, reviews: reviews.texts, reviewsRequired: reviews.required))
    }

    /// The reviews that a plan needs to take the place of another, by the rules of that one.
    ///
    /// Who may approve, and with which keys, changes only together with a review: else whoever may change a file could make himself
    /// an approver half-way.
    private func reviews(of new: Plan, after old: Plan) async throws -> (texts: [SignedText], required: Int) {
        let authority = old.environment.planReview == nil ? new.environment : old.environment
        if let demanded = authority.planReview {
            let reviews = PlanReviews(plan: new, operatorName: operatorName, authority: authority)
            return (try await reviews.check(wishes.reviews), demanded.count)
        }
        guard !old.environment.approvalsAreSigned || old.environment.hasSameAuthority(as: new.environment) else {
            throw CommandFailure(
                message: .resuming(
                    .changesNotAcceptable([
                        .init(
                            ja: "承認できる人や鍵は、途中では変えられません。元に戻すか、新しい実行を始めてください",
                            en:
                                "who may approve, and with which keys, cannot change half-way; put it back, or begin a new run"
                        )
                    ])))
        }
        return ([], 0)
    }

    /// The plan as the files are now; nil with what is wrong with them.
    private func currentPlan() -> (plan: Plan?, diagnostics: Diagnostics) {
        let current = wishes.decoded()
        guard !current.diagnostics.hasErrors else { return (nil, current.diagnostics) }
        let builder = PlanBuilder(library: current)
        let header = stored.header
        let plan = builder.plan(
            runbook: header.runbook, arguments: header.arguments, environment: header.environment,
            environmentArguments: header.environmentArguments)
        return (plan, builder.diagnostics)
    }
}
