import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeJournal

/// Checks the signatures of approvals and of reviews of the plan.
struct ApprovalAudit {
    private static let approvalKind = "kirikae-approval"
    private static let approvalNamespace = "kirikae-approval"
    private static let reviewKind = "kirikae-plan-review"
    private static let reviewNamespace = "kirikae-plan"

    private let signers: [UInt8]?
    private let signatureCheck: (any SignatureCheck)?
    private var header: JSONValue = .null
    /// Approvals that are open and need a signature: the step by the question.
    private var open: [String: String] = [:]
    private(set) var findings = FindingList()

    /// - Parameter signers: the file `allowed_signers` that holds for approvals; nil when there is none.
    init(signers: [UInt8]?, signatureCheck: (any SignatureCheck)?) {
        self.signers = signers
        self.signatureCheck = signatureCheck
    }

    // MARK: Approvals

    /// Remembers a question that must be answered with a signature.
    mutating func note(asked record: JournalRecord) {
        guard record.payload["asks"]?.stringValue == "approval", record.payload["signature"]?.stringValue == "required",
            let question = record.payload["question"]?.stringValue
        else { return }
        open[question] = record.payload["step"]?.stringValue ?? ""
    }

    /// Checks the answer to such a question.
    mutating func check(answered record: JournalRecord) async {
        let payload = record.payload
        guard let question = payload["question"]?.stringValue, let step = open.removeValue(forKey: question) else {
            return
        }
        let name = payload["by"]?.stringValue ?? ""
        guard let statement = payload["statement"]?.stringValue, let signature = payload["signature"]?.stringValue
        else {
            findings.append(AuditFinding(.approvalUnsigned(by: name), at: record))
            return
        }
        var expected: [String: JSONValue?] = [
            "kind": .string(Self.approvalKind), "run": header["run"], "plan": header["fingerprint"],
            "step": .string(step), "decision": payload["answer"], "by": payload["by"],
        ]
        if let nonce = header["nonce"] { expected["nonce"] = nonce }
        let optional: [String: JSONValue?] = ["question": .string(question), "reason": payload["remark"]]
        let signed = Signed(
            statement: statement, signature: signature, by: name, namespace: Self.approvalNamespace,
            expected: expected, optional: optional)
        if let reason = await defect(of: signed, at: moment(of: record)) {
            findings.append(AuditFinding(reason, at: record))
        }
    }

    // MARK: Reviews

    /// Takes a record of accepted changes: from here on another plan is approved, and its reviews are in that record.
    mutating func accept(_ record: JournalRecord) async {
        guard var members = header.objectValue else { return }
        members["fingerprint"] = record.payload["fingerprint"]
        header = .object(members)
        await checkReviews(in: record)
    }

    /// Takes the first record, and checks the reviews of the plan that it holds.
    mutating func checkReviews(of record: JournalRecord) async {
        guard header == .null else { return }
        header = record.payload
        await checkReviews(in: record)
    }

    private mutating func checkReviews(in record: JournalRecord) async {
        let needed = Int(clamping: record.payload["reviewsRequired"]?.integerValue ?? 0)
        var reviewers: Set<String> = []
        for review in record.payload["reviews"]?.arrayValue ?? [] {
            let statement = review["statement"]?.stringValue ?? ""
            let name = Self.members(of: statement)["by"]?.stringValue ?? ""
            let signed = Signed(
                statement: statement, signature: review["signature"]?.stringValue ?? "", by: name,
                namespace: Self.reviewNamespace,
                expected: [
                    "kind": .string(Self.reviewKind), "plan": header["fingerprint"], "runbook": header["runbook"],
                    "environment": header["environment"],
                ], optional: [:])
            if let reason = await defect(of: signed, at: moment(of: record)) {
                findings.append(AuditFinding(reason, at: record))
            } else {
                reviewers.insert(name)
            }
        }
        if reviewers.count < needed {
            findings.append(AuditFinding(.reviewsMissing(needed: needed, found: reviewers.count), at: record))
        }
    }

    // MARK: Both

    private struct Signed {
        var statement: String
        var signature: String
        var by: String
        var namespace: String
        /// Members that the statement must have, with these values.
        var expected: [String: JSONValue?]
        /// Members that it may have, and then with these values.
        var optional: [String: JSONValue?]
    }

    private func moment(of record: JournalRecord) -> Int64 { record.payload["at"]?.integerValue ?? 0 }

    private static func members(of statement: String) -> [String: JSONValue] {
        (try? JSONValue(parsingCanonical: Array(statement.utf8)))?.objectValue ?? [:]
    }

    private func defect(of signed: Signed, at moment: Int64) async -> AuditFinding.Reason? {
        guard let signers else { return .noApprovalSigners }
        let members = Self.members(of: signed.statement)
        for (member, value) in signed.expected.sorted(by: { $0.key < $1.key })
        where members[member] == nil || members[member] != value {
            return .approvalOfSomethingElse(by: signed.by, member: member)
        }
        for (member, value) in signed.optional.sorted(by: { $0.key < $1.key })
        where members[member] != nil && members[member] != value {
            return .approvalOfSomethingElse(by: signed.by, member: member)
        }
        guard let expires = members["expires"]?.integerValue, moment <= expires else {
            return .approvalExpired(by: signed.by)
        }
        do throws(SignatureNotChecked) {
            guard let signatureCheck else { throw SignatureNotChecked(reason: "ssh-keygen") }
            let isValid = try await signatureCheck.isValid(
                signed.signature, over: Array(signed.statement.utf8), principal: signed.by,
                namespace: signed.namespace, allowedSigners: signers, atMilliseconds: moment)
            return isValid ? nil : .approvalSignatureInvalid(by: signed.by)
        } catch {
            return .signatureNotChecked(reason: error.reason)
        }
    }
}
