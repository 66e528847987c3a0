import KirikaeDiagnostics
import KirikaeRunbook
import Testing

/// What is included is the name of a runbook of the folder, never a path.
@Suite struct IncludePathTests {
    private func codes(_ name: String) -> [String] {
        let text = CheckFixture.head + "steps:\n  - id: look\n    action: {include: '\(name)'}\n    …"
        return CheckFixture.library(CheckFixture.expanded(text)).diagnostics.all.map(\.message.code)
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "/dev/stdin", "./leaf.yaml", "file:///etc/passwd", "..", "a/../b", "~/x",
        "$HOME",
    ])
    func aPathIsNoName(name: String) {
        #expect(!codes(name).isEmpty)
        #expect(codes(name).allSatisfy { ["KRK0110", "KRK0112", "KRK0305"].contains($0) }, "\(codes(name))")
    }

    /// The control: the name of a runbook that is there is one.
    @Test func aNameIsOne() {
        let found = codes("test.move")
        #expect(!["KRK0110", "KRK0112", "KRK0305"].contains { found.contains($0) }, "\(found)")
    }
}
