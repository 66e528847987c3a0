/// A JSON document of the subset this program writes: no fractions, no exponents.
///
/// Numbers are `Int64`, because two readers of a fraction may disagree about its last digit, and a hash must not
/// depend on the reader. RFC 7493 (I-JSON) advises staying within ±2^53; larger integers are written and read exactly
/// here, but a reader in another language may round them.
///
/// Two values are equal when their canonical bytes are equal. This is stricter than comparing `String`s, which are
/// equal when they are canonically equivalent Unicode: `"é"` as one scalar and as two are different values.
public enum JSONValue: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent.
    case integer(Int64)
    /// A text.
    case string(String)
    /// An ordered list.
    case array([JSONValue])
    /// Members by key. Keys that are canonically equivalent Unicode count as one key.
    case object([String: JSONValue])

    /// Compares by content, text byte by byte.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): hasEqualMembers(left, right)
        default: false
        }
    }

    private static func hasEqualMembers(_ left: [String: JSONValue], _ right: [String: JSONValue]) -> Bool {
        guard left.count == right.count else { return false }
        return left.allSatisfy { key, value in
            // The lookup finds a canonically equivalent key; its bytes still have to be the same.
            guard let index = right.index(forKey: key) else { return false }
            return right[index].key.utf8.elementsEqual(key.utf8) && right[index].value == value
        }
    }
}

extension JSONValue {
    /// The member called `key`; nil when there is none or this is not an object.
    public subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// The text; nil when this is not a string.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number; nil when this is not an integer.
    public var integerValue: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The elements; nil when this is not an array.
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members; nil when this is not an object.
    public var objectValue: [String: JSONValue]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The truth value; nil when this is not a boolean.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }
}
