import KirikaeDiagnostics
import KirikaeWorlds
import Testing

@testable import KirikaeCLI

/// What a look rests on, as the screen and the log show it.
@Suite struct EvidenceTextTests {
    private let english = EvidenceText(wording: ScreenWording(language: .en))
    private let japanese = EvidenceText(wording: ScreenWording(language: .ja))

    @Test func oneLineInBothLanguages() {
        let evidence = [
            "milliseconds": "12", "status": "200", "address": "127.0.0.1:443", "certificate": "expires-soon",
            "body-sha256": String(repeating: "ab", count: 32), "unheard-of": "x",
        ]
        #expect(
            english.line(evidence)
                == "status 200, the certificate expires soon, body SHA-256 abababababab…, at 127.0.0.1:443, 12 ms")
        #expect(
            japanese.line(evidence) == "状態 200、証明書の期限が近い、本文の SHA-256 abababababab…、接続先 127.0.0.1:443、12 ミリ秒")
        #expect(english.line([:]) == nil && english.line(["unheard-of": "x"]) == nil)
    }

    @Test func nothingHostileAndNothingLong() throws {
        let line = try #require(english.line(["header": "\u{1B}[2J\u{202E}" + String(repeating: "長", count: 300)]))
        #expect(!line.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(line.contains("[2J"), "the control: it is written out")
        #expect(line.count < 80)
    }

    /// Every word of a look is said in both languages, and no two are said the same.
    @Test func everyReasonHasItsWords() {
        for wording in [english.wording, japanese.wording] {
            let said = ProbeFailure.allCases.map { wording.probeFailure("\($0.rawValue): x") }
            #expect(Set(said).count == ProbeFailure.allCases.count)
            // A certificate has words for each of its states; of another one only that it is one can be said.
            let plain = zip(ProbeFailure.allCases, said).filter { "\($0.rawValue): x" == $1 }.map(\.0)
            #expect(Set(plain).isSubset(of: [.certificate]))
            #expect(wording.probeFailure("anything else: \u{1B}") == "anything else: \\u{1B}")
        }
        #expect(english.wording.probeFailure("certificate: expired") == "the certificate has expired")
        #expect(japanese.wording.probeFailure("status: 503") == "HTTP の状態：503")
    }
}
