import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSignatures
import KirikaeSyntax

/// What an approver is asked: everything that he must see, and that goes into what he signs.
struct ApprovalRequest: Sendable, Hashable {
    /// What the file says it is.
    private static let kind = "kirikae-approval-request"

    var run: String
    var nonce: String
    /// The fingerprint of the plan.
    var plan: String
    var planTitle: LocalizedText
    var environment: String
    /// The path of the step.
    var step: String
    var stepTitle: LocalizedText
    /// What is agreed to.
    var ask: LocalizedText
    /// Which step it is, of how many.
    var position: String
    /// Who may approve.
    var members: [String]
    /// Who has approved so far.
    var given: [String]
    /// How many must approve.
    var count: Int
    /// How long a signature counts at most, in milliseconds.
    var lastsMilliseconds: Int64

    /// The request of an open question.
    ///
    /// - Throws: `SignatureFailure` if the run waits for no signed approval.
    init(_ machine: RunMachine, run: String) throws(SignatureFailure) {
        guard let question = machine.openQuestion, case .approval(let given, let isSigned) = question.kind,
            let header = machine.header, let index = machine.plan.index(of: question.step),
            case .approve(let approve, let members) = machine.plan.steps[index].action
        else { throw SignatureFailure(message: .noOpenApproval(run)) }
        guard isSigned else {
            throw SignatureFailure(message: .approvalsAreTyped(machine.plan.environment.name.value))
        }
        let step = machine.plan.steps[index]
        let card = StepCard(
            plan: machine.plan, wording: ScreenWording(language: .en), style: Style(isColoured: false))
        self.run = header.run
        nonce = header.nonce
        plan = machine.plan.fingerprint
        planTitle = machine.plan.title
        environment = machine.plan.environment.name.value
        self.step = step.path
        stepTitle = step.title
        ask = approve.ask
        position = card.progress(index)
        self.members = members
        self.given = given
        count = approve.count
        lastsMilliseconds = approve.expires.count
    }

    /// The statement that an approver signs.
    func statement(by name: String, decision: ApprovalChoice, reason: String, at wall: Int64) -> ApprovalStatement {
        ApprovalStatement(
            run: run, nonce: nonce, plan: plan, step: step, decision: decision.rawValue, by: name, reason: reason,
            signedAt: wall, expires: wall + lastsMilliseconds)
    }

    // MARK: As a file

    /// The content of a file for an approver on another machine.
    var fileBytes: [UInt8] {
        JSONValue.object([
            "kind": .string(Self.kind), "version": 1, "run": .string(run), "nonce": .string(nonce),
            "plan": .string(plan), "planTitle": Self.json(planTitle), "environment": .string(environment),
            "step": .string(step), "stepTitle": Self.json(stepTitle), "ask": Self.json(ask),
            "position": .string(position), "members": .array(members.map { .string($0) }),
            "given": .array(given.map { .string($0) }), "count": .integer(Int64(count)),
            "lasts": .integer(lastsMilliseconds),
        ]).canonicalBytes + [0x0A]
    }

    /// Reads such a file; nil if it is none.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["kind"] == .string(Self.kind), json["version"] == 1,
            let run = json["run"]?.stringValue, let nonce = json["nonce"]?.stringValue,
            let plan = json["plan"]?.stringValue, let planTitle = Self.text(json["planTitle"]),
            let environment = json["environment"]?.stringValue, let step = json["step"]?.stringValue,
            let stepTitle = Self.text(json["stepTitle"]), let ask = Self.text(json["ask"]),
            let position = json["position"]?.stringValue, let members = json["members"]?.arrayValue,
            let given = json["given"]?.arrayValue, let count = json["count"]?.integerValue,
            let lasts = json["lasts"]?.integerValue, lasts > 0
        else { return nil }
        self.run = run
        self.nonce = nonce
        self.plan = plan
        self.planTitle = planTitle
        self.environment = environment
        self.step = step
        self.stepTitle = stepTitle
        self.ask = ask
        self.position = position
        self.members = members.compactMap(\.stringValue)
        self.given = given.compactMap(\.stringValue)
        self.count = Int(count)
        lastsMilliseconds = lasts
    }

    private static func json(_ text: LocalizedText) -> JSONValue {
        .object(["ja": .string(text.ja), "en": .string(text.en)])
    }

    private static func text(_ json: JSONValue?) -> LocalizedText? {
        guard let ja = json?["ja"]?.stringValue, let en = json?["en"]?.stringValue else { return nil }
        return LocalizedText(ja: ja, en: en)
    }

    // MARK: On the screen

    /// What the approver is shown before he signs.
    func lines(_ statement: ApprovalStatement, _ wording: ScreenWording) -> [String] {
        let decision =
            statement.decision == ApprovalChoice.approve.rawValue
            ? wording.pick("承認する", "approve") : wording.pick("承認しない", "do not approve")
        let names = members.joined(separator: wording.pick("、", ", "))
        let rows = [
            (wording.pick("実行", "run"), run),
            (wording.pick("計画", "plan"), planTitle[wording.language]),
            (wording.pick("環境", "environment"), environment),
            (wording.pick("計画の指紋", "fingerprint"), plan),
            (wording.pick("ステップ", "step"), "[\(position)] \(stepTitle[wording.language])  (\(step))"),
            (wording.pick("承認の内容", "asked"), ask[wording.language]),
            (
                wording.pick("必要な承認", "needs"),
                wording.pick("\(names) のうち \(count) 人", "\(count) of \(names)")
                    + (given.isEmpty
                        ? ""
                        : wording.pick("、承認済み：", "; approved by ") + given.joined(separator: wording.pick("、", ", ")))
            ),
            (wording.pick("署名の期限", "counts until"), WallTime.dateAndTime(statement.expires)),
            (wording.pick("署名者", "signed by"), statement.by),
            (wording.pick("回答", "decision"), decision),
            (wording.pick("理由", "reason"), statement.reason),
        ]
        let width = rows.map { DisplayWidth.cells(of: $0.0) }.max() ?? 0
        return rows.map { label, value in
            "  " + label + String(repeating: " ", count: width - DisplayWidth.cells(of: label) + 2)
                + TerminalText.safe(value)
        }
    }
}
