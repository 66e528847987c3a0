import Testing

@testable import KirikaeCLI

/// What the operands of `kirikae diff` mean.
@Suite struct SideReferenceTests {
    @Test(
        arguments: [
            ([], .revision("HEAD", path: nil), .today), (["HEAD~3"], .revision("HEAD~3", path: nil), .today),
            (["main..HEAD"], .revision("main", path: nil), .revision("HEAD", path: nil)),
            (["main.."], .revision("main", path: nil), .revision("HEAD", path: nil)),
            (["..next"], .revision("HEAD", path: nil), .revision("next", path: nil)),
            (["main...next"], .mergeBase("main", "next"), .revision("next", path: nil)),
            (
                ["main:Runbooks", "HEAD:a/b.yaml"], .revision("main", path: "Runbooks"),
                .revision("HEAD", path: "a/b.yaml")
            ),
            ([":Runbooks"], .revision("HEAD", path: "Runbooks"), .today),
            ([":/fix"], .revision(":/fix", path: nil), .today),
            (["run:r1"], .run("r1"), .today), (["old", "new"], .folder("old"), .folder("new")),
            (["a..b"], .folder("a..b"), .today),
            (["one.yaml", "main"], .file("one.yaml"), .revision("main", path: nil)),
            (["--output=x"], .revision("--output=x", path: nil), .today),
        ] as [([String], SideReference, SideReference)])
    func operands(operands: [String], old: SideReference, new: SideReference) throws {
        let pair = try #require(
            SideReference.pair(operands) { path in
                ["old", "new", "a..b"].contains(path) ? .folder : path == "one.yaml" ? .file : .nothing
            })
        #expect(pair.old == old && pair.new == new)
    }

    @Test func thereAreAtMostTwo() {
        #expect(SideReference.pair(["a", "b", "c"]) { _ in .nothing } == nil)
    }
}
