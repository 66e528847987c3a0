import KirikaeDiagnostics

/// What somebody typed, in the form in which it is recorded, and in the form in which it is read back.
///
/// At night an input method is often left on. Full-width figures, letters and marks become plain ones, and between figures each of the
/// dashes that such a method types becomes `-`. What was typed is kept beside it.
struct TypedText: Sendable {
    /// What was typed, without white space at both ends.
    let raw: String

    private static let dashes: Set<Unicode.Scalar> = [
        "\u{30FC}", "\u{FF70}", "\u{2212}", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2015}",
    ]

    /// With plain figures, letters, marks and spaces.
    var plain: String {
        let half = raw.halfWidth.map { $0 == "\u{3000}" ? " " : $0 }
        let text = String(half)
        // A long vowel mark is a letter, but between figures it is a dash.
        let isFigures = text.unicodeScalars.allSatisfy {
            ("0"..."9").contains($0) || Self.dashes.contains($0) || " -()+".unicodeScalars.contains($0)
        }
        guard isFigures, text.unicodeScalars.contains(where: { ("0"..."9").contains($0) }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { Self.dashes.contains($0) ? "-" : $0 }))
    }

    /// A whole number, without the marks that part thousands and without its unit; nil if it is none.
    func number(unit: LocalizedText?) -> String? {
        var text = plain
        for suffix in [unit?.ja, unit?.en].compactMap({ $0 }) where !suffix.isEmpty && text.hasSuffix(suffix) {
            text = String(text.dropLast(suffix.count)).trimmed
            break
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count > 1 {
            guard (1...3).contains(parts[0].drop { $0 == "-" }.count), parts.dropFirst().allSatisfy({ $0.count == 3 })
            else { return nil }
            text = parts.joined()
        }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.count <= 18 else {
            return nil
        }
        // 007 is 7: nobody means anything else by it.
        let significant = digits.drop { $0 == "0" }
        return significant.isEmpty ? "0" : (text.hasPrefix("-") ? "-" : "") + significant
    }

    /// A value figure by figure, in groups as they are read aloud: `0120-123-456` is `0120 - 123 - 456`.
    ///
    /// A row of figures that nothing parts is shown in groups of four from the front.
    static func spelled(_ value: String) -> String {
        var groups: [String] = []
        var group = ""
        func end() {
            if !group.isEmpty { groups.append(group) }
            group = ""
        }
        for character in value {
            guard character.isASCII, character.isLetter || character.isNumber else {
                end()
                if character != " " { groups.append(String(character)) }
                continue
            }
            group.append(character)
        }
        end()
        return groups.map { group in
            guard group.count > 5, group.allSatisfy(\.isNumber) else { return spaced(group) }
            let figures = Array(group)
            return stride(from: 0, to: figures.count, by: 4).map { start in
                spaced(String(figures[start..<min(start + 4, figures.count)]))
            }.joined(separator: "  ")
        }.joined(separator: "  ")
    }

    /// A whole number with a mark at each thousand.
    static func inThousands(_ number: String) -> String {
        let sign = number.hasPrefix("-") ? "-" : ""
        let figures = Array(number.dropFirst(sign.count))
        return sign
            + figures.indices.map { index in
                let isBehindThousand = index > 0 && (figures.count - index) % 3 == 0
                return (isBehindThousand ? "," : "") + String(figures[index])
            }.joined()
    }

    private static func spaced(_ text: String) -> String { text.map(String.init).joined(separator: " ") }
}
