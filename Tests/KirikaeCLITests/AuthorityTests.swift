import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeSyntax
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeCLI

/// Who may say that a run goes on: every way round that is known is tried with real keys, and refused.
@Suite struct AuthorityTests {
    private static let now: Int64 = 1_790_000_000_000
    private static let hour: Int64 = 3_600_000

    private let project: SignedProject
    private let plan: Plan
    private let verifier = ApprovalVerifier(keygen: SSHKeygen())

    init() throws {
        project = try SignedProject(count: 2)
        plan = try project.plan()
    }

    private func statement(by name: String = "sato", decision: ApprovalChoice = .approve) throws -> ApprovalStatement {
        try ApprovalRequest(try project.waiting(plan), run: "r1")
            .statement(by: name, decision: decision, reason: "change 2041", at: Self.now)
    }

    private func sign(
        _ statement: ApprovalStatement, keyOf owner: String? = nil, namespace: String = SignatureNamespace.approval
    ) async throws -> SignedStatement {
        try await StatementSigner(keyPath: project.keys.path(owner ?? statement.by), asksAtTerminal: false)
            .sign(statement.text, namespace: namespace)
    }

    /// What comes of it; nil if it counts.
    private func refusal(
        _ bytes: [UInt8], _ machine: RunMachine? = nil, at wall: Int64 = now
    ) async throws -> ApprovalVerifier.Refusal? {
        let machine = try machine ?? project.waiting(plan)
        let question = try #require(machine.openQuestion)
        switch await verifier.verdict(on: bytes, to: question, in: machine, at: wall) {
        case .counts: return nil
        case .refused(let refusal): return refusal
        case let other:
            Issue.record("\(other)")
            return nil
        }
    }

    private func mayNot(_ refusal: ApprovalRefusal) -> ApprovalVerifier.Refusal { .answer(.mayNotApprove(refusal)) }

    private func isBadSignature(_ refusal: ApprovalVerifier.Refusal?) -> Bool {
        if case .badSignature = refusal { true } else { false }
    }

    @Test func theControlCounts() async throws {
        let signed = try await sign(try statement())
        let machine = try project.waiting(plan)
        let question = try #require(machine.openQuestion)
        guard
            case .counts(let answer) = await verifier.verdict(
                on: signed.fileBytes, to: question, in: machine, at: Self.now)
        else {
            Issue.record("it does not count")
            return
        }
        #expect(answer.by == "sato" && answer.via == .signature && answer.remark == "change 2041")
        #expect(answer.signed?.text == SignedText(statement: signed.statement, signature: signed.signature))
    }

