import CLibYAML
import KirikaeDiagnostics

/// Finds what libyaml lets pass though YAML forbids it, so that a file means the same to every reader of YAML.
///
/// It looks at the bytes only where the events leave room for a fault, and only forwards, so that a file without one costs
/// nothing and no file costs more than one pass.
struct SpecificationCheck {
    /// A fault: what, and where.
    typealias Finding = (message: SyntaxMessage, place: SourceLocation)

    /// The collection an event stands in, as far as it matters here.
    struct Surroundings {
        /// The column, from 0, of the innermost collection that is written by indentation; -1 if there is none.
        var indent = -1
        /// Whether it stands in brackets.
        var isFlow = false
    }

    private let source: SourceText
    /// Whether there is a tab anywhere.
    private let hasTab: Bool
    /// The next `#` that stands where no comment may begin: its byte, and its number among the characters.
    private var suspect: (byte: Int, index: Int)
    /// Up to where characters were counted.
    private var counted = (byte: 0, index: 0)
    /// A line that was looked at, and where it starts.
    private var line = (number: 0, byte: 0)
    /// Where the last event ended.
    private var lastEnd = (line: 0, index: 0)

    init(source: SourceText) {
        self.source = source
        hasTab = source.offset(of: 0x09, from: 0) != nil
        suspect = (0, Int.max)
        findSuspect(from: 0)
    }

    /// Whether nothing can be wrong at an event; if so, that was all for it.
    @inline(__always)
    mutating func passes(_ event: EventReader.Event, in surroundings: Surroundings) -> Bool {
        let (start, end) = (event.pointer.pointee.start_mark, event.pointer.pointee.end_mark)
        guard end.index <= suspect.index, !surroundings.isFlow || start.line == lastEnd.line else { return false }
        if event.type == YAML_SCALAR_EVENT {
            guard start.line == end.line else { return false }
            if surroundings.isFlow, event.pointer.pointee.data.scalar.length == 1 { return false }
        }
        lastEnd = (end.line, end.index)
        return true
    }

    /// What is wrong at an event that does not pass, or between the last one and it.
    @inline(never)
    mutating func finding(at event: EventReader.Event, in surroundings: Surroundings) -> Finding? {
        let (start, end) = (event.pointer.pointee.start_mark, event.pointer.pointee.end_mark)
        var finding: Finding?
        if end.index > suspect.index { finding = comment(at: event) }
        if surroundings.isFlow, start.line != lastEnd.line {
            finding = finding ?? flowLine(start, event.file, in: surroundings)
        }
        if event.type == YAML_SCALAR_EVENT { finding = finding ?? scalar(event, in: surroundings) }
        lastEnd = (end.line, end.index)
        return finding
    }

    /// A comment begins where no white space stands before it.
    private mutating func comment(at event: EventReader.Event) -> Finding? {
        let (start, end) = (event.pointer.pointee.start_mark.index, event.pointer.pointee.end_mark.index)
        var finding: Finding?
        while suspect.index < end {
            let isInText = suspect.index >= start
            var next = suspect.byte + 1
            if isInText ? isInHeader(of: event) : !isInComment {
                finding = finding ?? (.commentWithoutSpace, source.location(ofByte: suspect.byte))
            }
            if isInText {
                next = byte(ofCharacter: end)
            } else if let line = source.startOfLine(after: suspect.byte) {
                next = line
            } else {
                next = source.bytes.count
            }
            findSuspect(from: next)
        }
        return finding
    }

    /// Whether the suspect follows `|` or `>` rather than being part of a text.
    private func isInHeader(of event: EventReader.Event) -> Bool {
        guard event.type == YAML_SCALAR_EVENT, Self.isBlock(event) else { return false }
        return lineBeforeSuspect(from: event.pointer.pointee.start_mark.index) == .reachesBack
    }

    /// Whether a comment began before the suspect, in its line and after the last event.
    private var isInComment: Bool { lineBeforeSuspect(from: lastEnd.index) == .hasComment }

    private enum Line {
        case startsLater, hasComment, reachesBack
    }

    /// What stands between a character and the suspect, looking back from the suspect.
    private func lineBeforeSuspect(from start: Int) -> Line {
        var index = suspect.index
        var byte = suspect.byte
        while byte > 0, index > start {
            byte -= 1
            let before = source.bytes[byte]
            if before == 0x0A || before == 0x0D { return .startsLater }
            if before & 0xC0 != 0x80 { index -= 1 }
            if before == 0x23, byte == 0 || Self.white.contains(source.bytes[byte - 1]) { return .hasComment }
        }
        return .reachesBack
    }

    /// A line within brackets that is not indented.
    private mutating func flowLine(
        _ start: yaml_mark_t, _ file: SourceFileName, in surroundings: Surroundings
    ) -> Finding? {
        var spaces = start.column
        if hasTab { spaces = min(spaces, lead(ofLine: start.line).spaces) }
        guard spaces <= surroundings.indent else { return nil }
        let place = SourcePosition(line: start.line + 1, column: start.column + 1)
        let end = SourcePosition(line: place.line, column: place.column + 1)
        return (
            .lineNotIndented(columns: surroundings.indent + 1), SourceLocation(in: file, start: place, end: end)
        )
    }

