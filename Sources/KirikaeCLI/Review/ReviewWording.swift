import KirikaePlan

/// The words for what a comparison finds.
struct ReviewWording: Sendable {
    let wording: ScreenWording

    /// What stands over what a search before and after has found.
    var exploredTitle: String { wording.pick("起こりうる問題（探索）", "What can go wrong (searched)") }

    private func pick(_ ja: String, _ en: String) -> String { wording.pick(ja, en) }

    /// What a class of risk means, in a few words.
    func risk(_ risk: RiskClass) -> String {
        switch risk {
        case .gateWeakened: pick("確認が弱くなる、または無くなる", "a check is weaker or gone")
        case .actionChanged: pick("行うことが変わる", "something else is done")
        case .orderChanged: pick("依存するステップの順序が変わる", "the order of steps that depend on each other changes")
        case .limitLoosened: pick("時間や数の制限が緩くなる", "a limit of time or number is wider")
        case .approvalDropped: pick("承認やレビューが減る", "fewer people must agree")
        case .modelChanged: pick("サービスの振る舞いのモデルが変わる", "the service is taken to behave otherwise")
        case .cautionDropped: pick("注意や警告が無くなる", "a caution or a warning is gone")
        case .translationDiverged: pick("日本語と英語、または対になる手順が食い違う", "the two languages, or a pair, no longer match")
        case .wordingOnly: pick("言い回しだけが変わる", "only words change")
        case .strengthened: pick("確認や制限が厳しくなる", "a check or a limit is stricter")
        }
    }

    /// A class of risk in two words, for the contents.
    func short(_ risk: RiskClass) -> String {
        switch risk {
        case .gateWeakened: pick("確認が弱い", "weaker check")
        case .actionChanged: pick("行うこと", "other action")
        case .orderChanged: pick("順序", "other order")
        case .limitLoosened: pick("制限の緩和", "wider limit")
        case .modelChanged: pick("モデルの変更", "other model")
        case .cautionDropped: pick("注意の削除", "caution gone")
        case .approvalDropped: pick("承認の減少", "fewer agree")
        case .translationDiverged: pick("対の食い違い", "mismatch")
        case .wordingOnly: pick("言い回し", "only words")
        case .strengthened: pick("厳格化", "stricter")
        }
    }

    /// How loud it is.
    func level(_ level: RiskClass.Level) -> String {
        switch level {
        case .high: pick("高", "HIGH")
        case .medium: pick("中", "MEDIUM")
        case .low: pick("低", "low")
        case .none: pick("強化", "stricter")
        }
    }

    /// What became of a step.
    func kind(_ kind: StepDifference.Kind) -> (mark: String, word: String) {
        switch kind {
        case .added: ("+", pick("追加", "added"))
        case .removed: ("−", pick("削除", "removed"))
        case .moved: ("↕", pick("移動", "moved"))
        case .renamed: ("→", pick("改名", "renamed"))
        case .changed: ("~", pick("変更", "changed"))
        }
    }

    /// What became of something else.
    func kind(_ kind: ItemDifference.Kind) -> (mark: String, word: String) {
        switch kind {
        case .added: self.kind(StepDifference.Kind.added)
        case .removed: self.kind(StepDifference.Kind.removed)
        case .renamed: self.kind(StepDifference.Kind.renamed)
        case .changed: self.kind(StepDifference.Kind.changed)
        }
    }

    /// What became of a part, in a few words: which part, where in it, and which way it went.
    ///
    /// - Parameters:
    ///   - finding: what differs.
    ///   - isPlaced: whether to say where in the part.
    func finding(_ finding: Finding, isPlaced: Bool = true) -> String {
        let keys = isPlaced ? finding.keys : []
        let inner = KeyWording(wording: wording).words(keys, of: finding.part)
        let separator = inner.isEmpty ? "" : inner.first?.isNumber == true ? " " : pick("、", ", ")
        let place = part(finding.part) + separator + inner
        let isLimit = finding.risk == .limitLoosened || Self.limits.contains(finding.part)
        let way: String =
            switch (finding.direction, finding.old, finding.new) {
            case (.weakened, .some, .some) where isLimit: pick("緩くなる", "wider")
            case (.weakened, .some, nil): pick("削除（弱くなる）", "removed (weaker)")
            case (.weakened, _, _): pick("弱くなる", "weaker")
            case (.strengthened, nil, .some): pick("追加（厳しくなる）", "added (stricter)")
            case (.strengthened, _, _): pick("厳しくなる", "stricter")
            case (.changed, nil, .some): pick("追加", "added")
            case (.changed, .some, nil): pick("削除", "removed")
            case (.changed, _, _): pick("変更", "changed")
            }
        return pick("\(place)：\(way)", "\(place): \(way)")
    }

    private static let limits: Set<Finding.Part> = [.timeout, .within, .every, .typical, .takes]

    /// The name of a part.
    func part(_ part: Finding.Part) -> String {
        guard let (ja, en) = Self.parts[part] else { return part.rawValue }
        return pick(ja, en)
    }

    private static let parts: [Finding.Part: (String, String)] = [
        .step: ("ステップ", "step"), .order: ("順序", "order"), .preconditions: ("前提条件", "precondition"),
        .verifications: ("確認", "verification"), .unless: ("不要の条件", "unless"), .action: ("行うこと", "action"),
        .command: ("コマンド", "command"), .host: ("ホスト", "host"), .elevation: ("管理者権限", "elevation"),
        .conversation: ("対話", "conversation"), .request: ("HTTP 要求", "request"), .instructions: ("操作", "instruction"),
        .answer: ("回答", "answer"), .population: ("対象と割合", "population"), .approval: ("承認", "approval"),
        .place: ("場所", "place"), .typical: ("目安の時間", "typical time"), .timeout: ("制限時間", "limit"),
        .within: ("待つ時間", "time to wait"), .every: ("確認の間隔", "interval"), .evidence: ("この実行での確認", "evidence"),
        .changes: ("変わる状態", "what it makes true"), .interrupted: ("中断されたとき", "when interrupted"),
        .outputs: ("読み取る値", "output"), .reverse: ("元に戻す手順", "reverse"), .critical: ("省略の禁止", "critical"),
        .cautions: ("注意", "caution"), .notes: ("備考", "note"), .source: ("出典", "source"), .title: ("表題", "title"),
        .lanes: ("並行", "side by side"), .runbook: ("手順書", "runbook"), .parameters: ("パラメータ", "parameter"),
        .direction: ("方向", "direction"), .plan: ("計画", "plan"), .variable: ("変数", "variable"),
        .value: ("値", "value"), .start: ("初期値", "start value"), .transition: ("自動の変化", "transition"),
        .takes: ("かかる時間", "time it takes"), .invariant: ("不変条件", "invariant"), .exclusive: ("排他", "exclusive"),
        .contact: ("連絡先", "contact"), .service: ("サービス", "service"), .environment: ("環境", "environment"),
        .observation: ("観測の方法", "observation"), .secret: ("秘密", "secret"), .signers: ("署名者", "signers"),
        .approvals: ("承認の方法", "approvals"), .planReview: ("計画のレビュー", "plan review"), .notice: ("連絡", "notice"),
        .inventory: ("対象の一覧", "inventory"), .group: ("グループ", "group"), .check: ("点検", "check"),
        .scenario: ("シナリオ", "scenario"), .answers: ("回答ファイル", "answer sheet"), .project: ("プロジェクト", "project"),
        .text: ("文章", "text"),
    ]
}
