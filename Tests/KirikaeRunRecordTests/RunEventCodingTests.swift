import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeRunbook
import KirikaeService
import KirikaeSignatures
import Testing

@testable import KirikaeRunRecord

/// Every event comes back from its record as it was.
@Suite struct RunEventCodingTests {
    private static let failures: [ActionFailure] =
        ConnectionFailure.allCases.map { .notReached(host: "pc", $0, detail: "ED25519 SHA256:x") }
        + ConnectionLoss.allCases.map { .connectionLost(host: "pc", $0) } + otherFailures

    private static let otherFailures: [ActionFailure] = [
        .notStarted(reason: "no such file"), .exitCode(3), .signal(9), .conversationIncomplete(missing: "完了しました。"),
        .timedOut(afterMilliseconds: 5_000),
        .timedOut(
            afterMilliseconds: 5_000, stopped: StoppedProgram(lastLine: "続行しますか [y/n]", end: .signal(9), survivors: [7])
        ),
        .silentPast(limitMilliseconds: 30_000, stopped: StoppedProgram(lastLine: "", end: .code(0), survivors: [])),
        .unexpectedText("パスワード", stopped: StoppedProgram(lastLine: "パスワード:", end: .notSeen, survivors: nil)),
        .notElevated(.notRoot), .notElevated(.windowsProgram), .notElevated(.remoteUserNotRoot),
        .answerNotAccepted("dark"), .declined, .endNotSeen,
        .outputNotRead("lag"),
        .leftRunning(host: "pc", afterMilliseconds: 9),
        .silentPast(limitMilliseconds: 30_000, stopped: StoppedProgram(lastLine: "", end: .signal(15), leftOn: "pc")),
        .status(503), .noAnswer(reason: "refused"), .notApproved(by: "sato"),
        .quotaNotReached(done: 3, needed: 9, target: 10), .tooManyFailed(failed: 4, limit: 3),
        .secretNotRead(name: "token", reason: "not set"),
    ]

    private static let questions: [Question.Kind] =
        [
            .manual(attempt: 2), .observe(variable: "portal.db"), .inDoubt(attempt: 1),
            .problem(.gate(.verifications, .couldNotEvaluate, unmet: [0, 2])),
            .problem(.missingOutputs(["outputs.a.b"])),
            .approval(given: []), .approval(given: ["sato", "suzuki"]), .approval(given: ["sato"], isSigned: true),
            .population(wave: 1, target: 40), .items(wave: 0, target: 25, done: 3),
            .changedMeanwhile([
                Deviation(variable: "v.a", step: "a/b", left: "x", now: .value("y")),
                Deviation(variable: "v.b", step: "a/b", left: "x", now: .unknown),
                Deviation(variable: "v.c", step: "a/c", left: "x", now: .failed("no route")),
            ]),
        ] + failures.map { .problem(.action($0)) }

    private static let approval: SignedApproval? = {
        let statement = ApprovalStatement(
            run: "r1", nonce: "00ff", plan: "f", step: "a/b", decision: "approve", by: "佐藤", reason: "変更", signedAt: 1,
            expires: 2)
        return try? SignedApproval(SignedStatement(statement: statement.text, signature: "-----BEGIN"))
    }()

    /// What is signed is read strictly: a record whose statement is none halts the reader.
    @Test func aStatementThatIsNoneIsNotUnderstood() throws {
        #expect(Self.approval != nil)
        let record = RunEventCoding.encode(
            .answered(
                question: "q1", Answer(value: "approve", by: "佐藤", via: .signature, signed: Self.approval)),
            at: Stamp(wallMilliseconds: 1, monotonicMilliseconds: 1))
        var members = try #require(record.objectValue)
        members["statement"] = "{}"
        #expect(throws: RecordNotUnderstood(member: "statement")) { try RunEventCoding.decode(.object(members)) }
        members["statement"] = nil
        #expect(throws: RecordNotUnderstood(member: "statement")) { try RunEventCoding.decode(.object(members)) }
    }

