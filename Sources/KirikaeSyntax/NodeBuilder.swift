import CLibYAML
import KirikaeDiagnostics

/// Turns events into nodes.
///
/// It keeps its own stacks, so that no input can exhaust the program's. What is written for a file without faults is kept
/// apart from what is written for faults, which may be slow.
struct NodeBuilder: EventHandler, ~Copyable {
    private let source: SourceText
    private let limits: SyntaxLimits
    /// Whether a scalar of the file can hold a `$`: as it is, or by an escape.
    private let looksForReferences: Bool

    /// A sequence or mapping that is still open.
    private struct Frame {
        let start: SourceLocation
        let isMapping: Bool
        let surroundings: SpecificationCheck.Surroundings
        /// Where its elements or entries begin on their stack.
        let first: Int
        /// Whether a `$` stands in some text or key of it.
        var mayHoldReferences = false
        /// In a mapping: whether the last entry still waits for its value.
        var awaitsValue = false
        /// The last entry has a key that was there before, and goes when it has its value.
        var isDuplicate = false
        /// A bit for each key, by its hash: a key whose bit is not set is new.
        var seen: UInt64 = 0
        /// The index of each key, once there are so many that looking through them would be slow.
        var indices: [String: Int]?
    }

    /// The text of a scalar, and what was seen of it while its bytes were at hand.
    private struct Scalar {
        let text: String
        /// Of a short text; 0 of any other.
        let hash: UInt32
        /// Whether it is short and known to be in ASCII.
        let isASCII: Bool
        /// Whether a `$` stands in it.
        let mayHoldReferences: Bool
    }

    private static let fewKeys = 16

    private var frames = PendingStack<Frame>(capacity: 16)
    /// The elements of all open sequences.
    private var elements = PendingStack<Node>(capacity: 64)
    /// The entries of all open mappings.
    private var entries = PendingStack<Node.Entry>(capacity: 64)
    private var texts = TextCache()
    private var specification: SpecificationCheck
    private var surroundings = SpecificationCheck.Surroundings()
    private var root: Node?
    private var documents = 0
    private(set) var diagnostics = Diagnostics()

    init(source: SourceText, limits: SyntaxLimits) {
        self.source = source
        self.limits = limits
        looksForReferences =
            source.offset(of: UInt8(ascii: "$"), from: 0) != nil
            || source.offset(of: UInt8(ascii: "\\"), from: 0) != nil
        specification = SpecificationCheck(source: source)
    }

    /// The tree after the last event.
    consuming func finish() -> (root: Node?, diagnostics: Diagnostics) {
        (root, diagnostics)
    }

    @inline(__always)
    mutating func scalar(_ event: EventReader.Event) -> Bool {
        let place = event.location
        guard isAllowed(event) else { return false }
        let data = event.pointer.pointee.data.scalar
        if data.anchor != nil || data.tag != nil {
            guard refuse(anchor: data.anchor != nil, tag: data.tag != nil, at: place) else { return false }
        }
        guard data.length <= limits.scalarBytes else {
            return report(SyntaxMessage.scalarTooLong(limitBytes: limits.scalarBytes), at: place, goesOn: false)
        }
        let bytes = UnsafeBufferPointer(start: UnsafePointer(data.value), count: data.length)
        let mayHoldReferences = looksForReferences && bytes.contains(UInt8(ascii: "$"))
        guard let short = TextCache.Key(bytes) else {
            return add(
                Scalar(text: texts.text(bytes), hash: 0, isASCII: false, mayHoldReferences: mayHoldReferences),
                at: place)
        }
        let hash = short.hash
        let text = texts.text(bytes, key: short, hash: hash)
        return add(
            Scalar(text: text, hash: hash, isASCII: short.isASCII, mayHoldReferences: mayHoldReferences), at: place)
    }

    mutating func open(_ event: EventReader.Event) -> Bool {
        let place = event.location
        guard isAllowed(event) else { return false }
        guard frames.count < limits.depth else {
            return report(SyntaxMessage.tooDeep(limit: limits.depth), at: place, goesOn: false)
        }
        let isMapping = event.type == YAML_MAPPING_START_EVENT
        let marks = event.isMarked
        if marks.anchor || marks.tag {
            guard refuse(anchor: marks.anchor, tag: marks.tag, at: place) else { return false }
        }
        if frames.count > 0 {
            let top = frames[frames.count - 1]
            if top.isMapping, !top.awaitsValue {
                return report(SyntaxMessage.keyIsNotScalar, at: place, goesOn: false)
            }
        }
        frames.append(
            Frame(
                start: place, isMapping: isMapping, surroundings: surroundings,
                first: isMapping ? entries.count : elements.count))
        if event.isFlow {
            surroundings.isFlow = true
        } else {
            surroundings.indent = place.start.column - 1
        }
        return true
    }

    mutating func close(_ event: EventReader.Event) -> Bool {
        guard frames.count > 0 else { return true }
        guard isAllowed(event) else { return false }
        let top = frames.removeLast()
        surroundings = top.surroundings
        let place = top.start.through(event.location)
        if top.isMapping {
            let content = Node.Content.mapping(entries.removeAll(from: top.first))
            add(Node(content, mayHoldReferences: top.mayHoldReferences, at: place))
        } else {
            let content = Node.Content.sequence(elements.removeAll(from: top.first))
            add(Node(content, mayHoldReferences: top.mayHoldReferences, at: place))
        }
        return true
    }

    mutating func alias(_ event: EventReader.Event) -> Bool {
        guard report(SyntaxMessage.featureRefused(.alias), at: event.location) else { return false }
        return add(Scalar(text: "", hash: 0, isASCII: false, mayHoldReferences: false), at: event.location)
    }

