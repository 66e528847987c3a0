import KirikaeDiagnostics
import KirikaeWorlds

/// The report of `kirikae doctor`, as a person reads it.
///
/// It is as wide as a terminal of 80 columns wherever it goes, so that the reports of two days can be compared.
struct DoctorText: Sendable {
    let report: DoctorReport
    let wording: ScreenWording
    let style: Style

    private static let width = 80
    /// The widest a subject may be before what follows goes to a line of its own.
    private static let widestSubject = 30

    /// Everything, and how much of it is well.
    var full: String { text([heading] + report.findings.flatMap(row) + [summary]) }

    /// What is not well; nothing if all is.
    var trouble: String {
        let trouble = report.findings.filter { $0.standing != .well }
        return trouble.isEmpty ? "" : text([heading] + trouble.flatMap(row) + [summary])
    }

    private var heading: String {
        let title = safe(report.title[wording.language])
        return style.bold(
            wording.pick("\(report.environment) の事前点検：\(title)", "\(report.environment), before the day: \(title)"))
    }

    private var summary: String {
        let well = report.count(.well)
        let warnings = report.count(.warning)
        let failing = report.count(.failing)
        return wording.pick(
            "点検 \(report.findings.count) 件：良好 \(well)、警告 \(warnings)、不良 \(failing)",
            "\(report.findings.count) checks: \(well) well, \(warnings) \(warnings == 1 ? "warning" : "warnings"), \(failing) failed"
        )
    }

    // MARK: Rows

    private func row(_ finding: ReadinessFinding) -> [String] {
        let kind = DisplayWidth.padded(Self.word(finding.kind)[wording.language], to: kindWidth)
        let lead = "\(mark(finding.standing)) \(kind)  "
        let subject = safe(finding.subject)
        let column = 2 + kindWidth + 2
        guard let problem = finding.problem else {
            let isWide = DisplayWidth.cells(of: subject) > subjectWidth
            let start = isWide ? column + 2 : column + subjectWidth + 2
            let lines = DisplayWidth.wrapped(safe(finding.expected[wording.language]), to: Self.width - start)
            let indented = lines.map { String(repeating: " ", count: start) + $0 }
            if isWide { return [lead + subject] + indented }
            return [lead + DisplayWidth.padded(subject, to: subjectWidth) + "  " + (lines.first ?? "")]
                + indented.dropFirst()
        }
        let title = finding.title.map { " " + safe($0[wording.language]) } ?? ""
        return DisplayWidth.wrapped("\(subject)\(title)", to: Self.width - column).enumerated().map { index, line in
            index == 0 ? lead + line : String(repeating: " ", count: column) + line
        } + details(finding, problem)
    }

    private func details(_ finding: ReadinessFinding, _ problem: ReadinessProblem) -> [String] {
        let rows: [(LocalizedText, String)] = [
            (.init(ja: "理由", en: "why"), problem.word.rawValue),
            (.init(ja: "期待", en: "expected"), safe(finding.expected[wording.language])),
            (.init(ja: "実際", en: "seen"), safe(problem.seen[wording.language])),
            (.init(ja: "次に", en: "next"), safe(problem.next[wording.language])),
        ]
        let labelWidth = rows.map { DisplayWidth.cells(of: $0.0[wording.language]) }.max() ?? 0
        let start = 4 + labelWidth + 2
        return rows.flatMap { label, value in
            DisplayWidth.wrapped(value, to: Self.width - start).enumerated().map { index, line in
                index == 0
                    ? "    " + DisplayWidth.padded(label[wording.language], to: labelWidth) + "  " + line
                    : String(repeating: " ", count: start) + line
            }
        }
    }

    private func mark(_ standing: ReadinessFinding.Standing) -> String {
        switch standing {
        case .well: style.good("✓")
        case .warning: style.caution("!")
        case .failing: style.bad("✗")
        }
    }

    private var kindWidth: Int {
        ReadinessFinding.Kind.allCases.map { DisplayWidth.cells(of: Self.word($0)[wording.language]) }.max() ?? 0
    }

    /// The width of the column of subjects, from the whole report: it is the same with and without `--quiet`.
    private var subjectWidth: Int {
        report.findings.map { DisplayWidth.cells(of: safe($0.subject)) }.filter { $0 <= Self.widestSubject }.max() ?? 0
    }

    private func safe(_ text: String) -> String { TerminalText.safe(text) }

    private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    /// The word for a kind of thing.
    static func word(_ kind: ReadinessFinding.Kind) -> LocalizedText {
        switch kind {
        case .host: .init(ja: "ホスト", en: "host")
        case .program: .init(ja: "プログラム", en: "program")
        case .place: .init(ja: "場所", en: "place")
        case .certificate: .init(ja: "証明書", en: "certificate")
        case .observation: .init(ja: "観測", en: "observation")
        case .secret: .init(ja: "秘密の値", en: "secret")
        case .signer: .init(ja: "署名者", en: "signer")
        case .inventory: .init(ja: "一覧", en: "inventory")
        case .state: .init(ja: "記録", en: "state")
        case .clock: .init(ja: "時計", en: "clock")
        case .terminal: .init(ja: "端末", en: "terminal")
        case .file: .init(ja: "ファイル", en: "file")
        case .name: .init(ja: "名前解決", en: "name")
        case .port: .init(ja: "ポート", en: "port")
        case .command: .init(ja: "コマンド", en: "command")
        case .disk: .init(ja: "空き容量", en: "disk")
        }
    }
}