    private static let events: [RunEvent] =
        [
            .started(
                RunHeader(
                    run: "r1", runbook: "a.b", arguments: ["site": "dr"], environment: "e",
                    environmentArguments: ["x": "y"], fingerprint: "f", files: ["a.yaml": "h"], operatorName: "山田",
                    speed: 60, version: "1", build: "0a1b")),
            .observed(
                step: "a/b",
                [
                    Observation(variable: "v.a", reading: .value("x"), basis: .probed),
                    Observation(variable: "v.b", reading: .unknown, basis: .person),
                    Observation(variable: "v.c", reading: .failed("no route"), basis: .probed),
                    Observation(variable: "v.d", reading: .value("x"), basis: .probed, evidence: ["status": "200"]),
                ]),
            .notNeeded(step: "a/b"), .intent(step: "a/b", attempt: 2),
            .spawned(
                step: "a/b", attempt: 1, ChildIdentity(pid: 7, startTimeTicks: 99, bootIdentifier: "boot")),
            .output(step: "a/b", attempt: 1, [0, 255, 0x83, 0x7C]),
            .storedOutput(
                step: "a/b", attempt: 1, StoredOutput(file: "3-1", offset: 65_536, byteCount: 4_096, sha256: "0f")),
            .itemsBegun(step: "a/b", attempt: 2, items: ["pc-1", "pc-2"]),
            .itemEnded(step: "a/b", attempt: 2, item: "pc-1", ItemResult(.succeeded(warnings: []))),
            .itemEnded(
                step: "a/b", attempt: 2, item: "pc-2",
                ItemResult(.failed(.exitCode(3)), output: [0, 255, 0x83, 0x7C], omittedByteCount: 9)),
            .itemsSettled(step: "a/b", attempt: 2, items: ["pc-1"], .unclear),
            .outputLost(record: 17), .exchanged(step: "a/b", attempt: 1, ConversationTurn(index: 0, reply: .nothing)),
            .exchanged(step: "a/b", attempt: 1, ConversationTurn(index: 1, reply: .anyKey, isLiteral: false)),
            .exchanged(step: "a/b", attempt: 1, ConversationTurn(index: 2, reply: .text("予R"))),
            .exchanged(step: "a/b", attempt: 2, ConversationTurn(index: 3, reply: .secret("password"))),
            .tookOver(
                TakeOver(
                    epoch: 3, holder: ChildIdentity(pid: 7, startTimeTicks: 99, bootIdentifier: "boot"),
                    reason: "応答なし", by: "佐藤")),
            .performed(step: "a/b", attempt: 1, .succeeded(warnings: ["[R]"])),
            .performed(
                step: "a/b", attempt: 1, .succeeded(warnings: [], outputs: ["lag": "12", "text": "\"\\\n\u{1B}"])),
            .answered(question: "q1", Answer(value: "dr", remark: "表示", by: "山田", via: .pages, basis: .person)),
            .answered(
                question: "q1",
                Answer(value: "approve", remark: "変更", by: "佐藤", via: .signature, signed: approval)),
            .answered(
                question: "q1",
                Answer(value: "failed", remark: "応答なし", by: "山田", via: .terminal, items: ["pc-1", "pc-2"])),
            .started(
                RunHeader(
                    run: "r1", runbook: "a.b", arguments: [:], environment: "e", environmentArguments: [:],
                    fingerprint: "f", files: [:], operatorName: "山田", speed: 1, version: "1", nonce: "00ff",
                    reviews: [SignedText(statement: "s", signature: "g")], reviewsRequired: 1,
                    allowedSigners: "e.allowed_signers")),
            .resolved(step: "a/b", attempt: 1, isDone: true, by: .verification), .done(step: "a/b"),
            .noted(step: "a/b", text: "雨", by: "山田"), .skipped(step: "a/b", reason: "なし"),
            .attached(
                step: "a/b",
                KirikaeEngine.Attachment(file: "1-_.png", name: "画面.png", byteCount: 9, sha256: "0f", by: "山田")),
            .checkpointed(note: "kirikae/a\n3\nx\n\n— kirikae/a y\n"),
            .checkpointCopied(place: "ssh://j2/kept", size: 3, failure: nil),
            .checkpointCopied(place: "ssh://j2/kept", size: 3, failure: "接続できません"),
            .resumed(operatorName: "佐藤", epoch: 3), .keptPinnedFiles(changed: ["a.yaml"], reason: "見た"),
            .stopped(.needsPerson), .closed(.completed), .closed(.refused), .closed(.stopped(.signal)),
            .closed(.superseded(by: "r2")), .jumped(to: "a/d", reason: "済", by: "山田"),
            .rechecked([Observation(variable: "v.a", reading: .value("x"), basis: .probed)]), .rechecked([]),
            .acceptedChanges(
                AcceptedChanges(
                    fingerprint: "f2", files: ["a.yaml": "h2"], changed: ["a.yaml"], reason: "直した", by: "佐藤",
                    folder: "pinned-2")),
            .started(
                RunHeader(
                    run: "r2", runbook: "a.b", arguments: [:], environment: "e", environmentArguments: [:],
                    fingerprint: "f", files: [:], operatorName: "山田", speed: 1, version: "1",
                    restartOf: RestartOrigin(run: "r1", head: "00ff", size: 12, from: "a/c"))),
            .carriedOver(
                CarriedOver(
                    run: "r1",
                    steps: [
                        .init(path: "a", state: .done, attempts: 0), .init(path: "a/a", state: .skipped, attempts: 1),
                        .init(path: "a/c", state: .notNeeded, attempts: 0),
                        .init(
                            path: "a/b", state: .done, attempts: 2, outputs: ["lag": "12"], waveCounts: [3, 9],
                            left: ["v.a": LeftValue(value: "x", intended: "y")]),
                        .init(
                            path: "a/e", state: .done, attempts: 1, waveCounts: [2],
                            items: ItemStanding(done: ["pc-1", "pc-2"], failed: ["pc-3": "応答なし"])),
                    ], reason: "やり直し", by: "山田")),
        ] + failures.map { .performed(step: "a/b", attempt: 1, .failed($0)) }
        + questions.map { .asked(Question(id: "q9", step: "a/b", kind: $0)) }
        + outcomes.map {
            .notified(
                SentNotice(DueNotice(entry: "duty", occasion: .failed, subject: "a/b problem 1", step: "a/b"), $0))
        } + [
            .notified(SentNotice(DueNotice(entry: "duty", occasion: .completed, subject: "completed"), .delivered)),
            .answered(question: "q1", readBack),
        ]

