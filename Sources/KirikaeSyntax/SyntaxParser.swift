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
        bytes.withUnsafeBufferPointer { buffer in
            let source = SourceText(file, buffer)
            guard bytes.count <= limits.fileBytes else {
                diagnostics.report(
                    SyntaxMessage.fileTooLarge(limitBytes: limits.fileBytes), at: source.location(ofByte: 0))
                return nil
            }
            if let directive = source.firstTagDirective(in: 0..<limits.stretchBytes) {
                diagnostics.report(SyntaxMessage.featureRefused(.tag), at: source.location(ofByte: directive))
                return nil
            }
            return parse(source, into: &diagnostics)
        }
    }

    private func parse(_ source: SourceText, into diagnostics: inout Diagnostics) -> Node? {
        var builder = NodeBuilder(source: source, limits: limits)
        let outcome = EventReader(source: source, limits: limits).read(into: &builder)
        let (root, findings) = builder.finish()
        if case .ended(let end) = outcome {
            diagnostics.append(findings)
            if root == nil { diagnostics.report(SyntaxMessage.empty, at: end) }
            return root
        }
        // libyaml checks the encoding as it reads. A text in another one has faults of all kinds, and this is the reason.
        if let offset = source.firstInvalidByte {
            diagnostics.report(
                SyntaxMessage.notUTF8(byteOffset: offset + source.markBytes), at: source.location(ofByte: offset))
            return nil
        }
        diagnostics.append(findings)
        switch outcome {
        case .ended, .stopped: break
        case .malformed(let problem, let place):
            diagnostics.report(SyntaxMessage.malformed(problem: problem), at: place)
        case .tooManyEvents(let place):
            let message = SyntaxMessage.tooManyEvents(
                limit: limits.events, charactersPerEvent: limits.charactersPerEvent)
            diagnostics.report(message, at: place)
        case .stretchTooLong(let last): reportStretch(after: last, of: source, into: &diagnostics)
        }
        return nil
    }

    /// Says what the stretch is that is too long: a scalar, if it holds more than a scalar may besides white space.
    private func reportStretch(after last: Int, of source: SourceText, into diagnostics: inout Diagnostics) {
        let start = source.byte(ofScalar: last)
        let end = min(source.bytes.count, start + limits.stretchBytes)
        if let content = source.firstContent(in: start..<end),
            source.bytes[content..<end].reduce(0, { $1 > 0x20 ? $0 + 1 : $0 }) > limits.scalarBytes
        {
            diagnostics.report(
                SyntaxMessage.scalarTooLong(limitBytes: limits.scalarBytes), at: source.location(ofByte: content))
        } else {
            let white: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
            let comment = source.bytes[start..<end].firstIndex { !white.contains($0) } ?? start
            diagnostics.report(
                SyntaxMessage.stretchTooLong(limitBytes: limits.stretchBytes), at: source.location(ofByte: comment))
        }
    }
}
