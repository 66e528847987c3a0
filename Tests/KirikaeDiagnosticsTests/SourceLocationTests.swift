import KirikaeDiagnostics
import Testing

/// Places are packed; nothing of them is lost that a file can have.
@Suite struct SourceLocationTests {
    @Test(arguments: [
        (1, 1, 1, 1), (0, 0, 0, 0), (1, 2, 3, 4), (16_777_216, 1, 16_777_217, 16_777_216),
        (67_108_863, 67_108_863, 67_108_863, 67_108_863),
    ])
    func keepsLinesAndColumns(startLine: Int, startColumn: Int, endLine: Int, endColumn: Int) {
        let start = SourcePosition(line: startLine, column: startColumn)
        let end = SourcePosition(line: endLine, column: endColumn)
        let location = KirikaeDiagnostics.SourceLocation(file: "窓口.yaml", start: start, end: end)
        #expect(location.start == start)
        #expect(location.end == end)
        #expect(location.file == "窓口.yaml")
        #expect(location.text == "窓口.yaml:\(startLine):\(startColumn)")
    }

    @Test func whatDoesNotFitIsTheLastThatDoes() {
        let far = SourcePosition(line: 1 << 30, column: .max)
        let location = KirikaeDiagnostics.SourceLocation(file: "a", start: far, end: .init(line: -1, column: .min))
        #expect(location.start == .init(line: 67_108_863, column: 67_108_863))
        #expect(location.end == .init(line: 0, column: 0))
        #expect(location.file == "a")
    }

    @Test func isSmall() {
        #expect(MemoryLayout<KirikaeDiagnostics.SourceLocation>.size == 16)
    }

    /// Numbers of names need both halves of the place they are kept in.
    @Test func manyNames() {
        let place = SourcePosition(line: 3, column: 4)
        let locations = (0..<10_000).map {
            KirikaeDiagnostics.SourceLocation(file: "many/\($0)", start: place, end: place)
        }
        for (number, location) in locations.enumerated() { #expect(location.file == "many/\(number)") }
        #expect(Set(locations).count == 10_000)
        #expect(KirikaeDiagnostics.SourceLocation(file: "many/5000", start: place, end: place) == locations[5000])
    }

    @Test func namesFromManyTasks() async {
        let texts = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { SourceFileName("task/\($0)").text } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let expected = (0..<500).map { "task/\($0)" }
        #expect(texts.count == 8)
        for text in texts { #expect(text == expected) }
    }

    @Test func throughTheEndOfAnother() {
        let first = KirikaeDiagnostics.SourceLocation(
            file: "a", start: .init(line: 1, column: 2), end: .init(line: 1, column: 3))
        let last = KirikaeDiagnostics.SourceLocation(
            file: "a", start: .init(line: 5, column: 6), end: .init(line: 7, column: 8))
        #expect(
            first.through(last)
                == KirikaeDiagnostics.SourceLocation(
                    file: "a", start: .init(line: 1, column: 2), end: .init(line: 7, column: 8)))
    }
}
