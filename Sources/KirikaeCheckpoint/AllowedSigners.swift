/// Whose signatures count, and for what: the file `allowed_signers` of OpenSSH (ssh-keygen(1), ALLOWED SIGNERS).
public struct AllowedSigners: Hashable, Sendable {
    /// One line of the file.
    public struct Entry: Hashable, Sendable {
        /// Patterns of the names that the key may sign as.
        public let principals: [String]
        /// Patterns of the purposes it may sign for; nil for all.
        public let namespaces: [String]?
        /// From when on its signatures count, in milliseconds since 1970.
        ///
        /// Times in the file are in UTC, with or without a Z behind them: they must not depend on who looks.
        public let validAfterMilliseconds: Int64?
        /// Until when its signatures count, in milliseconds since 1970.
        public let validBeforeMilliseconds: Int64?
        /// The key.
        public let key: SSHPublicKey
        /// Where it stands in the file, from 1.
        public let line: Int

        /// Whether the key may sign for this purpose.
        public func allows(namespace: String) -> Bool {
            namespaces.map { PatternList.matches(namespace, $0) } ?? true
        }

        /// Whether the key may sign as this name.
        public func allows(principal: String) -> Bool { PatternList.matches(principal, principals) }

        /// Whether signatures of this moment count.
        public func isValid(atMilliseconds moment: Int64) -> Bool {
            if let validAfterMilliseconds, moment < validAfterMilliseconds { return false }
            if let validBeforeMilliseconds, moment >= validBeforeMilliseconds { return false }
            return true
        }
    }

    /// A line that cannot be used.
    public struct Defect: Error, Hashable, Sendable {
        /// What is wrong.
        public enum Reason: Hashable, Sendable {
            /// Not names, options, type and key.
            case form
            /// An option that OpenSSH does not have, or one without its value.
            case option(String)
            /// Keys of certificate authorities: certificates cannot be checked here.
            case certificateAuthority
            /// A time that is not `YYYYMMDD[HHMM[SS]][Z]`.
            case time(String)
            /// The file is longer than ``AllowedSigners/maximumBytes``, or not UTF-8.
            case notText
        }

        /// What is wrong.
        public let reason: Reason
        /// Where, from 1.
        public let line: Int
    }

    /// The longest file.
    public static let maximumBytes = 1 << 20

    /// The lines that are not empty or comments.
    public let entries: [Entry]
    /// The file as it was given, for programs that read it themselves.
    public let source: [UInt8]

    /// Reads a file.
    public init(parsing bytes: [UInt8]) throws(Defect) {
        guard bytes.count <= Self.maximumBytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw Defect(reason: .notText, line: 1)
        }
        var entries: [Entry] = []
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            var reader = AllowedSignersLine(String(Substring(line)), number: index + 1)
            if let entry = try reader.entry() { entries.append(entry) }
        }
        self.entries = entries
        source = bytes
    }

    /// The line of a key that may sign checkpoints and nothing else.
    public static func checkpointLine(principal: String, key: SSHPublicKey) -> String {
        "\(principal) namespaces=\"\(checkpointNamespace)\" \(key.line)\n"
    }

    /// The purpose of signatures of checkpoints.
    public static let checkpointNamespace = "kirikae-checkpoint"
}

/// Comma-separated patterns of OpenSSH (ssh_config(5), PATTERNS).
enum PatternList {
    /// Whether one pattern matches and no pattern behind `!` does.
    static func matches(_ text: String, _ patterns: [String]) -> Bool {
        var isMatched = false
        for pattern in patterns {
            let isNegated = pattern.utf8.first == UInt8(ascii: "!")
            guard
                matches(
                    Array(text.unicodeScalars),
                    Array((isNegated ? String(pattern.dropFirst()) : pattern).unicodeScalars))
            else { continue }
            if isNegated { return false }
            isMatched = true
        }
        return isMatched
    }

    /// `*` stands for any characters, `?` for one; in time that grows with the product of the two lengths at most.
    private static func matches(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
        var place = 0
        var index = 0
        var star: (pattern: Int, text: Int)?
        while place < text.count {
            if index < pattern.count, pattern[index] == "*" {
                star = (index, place)
                index += 1
            } else if index < pattern.count, pattern[index] == "?" || pattern[index] == text[place] {
                index += 1
                place += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                index = last.pattern + 1
                place = last.text + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