    mutating func documentStart(_ event: EventReader.Event) -> Bool {
        documents += 1
        return documents == 1 || report(SyntaxMessage.severalDocuments, at: event.location, goesOn: false)
    }

    mutating func documentEnd(_ event: EventReader.Event) -> Bool {
        guard isAllowed(event) else { return false }
        // Directives may follow only `...`; libyaml would compare each with all before it.
        guard event.pointer.pointee.data.document_end.implicit == 0 else { return true }
        let end = source.byte(ofScalar: event.pointer.pointee.end_mark.index)
        guard let directive = source.firstTagDirective(in: end..<(end + limits.stretchBytes)) else { return true }
        return report(SyntaxMessage.severalDocuments, at: source.location(ofByte: directive), goesOn: false)
    }

    /// Reports what YAML forbids and libyaml does not; false if that is enough.
    @inline(__always)
    private mutating func isAllowed(_ event: EventReader.Event) -> Bool {
        specification.passes(event, in: surroundings) || reportFinding(at: event)
    }

    @inline(never)
    private mutating func reportFinding(at event: EventReader.Event) -> Bool {
        guard let (message, place) = specification.finding(at: event, in: surroundings) else { return true }
        return report(message, at: place)
    }

    /// A scalar: a key, if the open mapping waits for one.
    @inline(__always)
    private mutating func add(_ scalar: consuming Scalar, at place: SourceLocation) -> Bool {
        let top = frames.count - 1
        if top >= 0, frames[top].isMapping, !frames[top].awaitsValue {
            return addKey(scalar, at: place)
        }
        add(Node(.scalar(scalar.text), mayHoldReferences: scalar.mayHoldReferences, at: place))
        return true
    }

    /// A value, put where it belongs.
    @inline(__always)
    private mutating func add(_ node: consuming Node) {
        let top = frames.count - 1
        guard top >= 0 else {
            root = node
            return
        }
        guard frames[top].isMapping else {
            if node.mayHoldReferences { frames[top].mayHoldReferences = true }
            elements.append(node)
            return
        }
        frames[top].awaitsValue = false
        if frames[top].isDuplicate {
            frames[top].isDuplicate = false
            _ = entries.removeLast()
        } else {
            if node.mayHoldReferences { frames[top].mayHoldReferences = true }
            entries[entries.count - 1].value = node
        }
    }

    @inline(__always)
    private mutating func addKey(_ scalar: consuming Scalar, at place: SourceLocation) -> Bool {
        let top = frames.count - 1
        let text = scalar.text
        let first = frames[top].first
        frames[top].awaitsValue = true
        // Keys can be equal to Swift, and to those who read them, without having the same bytes; not so in ASCII.
        let bit: UInt64 = scalar.isASCII ? 1 << UInt64(scalar.hash >> 26) : ~0
        let mayBeKnown = frames[top].seen & bit != 0
        frames[top].seen |= bit
        var earlier: Int?
        if entries.count - first > Self.fewKeys {
            guard entries.count - first < limits.keys else {
                return report(SyntaxMessage.tooManyKeys(limit: limits.keys), at: place, goesOn: false)
            }
            earlier = rememberKey(text, in: top)
        } else if mayBeKnown {
            earlier = (first..<entries.count).first { entries[$0].key == text }
        }
        var goesOn = true
        if earlier != nil || text == "<<" {
            goesOn = refuseKey(text, earlier: earlier, at: place)
            frames[top].isDuplicate = earlier != nil
        }
        if scalar.mayHoldReferences { frames[top].mayHoldReferences = true }
        let value = Node(.scalar(""), mayHoldReferences: false, at: place)
        entries.append(Node.Entry(key: text, keyLocation: place, value: value))
        return goesOn
    }

    /// The index of the entry that has a key already, in a mapping with many keys.
    @inline(never)
    private mutating func rememberKey(_ text: String, in frame: Int) -> Int? {
        if frames[frame].indices == nil {
            var indices: [String: Int] = [:]
            for index in frames[frame].first..<entries.count { indices[entries[index].key] = index }
            frames[frame].indices = indices
        }
        if let earlier = frames[frame].indices?[text] { return earlier }
        frames[frame].indices?[text] = entries.count
        return nil
    }

    @inline(never)
    private mutating func refuseKey(_ text: String, earlier: Int?, at place: SourceLocation) -> Bool {
        if text == "<<", !report(SyntaxMessage.featureRefused(.mergeKey), at: place) { return false }
        guard let earlier else { return true }
        let note = DiagnosticNote(text: SyntaxMessage.firstWrittenHere, location: entries[earlier].keyLocation)
        return report(SyntaxMessage.duplicateKey(text), at: place, notes: [note])
    }

    @inline(never)
    private mutating func refuse(anchor: Bool, tag: Bool, at place: SourceLocation) -> Bool {
        if anchor, !report(SyntaxMessage.featureRefused(.anchor), at: place) { return false }
        return !tag || report(SyntaxMessage.featureRefused(.tag), at: place)
    }

    /// Notes a finding.
    ///
    /// - Returns: whether to go on: `goesOn`, but not after too many.
    @inline(never)
    private mutating func report(
        _ message: SyntaxMessage, at place: SourceLocation, notes: [DiagnosticNote] = [], goesOn: Bool = true
    ) -> Bool {
        diagnostics.report(message, at: place, notes: notes)
        guard goesOn, diagnostics.all.count >= limits.findings else { return goesOn }
        diagnostics.report(SyntaxMessage.tooManyFindings(limit: limits.findings), at: place)
        return false
    }
}
