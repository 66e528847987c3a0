import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Testing

/// What the machine demands of a signed approval; the signature itself is none of its business.
@Suite struct SignedApprovalTests {
    private static let hour: Int64 = 3_600_000
    private static let start: Int64 = 1_700_000_000_000

    private func plan(count: Int = 1, critical: Bool = false) throws -> Plan {
        var plan = try EngineFixture.plan(
            """
              - id: agree
                title: {ja: 行う, en: Do it}
                source: [M1]
                action: {approve: {ja: 開始, en: Start}, by: managers, count: \(count), expires: 1h}
                timeout: 5m
                typical: 5m
            """,
            environment: """
                kirikae: 1
                environment: test
                title: {ja: 試験, en: Test}
                groups: {managers: {title: {ja: 責任者, en: Managers}, members: [sato, suzuki, tanaka, tester]}}
                observe: {valve.state: ask, pump.state: ask, light.state: ask}
                """)
        plan.environment.approvals = .signed
        return plan
    }

    private func header(_ plan: Plan) -> RunHeader {
        var header = EngineFixture.header(plan)
        header.nonce = "n1"
        return header
    }

    private func stamp(_ minutes: Int64) -> Stamp {
        Stamp(wallMilliseconds: Self.start + minutes * 60_000, monotonicMilliseconds: minutes * 60_000)
    }

    /// A machine whose approval is open.
    private func waiting(count: Int = 1) throws -> (machine: RunMachine, question: String) {
        let plan = try plan(count: count)
        var machine = RunMachine(plan: plan)
        try machine.apply(.started(header(plan)), at: stamp(0))
        try machine.apply(.done(step: "plant.open"), at: stamp(0))
        try machine.apply(.intent(step: "plant.open/agree", attempt: 1), at: stamp(0))
        let question = try ask(&machine, at: 0)
        return (machine, question)
    }

    private func ask(_ machine: inout RunMachine, at minute: Int64) throws -> String {
        guard case .record(.asked(let question)) = machine.next() else {
            Issue.record("nothing is asked but \(String(describing: machine.next()))")
            return ""
        }
        try machine.apply(.asked(question), at: stamp(minute))
        return question.id
    }

    private func signed(
        _ machine: RunMachine, _ value: String = "approve", by name: String = "sato", text: String = "t",
        _ change: (inout SignedApproval) -> Void = { _ in }
    ) -> Answer {
        var signed = SignedApproval(
            text: SignedText(statement: text, signature: "s"), run: "r1", nonce: "n1", plan: machine.plan.fingerprint,
            step: "plant.open/agree", decision: value, by: name, reason: "seen", signedAt: Self.start,
            expires: Self.start + Self.hour)
        change(&signed)
        return Answer(value: value, remark: "seen", by: name, via: .signature, signed: signed)
    }

    @Test func whatIsSignedMustBeForExactlyThis() throws {
        let (machine, question) = try waiting()
        #expect(machine.check(signed(machine), to: question) == nil)
        let table: [(ApprovalRefusal, (inout SignedApproval) -> Void)] = [
            (.otherRun, { $0.run = "r2" }), (.otherRun, { $0.nonce = "n2" }), (.otherPlan, { $0.plan = "older" }),
            (.otherStep, { $0.step = "plant.open/other" }), (.otherDecision, { $0.decision = "reject" }),
            (.otherDecision, { $0.reason = "another" }), (.otherName, { $0.by = "suzuki" }),
            (
                .expired,
                {
                    $0.signedAt -= 2 * Self.hour; $0.expires -= 2 * Self.hour
                }
            ),
            (.lastsTooLong, { $0.expires += 1 }),
        ]
        for (refusal, change) in table {
            #expect(machine.check(signed(machine, change), to: question) == .mayNotApprove(refusal))
        }
        #expect(machine.check(signed(machine, by: "tester"), to: question) == .mayNotApprove(.drivesTheRun))
        #expect(machine.check(signed(machine, by: "mallory"), to: question) == .mayNotApprove(.notMember))
    }

    private func signed(_ machine: RunMachine, _ change: (inout SignedApproval) -> Void) -> Answer {
        signed(machine, "approve", change)
    }

    @Test func aNameAloneDoesNotCountNorDoesWhatARehearsalAssumed() throws {
        let (machine, question) = try waiting()
        guard case .approval(_, let isSigned)? = machine.openQuestion?.kind else {
            Issue.record("no approval is asked for")
            return
        }
        #expect(isSigned)
        let typed = Answer(value: "approve", remark: "seen", by: "sato", via: .terminal)
        #expect(machine.check(typed, to: question) == .mayNotApprove(.notSigned))
        let rehearsed = Answer(value: "approve", remark: "assumed", by: "sato", via: .rehearsal, basis: .assumed)
        #expect(machine.check(rehearsed, to: question) == .mayNotApprove(.notSigned))
    }

