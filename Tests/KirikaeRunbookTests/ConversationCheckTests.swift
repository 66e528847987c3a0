import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import Testing

/// What is declared of a conversation must not contradict itself.
@Suite struct ConversationCheckTests {
    private func codes(_ keys: String) -> [String] {
        let runbook = """
            kirikae: 1
            runbook: plant.open
            function: plant
            direction: switchover
            title: {ja: 開く, en: Open}
            steps:
              - id: act
                title: {ja: 行う, en: Act}
                source: [M1]
                action: {command: [talk], on: pc, \(keys)}
                typical: 1s
                timeout: 20s
                changes: {}
                verifications: []
            """
        let environment = """
            kirikae: 1
            environment: test
            title: {ja: 試験, en: Test}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere, elevation: granted}}
            observe: {}
            """
        let library = RunbookLibrary(
            files: [("a.yaml", runbook), ("b.yaml", environment)].map { .init(path: $0, bytes: Array($1.utf8)) })
        return library.diagnostics.all.map(\.message.code)
            .filter { ["KRK0347", "KRK0348", "KRK0349"].contains($0) || $0.hasPrefix("KRK01") }
    }

    @Test(
        arguments: [
            ("silence: 5s", []), ("silence: 20s", ["KRK0348"]), ("silence: 1m", ["KRK0348"]),
            ("silence: 0x", ["KRK0110"]),
            ("unexpected: [警告]", []), ("unexpected: ['']", ["KRK0347"]),
            ("unexpected: [警告], conversation: [{expect: 完了}]", []),
            ("unexpected: [完了], conversation: [{expect: 完了しました}]", ["KRK0347"]),
            ("unexpected: [完了しました], conversation: [{expect: 完了}]", []),
            ("conversation: [{expect: ok, send: \"y\"}]", []),
            ("conversation: [{expect: ok, send: \"y\\n\"}]", ["KRK0349"]),
            ("conversation: [{expect: ok, send: \"\\x1b[A\"}]", ["KRK0349"]),
            ("conversation: [{expect: ok, send: \"\\x9b\"}]", ["KRK0349"]),
            ("line-end: crlf, conversation: [{expect: ok, send: y, line-end: none, silence: 1s}]", []),
            ("line-end: enter", ["KRK0113"]),
        ] as [(String, [String])])
    func findings(keys: String, expected: [String]) {
        #expect(codes(keys) == expected, "\(keys)")
    }

    @Test func wordings() {
        let messages: [ConversationMessage] = [
            .unexpectedIsExpected("a", expected: "b"), .emptyText,
            .silenceBeyondTimeout(.init(1_000), timeout: .init(1_000)), .controlTyped("U+0003"),
        ]
        for message in messages {
            for language in Language.allCases {
                #expect(!message.text(in: language).isEmpty && message.advice(in: language)?.isEmpty == false)
            }
        }
    }
}
