import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// The words of a notice: fixed ones, and the names and titles of the plan.
///
/// Nothing of what a program printed, a person typed or a probe saw is in it: it leaves the machine, and any of that may be secret.
public struct NoticeText: Sendable {
    let notice: DueNotice
    let plan: Plan
    let run: String

    /// How long a title may be, in characters.
    private static let longestTitle = 80

    /// The words of a notice of a run.
    public init(_ notice: DueNotice, of plan: Plan, run: String) {
        self.notice = notice
        self.plan = plan
        self.run = run
    }

    private var step: PlanStep? { notice.step.flatMap(plan.index).map { plan.steps[$0] } }

    /// What has happened, in a few words.
    public var what: LocalizedText {
        switch notice.occasion {
        case .needsPerson: .init(ja: "人の回答を待っています", en: "waits for a person")
        case .failed: .init(ja: "ステップが先へ進めません", en: "a step cannot go on")
        case .overdue: .init(ja: "目安の時間を過ぎています", en: "a step takes longer than is typical")
        case .completed: .init(ja: "すべてのステップが終わりました", en: "every step is done")
        case .stopped:
            notice.subject == "refused"
                ? .init(ja: "前提条件が満たされず、実施前に終わります", en: "refused before anything was touched")
                : .init(ja: "途中で止まります。再開できます", en: "stops for now; it can be resumed")
        }
    }

    /// One line in both languages.
    public var subject: String {
        "[kirikae] \(what.ja) / \(what.en): \(Self.line(plan.title.ja)) (\(Self.line(plan.environment.name.value)))"
    }

    /// The lines in both languages.
    public var body: String {
        (lines(.ja) + [""] + lines(.en)).joined(separator: "\n") + "\n"
    }

    private func lines(_ language: Language) -> [String] {
        let isJapanese = language == .ja
        func line(_ ja: String, _ en: String, _ value: String) -> String { "\(isJapanese ? ja : en): \(value)" }
        var lines = [
            what[language],
            line("手順", "Runbook", "\(Self.line(plan.title[language])) (\(Self.line(plan.runbook)))"),
            line("環境", "Environment", Self.line(plan.environment.name.value)),
            line("実行", "Run", Self.line(run)),
        ]
        if let step {
            lines.append(line("ステップ", "Step", "\(Self.line(step.title[language])) (\(Self.line(step.path)))"))
        }
        lines.append(line("状態の確認", "To see where it stands", "kirikae status \(Self.line(run))"))
        return lines
    }

    /// The same for a program: keys that do not change, and both languages.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "notice": .integer(1), "occasion": .string(notice.occasion.rawValue),
            "subject": .string(Self.line(notice.subject)),
            "entry": .string(notice.entry), "run": .string(Self.line(run)), "runbook": .string(plan.runbook),
            "environment": .string(plan.environment.name.value), "text": .string("\(subject)\n\(body)"),
            "what": .object(["ja": .string(what.ja), "en": .string(what.en)]),
            "title": .object(["ja": .string(Self.line(plan.title.ja)), "en": .string(Self.line(plan.title.en))]),
        ]
        if let step {
            members["step"] = .string(step.path)
            members["stepTitle"] = .object([
                "ja": .string(Self.line(step.title.ja)), "en": .string(Self.line(step.title.en)),
            ])
        }
        return .object(members)
    }

    /// A text of the plan in one line: with no control character, and not too long.
    private static func line(_ text: String) -> String {
        let safe = TerminalText.safe(text)
        return safe.count > longestTitle ? safe.prefix(longestTitle) + "…" : safe
    }
}
