import KirikaeDiagnostics
import KirikaeSyntax
import Testing

@testable import KirikaeRunbook

/// The file that says whose keys count is read as strictly as a runbook.
@Suite struct AllowedSignersTests {
    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII7wALy98r96toaotVi7Oj8OgwV4drQEjuWQhT8PO7k1"

    private func read(_ text: String) -> (entries: [AllowedSigners.Entry], defects: [AllowedSigners.Defect]) {
        let result = AllowedSigners(path: "s", bytes: Array(text.utf8), displayPath: "s").read()
        return (result.entries, result.defects.map(\.2))
    }

    @Test func namesAndKeys() {
        let text = """
            # comment

            sato \(Self.key) a comment
            suzuki valid-after="20250101",namespaces="a b,c" \(Self.key)
            \t佐藤\t\(Self.key)\r
            hardware sk-ssh-ed25519@openssh.com AAAAG
            curve ecdsa-sha2-nistp256 AAAAE
            """
        let (entries, defects) = read(text)
        #expect(defects == [])
        #expect(entries.map(\.principal) == ["sato", "suzuki", "佐藤", "hardware", "curve"])
        #expect(entries.map(\.line) == [3, 4, 5, 6, 7])
        #expect(entries[0].key == Self.key && entries[1].key == Self.key)
    }

    @Test(arguments: [
        ("sato,suzuki K", AllowedSigners.Defect.notOneName), ("* K", .notOneName), ("s?to K", .notOneName),
        ("!sato K", .notOneName), ("-oX K", .notOneName), ("\"sato suzuki\" K", .notOneName), ("sato", .noKey),
        ("sato ssh-ed25519", .noKey), ("K", .noKey), ("sato cert-authority K", .authority),
        ("sato valid-before=\"20300101\",CERT-AUTHORITY K", .authority), ("sato AAAA", .noKey),
    ])
    func linesThatCannotBeUsed(line: String, defect: AllowedSigners.Defect) {
        let (entries, defects) = read(line.replacing("K", with: Self.key) + "\n")
        #expect(defects == [defect] && entries.isEmpty)
    }

    @Test func onlyTextIsRead() {
        let result = AllowedSigners(path: "s", bytes: [0x73, 0xFF], displayPath: "s").read()
        #expect(result.defects.map(\.2) == [.notText])
    }

    // MARK: In an environment

    private func codes(_ keys: String, signers: String?, arguments: [String: String] = [:]) -> [String] {
        let text = """
            kirikae: 1
            environment: lab
            title: {ja: 検証, en: Lab}
            parameters: {keys: {title: {ja: 鍵, en: Keys}, default: lab.allowed_signers}}
            groups: {duty: {title: {ja: 当直, en: Duty}, members: [sato]}}
            \(keys)
            observe: {}
            """
        var files = [RunbookLibrary.SourceFile(path: "lab.yaml", bytes: Array(text.utf8))]
        if let signers { files.append(.init(path: "lab.allowed_signers", bytes: Array(signers.utf8))) }
        let library = RunbookLibrary(files: files)
        let context = DecodingContext()
        if let environment = library.environments["lab"]?.decode(arguments: arguments, in: context) {
            AuthorityCheck(context: context).check([environment])
        }
        // Found when the folder is read; a parameter with another value is looked at again when a plan is made.
        return (arguments.isEmpty ? library.diagnostics : context.diagnostics).all.map(\.message.code)
    }

    @Test func environmentsThatDemandSignatures() {
        let good = "sato \(Self.key)\n"
        let keys = "allowed-signers: \"${keys}\"\napprovals: signed\nplan-review: {group: duty}"
        #expect(codes(keys, signers: good) == [])
        #expect(codes(keys, signers: nil) == ["KRK0355"])
        #expect(codes(keys, signers: good, arguments: ["keys": "other.allowed_signers"]) == ["KRK0355"])
        #expect(codes("approvals: signed", signers: good) == ["KRK0356"])
        #expect(codes("plan-review: {group: duty}", signers: good) == ["KRK0356"])
        #expect(codes("approvals: typed", signers: good) == [])
        #expect(codes(keys, signers: "sato,x \(Self.key)\n") == ["KRK0357"])
        #expect(codes(keys, signers: good + "suzuki \(Self.key)\n") == ["KRK0358"])
        #expect(codes(keys, signers: "") == ["KRK0359"])
        // One person may have several keys.
        #expect(codes(keys, signers: good + "sato \(Self.key)A\n") == [])
        #expect(codes(keys.replacing("group: duty", with: "group: duty, count: 2"), signers: good) == ["KRK0338"])
        #expect(codes(keys.replacing("group: duty", with: "group: dutty"), signers: good) == ["KRK0336"])
    }
}