    private static let outcomes: [NoticeOutcome] = [
        .delivered, .heldBack, .notSent, .failed(.status(500)), .failed(.timedOut(afterMilliseconds: 10_000)),
    ]

    private static let readBack: Answer = {
        var answer = Answer(value: "0120-123", by: "山田", via: .terminal)
        answer.typed = "０１２０ー１２３"
        answer.isConfirmed = true
        return answer
    }()

    @Test(arguments: events.indices) func roundTrip(index: Int) throws {
        let event = Self.events[index]
        let stamp = Stamp(wallMilliseconds: 1_700_000_000_000, monotonicMilliseconds: 42)
        let bytes = RunEventCoding.encode(event, at: stamp).canonicalBytes
        let decoded = try RunEventCoding.decode(try JSONValue(parsing: bytes))
        #expect(decoded.event == event)
        #expect(decoded.stamp == stamp)
    }

    /// A record from before outputs were known has none.
    @Test func withoutOutputs() throws {
        let text = #"{"at":1,"attempt":1,"kind":"performed","mono":1,"outcome":"succeeded","step":"a","warnings":[]}"#
        let decoded = try RunEventCoding.decode(try JSONValue(parsing: Array(text.utf8)))
        #expect(decoded.event == .performed(step: "a", attempt: 1, .succeeded(warnings: [])))
    }

    @Test func whatIsNotUnderstoodHalts() throws {
        for text in [
            #"{"at":1,"kind":"asked","mono":1,"asks":"approve","question":"q1","step":"a"}"#,
            #"{"at":1,"kind":"asked","mono":1,"asks":"population","question":"q1","step":"a","wave":0}"#,
            #"{"at":1,"attempt":1,"kind":"performed","mono":1,"outcome":"succeeded","step":"a","warnings":[],"outputs":{"a":1}}"#,
        ] {
            let record = try JSONValue(parsing: Array(text.utf8))
            #expect(throws: RecordNotUnderstood.self) { try RunEventCoding.decode(record) }
        }
    }
}
