import KirikaeDiagnostics
import KirikaeRunbook
import Testing

/// What is included is the name of a runbook of the folder, never a path.
@Suite struct IncludePathTests {
    private func codes(_ name: String) -> [String] {
        let text = CheckFixture.head + "steps:\n  - id: look\n    action: {include: '\(name)'}\n    ‥"
        return CheckFixture.library(CheckFixture.expanded(text)).diagnostics.all.map(\.message.code)
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "/dev/stdin", "./leaf.yaml", "file:///etc/passwd", "..", "a/../b", "~/x",
        "$HOME",
    ])
    func aPathIsNoName(name: String) {
        #expect(!codes(name).isEmpty)
        #expect(codes(name).allSatisfy { $0 == "KRK0110" }, "\(codes(name))")
    }

    /// The control: the name of a runbook that is there is one.
    @Test func aNameIsOne() {
        let found = codes("test.move")
        #expect(!found.contains("KRK0110") && !found.contains("KRK0305"), "\(found)")
    }
}
