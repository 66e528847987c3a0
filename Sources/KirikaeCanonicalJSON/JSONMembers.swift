/// The members of an object on their way to JSON; what is nil is left out.
///
/// An array: a record is written at every turn of a run, and hashing its few keys is most of the work of a dictionary.
public struct JSONMembers: ExpressibleByDictionaryLiteral, Sendable {
    /// Members that are added to every record behind the first ones: who drives the run, its number, and what is on the disk.
    private static let addedLater = 6

    private(set) var pairs: [(key: String, value: JSONValue)] = []

    /// Makes an object of members with different keys.
    public init(dictionaryLiteral elements: (String, JSONValue?)...) {
        pairs.reserveCapacity(elements.count + Self.addedLater)
        for (key, value) in elements { if let value { pairs.append((key, value)) } }
    }

    /// The members of an object; nil for anything else.
    public init?(_ value: JSONValue) {
        guard case .object(let members) = value else { return nil }
        pairs.reserveCapacity(members.count + Self.addedLater)
        for (key, value) in members { pairs.append((key, value)) }
    }

    /// Whether there is a member of this key.
    public func has(_ key: String) -> Bool { pairs.contains { $0.key == key } }

    /// Adds a member, or does nothing for nil; each is added once.
    public mutating func add(_ key: String, _ value: JSONValue?) {
        if let value { pairs.append((key, value)) }
    }

    /// The object.
    public var object: JSONValue {
        var members: [String: JSONValue] = Dictionary(minimumCapacity: pairs.count)
        for (key, value) in pairs { members[key] = value }
        return .object(members)
    }

    /// The canonical form of the object, as `JSONValue.canonicalBytes`.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}
