import KirikaeDiagnostics
import KirikaeEngine
import Testing

@testable import KirikaeCLI

/// What an operator reads about remote hosts: each word says something of its own, in both languages.
@Suite struct ConnectionWordingTests {
    private static let failures: [ActionFailure] =
        ConnectionFailure.allCases.map { .notReached(host: "batch-pc", $0, detail: "SHA256:x") }
        + ConnectionLoss.allCases.map { .connectionLost(host: "batch-pc", $0) }
        + [.leftRunning(host: "batch-pc", afterMilliseconds: 60_000)]

    @Test(arguments: Language.allCases)
    func everyWordIsToldApart(language: Language) {
        let wording = ScreenWording(language: language)
        let texts = Self.failures.map(wording.failure)
        #expect(Set(texts).count == Self.failures.count)
        for (failure, text) in zip(Self.failures, texts) {
            // Whether anything was begun is what decides the next step.
            let (nothing, doubt) =
                language == .ja ? ("何も始めていません", "かもしれ") : ("Nothing was started", "may ")
            #expect(text.contains(failure.leavesDoubt ? doubt : nothing), "\(text)")
            if case .notReached(_, let reason, _) = failure, reason == .unknownKey || reason == .changedKey {
                #expect(text.contains("SHA256:x") && text.contains("batch-pc"))
            }
        }
    }
}
