import KirikaeCanonicalJSON

/// The members of a record on their way to JSON; what is nil is left out.
///
/// An array: a record is written at every turn of a run, and hashing its few keys more than once is most of the work.
struct RecordMembers: ExpressibleByDictionaryLiteral {
    /// Members that are added to every record behind this: who drives the run, its number, and what is on the disk.
    private static let addedLater = 3

    private var pairs: [(key: String, value: JSONValue)] = []

    init(dictionaryLiteral elements: (String, JSONValue?)...) {
        pairs.reserveCapacity(elements.count + 4)
        for (key, value) in elements { if let value { pairs.append((key, value)) } }
    }

    /// Adds a member, or does nothing for nil; each is added once.
    mutating func add(_ key: String, _ value: JSONValue?) {
        if let value { pairs.append((key, value)) }
    }

    /// The JSON object.
    var object: JSONValue {
        var members: [String: JSONValue] = Dictionary(minimumCapacity: pairs.count + Self.addedLater)
        for (key, value) in pairs { members[key] = value }
        return .object(members)
    }
}