    /// A scalar over several lines, or of one character in brackets.
    private mutating func scalar(_ event: EventReader.Event, in surroundings: Surroundings) -> Finding? {
        let (start, end) = (event.pointer.pointee.start_mark, event.pointer.pointee.end_mark)
        let data = event.pointer.pointee.data.scalar
        if Self.isBlock(event) { return emptyBlock(event, in: surroundings) }
        if data.style == YAML_PLAIN_SCALAR_STYLE {
            if surroundings.isFlow, data.length == 1, data.value[0] == 0x2D { return (.loneDash, event.location) }
            // Outside brackets libyaml minds the indentation itself.
            guard surroundings.isFlow else { return nil }
        }
        guard start.line < end.line else { return nil }
        for line in (start.line + 1)...end.line {
            let lead = lead(ofLine: line)
            guard !lead.isBlank, lead.spaces <= surroundings.indent else { continue }
            let place = SourcePosition(line: line + 1, column: lead.spaces + 1)
            let end = SourcePosition(line: line + 1, column: lead.spaces + 2)
            return (
                .lineNotIndented(columns: surroundings.indent + 1),
                SourceLocation(in: event.file, start: place, end: end)
            )
        }
        return nil
    }

    /// A block of text that libyaml takes for empty, because a blank line is indented deeper than the text.
    private mutating func emptyBlock(_ event: EventReader.Event, in surroundings: Surroundings) -> Finding? {
        let data = event.pointer.pointee.data.scalar
        let start = event.pointer.pointee.start_mark
        let value = UnsafeBufferPointer(start: data.value, count: data.length)
        guard value.allSatisfy({ $0 == 0x0A }), !hasIndentation(at: start) else { return nil }
        var ahead = self
        var deepest = 0
        var number = start.line + 1
        while ahead.goTo(line: number) {
            let lead = ahead.lead(ofLine: number)
            if !lead.isBlank {
                guard lead.spaces > surroundings.indent, lead.spaces < deepest else { return nil }
                let place = SourcePosition(line: number + 1, column: lead.spaces + 1)
                let end = SourcePosition(line: number + 1, column: lead.spaces + 2)
                return (.blankLineTooDeep, SourceLocation(in: event.file, start: place, end: end))
            }
            deepest = max(deepest, lead.spaces)
            number += 1
        }
        return nil
    }

    /// Whether the head of a block of text says how far it is indented: `|2`.
    private mutating func hasIndentation(at mark: yaml_mark_t) -> Bool {
        guard goTo(line: mark.line) else { return false }
        var left = mark.column
        var byte = line.byte
        while byte < source.bytes.count, left > 0 || source.bytes[byte] & 0xC0 == 0x80 {
            if source.bytes[byte] & 0xC0 != 0x80 { left -= 1 }
            byte += 1
        }
        return source.bytes[min(byte, source.bytes.count)...].prefix(3).contains { (0x31...0x39).contains($0) }
    }

    /// The spaces at the start of a line, and whether there is nothing else in it than white space.
    private mutating func lead(ofLine number: Int) -> (spaces: Int, isBlank: Bool) {
        guard goTo(line: number) else { return (0, true) }
        var byte = line.byte
        while source.has(0x20, at: byte) { byte += 1 }
        let spaces = byte - line.byte
        while source.has(0x20, at: byte) || source.has(0x09, at: byte) { byte += 1 }
        return (spaces, byte >= source.bytes.count || source.bytes[byte] == 0x0A || source.bytes[byte] == 0x0D)
    }

    /// Goes forward to a line numbered from 0; false if the text has no such line, or it has gone past.
    private mutating func goTo(line number: Int) -> Bool {
        guard line.number <= number else { return false }
        while line.number < number {
            guard let next = source.startOfLine(after: line.byte) else { return false }
            line = (line.number + 1, next)
        }
        return true
    }

    /// The byte at which a character begins that is not before the last one asked for.
    private mutating func byte(ofCharacter index: Int) -> Int {
        while counted.byte < source.bytes.count {
            if source.bytes[counted.byte] & 0xC0 != 0x80 {
                if counted.index == index { break }
                counted.index += 1
            }
            counted.byte += 1
        }
        return counted.byte
    }

    /// Looks for the next `#` that is neither after white space nor part of a word.
    private mutating func findSuspect(from start: Int) {
        var from = start
        while let byte = source.offset(of: 0x23, from: from) {
            from = byte + 1
            guard byte > 0, Self.ends.contains(source.bytes[byte - 1]) else { continue }
            while counted.byte < byte {
                if source.bytes[counted.byte] & 0xC0 != 0x80 { counted.index += 1 }
                counted.byte += 1
            }
            suspect = (byte, counted.index)
            return
        }
        suspect = (source.bytes.count, Int.max)
    }

    /// What a value, a mark of YAML or the head of a block of text can end with.
    private static let ends: [UInt8] = Array("]}[{,:\"'|>+-123456789".utf8)

    /// White space, and the last bytes of NEL, LS and PS.
    private static let white: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0x85, 0xA8, 0xA9]

    private static func isBlock(_ event: EventReader.Event) -> Bool {
        let style = event.pointer.pointee.data.scalar.style
        return style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
    }
}
