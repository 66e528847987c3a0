import KirikaeConsolePrograms
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// A service model read from its file.
public struct ServiceFile: Sendable {
    /// The model; nil if the file has errors.
    public let model: ServiceModel?
    /// What was found.
    public let diagnostics: Diagnostics
    /// The text of the file by its name, for excerpts.
    public let sources: [String: String]

    /// Reads a file.
    ///
    /// - Throws: `SystemCallError` when it cannot be read.
    public init(_ path: String) throws(SystemCallError) {
        self.init(try FileSystem.read(path), file: path)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - file: the name to give in findings.
    public init(_ bytes: [UInt8], file: String) {
        let context = DecodingContext()
        var findings = Diagnostics()
        let root = SyntaxParser().parse(bytes, file: file, into: &findings)
        let decoded = root.flatMap { ServiceDecoder(context: context).decode($0) }
        findings.append(context.diagnostics)
        model = findings.hasErrors ? nil : decoded
        diagnostics = findings
        sources = [file: String(decoding: bytes, as: UTF8.self)]
    }
}
