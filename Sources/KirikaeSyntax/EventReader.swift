import CLibYAML
import KirikaeDiagnostics

/// What takes the events of a YAML text, one after the other.
///
/// Each call says whether to go on.
protocol EventHandler: ~Copyable {
    /// A document begins.
    mutating func documentStart(_ event: EventReader.Event) -> Bool
    /// A document ends, by `...` or by the end of the text.
    mutating func documentEnd(_ event: EventReader.Event) -> Bool
    /// An alias stands for another value.
    mutating func alias(_ event: EventReader.Event) -> Bool
    /// A scalar.
    mutating func scalar(_ event: EventReader.Event) -> Bool
    /// A sequence or a mapping begins.
    mutating func open(_ event: EventReader.Event) -> Bool
    /// A sequence or a mapping ends.
    mutating func close(_ event: EventReader.Event) -> Bool
}

/// Reads a text event by event with the system's libyaml.
struct EventReader: ~Copyable {
    /// One event, as long as its handler looks at it.
    struct Event {
        let pointer: UnsafePointer<yaml_event_t>
        let file: SourceFileName

        var type: yaml_event_type_t { pointer.pointee.type }

        /// Whether a sequence or mapping that starts here has an anchor, and whether it has a tag.
        var isMarked: (anchor: Bool, tag: Bool) {
            @inline(__always) get {
                if type == YAML_MAPPING_START_EVENT {
                    let start = pointer.pointee.data.mapping_start
                    return (start.anchor != nil, start.tag != nil)
                }
                let start = pointer.pointee.data.sequence_start
                return (start.anchor != nil, start.tag != nil)
            }
        }

        /// Whether a sequence or mapping that starts here is written in brackets.
        var isFlow: Bool {
            @inline(__always) get {
                type == YAML_MAPPING_START_EVENT
                    ? pointer.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : pointer.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
            }
        }

        /// Whether libyaml has something to free: half of all events have not.
        fileprivate var ownsMemory: Bool {
            @inline(__always) get {
                switch type {
                case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: false
                case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: isMarked.anchor || isMarked.tag
                default: true
                }
            }
        }

        /// Where it stands.
        var location: SourceLocation {
            @inline(__always) get {
                SourceLocation(
                    in: file, start: EventReader.position(pointer.pointee.start_mark),
                    end: EventReader.position(pointer.pointee.end_mark))
            }
        }
    }

    /// How reading ended.
    enum Outcome {
        /// At the end of the text, which is here.
        case ended(SourceLocation)
        /// The handler said so.
        case stopped
        /// A stretch of text without a value, after the scalar of the text with this number, was too long.
        case stretchTooLong(after: Int)
        /// The text is not YAML.
        case malformed(problem: String, at: SourceLocation)
        /// There were too many events for so much text; the last is here.
        case tooManyEvents(SourceLocation)
    }

    /// What libyaml has been given so far.
    private struct Feed {
        var next: UnsafePointer<UInt8>?
        var rest: Int
        /// How much may still be given before the next event.
        var allowance: Int
        var isStopped = false
    }

    let source: SourceText
    let limits: SyntaxLimits

    /// Reads the whole text, as far as `handler` wants.
    func read<Handler: EventHandler & ~Copyable>(into handler: inout Handler) -> Outcome {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else {
            return .malformed(problem: "out of memory", at: source.location(ofByte: 0))
        }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        var feed = Feed(next: source.bytes.baseAddress, rest: source.bytes.count, allowance: limits.stretchBytes)
        return withUnsafeMutablePointer(to: &parser) { parser in
            withUnsafeMutablePointer(to: &feed) { feed in
                yaml_parser_set_input(parser, { EventReader.give($0, $1, $2, $3) }, feed)
                return events(of: parser, fedBy: feed, into: &handler)
            }
        }
    }

    /// libyaml asks for the next bytes.
    ///
    /// It has no limit of its own to the length of a scalar or a comment, so none is given past ours.
    private static func give(
        _ data: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<UInt8>?, _ size: Int,
        _ given: UnsafeMutablePointer<Int>?
    ) -> CInt {
        guard let feed = data?.assumingMemoryBound(to: Feed.self), let buffer, let given else { return 0 }
        let count = min(size, feed.pointee.rest)
        guard count <= feed.pointee.allowance else {
            feed.pointee.isStopped = true
            return 0
        }
        if let next = feed.pointee.next, count > 0 {
            buffer.update(from: next, count: count)
            feed.pointee.next = next + count
        }
        feed.pointee.rest -= count
        feed.pointee.allowance -= count
        given.pointee = count
        return 1
    }

    @inline(__always)
    private func events<Handler: EventHandler & ~Copyable>(
        of parser: UnsafeMutablePointer<yaml_parser_t>, fedBy feed: UnsafeMutablePointer<Feed>,
        into handler: inout Handler
    ) -> Outcome {
        var storage = yaml_event_t()
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let event = Event(pointer: pointer, file: source.file)
            var count = 0
            var last = 0
            while yaml_parser_parse(parser, pointer) == 1 {
                feed.pointee.allowance = limits.stretchBytes
                count += 1
                last = pointer.pointee.end_mark.index
                let goesOn: Bool
                switch pointer.pointee.type {
                case YAML_SCALAR_EVENT: goesOn = handler.scalar(event)
                case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: goesOn = handler.open(event)
                case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: goesOn = handler.close(event)
                case YAML_ALIAS_EVENT: goesOn = handler.alias(event)
                case YAML_DOCUMENT_START_EVENT: goesOn = handler.documentStart(event)
                case YAML_DOCUMENT_END_EVENT: goesOn = handler.documentEnd(event)
                case YAML_STREAM_END_EVENT: return .ended(event.location)
                default: goesOn = true
                }
                let isWithin = count &- last / limits.charactersPerEvent <= limits.events
                let place = goesOn && isWithin ? nil : event.location
                if event.ownsMemory { yaml_event_delete(pointer) }
                if let place { return isWithin ? .stopped : .tooManyEvents(place) }
            }
            return feed.pointee.isStopped ? .stretchTooLong(after: last) : failure(of: parser)
        }
    }

    @inline(never)
    private func failure(of parser: UnsafeMutablePointer<yaml_parser_t>) -> Outcome {
        // A reader error has no mark: the text is read ahead of the place that libyaml has come to.
        let start =
            parser.pointee.error == YAML_READER_ERROR
            ? source.location(ofByte: Int(clamping: parser.pointee.problem_offset)).start
            : Self.position(parser.pointee.problem_mark)
        let end = SourcePosition(line: start.line, column: start.column + 1)
        return .malformed(
            problem: Self.problem(parser), at: SourceLocation(in: source.file, start: start, end: end))
    }

    @inline(__always)
    fileprivate static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(
            line: Int(truncatingIfNeeded: mark.line) &+ 1, column: Int(truncatingIfNeeded: mark.column) &+ 1)
    }

    private static func problem(_ parser: UnsafeMutablePointer<yaml_parser_t>) -> String {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unknown problem"
        guard let context = parser.pointee.context.map({ String(cString: $0) }) else { return problem }
        return "\(problem) (\(context))"
    }
}
