import Foundation
import KirikaeDiagnostics
import KirikaeForms
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The canonical form: what it looks like, that it is stable, and that it changes nothing but looks.
@Suite struct FormatterTests {
    /// The canonical form of a text; a finding fails the test.
    static func format(_ text: String) throws -> String {
        var diagnostics = Diagnostics()
        let bytes = Formatter().format(Array(text.utf8), file: "text.yaml", into: &diagnostics)
        let rendered = DiagnosticRenderer(language: .en, sources: ["text.yaml": text]).render(diagnostics)
        return String(decoding: try #require(bytes, "\(rendered)\n\(text)"), as: UTF8.self)
    }

    static func shippedFiles() throws -> [RunbookLibrary.SourceFile] {
        let folder = ProjectFolder.runbooks
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try names.sorted().map { .init(path: $0, bytes: try ProjectFolder.bytes(of: "Runbooks/\($0)")) }
    }

    @Test func shippedFilesAreCanonical() throws {
        for file in try Self.shippedFiles() {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let formatted = try Self.format(text)
            #expect(formatted == text, "\(file.path)")
            #expect(try Self.format(formatted) == formatted, "\(file.path)")
        }
    }
}
