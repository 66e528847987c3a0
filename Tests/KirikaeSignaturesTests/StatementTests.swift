import KirikaeCanonicalJSON
import Testing

@testable import KirikaeSignatures

/// A statement has one form; whatever else is written is refused.
@Suite struct StatementTests {
    private static let approval = ApprovalStatement(
        run: "r1", nonce: "00ff", plan: "abc", step: "a/b", decision: "approve", by: "佐藤", reason: "変更 2041",
        signedAt: 10, expires: 20)
    private static let review = PlanReviewStatement(
        plan: "abc", runbook: "a.b", arguments: ["x": "y"], environment: "e", by: "sato", remark: "", signedAt: 10,
        expires: 20)

    @Test func comeBackAsTheyWere() throws {
        #expect(try ApprovalStatement(parsing: Self.approval.text) == Self.approval)
        #expect(try PlanReviewStatement(parsing: Self.review.text) == Self.review)
        let signed = SignedStatement(statement: Self.approval.text, signature: "-----BEGIN")
        #expect(try SignedStatement(parsing: signed.fileBytes) == signed)
        #expect(
            Self.approval.text
                == #"{"by":"佐藤","decision":"approve","expires":20,"kind":"kirikae-approval","nonce":"00ff","plan":"abc","reason":"変更 2041","run":"r1","signedAt":10,"step":"a/b","version":1}"#
        )
    }

    /// Each member left out, each with a wrong type, one too many, another order, white space.
    @Test func anyOtherFormIsRefused() throws {
        for (text, parse) in [
            (Self.approval.text, { _ = try ApprovalStatement(parsing: $0) }),
            (Self.review.text, { _ = try PlanReviewStatement(parsing: $0) }),
        ] as [(String, (String) throws -> Void)] {
            let members = try #require(try JSONValue(parsing: Array(text.utf8)).objectValue)
            for name in members.keys {
                #expect(throws: StatementDefect.wrongMember(name)) {
                    try parse(JSONValue.object(members.filter { $0.key != name }).canonicalText)
                }
                #expect(throws: StatementDefect.wrongMember(name)) {
                    try parse(JSONValue.object(members.merging([name: .bool(true)]) { $1 }).canonicalText)
                }
            }
            #expect(throws: StatementDefect.unknownMember("more")) {
                try parse(JSONValue.object(members.merging(["more": 1]) { $1 }).canonicalText)
            }
            for other in ["", "[]", " " + text, text + "\n", JSONValue.object(members).indentedText, text + text] {
                #expect(throws: StatementDefect.notCanonical) { try parse(other) }
            }
        }
    }

    @Test func valuesThatMeanNothingAreRefused() {
        func refuses(_ change: (inout ApprovalStatement) -> Void) -> Bool {
            var statement = Self.approval
            change(&statement)
            return (try? ApprovalStatement(parsing: statement.text)) == nil
        }
        #expect(refuses { $0.decision = "maybe" })
        #expect(refuses { $0.expires = $0.signedAt })
        #expect(refuses { $0.signedAt = -1 })
        #expect(refuses { $0.by = "" })
        #expect(refuses { $0.reason = "" })
        #expect(!refuses { $0.nonce = "" })
    }

    @Test func aFileIsNothingElse() {
        for text in ["", "{}", #"{"statement":"a"}"#, #"{"statement":"a","signature":"b","more":1}"#, "[]"] {
            #expect(throws: StatementDefect.self) { try SignedStatement(parsing: Array(text.utf8)) }
        }
        let long = SignedStatement(statement: String(repeating: "x", count: 70_000), signature: "y")
        #expect(throws: StatementDefect.tooLong) { try SignedStatement(parsing: long.fileBytes) }
    }
}
