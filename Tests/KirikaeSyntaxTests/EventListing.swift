import CLibYAML
import KirikaeDiagnostics

@testable import KirikaeSyntax

/// Writes the events that the product reads in the notation of yaml-test-suite, without styles.
struct EventListing: EventHandler {
    private(set) var lines: [String] = []

    mutating func documentStart(_ event: EventReader.Event) -> Bool { add("+DOC") }

    mutating func documentEnd(_ event: EventReader.Event) -> Bool { add("-DOC") }

    mutating func alias(_ event: EventReader.Event) -> Bool {
        add("=ALI *" + (Self.text(event.pointer.pointee.data.alias.anchor) ?? ""))
    }

    mutating func scalar(_ event: EventReader.Event) -> Bool {
        let data = event.pointer.pointee.data.scalar
        let value = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
        return add("=VAL" + Self.marks(data.anchor, data.tag) + " :" + Self.escaped(value))
    }

    mutating func open(_ event: EventReader.Event) -> Bool {
        if event.type == YAML_MAPPING_START_EVENT {
            let data = event.pointer.pointee.data.mapping_start
            return add("+MAP" + Self.marks(data.anchor, data.tag))
        }
        let data = event.pointer.pointee.data.sequence_start
        return add("+SEQ" + Self.marks(data.anchor, data.tag))
    }

    mutating func close(_ event: EventReader.Event) -> Bool {
        add(event.type == YAML_MAPPING_END_EVENT ? "-MAP" : "-SEQ")
    }

    private mutating func add(_ line: String) -> Bool {
        lines.append(line)
        return true
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    private static func marks(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> String {
        (text(anchor).map { " &\($0)" } ?? "") + (text(tag).map { " <\($0)>" } ?? "")
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case "\u{8}": "\\b"
            default: String(scalar)
            }
        }.joined()
    }
}
