import Foundation
import KirikaeDiagnostics
import KirikaeForms
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// The tutorial shows the files beside it, they are right, and its mistake has the message it shows.
@Suite struct TutorialTests {
    static let names = ["service.yaml", "lab.yaml", "switchover.yaml"]

    private static func library(_ change: (String) -> String = { $0 }) throws -> (RunbookLibrary, [String: String]) {
        var texts: [String: String] = [:]
        for name in names { texts[name] = change(try ProjectFolder.text(of: "Docs/tutorial/\(name)")) }
        let files = texts.map { RunbookLibrary.SourceFile(path: $0.key, bytes: Array($0.value.utf8)) }
        let library = RunbookLibrary(files: files, displayPrefix: "Runbooks/")
        return (library, Dictionary(uniqueKeysWithValues: texts.map { ("Runbooks/\($0.key)", $0.value) }))
    }

    @Test func itsFilesAreRightCanonicalAndShown() throws {
        let (library, texts) = try Self.library()
        let rendered = DiagnosticRenderer(language: .en, sources: texts).render(library.diagnostics)
        #expect(library.diagnostics.all.isEmpty, "\(rendered)")
        #expect(library.runbooks.count == 1 && library.environments.count == 1 && library.service != nil)
        let page = try ProjectFolder.text(of: "Docs/Tutorial.md")
        for (name, text) in texts {
            #expect(try FormatterTests.format(text) == text, "\(name)")
            #expect(page.contains("`\(name)`"), "\(name)")
            #expect(page.contains("```yaml\n\(text)```\n"), "\(name)")
        }
        let folder = ProjectFolder.root.appendingPathComponent("Docs/tutorial")
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == Set(Self.names))
    }

    @Test func itsMistakeHasTheMessageItShows() throws {
        let (library, texts) = try Self.library { $0.replacing("    typical: 2m\n", with: "    tipical: 2m\n") }
        let rendered = DiagnosticRenderer(language: .en, sources: texts).render(library.diagnostics)
        #expect(library.diagnostics.all.map(\.message.code).contains("KRK0108"))
        let page = try ProjectFolder.text(of: "Docs/Tutorial.md")
        #expect(page.contains(rendered.trimmingCharacters(in: .newlines)), "\(rendered)")
    }

    /// What the commands that follow rest on: the plan can be made.
    @Test func itsRunbookHasAPlan() throws {
        let (library, _) = try Self.library()
        #expect(FormatCheck.differences(before: library, after: library) == [])
        #expect(library.runbooks["shop.switchover"]?.stepIdentifiers == ["move", "look"])
    }
}
