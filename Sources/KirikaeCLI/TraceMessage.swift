import KirikaeDiagnostics

/// What can keep `kirikae trace` from answering: KRK0770 to KRK0774.
enum TraceMessage: Equatable {
    case noManual
    case unknownFact(String, suggestion: String?)
    case unknownRunbook(String, suggestion: String?, known: [String])
    case notAManual(String)
    case otherManual(String, file: String, known: [String])

    var code: String {
        switch self {
        case .noManual: "KRK0770"
        case .unknownFact: "KRK0771"
        case .unknownRunbook: "KRK0772"
        case .notAManual: "KRK0773"
        case .otherManual: "KRK0774"
        }
    }

    var status: ExitStatus { .diagnostics }

    var localized: LocalizedText {
        switch self {
        case .noManual:
            .init(ja: "フォルダに事実索引（manual: のファイル）がありません", en: "the folder has no fact index (a file with ‘manual:’)")
        case .unknownFact(let fact, _):
            .init(ja: "事実索引に「\(fact)」がありません", en: "the fact index has no fact ‘\(fact)’")
        case .unknownRunbook(let runbook, _, _):
            .init(ja: "手順書「\(runbook)」がありません", en: "there is no runbook ‘\(runbook)’")
        case .notAManual(let file):
            .init(ja: "「\(file)」は事実索引ではありません", en: "‘\(file)’ is not a fact index")
        case .otherManual(let name, let file, _):
            .init(
                ja: "「\(file)」はマニュアル「\(name)」の索引ですが、フォルダにその索引がありません",
                en: "‘\(file)’ is an index of the manual ‘\(name)’, of which the folder has none")
        }
    }

    var advice: LocalizedText? {
        switch self {
        case .noManual:
            .init(
                ja: "事実索引を書くか、--runbooks でフォルダを指定してください。",
                en: "Write a fact index, or name the folder with --runbooks.")
        case .unknownFact(_, let suggestion?), .unknownRunbook(_, let suggestion?, _):
            .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
        case .unknownFact(_, nil):
            .init(ja: "「kirikae trace --kind step」などで番号を確認できます。", en: "‘kirikae trace --kind step’ lists identifiers.")
        case .unknownRunbook(_, nil, let known):
            .init(ja: "ある手順書：\(known.joined(separator: "、"))", en: "Known: \(known.joined(separator: ", ")).")
        case .notAManual:
            .init(ja: "manual: で始まるファイルを渡してください。", en: "Give a file that begins with ‘manual:’.")
        case .otherManual(_, _, let known):
            .init(ja: "ある索引：\(known.joined(separator: "、"))", en: "There is: \(known.joined(separator: ", ")).")
        }
    }
}
