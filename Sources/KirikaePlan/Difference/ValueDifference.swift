import KirikaeCanonicalJSON

/// One place in which two values differ.
public struct ValueDifference: Sendable, Hashable {
    /// Where it stands: the keys from the outside in, elements of lists counted from 1.
    public var keys: [String]
    /// What it was; nil where there was none.
    public var old: JSONValue?
    /// What it is now; nil where there is none.
    public var new: JSONValue?

    /// Makes a difference.
    public init(keys: [String], old: JSONValue?, new: JSONValue?) {
        self.keys = keys
        self.old = old
        self.new = new
    }

    /// The places in which two values differ, by key.
    ///
    /// Lists of the same length are compared element by element; of others the whole list differs.
    public static func between(_ old: JSONValue?, _ new: JSONValue?, keys: [String] = []) -> [ValueDifference] {
        guard old != new else { return [] }
        switch (old, new) {
        case (.object(let before), .object(let after)):
            return Set(before.keys).union(after.keys).sorted()
                .flatMap { between(before[$0], after[$0], keys: keys + [$0]) }
        case (.array(let before), .array(let after)) where before.count == after.count:
            return before.indices.flatMap { between(before[$0], after[$0], keys: keys + ["\($0 + 1)"]) }
        default: return [ValueDifference(keys: keys, old: old, new: new)]
        }
    }

    /// A value with the new one put in the place of the old one; nil if something else stands there.
    func applied(to value: JSONValue?) -> JSONValue?? { applied(to: value, below: keys[...]) }

    private func applied(to value: JSONValue?, below keys: ArraySlice<String>) -> JSONValue?? {
        guard let key = keys.first else { return value == old ? .some(new) : nil }
        switch value {
        case .object(var members):
            guard let inner = applied(to: members[key], below: keys.dropFirst()) else { return nil }
            members[key] = inner
            return .some(.object(members))
        case .array(var elements):
            guard let number = Int(key), elements.indices.contains(number - 1),
                case .some(.some(let inner)) = applied(to: elements[number - 1], below: keys.dropFirst())
            else { return nil }
            elements[number - 1] = inner
            return .some(.array(elements))
        default: return nil
        }
    }
}
