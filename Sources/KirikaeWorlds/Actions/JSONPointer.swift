import KirikaeCanonicalJSON
import KirikaeSyntax

/// A place in a JSON text (RFC 6901).
struct JSONPointer: Sendable {
    /// What it leads to.
    enum Target: Equatable {
        /// The text is no JSON.
        case notJSON
        /// Nothing is there, or a list, an object or null.
        case nothing
        /// A text, a number, `true` or `false`.
        case found(String)

        /// What was found.
        var text: String? {
            if case .found(let text) = self { text } else { nil }
        }
    }

    /// As it is written.
    let text: String

    init(_ text: String) { self.text = text }

    /// What it leads to in a text.
    func value(in bytes: [UInt8]) -> Target {
        guard let json = try? JSONValue(parsing: JSONNumbers.asText(bytes)) else { return .notJSON }
        var value = json
        guard text.isEmpty || text.hasPrefix("/") else { return .nothing }
        for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let key = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            if let elements = value.arrayValue {
                guard let index = WholeNumber.read(key), elements.indices.contains(index) else { return .nothing }
                value = elements[index]
            } else {
                guard let member = value[key] else { return .nothing }
                value = member
            }
        }
        if let text = value.stringValue { return .found(text) }
        if let number = value.integerValue { return .found(String(number)) }
        return value.boolValue.map { .found(String($0)) } ?? .nothing
    }
}
