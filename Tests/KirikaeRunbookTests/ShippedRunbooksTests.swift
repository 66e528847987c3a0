import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// Every shipped file is read and checked without a finding, and every file kind of the language is shipped.
@Suite struct ShippedRunbooksTests {
    @Test func allFilesAreClean() throws {
        let names = try ProjectFolder.runbookPaths() + ProjectFolder.signersPaths()
        let files = try names.map { name in
            RunbookLibrary.SourceFile(path: name, bytes: try ProjectFolder.bytes(of: "Runbooks/\(name)"))
        }
        let library = RunbookLibrary(files: files, displayPrefix: "Runbooks/")
        let sources = Dictionary(
            uniqueKeysWithValues: files.map { ("Runbooks/\($0.path)", String(decoding: $0.bytes, as: UTF8.self)) })
        let rendered = DiagnosticRenderer(language: .en, sources: sources).render(library.diagnostics)
        #expect(library.diagnostics.all.isEmpty, "\(rendered)")
        #expect(library.service != nil)
        #expect(library.runbooks.keys.contains("portal.switchover"))
        #expect(library.runbooks.keys.contains("call.switchback"))
        #expect(!library.environments.isEmpty)
        #expect(!library.answerSheets.isEmpty)
    }
}
