import Foundation
import Testing

@testable import KirikaeCheckpoint

@Suite struct Base64Tests {
    @Test func agreesWithFoundation() {
        var generator = SystemRandomNumberGenerator()
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            #expect(Base64.decode(text) == bytes)
        }
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AAAAA", "A===", "====", "AB==", "AAB=", "AA=A", "A=AA", "=AAA", "AA==AAAA", "AA A", "AAA\n",
        "AA-_", "ＡＡＡＡ",
        "AAAA====",
    ])
    func oneFormOnly(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
