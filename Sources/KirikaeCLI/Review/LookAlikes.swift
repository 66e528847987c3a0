/// Characters that look alike.
enum LookAlikes {
    /// Longer texts are not aligned: every one of their characters that looks like another counts as differing.
    private static let alignedLength = 2_000

    /// Which characters of two texts stand at the same place, look alike, and are not the same.
    ///
    /// Texts are aligned by what they look like, so that `l1` and `1l` are seen to differ in both characters, and a full stop that
    /// has only moved is left alone.
    static func differing(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar]) -> (old: Set<Int>, new: Set<Int>) {
        guard old != new else { return ([], []) }
        // What both begin and end with does not differ.
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let left = strokes(old, head..<(old.count - tail))
        let right = strokes(new, head..<(new.count - tail))
        guard max(left.count, right.count) <= alignedLength else { return unaligned(left, right, old, new) }
        let difference = right.map(\.shape).difference(from: left.map(\.shape))
        let removed = Set(difference.removals.map(offset))
        let inserted = Set(difference.insertions.map(offset))
        var places: [Int: Int] = [:]
        for (one, other) in zip(
            left.indices.filter { !removed.contains($0) }, right.indices.filter { !inserted.contains($0) })
        { places[one] = other }
        var marked: (old: Set<Int>, new: Set<Int>) = ([], [])
        for (one, other) in places where old[left[one].index] != new[right[other].index] {
            // A character that is only partly at the place of another does not look like it.
            let isWhole =
                part(left, one).allSatisfy { places[$0] == other + $0 - one }
                && part(right, other).allSatisfy { places[one + $0 - other] == $0 }
            guard isWhole else { continue }
            marked.old.insert(left[one].index)
            marked.new.insert(right[other].index)
        }
        return marked
    }

    /// A shape on the screen, and the character that it is or is a part of.
    private struct Stroke {
        var shape: UInt32
        var index: Int
    }

    /// The strokes of the character that a stroke is a part of.
    private static func part(_ strokes: [Stroke], _ index: Int) -> [Int] {
        [index - 1, index, index + 1].filter {
            strokes.indices.contains($0) && strokes[$0].index == strokes[index].index
        }
    }

    private static func strokes(_ text: [Unicode.Scalar], _ range: Range<Int>) -> [Stroke] {
        range.flatMap { index in
            (composed[text[index]] ?? [text[index]]).map { Stroke(shape: shape(of: $0), index: index) }
        }
    }

    private static func unaligned(
        _ left: [Stroke], _ right: [Stroke], _ old: [Unicode.Scalar], _ new: [Unicode.Scalar]
    ) -> (old: Set<Int>, new: Set<Int>) {
        let before = Dictionary(grouping: left, by: \.shape)
        let after = Dictionary(grouping: right, by: \.shape)
        var marked: (old: Set<Int>, new: Set<Int>) = ([], [])
        for (shape, strokes) in before {
            guard let others = after[shape] else { continue }
            let characters = Set(strokes.map { old[$0.index] }).union(others.map { new[$0.index] })
            guard characters.count > 1 else { continue }
            marked.old.formUnion(strokes.map(\.index))
            marked.new.formUnion(others.map(\.index))
        }
        return marked
    }

    private static func offset(of change: CollectionDifference<UInt32>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    /// A character that stands for all that look like it; itself if none does.
    private static func shape(of scalar: Unicode.Scalar) -> UInt32 { group[scalar] ?? scalar.value }

    /// The first of the group of each character that looks like others.
    private static let group: [Unicode.Scalar: UInt32] = {
        var groups: [Unicode.Scalar: UInt32] = [:]
        for characters in alike {
            for scalar in characters.unicodeScalars { groups[scalar] = characters.unicodeScalars.first?.value }
        }
        // Full-width forms look like ASCII.
        for value in UInt32(0x21)...0x7E {
            guard let plain = Unicode.Scalar(value), let wide = Unicode.Scalar(value + 0xFEE0) else { continue }
            let shape = groups[plain] ?? groups[wide] ?? value
            groups[plain] = shape
            groups[wide] = shape
        }
        return groups
    }()

    /// Letters that look like two others side by side.
    private static let composed: [Unicode.Scalar: [Unicode.Scalar]] = [
        "m": ["r", "n"], "w": ["v", "v"], "d": ["c", "l"],
    ]

    private static let alike = [
        "Il1|Ⅰ¦", "O0〇○◯", "-—–―ー一─ｰ‐", "'’‘´`", "\"“”″", "カ力", "ニ二", "ロ口囗ﾛ", "エ工ェ", "ハ八", "ト卜", "タ夕",
        "ヘへ", "ベべ", "ペぺ", "リり", "チ千", "ミ三", "オ才ォ", "ソンﾝ", "シツッ", "つっ", "ヤャ", "ユュ", "ヨョ", "やゃ", "ゆゅ",
        "よょ", "アァ", "イィ", "ウゥ", "あぁ", "いぃ", "うぅ", "えぇ", "おぉ", "土士", "未末", "日曰", "己已巳", "人入", "千干",
        "、,､", "。.｡・･", ":：", "~〜～",
    ]
}