    @Test func aForgedName() async throws {
        // Somebody else's name over one's own key; a name that has no key; a key that has no name.
        #expect(isBadSignature(try await refusal(try await sign(try statement(), keyOf: "suzuki").fileBytes)))
        #expect(isBadSignature(try await refusal(try await sign(try statement(), keyOf: "mallory").fileBytes)))
        #expect(isBadSignature(try await refusal(try await sign(try statement(by: "mallory")).fileBytes)))
        // A good signature under a statement whose name was changed after it.
        var signed = try await sign(try statement())
        signed.statement = try statement(by: "suzuki").text
        #expect(isBadSignature(try await refusal(signed.fileBytes)))
        #expect(
            try await refusal(
                SignedStatement(statement: try statement(by: "-oX").text, signature: signed.signature).fileBytes)
                == mayNot(.notMember))
    }

    @Test func aNameInTheFileThatIsNoMember() async throws {
        var plan = plan
        plan.environment.allowedSigners?.bytes += Array(project.keys.line("mallory").utf8)
        let signed = try await sign(try statement(by: "mallory"))
        #expect(try await refusal(signed.fileBytes, try project.waiting(plan)) == mayNot(.notMember))
    }

    @Test func approvingOnesOwnStep() async throws {
        var machine = try project.waiting(plan)
        let signed = try await sign(try statement())
        let stamp = Stamp(wallMilliseconds: 2_000, monotonicMilliseconds: 1)
        try machine.apply(.stopped(.needsPerson), at: stamp)
        try machine.apply(.resumed(operatorName: "sato", epoch: 2), at: stamp)
        try machine.apply(.intent(step: "example.switchover/agree", attempt: 2), at: stamp)
        guard case .record(let asked)? = machine.next() else { throw CocoaError(.featureUnsupported) }
        try machine.apply(asked, at: stamp)
        #expect(try await refusal(signed.fileBytes, machine) == mayNot(.drivesTheRun))
    }

    @Test func replayFromAnotherRun() async throws {
        let signed = try await sign(try statement()).fileBytes
        #expect(try await refusal(signed, try project.waiting(plan, run: "r2")) == mayNot(.otherRun))
        // A run of the same name in another folder of records.
        #expect(try await refusal(signed, try project.waiting(plan, nonce: "n2")) == mayNot(.otherRun))
    }

    @Test func approvalOfAnOlderPlan() async throws {
        var older = try statement()
        older.plan = String(repeating: "0", count: 64)
        #expect(try await refusal(try await sign(older).fileBytes) == mayNot(.otherPlan))
        var other = try statement()
        other.step = "example.switchover/tell"
        #expect(try await refusal(try await sign(other).fileBytes) == mayNot(.otherStep))
    }

    @Test func whatARehearsalAssumedUsedLive() async throws {
        let machine = try project.waiting(plan)
        let assumed = Answer(value: "approve", remark: "assumed", by: "sato", via: .rehearsal, basis: .assumed)
        #expect(machine.check(assumed, to: try #require(machine.openQuestion).id) == .mayNotApprove(.notSigned))
        // A rehearsal has drawn no lot; what somebody signed for one is for no run.
        var forRehearsal = try statement()
        forRehearsal.nonce = ""
        #expect(try await refusal(try await sign(forRehearsal).fileBytes) == mayNot(.otherRun))
    }

    @Test func aClockThatWasPutBack() async throws {
        let signed = try await sign(try statement()).fileBytes
        #expect(try await refusal(signed, at: Self.now + Self.hour) == mayNot(.expired))
        // The clock says that it still counts; the record knows better.
        var machine = try project.waiting(plan)
        try machine.apply(
            .noted(step: "example.switchover/agree", text: "late", by: "yamada"),
            at: Stamp(wallMilliseconds: Self.now + Self.hour, monotonicMilliseconds: 1))
        #expect(try await refusal(signed, machine, at: Self.now) == mayNot(.expired))
        // An approver whose clock runs ahead cannot sign for later.
        #expect(try await refusal(signed, at: Self.now - Self.hour) == .signedAhead)
        #expect(try await refusal(signed, at: Self.now - 60_000) == nil)
        var long = try statement()
        long.expires += 1
        #expect(try await refusal(try await sign(long).fileBytes) == mayNot(.lastsTooLong))
    }

    @Test func anotherPurpose() async throws {
        for namespace in [SignatureNamespace.planReview, "git", "file"] {
            #expect(
                isBadSignature(try await refusal(try await sign(try statement(), namespace: namespace).fileBytes)))
        }
    }

    @Test(arguments: ["valid-before=\"20260901\"", "valid-after=\"20270101\"", "namespaces=\"git\""])
    func aKeyThatIsNotValid(options: String) async throws {
        var plan = plan
        plan.environment.allowedSigners?.bytes = Array(project.keys.line("sato", options: options).utf8)
        let signed = try await sign(try statement())
        #expect(isBadSignature(try await refusal(signed.fileBytes, try project.waiting(plan))))
        plan.environment.allowedSigners?.bytes = []
        #expect(isBadSignature(try await refusal(signed.fileBytes, try project.waiting(plan))))
    }

    @Test func otherBytes() async throws {
        let signed = try await sign(try statement())
        var changed = signed
        changed.statement = signed.statement.replacing("change 2041", with: "change 2042")
        #expect(isBadSignature(try await refusal(changed.fileBytes)))
        for bytes in [[], Array("{}".utf8), Array(signed.signature.utf8), signed.fileBytes.dropLast(10) + []] {
            guard case .notAStatement? = try await refusal(bytes) else {
                Issue.record("it was taken for a statement")
                return
            }
        }
    }

    /// Who may sign is part of what is signed.
    @Test func whoMaySignIsPartOfTheFingerprint() throws {
        func fingerprint(_ change: (inout Plan) -> Void) -> String {
            var plan = plan
            change(&plan)
            return PlanEncoding.fingerprint(of: plan)
        }
        let review = Environment.PlanReview(
            count: 1, group: Located("duty", at: plan.environment.name.location), expires: Milliseconds(1))
        let fingerprints = [
            fingerprint { _ in }, fingerprint { $0.environment.allowedSigners?.bytes.append(0x0A) },
            fingerprint { $0.environment.allowedSigners?.path = "other" },
            fingerprint { $0.environment.allowedSigners = nil },
            fingerprint { $0.environment.approvals = .typed }, fingerprint { $0.environment.planReview = review },
            fingerprint { $0.environment.secrets["token"]?.source = .command(["/bin/echo"], timeout: Milliseconds(1)) },
        ]
        #expect(fingerprints[0] == plan.fingerprint)
        #expect(Set(fingerprints).count == fingerprints.count)
    }

    // MARK: The inbox

    private func inbox() -> ApprovalInbox { ApprovalInbox(runPath: project.folder.path) }

    private func person(_ inbox: ApprovalInbox, _ findings: Findings) -> SignedApprovalOperator {
        SignedApprovalOperator(inbox: inbox, verifier: verifier, clock: StandingClock(wall: Self.now)) {
            findings.add($0)
        }
    }

    @Test func whatCountsIsTakenOnceAndWhatDoesNotIsMovedAside() async throws {
        let inbox = inbox()
        let findings = Findings()
        let person = person(inbox, findings)
        var machine = try project.waiting(plan)
        let first = try #require(machine.openQuestion)
        #expect(!person.hasArrivals)
        #expect(try await person.answer(first, in: machine) == nil)

        try inbox.deposit(Array("{}".utf8), named: "a-foreign")
        #expect(person.hasArrivals)
        let note = await #expect(throws: OperatorNote.self) { try await person.answer(first, in: machine) }
        #expect(note == OperatorNote(text: "approval-refused not-a-statement a-foreign.json", by: "kirikae"))
        #expect(findings.all.count == 1)
        #expect(!person.hasArrivals)
        #expect(FileManager.default.fileExists(atPath: inbox.path + "/a-foreign.json.refused"))

        let signed = try await sign(try statement())
        try inbox.deposit(signed.fileBytes, named: "b")
        let attributes = try FileManager.default.attributesOfItem(atPath: inbox.path + "/b.json")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let answer = try #require(try await person.answer(first, in: machine))
        #expect(answer.by == "sato")
        #expect(inbox.takenNames() == ["b.json.taken"])
        let stamp = Stamp(wallMilliseconds: Self.now, monotonicMilliseconds: 1)
        try machine.apply(.answered(question: first.id, answer), at: stamp)
        guard case .record(let asked)? = machine.next() else { throw CocoaError(.featureUnsupported) }
        try machine.apply(asked, at: stamp)
        let second = try #require(machine.openQuestion)

        // The same once more is fine; another answer by the same person is a conflict.
        try inbox.deposit(signed.fileBytes, named: "c")
        #expect(try await person.answer(second, in: machine) == nil)
        #expect(inbox.newNames().isEmpty && findings.all.count == 1)
        try inbox.deposit(try await sign(try statement(decision: .reject)).fileBytes, named: "d")
        await #expect(throws: OperatorNote.self) { try await person.answer(second, in: machine) }
        #expect(findings.all.last == .refused(file: "d.json", mayNot(.hasApproved)))
    }

    @Test func aFileThatIsNoneIsNeverFatal() async throws {
        let inbox = inbox()
        let findings = Findings()
        let machine = try project.waiting(plan)
        let question = try #require(machine.openQuestion)
        try inbox.deposit([], named: "first")
        try FileManager.default.removeItem(atPath: inbox.path + "/first.json")
        let target = try project.folder.write("{}", to: "target")
        try FileManager.default.createSymbolicLink(atPath: inbox.path + "/link.json", withDestinationPath: target)
        mkfifo(inbox.path + "/pipe.json", 0o600)
        try FileManager.default.createDirectory(
            atPath: inbox.path + "/folder.json", withIntermediateDirectories: false)
        try Data(repeating: 0x20, count: 1 << 20).write(to: URL(fileURLWithPath: inbox.path + "/long.json"))
        let person = person(inbox, findings)
        for _ in 0..<4 { await #expect(throws: OperatorNote.self) { try await person.answer(question, in: machine) } }
        #expect(try await person.answer(question, in: machine) == nil)
        #expect(findings.all.count == 4)
    }

    /// Without `ssh-keygen` nothing counts, nothing is moved aside, and nobody is asked for ever.
    @Test func whatCannotBeLookedAtWaits() async throws {
        let inbox = inbox()
        let findings = Findings()
        try inbox.deposit(try await sign(try statement()).fileBytes, named: "a")
        let blind = SignedApprovalOperator(
            inbox: inbox, verifier: ApprovalVerifier(keygen: SSHKeygen(path: "/nowhere/ssh-keygen")),
            clock: StandingClock(wall: Self.now), report: { findings.add($0) })
        let machine = try project.waiting(plan)
        let question = try #require(machine.openQuestion)
        for _ in 0..<2 { #expect(try await blind.answer(question, in: machine) == nil) }
        #expect(findings.all.count == 1 && !blind.hasArrivals && inbox.newNames() == ["a.json"])
        #expect(try await person(inbox, findings).answer(question, in: machine) != nil)
    }

    /// The prompt gives way by itself; what is typed before cannot approve.
    @Test func theTerminalGivesWayToASignature() async throws {
        let inbox = inbox()
        let machine = try project.waiting(plan)
        let question = try #require(machine.openQuestion)
        let signed = try await sign(try statement())
        let output = TextCollector()
        let typed = Mutex(["approve", "1", "?"])
        let person = TerminalOperator(
            name: "yamada", plan: plan, wording: ScreenWording(language: .en), style: Style(isColoured: false),
            output: output,
            readLine: { isInterrupted in
                if let line = typed.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return line }
                try? inbox.deposit(signed.fileBytes, named: "late")
                return isInterrupted() ? nil : "the prompt did not notice"
            }, signatures: self.person(inbox, Findings()))
        let answer = try await person.answer(question, in: machine)
        #expect(answer?.by == "sato" && answer?.via == .signature)
        #expect(output.text.contains("kirikae approve r1 --as NAME"))
        #expect(output.text.contains("Waiting for a signature"))
    }
}

/// What an operator told whoever sits at the terminal.
private final class Findings: Sendable {
    private let kept = Mutex<[SignedApprovalOperator.Finding]>([])
    func add(_ finding: SignedApprovalOperator.Finding) { kept.withLock { $0.append(finding) } }
    var all: [SignedApprovalOperator.Finding] { kept.withLock { $0 } }
}

/// A clock at which no time passes.
struct StandingClock: KirikaeEngine.Clock {
    var wall: Int64
    func now() -> Stamp { Stamp(wallMilliseconds: wall, monotonicMilliseconds: 0) }
    func sleep(milliseconds: Int64) async {}
}
