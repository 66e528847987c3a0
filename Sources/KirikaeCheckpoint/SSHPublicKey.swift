import Crypto

/// A public key of OpenSSH, of any type.
public struct SSHPublicKey: Hashable, Sendable {
    /// The type of Ed25519 keys.
    public static let ed25519Type = "ssh-ed25519"

    /// The type, as in `ssh-ed25519`.
    public let type: String
    /// The key as SSH sends it (RFC 4253 section 6.6): the type, then what belongs to it.
    public let blob: [UInt8]

    /// Takes a blob; nil when it does not begin with its type.
    public init?(blob: [UInt8]) {
        var reader = SSHWireReader(blob)
        guard let type = reader.text(), !type.isEmpty, type.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        self.type = type
        self.blob = blob
        if type == Self.ed25519Type, ed25519Bytes == nil { return nil }
    }

    /// An Ed25519 key of 32 bytes; nil for any other number of them.
    public init?(ed25519 bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.init(blob: SSHWireWriter.string(Array(Self.ed25519Type.utf8)) + SSHWireWriter.string(bytes))
    }

    init(_ key: Curve25519.Signing.PublicKey) {
        type = Self.ed25519Type
        blob = SSHWireWriter.string(Array(type.utf8)) + SSHWireWriter.string(Array(key.rawRepresentation))
    }

    /// Reads a line of a `.pub` file: type, Base64, comment.
    public init?(line: String) {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" })
        guard words.count >= 2 else { return nil }
        self.init(type: String(words[0]), base64: String(words[1]))
    }

    /// Takes a type and a blob in Base64; nil when they do not fit each other.
    public init?(type: String, base64: String) {
        guard let blob = Base64.decode(base64) else { return nil }
        self.init(blob: blob)
        guard self.type == type else { return nil }
    }

    /// The 32 bytes of an Ed25519 key; nil for every other type.
    public var ed25519Bytes: [UInt8]? {
        var reader = SSHWireReader(blob)
        guard reader.text() == Self.ed25519Type, let bytes = reader.string(), bytes.count == 32, reader.isAtEnd else {
            return nil
        }
        return bytes
    }

    /// The line of a `.pub` file without a comment.
    public var line: String { "\(type) \(Base64.encode(blob))" }
}

/// Reads the data types of RFC 4251 section 5.
struct SSHWireReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// What has not been read.
    var rest: [UInt8] { Array(bytes[position...]) }

    /// So many bytes; nil when there are fewer.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    mutating func number() -> UInt32? {
        take(4)?.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A length and so many bytes.
    mutating func string() -> [UInt8]? {
        number().flatMap { take(Int($0)) }
    }

    mutating func text() -> String? {
        string().flatMap { String(validating: $0, as: UTF8.self) }
    }
}

/// Writes the data types of RFC 4251 section 5.
enum SSHWireWriter {
    static func number(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    static func string(_ bytes: [UInt8]) -> [UInt8] {
        number(UInt32(truncatingIfNeeded: bytes.count)) + bytes
    }
}
