import CLibYAML
import KirikaeDiagnostics

/// Reads one YAML document into located nodes, from the events of the system's libyaml.
///
/// It accepts the part of YAML that a runbook needs and names what it refuses: aliases and anchors, tags, merge keys, several
/// documents, keys that are not scalars, a key written twice (libyaml accepts that silently).
public struct SyntaxParser {
    /// What it accepts.
    public var limits: SyntaxLimits

    /// Makes a parser.
    public init(limits: SyntaxLimits = SyntaxLimits()) {
        self.limits = limits
    }

    /// The root node of `bytes`, or nil after an error that leaves no tree.
    ///
    /// - Parameters:
    ///   - bytes: the text, UTF-8 with or without a byte order mark.
    ///   - file: the name to give in locations.
    ///   - diagnostics: receives every finding.
    public func parse(_ bytes: [UInt8], file: String, into diagnostics: inout Diagnostics) -> Node? {
        let top = SourceLocation(file: file, start: .init(line: 1, column: 1), end: .init(line: 1, column: 1))
        guard bytes.count <= limits.fileBytes else {
            diagnostics.report(SyntaxMessage.fileTooLarge(limitBytes: limits.fileBytes), at: top)
            return nil
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            diagnostics.report(SyntaxMessage.notUTF8(byteOffset: Self.firstInvalidByte(bytes)), at: top)
            return nil
        }
        guard !Self.hasTagDirective(bytes) else {
            diagnostics.report(SyntaxMessage.featureRefused(.tag), at: top)
            return nil
        }
        // libyaml counts a byte order mark as a column.
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else {
            diagnostics.report(SyntaxMessage.malformed(problem: "out of memory"), at: top)
            return nil
        }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        return bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var builder = NodeBuilder(file: file, limits: limits)
            return withUnsafeMutablePointer(to: &parser) { builder.build($0, into: &diagnostics) }
        }
    }

    /// Whether a `%TAG` directive stands before the document.
    ///
    /// libyaml compares each with all before it.
    private static func hasTagDirective(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        while let first = rest.first, [UInt8(ascii: "%"), UInt8(ascii: "#"), 0x0A, 0x0D, 0x20].contains(first) {
            if rest.starts(with: "%TAG".utf8) { return true }
            guard let end = rest.firstIndex(of: 0x0A) else { return false }
            rest = rest[(end + 1)...]
        }
        return false
    }

    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int {
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var offset = 0
        while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
        return offset
    }
}
