import KirikaeDiagnostics

/// Texts shown to a reviewer so that no two different ones look the same.
///
/// Whoever wants to slip a change past a reviewer writes it with characters that are not seen, that reorder what is seen, or that
/// look like others. Here each of these is shown by its code, `\u{202E}`; and so is a backslash before `u{`, so that what looks like
/// a code is one.
enum ExactText {
    /// A text in which every character that could be mistaken is shown by its code.
    ///
    /// It has no line feed.
    static func safe(_ text: String) -> String {
        safe(Array(text.unicodeScalars), marked: [])
    }

    /// Two versions of a text, in which also those characters are shown by their codes that differ and look alike.
    static func pair(_ old: String, _ new: String) -> (old: String, new: String) {
        let before = Array(old.unicodeScalars)
        let after = Array(new.unicodeScalars)
        let (left, right) = LookAlikes.differing(before, after)
        return (safe(before, marked: left), safe(after, marked: right))
    }

    /// The code of a character.
    static func code(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }

    private static func safe(_ scalars: [Unicode.Scalar], marked: Set<Int>) -> String {
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            let isShownByCode =
                switch scalar {
                case " ":
                    // One between two words is seen; those at the ends and beside another are not.
                    index == 0 || index == scalars.count - 1 || scalars[index - 1] == " " || scalars[index + 1] == " "
                case "\\": index + 2 < scalars.count && scalars[index + 1] == "u" && scalars[index + 2] == "{"
                default: !scalar.isASCII && isMistakable(scalar)
                }
            if isShownByCode || marked.contains(index) || scalar.value < 0x20 || scalar.value == 0x7F {
                result += code(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether a character outside of ASCII is not seen, changes how others are seen, or belongs to no script that a runbook is
    /// written in.
    static func isMistakable(_ scalar: Unicode.Scalar) -> Bool {
        if TerminalText.isUnsafe(scalar) || dashesAndSlashes.contains(scalar) { return true }
        return switch scalar.properties.generalCategory {
        // Accents that are characters of their own: `é` written with one looks like `é` written as one.
        case .nonspacingMark, .spacingMark, .enclosingMark, .spaceSeparator: true
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber:
            !scripts.contains { $0.contains(scalar.value) }
        default: radicals.contains(scalar.value)
        }
    }

    /// The letters of the two languages: Latin with its accents, kana and Chinese characters, full-width and half-width forms.
    private static let scripts: [ClosedRange<UInt32>] = [
        0xAA...0xFF, 0x3005...0x3007, 0x3021...0x3029, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FF,
        0x31F0...0x31FF,
        0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF66...0xFF9D,
        0x20000...0x2A6DF, 0x2A700...0x2EBE0, 0x30000...0x323AF,
    ]
    /// Parts of Chinese characters that look like whole ones.
    private static let radicals: ClosedRange<UInt32> = 0x2E80...0x2FDF
    /// What is taken for a hyphen, a slash, a colon or a full stop, and in which nobody writes a sentence.
    private static let dashesAndSlashes = Set<Unicode.Scalar>(
        "\u{2010}\u{2011}\u{2012}\u{2043}\u{2212}\u{FE58}\u{FE63}\u{2044}\u{2215}\u{29F8}\u{2216}\u{2236}\u{2024}\u{A789}"
            .unicodeScalars)
}

/// Characters that look alike.
enum LookAlikes {
    /// Longer texts are not aligned: every one of their characters that looks like another counts as differing.
    private static let alignedLength = 2_000

    /// Which characters differ between two texts and look like one that the other has instead.
    static func differing(
        _ old: [Unicode.Scalar], _ new: [Unicode.Scalar]
    ) -> (old: Set<Int>, new: Set<Int>) {
        guard old != new else { return ([], []) }
        // What both begin and end with does not differ.
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        var left = Array(head..<(old.count - tail))
        var right = Array(head..<(new.count - tail))
        if max(left.count, right.count) <= alignedLength {
            let difference = new[head..<(new.count - tail)].difference(from: old[head..<(old.count - tail)])
            left = difference.removals.map { head + offset(of: $0) }
            right = difference.insertions.map { head + offset(of: $0) }
        }
        let before = Dictionary(grouping: left.filter { group[old[$0]] != nil }) { group[old[$0]] ?? 0 }
        let after = Dictionary(grouping: right.filter { group[new[$0]] != nil }) { group[new[$0]] ?? 0 }
        var marked: (old: Set<Int>, new: Set<Int>) = ([], [])
        for (number, indices) in before {
            guard let others = after[number] else { continue }
            marked.old.formUnion(indices)
            marked.new.formUnion(others)
        }
        return marked
    }

    private static func offset(of change: CollectionDifference<Unicode.Scalar>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    /// The group of each character that looks like others.
    private static let group: [Unicode.Scalar: Int] = {
        var groups: [Unicode.Scalar: Int] = [:]
        for (number, characters) in alike.enumerated() {
            for scalar in characters.unicodeScalars { groups[scalar] = number }
        }
        // Full-width forms look like ASCII.
        for value in UInt32(0x21)...0x7E {
            guard let plain = Unicode.Scalar(value), let wide = Unicode.Scalar(value + 0xFEE0) else { continue }
            let number = groups[plain] ?? groups[wide] ?? alike.count + Int(value)
            groups[plain] = number
            groups[wide] = number
        }
        return groups
    }()

    private static let alike = [
        "Il1|Ⅰ¦", "O0〇○◯", "-—–―ー一─ｰ‐", "'’‘´`", "\"“”″", "カ力", "ニ二", "ロ口囗ﾛ", "エ工ェ", "ハ八", "ト卜", "タ夕",
        "ヘへ", "ベべ", "ペぺ", "リり", "チ千", "ミ三", "オ才ォ", "ソンﾝ", "シツッ", "つっ", "ヤャ", "ユュ", "ヨョ", "やゃ", "ゆゅ",
        "よょ", "アァ", "イィ", "ウゥ", "あぁ", "いぃ", "うぅ", "えぇ", "おぉ", "土士", "未末", "日曰", "己已巳", "人入", "千干",
        "、,､", "。.｡・･", ":：", "~〜～",
    ]
}
