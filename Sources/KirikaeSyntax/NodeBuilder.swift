import CLibYAML
import KirikaeDiagnostics

/// Turns libyaml's events into nodes.
///
/// It keeps its own stack, so that no input can exhaust the program's.
struct NodeBuilder {
    let file: String
    let limits: SyntaxLimits

    private struct Open {
        var isMapping: Bool
        var start: SourcePosition
        var elements: [Node] = []
        var entries: [Node.Entry] = []
        var key: (text: String, location: SourceLocation)?
        var keyIsDuplicate = false
        /// The place of each key, kept only once there are so many that looking through them would be slow.
        var places: [String: SourceLocation] = [:]

        static let fewKeys = 16

        /// Where a key was written first.
        mutating func place(ofKey text: String) -> SourceLocation? {
            guard entries.count > Self.fewKeys else { return entries.first { $0.key == text }?.keyLocation }
            for entry in entries[places.count...] { places[entry.key] = entry.keyLocation }
            return places[text]
        }
    }

    private var stack: [Open] = []
    private var root: Node?
    private var documents = 0

    init(file: String, limits: SyntaxLimits) {
        self.file = file
        self.limits = limits
    }

    mutating func build(_ parser: UnsafeMutablePointer<yaml_parser_t>, into diagnostics: inout Diagnostics) -> Node? {
        var event = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &event) == 1 else {
                diagnostics.report(SyntaxMessage.malformed(problem: Self.problem(parser)), at: errorPlace(parser))
                return nil
            }
            defer { yaml_event_delete(&event) }
            let place = location(event)
            switch event.type {
            case YAML_DOCUMENT_START_EVENT:
                documents += 1
                guard documents == 1 else {
                    diagnostics.report(SyntaxMessage.severalDocuments, at: place)
                    return nil
                }
            case YAML_ALIAS_EVENT:
                diagnostics.report(SyntaxMessage.featureRefused(.alias), at: place)
                add(Node(.scalar(""), at: place), into: &diagnostics)
            case YAML_SCALAR_EVENT:
                guard scalar(event, at: place, into: &diagnostics) else { return nil }
            case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
                guard open(event, at: place, into: &diagnostics) else { return nil }
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                close(at: place, into: &diagnostics)
            case YAML_STREAM_END_EVENT:
                if root == nil { diagnostics.report(SyntaxMessage.empty, at: place) }
                return root
            default: break
            }
        }
    }

    private mutating func scalar(
        _ event: yaml_event_t, at place: SourceLocation, into diagnostics: inout Diagnostics
    ) -> Bool {
        let data = event.data.scalar
        report(anchor: data.anchor, tag: data.tag, at: place, into: &diagnostics)
        guard data.length <= limits.scalarBytes else {
            diagnostics.report(SyntaxMessage.scalarTooLong(limitBytes: limits.scalarBytes), at: place)
            return false
        }
        let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
        add(Node(.scalar(text), at: place), into: &diagnostics)
        return true
    }

    private mutating func open(
        _ event: yaml_event_t, at place: SourceLocation, into diagnostics: inout Diagnostics
    ) -> Bool {
        guard stack.count < limits.depth else {
            diagnostics.report(SyntaxMessage.tooDeep(limit: limits.depth), at: place)
            return false
        }
        let isMapping = event.type == YAML_MAPPING_START_EVENT
        let anchor = isMapping ? event.data.mapping_start.anchor : event.data.sequence_start.anchor
        let tag = isMapping ? event.data.mapping_start.tag : event.data.sequence_start.tag
        report(anchor: anchor, tag: tag, at: place, into: &diagnostics)
        if let top = stack.last, top.isMapping, top.key == nil {
            diagnostics.report(SyntaxMessage.keyIsNotScalar, at: place)
            return false
        }
        stack.append(Open(isMapping: isMapping, start: place.start))
        return true
    }

    private mutating func close(at place: SourceLocation, into diagnostics: inout Diagnostics) {
        guard let top = stack.popLast() else { return }
        let span = SourceLocation(file: file, start: top.start, end: place.end)
        let content: Node.Content = top.isMapping ? .mapping(top.entries) : .sequence(top.elements)
        add(Node(content, at: span), into: &diagnostics)
    }

    private mutating func add(_ node: Node, into diagnostics: inout Diagnostics) {
        guard let index = stack.indices.last else {
            root = node
            return
        }
        guard stack[index].isMapping else {
            stack[index].elements.append(node)
            return
        }
        if let key = stack[index].key {
            if !stack[index].keyIsDuplicate {
                stack[index].entries.append(.init(key: key.text, keyLocation: key.location, value: node))
            }
            stack[index].key = nil
            return
        }
        let text = node.scalar ?? ""
        if text == "<<" { diagnostics.report(SyntaxMessage.featureRefused(.mergeKey), at: node.location) }
        let first = stack[index].place(ofKey: text)
        if let first {
            let note = DiagnosticNote(text: SyntaxMessage.firstWrittenHere, location: first)
            diagnostics.report(SyntaxMessage.duplicateKey(text), at: node.location, notes: [note])
        }
        stack[index].key = (text, node.location)
        stack[index].keyIsDuplicate = first != nil
    }

    private func report(
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?, at place: SourceLocation,
        into diagnostics: inout Diagnostics
    ) {
        if anchor != nil { diagnostics.report(SyntaxMessage.featureRefused(.anchor), at: place) }
        if tag != nil { diagnostics.report(SyntaxMessage.featureRefused(.tag), at: place) }
    }

    private func location(_ event: yaml_event_t) -> SourceLocation {
        SourceLocation(file: file, start: Self.position(event.start_mark), end: Self.position(event.end_mark))
    }

    private func errorPlace(_ parser: UnsafeMutablePointer<yaml_parser_t>) -> SourceLocation {
        // A reader error has no mark of its own; the parser's mark is as near as libyaml tells.
        let mark = parser.pointee.error == YAML_READER_ERROR ? parser.pointee.mark : parser.pointee.problem_mark
        let start = Self.position(mark)
        return SourceLocation(file: file, start: start, end: .init(line: start.line, column: start.column + 1))
    }

    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private static func problem(_ parser: UnsafeMutablePointer<yaml_parser_t>) -> String {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unknown problem"
        guard let context = parser.pointee.context.map({ String(cString: $0) }) else { return problem }
        return "\(problem) (\(context))"
    }
}
