import KirikaeCanonicalJSON

/// A statement and its signature, as they lie in a file or in a record.
public struct SignedStatement: Sendable, Hashable {
    /// The statement, byte for byte as it was signed.
    public var statement: String
    /// The signature in its armoured form.
    public var signature: String

    /// Puts a statement and its signature together.
    public init(statement: String, signature: String) {
        self.statement = statement
        self.signature = signature
    }

    /// The most bytes that a file with one may have.
    public static let maximumBytes = 64 * 1024

    /// Reads the content of a file.
    ///
    /// - Throws: `StatementDefect` for anything but exactly the two members.
    public init(parsing bytes: [UInt8]) throws(StatementDefect) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLong }
        let reader = try StatementReader(bytes, members: ["statement", "signature"])
        statement = try reader.text("statement")
        signature = try reader.text("signature")
    }

    /// The content of a file.
    public var fileBytes: [UInt8] {
        JSONValue.object(["statement": .string(statement), "signature": .string(signature)]).canonicalBytes + [0x0A]
    }
}

/// What signatures are for.
///
/// A signature made for one purpose is not valid for another.
public enum SignatureNamespace {
    /// An approval of a step.
    public static let approval = "kirikae-approval"
    /// A review of a plan.
    public static let planReview = "kirikae-plan"
}

/// Why a text is not a statement.
public enum StatementDefect: Error, Sendable, Hashable {
    /// It is longer than any statement.
    case tooLong
    /// It is no JSON, or not in its one canonical form.
    case notCanonical
    /// A member that a statement of this kind does not have.
    case unknownMember(String)
    /// A member is missing or has a wrong type or value.
    case wrongMember(String)

    /// What is wrong, in a few words.
    public var reason: String {
        switch self {
        case .tooLong: "longer than any statement"
        case .notCanonical: "not canonical JSON"
        case .unknownMember(let name): "unknown member ‘\(name)’"
        case .wrongMember(let name): "member ‘\(name)’ missing or wrong"
        }
    }
}

/// Reads the members of an object that has these members and no others.
struct StatementReader {
    private let members: [String: JSONValue]

    init(_ bytes: [UInt8], members known: Set<String>, isCanonical: Bool = false) throws(StatementDefect) {
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = isCanonical ? try JSONValue(parsingCanonical: bytes) : try JSONValue(parsing: bytes)
        } catch {
            throw .notCanonical
        }
        guard let members = value.objectValue else { throw .notCanonical }
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) { throw .unknownMember(unknown) }
        self.members = members
    }

    func text(_ name: String, isEmptyAllowed: Bool = false) throws(StatementDefect) -> String {
        guard let text = members[name]?.stringValue, isEmptyAllowed || !text.isEmpty else { throw .wrongMember(name) }
        return text
    }

    func time(_ name: String) throws(StatementDefect) -> Int64 {
        guard let time = members[name]?.integerValue, time >= 0 else { throw .wrongMember(name) }
        return time
    }

    func texts(_ name: String) throws(StatementDefect) -> [String: String] {
        guard let object = members[name]?.objectValue else { throw .wrongMember(name) }
        let texts = object.compactMapValues(\.stringValue)
        guard texts.count == object.count else { throw .wrongMember(name) }
        return texts
    }

    func expect(_ name: String, _ value: JSONValue) throws(StatementDefect) {
        guard members[name] == value else { throw .wrongMember(name) }
    }
}