    /// A rehearsal drives the same machine; it has drawn no lot that anybody could have signed.
    @Test func aRehearsalAssumes() throws {
        let plan = try plan()
        var machine = RunMachine(plan: plan)
        try machine.apply(.started(EngineFixture.header(plan)), at: stamp(0))
        try machine.apply(.done(step: "plant.open"), at: stamp(0))
        try machine.apply(.intent(step: "plant.open/agree", attempt: 1), at: stamp(0))
        let question = try ask(&machine, at: 0)
        let rehearsed = Answer(value: "approve", remark: "assumed", by: "sato", via: .rehearsal, basis: .assumed)
        #expect(machine.check(rehearsed, to: question) == nil)
    }

    @Test func oneSignatureCountsOnceAndExpires() throws {
        var (machine, question) = try waiting(count: 2)
        let first = signed(machine)
        try machine.apply(.answered(question: question, first), at: stamp(1))
        question = try ask(&machine, at: 2)
        #expect(machine.check(first, to: question) == .mayNotApprove(.hasApproved))
        #expect(machine.check(signed(machine, "reject"), to: question) == .mayNotApprove(.hasApproved))
        try machine.apply(.answered(question: question, signed(machine, by: "suzuki", text: "u")), at: stamp(3))
        #expect(machine.next() == .record(.performed(step: "plant.open/agree", attempt: 1, .succeeded(warnings: []))))
    }

    /// What was recorded last moves time forward; a clock that is put back does not bring back what had expired.
    @Test func aClockThatIsPutBackRevivesNothing() throws {
        let (fresh, question) = try waiting()
        var machine = fresh
        try machine.apply(.noted(step: "plant.open/agree", text: "late", by: "tester"), at: stamp(61))
        try machine.apply(
            .noted(step: "plant.open/agree", text: "earlier", by: "tester"),
            at: Stamp(wallMilliseconds: Self.start, monotonicMilliseconds: 61 * 60_000))
        #expect(machine.latestWallMilliseconds == Self.start + 61 * 60_000)
        #expect(machine.check(signed(machine), to: question) == .mayNotApprove(.expired))
    }

    @Test func whatWasSignedBeforeSomebodyRefusedIsSpent() throws {
        var (machine, question) = try waiting(count: 2)
        let first = signed(machine)
        try machine.apply(.answered(question: question, first), at: stamp(1))
        question = try ask(&machine, at: 1)
        try machine.apply(
            .answered(question: question, signed(machine, "reject", by: "suzuki", text: "no")), at: stamp(2))
        let problem = try ask(&machine, at: 2)
        try machine.apply(.answered(question: problem, .typed("retry")), at: stamp(3))
        try machine.apply(.intent(step: "plant.open/agree", attempt: 2), at: stamp(3))
        question = try ask(&machine, at: 3)
        #expect(machine.check(first, to: question) == .mayNotApprove(.spent))
        #expect(machine.check(signed(machine, text: "anew"), to: question) == nil)
    }

    @Test func whatWasSignedBeforeAStopCountsAgain() throws {
        var (machine, question) = try waiting(count: 2)
        let first = signed(machine)
        try machine.apply(.answered(question: question, first), at: stamp(1))
        _ = try ask(&machine, at: 1)
        try machine.apply(.stopped(.needsPerson), at: stamp(2))
        try machine.apply(.resumed(operatorName: "tester", epoch: 2), at: stamp(3))
        try machine.apply(.intent(step: "plant.open/agree", attempt: 2), at: stamp(3))
        question = try ask(&machine, at: 3)
        #expect(machine.check(first, to: question) == nil)
        // But not that of somebody who drives the run by now.
        try machine.apply(.stopped(.needsPerson), at: stamp(4))
        try machine.apply(.resumed(operatorName: "sato", epoch: 3), at: stamp(5))
        try machine.apply(.intent(step: "plant.open/agree", attempt: 3), at: stamp(5))
        question = try ask(&machine, at: 5)
        #expect(machine.check(first, to: question) == .mayNotApprove(.drivesTheRun))
    }

    /// Whoever drives the run must find no way round: neither by a crash, nor by a stop, nor by leaving it out.
    @Test(arguments: [nil, StopReason.person, .signal, .needsPerson])
    func noInterruptionLetsTheOperatorAnswerForTheApprovers(stop: StopReason?) throws {
        var (machine, _) = try waiting()
        if let stop { try machine.apply(.stopped(stop), at: stamp(1)) }
        try machine.apply(.resumed(operatorName: "tester", epoch: 2), at: stamp(2))
        #expect(machine.stepsInDoubt.isEmpty)
        #expect(machine.next() == .record(.intent(step: "plant.open/agree", attempt: 2)))
    }

    @Test func anApprovalCannotBeLeftOut() throws {
        var (machine, question) = try waiting()
        try machine.apply(.answered(question: question, signed(machine, "reject")), at: stamp(1))
        question = try ask(&machine, at: 1)
        #expect(machine.offeredChoices(for: .action(.notApproved(by: "sato"))) == [.retry, .stop])
        // Nor with everything around it.
        let plan = try plan()
        var whole = RunMachine(plan: plan)
        try whole.apply(.started(header(plan)), at: stamp(0))
        #expect(whole.currentStep?.kind == .enter)
        #expect(
            whole.offeredChoices(for: .gate(.preconditions, .couldNotEvaluate, unmet: [0])) == [
                .retry, .overrule, .stop,
            ])
    }
}
