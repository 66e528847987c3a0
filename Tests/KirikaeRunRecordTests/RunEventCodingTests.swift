import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeService
import Testing

@testable import KirikaeRunRecord

/// Every event comes back from its record as it was.
@Suite struct RunEventCodingTests {
    private static let failures: [ActionFailure] = [
        .notStarted(reason: "no such file"), .exitCode(3), .signal(9), .conversationIncomplete(missing: "完了しました。"),
        .timedOut(afterMilliseconds: 5_000), .answerNotAccepted("dark"), .declined, .endNotSeen, .outputNotRead("lag"),
        .status(503), .noAnswer(reason: "refused"), .notApproved(by: "sato"),
        .quotaNotReached(done: 3, needed: 9, target: 10), .secretNotRead(name: "token", reason: "not set"),
    ]

    private static let questions: [Question.Kind] =
        [
            .manual(attempt: 2), .observe(variable: "portal.db"), .inDoubt(attempt: 1),
            .problem(.gate(.verifications, .couldNotEvaluate, unmet: [0, 2])),
            .problem(.missingOutputs(["outputs.a.b"])),
            .approval(given: []), .approval(given: ["sato", "suzuki"]), .population(wave: 1, target: 40),
        ] + failures.map { .problem(.action($0)) }

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
                ]),
            .notNeeded(step: "a/b"), .intent(step: "a/b", attempt: 2),
            .spawned(
                step: "a/b", attempt: 1, ChildIdentity(pid: 7, startTimeTicks: 99, bootIdentifier: "boot")),
            .output(step: "a/b", attempt: 1, [0, 255, 0x83, 0x7C]),
            .storedOutput(
                step: "a/b", attempt: 1, StoredOutput(file: "3-1", offset: 65_536, byteCount: 4_096, sha256: "0f")),
            .outputLost(record: 17),
            .tookOver(
                TakeOver(
                    epoch: 3, holder: ChildIdentity(pid: 7, startTimeTicks: 99, bootIdentifier: "boot"),
                    reason: "応答なし", by: "佐藤")),
            .performed(step: "a/b", attempt: 1, .succeeded(warnings: ["[R]"])),
            .performed(
                step: "a/b", attempt: 1, .succeeded(warnings: [], outputs: ["lag": "12", "text": "\"\\\n\u{1B}"])),
            .answered(question: "q1", Answer(value: "dr", remark: "表示", by: "山田", via: .pages, basis: .person)),
            .resolved(step: "a/b", attempt: 1, isDone: true, by: .verification), .done(step: "a/b"),
            .noted(step: "a/b", text: "雨", by: "山田"), .skipped(step: "a/b", reason: "なし"),
            .resumed(operatorName: "佐藤", epoch: 3), .keptPinnedFiles(changed: ["a.yaml"], reason: "見た"),
            .stopped(.needsPerson), .closed(.completed), .closed(.refused), .closed(.stopped(.signal)),
        ] + failures.map { .performed(step: "a/b", attempt: 1, .failed($0)) }
        + questions.map { .asked(Question(id: "q9", step: "a/b", kind: $0)) }

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
