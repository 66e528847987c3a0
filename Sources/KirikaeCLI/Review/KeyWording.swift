import KirikaePlan

/// The words for a place in the canonical form of a plan: `instructions`, `3`, `press` is *3, to press*.
struct KeyWording: Sendable {
    let wording: ScreenWording

    /// The words for the keys of a finding; what the name of its part already says is left out.
    ///
    /// - Parameters:
    ///   - keys: the keys from the outside in.
    ///   - part: the part of which the finding speaks.
    func words(_ keys: [String], of part: Finding.Part) -> String {
        let outer: Set<String> = ["action", "entries", part.rawValue, Self.camelCased(part.rawValue)]
        let inner = keys.drop { outer.contains($0) }.filter { !outer.contains($0) || $0.allSatisfy(\.isNumber) }
        var words: [String] = []
        for key in inner {
            if !key.isEmpty, key.allSatisfy(\.isNumber) {
                // A number belongs to what it counts.
                if words.isEmpty { words.append(key) } else { words[words.count - 1] += " \(key)" }
            } else if let known = Self.known[key] {
                let word = wording.pick(known.ja, known.en)
                if !word.isEmpty { words.append(word) }
            } else {
                words.append(ExactText.safe(key))
            }
        }
        return words.joined(separator: wording.pick("、", ", "))
    }

    /// The words for one key.
    func word(_ key: String) -> String {
        Self.known[key].map { wording.pick($0.ja, $0.en) } ?? ExactText.safe(key)
    }

    private static func camelCased(_ name: String) -> String {
        let parts = name.split(separator: "-")
        return (parts.prefix(1).map(String.init) + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() })
            .joined()
    }

    /// Keys that people would not know; all others are words of the language that runbooks are written in.
    private static let known: [String: (ja: String, en: String)] = [
        "do": ("", ""), "text": ("", ""), "press": ("押すもの", "to press"), "because": ("理由", "reason"),
        "choices": ("選択肢", "choice"), "shows": ("画面の表示", "as shown on the screen"), "ask": ("質問", "question"),
        "accept": ("成功とする回答", "answers that succeed"), "reports": ("答えが示す状態", "what the answer tells"),
        "count": ("人数", "how many"), "group": ("グループ", "group"), "expires": ("有効期間", "how long it counts"),
        "title": ("表題", "title"), "titles": ("表題", "title"), "values": ("値", "value"), "when": ("起こる条件", "when"),
        "then": ("結果", "then"), "source": ("出典", "source"), "expect": ("待つ表示", "awaited text"),
        "send": ("入力", "what is typed"), "optional": ("出なくてもよい", "may be absent"), "step": ("ステップ", "step"),
        "answer": ("回答", "answer"), "path": ("名前", "name"), "warnIfAbsent": ("出ないときの警告", "warning if absent"),
        "planReview": ("計画のレビュー", "plan review"), "allowedSigners": ("署名者", "allowed signers"),
        "elevated": ("管理者権限", "as administrator"), "directory": ("フォルダ", "folder"), "members": ("メンバー", "members"),
    ]
}
