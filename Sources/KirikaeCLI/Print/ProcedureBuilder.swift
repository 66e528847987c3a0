import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Makes the document of a plan.
struct ProcedureBuilder: Sendable {
    typealias Piece = PrintedProcedure.Piece
    typealias Item = PrintedProcedure.Item

    /// A parameter and its value; nil where nobody has given one.
    struct Value: Sendable {
        var parameter: Parameter
        var value: String?
    }

    let plan: Plan
    /// The parameters of the runbook and of the environment.
    let values: [Value]
    let wording: ScreenWording
    /// When it is printed, in words.
    let printedAt: String

    var language: Language { wording.language }
    var conditions: ConditionText { ConditionText(service: plan.service, wording: wording) }
    var total: Int { plan.steps.count { $0.kind == .step } }

    /// The document.
    var procedure: PrintedProcedure {
        let open = values.filter { $0.value == nil }
        return PrintedProcedure(
            language: language, title: text(plan.title[language]), footer: footer(isOpen: !open.isEmpty),
            tables: tables, rules: rules, warning: warning(open), parts: parts,
            signature: [
                wording.pick("開始時刻", "Began"), wording.pick("終了時刻", "Ended"), wording.pick("氏名", "Name"),
                wording.pick("署名", "Signature"),
            ], count: total)
    }

    /// A text that is safe on paper: nothing invisible in it, and no stand-in for a value that is missing.
    func text(_ text: String) -> String {
        StandIn.replaced(in: TerminalText.safe(text, keepingLines: true)) { name in
            wording.pick("【未記入：\(name)】", "[to be filled in: \(name)]")
        }
    }

    // MARK: The head

    private func footer(isOpen: Bool) -> String {
        plan.runbook + (isOpen ? "" : "  \(plan.fingerprint.prefix(16))")
    }

    private var tables: [PrintedProcedure.Table] {
        var tables = [PrintedProcedure.Table(title: wording.pick("この手順書", "This procedure"), rows: identity)]
        if !values.isEmpty {
            tables.append(.init(title: wording.pick("パラメータ", "Parameters"), rows: values.map(row)))
        }
        if !plan.service.contacts.isEmpty {
            tables.append(
                .init(title: wording.pick("連絡先", "Contacts"), rows: plan.service.contacts.map(row)))
        }
        return tables
    }

    private var identity: [PrintedProcedure.Table.Row] {
        let isOpen = values.contains { $0.value == nil }
        return [
            row(
                wording.pick("手順書", "Runbook"), plan.runbook + wording.parenthesised(wording.direction(plan.direction))),
            row(
                wording.pick("環境", "Environment"),
                plan.environment.name.value + wording.parenthesised(plan.environment.title[language])),
            .init(
                label: wording.pick("計画の指紋", "Fingerprint"),
                pieces: isOpen
                    ? [.text(wording.pick("なし（未記入の値があります）", "none: values are still missing"))]
                    : [.literal(plan.fingerprint)]),
            row(wording.pick("印刷日時", "Printed"), printedAt),
            row(
                wording.pick("目安の合計", "Typical time"),
                wording.duration(PlannedClock(plan).end) + wording.pick("、\(total) ステップ", ", \(total) steps")),
            blank(wording.pick("実施日", "Date of use")), blank(wording.pick("開始時刻（T+0）", "Start (T+0)")),
            blank(wording.pick("実施責任者", "Person in charge")),
        ]
    }

    private func row(_ label: String, _ value: String) -> PrintedProcedure.Table.Row {
        .init(label: label, pieces: [.text(text(value))])
    }

    private func blank(_ label: String) -> PrintedProcedure.Table.Row { .init(label: label, pieces: [.blank(24)]) }

    private func row(_ value: Value) -> PrintedProcedure.Table.Row {
        let name = value.parameter.name.value
        let title = value.parameter.title[language]
        let label = text(title.isEmpty ? name : title + wording.parenthesised(name))
        guard let given = value.value else {
            let found = value.parameter.whereFound.map { text(wording.parenthesised($0[language])) } ?? ""
            return .init(label: label, pieces: [.blank(24)] + (found.isEmpty ? [] : [.text(found)]))
        }
        return .init(label: label, pieces: [.literal(text(given))])
    }

    private func row(_ contact: ServiceModel.Contact) -> PrintedProcedure.Table.Row {
        let words = ContactText(wording: wording)
        let purpose = contact.purpose.map { wording.parenthesised($0[language]) } ?? ""
        let how = words.ways(contact) + [contact.hours?[language]].compactMap { $0 }
        let lines = [how.joined(separator: wording.pick("、", ", "))] + words.steps(contact)
        return row(contact.title[language] + purpose, lines.joined(separator: "\n"))
    }

    private var rules: [String] {
        [
            wording.pick(
                "上から順に 1 つずつ行います。行ったら ☐ に印を付け、時刻と氏名を記入します。",
                "Go from top to bottom, one step at a time. Tick each ☐ when it is done; write the time and your name."),
            wording.pick(
                "画面の表示や結果が書かれたとおりでないときは、先へ進まず、連絡先に連絡します。",
                "When a screen or a result is not as written, do not go on. Call the contact."),
            wording.pick(
                "T+ は開始からの目安の時刻です。時刻になっても、確認が済むまで次へ進みません。",
                "T+ is the planned time since the start. It never replaces a check."),
            wording.pick(
                "紙で行ったことは、kirikae の記録には残りません。この紙を保管してください。",
                "What is done on paper is in no record of kirikae. Keep this paper."),
        ]
    }

    private func warning(_ open: [Value]) -> String? {
        guard !open.isEmpty else { return nil }
        let names = open.map(\.parameter.name.value).joined(separator: wording.pick("、", ", "))
        return text(
            wording.pick(
                "未記入の値があります：\(names)。使う前に「パラメータ」の欄に記入してください。手順の中では【未記入：名前】と示します。",
                "Values are missing: \(names). Write them under ‘Parameters’ before use. In the steps they are shown as [to be filled in: NAME]."
            ))
    }
}
