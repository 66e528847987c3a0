import KirikaeSignatures
import Testing

@Suite struct SSHKeygenTests {
    @Test func pathIsAbsolute() {
        #expect(SSHKeygen.executablePath.hasPrefix("/"))
    }
}
