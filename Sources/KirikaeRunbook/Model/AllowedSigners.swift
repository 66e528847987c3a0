import KirikaeDiagnostics

/// Which keys are whose: a file in the form of `ssh-keygen`'s ALLOWED SIGNERS, read with the folder.
public struct AllowedSigners: Sendable, Hashable {
    /// How the name of such a file ends.
    ///
    /// By its name it is read with the YAML files of the folder, pinned with them, and parsed as what it is.
    public static let fileSuffix = "allowed_signers"

    /// Its path in the folder.
    public var path: String
    /// Its content.
    public var bytes: [UInt8]
    /// Its path as a person would open it.
    var displayPath: String

    /// Whether a file of this name is one.
    public static func isNamed(_ path: String) -> Bool { path.hasSuffix(fileSuffix) }

    /// A line: one person and one key.
    struct Entry: Sendable, Hashable {
        /// Who.
        var principal: String
        /// The type and the blob of the key.
        var key: String
        /// What stands between them, such as `valid-before="20300101"`.
        var options: String
        /// The number of the line, from 1.
        var line: Int
    }

    /// Why a line cannot be used.
    public enum Defect: String, Sendable, Hashable, CaseIterable {
        /// The file is not UTF-8.
        case notText
        /// There is no key on the line.
        case noKey
        /// It does not begin with exactly one name: several, a pattern, or one that `ssh-keygen` would read as an option.
        case notOneName
        /// A certificate authority could say that any key is anybody's.
        case authority
    }

    /// The lines that name a person and a key, and those that cannot be used.
    func read() -> (entries: [Entry], defects: [(line: Int, width: Int, Defect)]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return ([], [(1, 1, .notText)]) }
        var entries: [Entry] = []
        var defects: [(line: Int, width: Int, Defect)] = []
        // By scalar: a carriage return and a line feed are one character.
        for (index, scalars) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = Substring(scalars.last == "\r" ? scalars.dropLast() : scalars)
            let words = Self.words(line)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            let width = line.unicodeScalars.count
            let keyIndex = words.indices.dropFirst().first { Self.isKeyType(words[$0]) }
            if name.isEmpty || name.hasPrefix("-") || name.contains(where: { ",*?!\"".contains($0) }) {
                defects.append((index + 1, width, .notOneName))
            } else if let keyIndex, words.indices.contains(keyIndex + 1) {
                if words[1..<keyIndex].contains(where: { $0.lowercased().contains("cert-authority") }) {
                    defects.append((index + 1, width, .authority))
                } else {
                    entries.append(
                        Entry(
                            principal: name, key: words[keyIndex] + " " + words[keyIndex + 1],
                            options: words[1..<keyIndex].joined(separator: ","), line: index + 1))
                }
            } else {
                defects.append((index + 1, width, .noKey))
            }
        }
        return (entries, defects)
    }

    /// Where a line stands.
    func location(line: Int, width: Int = 1) -> SourceLocation {
        SourceLocation(
            file: displayPath, start: SourcePosition(line: line, column: 1),
            end: SourcePosition(line: line, column: max(2, width + 1)))
    }

    private static func isKeyType(_ word: String) -> Bool {
        ["ssh-", "ecdsa-", "sk-"].contains { word.hasPrefix($0) }
    }

    /// The words of a line; white space within quotation marks, as options have it, does not part them.
    private static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in line {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, character == " " || character == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
