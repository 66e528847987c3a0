import KirikaeRunbook

/// The words of the trace.
extension ScreenWording {
    func kind(_ kind: Manual.FactKind) -> String {
        switch kind {
        case .condition: pick("条件", "condition")
        case .contact: pick("連絡先", "contact")
        case .duration: pick("所要時間", "duration")
        case .effect: pick("影響", "effect")
        case .erratum: pick("誤り・矛盾", "erratum")
        case .name: pick("名称", "name")
        case .note: pick("補足", "note")
        case .prerequisite: pick("事前準備", "prerequisite")
        case .prohibition: pick("禁止事項", "prohibition")
        case .stateRule: pick("状態の規則", "state-rule")
        case .step: pick("手順", "step")
        case .term: pick("用語", "term")
        }
    }

    func severity(_ severity: Manual.Severity) -> String {
        switch severity {
        case .high: pick("高", "high")
        case .medium: pick("中", "medium")
        case .low: pick("低", "low")
        }
    }

    /// What stands before the name of what names a fact; a step's name says enough.
    func holder(_ kind: Citation.HolderKind) -> String {
        switch kind {
        case .step: ""
        case .runbook: pick("手順書 ", "runbook ")
        case .variable: pick("変数 ", "variable ")
        case .transition: pick("推移 ", "transition ")
        case .invariant: pick("不変条件 ", "invariant ")
        case .service: pick("サービスモデル ", "service model ")
        case .environment: pick("環境 ", "environment ")
        case .scenario: pick("シナリオ（予行のみ） ", "scenario (rehearses only) ")
        }
    }

    func part(_ part: Citation.Part) -> String {
        switch part {
        case .whole: pick("全体", "as a whole")
        case .precondition: pick("前提条件", "precondition")
        case .instruction: pick("指示", "instruction")
        case .verification: pick("確認", "verification")
        case .postcondition: pick("終了時の条件", "postcondition")
        case .caution: pick("注意書き", "caution")
        case .note: pick("補足書き", "note")
        case .condition: pick("条件", "condition")
        }
    }

    func aspect(_ aspect: ManualComparison.Aspect) -> String {
        switch aspect {
        case .kind: pick("種類", "kind")
        case .function: pick("機能", "function")
        case .direction: pick("向き", "direction")
        case .severity: pick("重さ", "severity")
        case .text: pick("文", "text")
        case .excuse: pick("扱わない理由", "excuse")
        }
    }
}
