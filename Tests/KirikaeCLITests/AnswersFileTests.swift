import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Answers that were written beforehand, and do not fit.
@Suite struct AnswersFileTests {
    private static let service = """
        kirikae: 1
        service: small
        title: {ja: 小, en: Small}
        variables:
          phones.site:
            title: {ja: 電話の拠点, en: Site of the phones}
            values: {main: {ja: メイン, en: main}, dr: {ja: DR, en: DR}}
            start: main

        """

    private static let environment = """
        kirikae: 1
        environment: here
        title: {ja: ここ, en: Here}
        inventories: {phones: {title: {ja: 電話, en: Phones}, count: 4}}
        observe: {phones.site: ask}

        """

    private static let runbook = """
        kirikae: 1
        runbook: small.switchover
        kind: plan
        direction: switchover
        title: {ja: 切り替える, en: Switch over}
        source: [M1-01]
        steps:
          - id: phones
            title: {ja: 電話を切り替える, en: Switch the phones}
            source: [M1-01]
            action:
              population: phones
              instructions: [{do: {ja: 押します。, en: Press.}}]
              ask: {ja: 何台ですか。, en: How many?}
            typical: 1m
            timeout: 1h
            changes: {phones.site: dr}
            verifications: [{phones.site: dr}]
            reverse: {none: {ja: なし, en: none}}

        """

    private static func sheet(_ count: Int) -> String {
        """
        kirikae: 1
        answers: sheet
        by: Hanako
        entries:
          - {step: small.switchover/phones, answer: "\(count)"}
          - {observe: phones.site, answer: dr}

        """
    }

    /// The run stops in words, and goes on once the file is right.
    @Test func anAnswerThatCannotBeTakenIsSaidAndLosesNothing() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.service, to: "r/service.yaml")
        try folder.write(Self.environment, to: "r/environments/here.yaml")
        try folder.write(Self.runbook, to: "r/small.yaml")
        let wrong = try folder.write(Self.sheet(9), to: "wrong.yaml")
        let right = try folder.write(Self.sheet(4), to: "right.yaml")
        let common = ["--runbooks", folder.path + "/r", "--state", folder.path + "/s", "--lang", "en"]
        let refused = try await BuiltProgram.run(
            ["run", "small.switchover", "-e", "here", "--run-id", "r", "--answers", wrong] + common)
        #expect(refused.status == ExitStatus.needsPerson.rawValue, "\(refused.output)\(refused.error)")
        #expect(
            refused.error.contains("KRK0721") && refused.error.contains("a number from 0 to 4"), "\(refused.error)")
        let done = try await BuiltProgram.run(["resume", "r", "--answers", right] + common)
        #expect(done.status == 0, "\(done.output)\(done.error)")
    }
}
