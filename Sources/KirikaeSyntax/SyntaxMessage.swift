import KirikaeDiagnostics

/// What can be wrong with the text of a file, or with the shape of what it says: KRK01xx.
public enum SyntaxMessage: DiagnosticMessage, Equatable {
    /// A part of YAML that files of Kirikae do not use.
    public enum Feature: Sendable, Equatable, CaseIterable {
        case alias, anchor, tag, mergeKey
    }

    /// What a value should have been.
    public enum Expectation: Sendable, Equatable {
        case text, list, mapping, localizedText, duration, trueOrFalse, identifier, variableName, textOrList
        case textOrLocalizedText, runbookStep, integer, percentage, byteCount
    }

    case malformed(problem: String)
    case notUTF8(byteOffset: Int)
    case fileTooLarge(limitBytes: Int)
    case tooDeep(limit: Int)
    case featureRefused(Feature)
    case severalDocuments
    case duplicateKey(String)
    case unknownKey(String, suggestion: String?, known: [String])
    case missingKey(String)
    case wrongKind(expected: Expectation)
    case empty
    case keyIsNotScalar
    case notAllowed(String, suggestion: String?, allowed: [String])
    case missingTranslation(Language)
    case scalarTooLong(limitBytes: Int)
    case unknownFileKind(String)
    case unsupportedEdition(String)
    case duplicateDefinition(String)
    case tooManyEvents(limit: Int, charactersPerEvent: Int)
    case stretchTooLong(limitBytes: Int)
    case tooManyFindings(limit: Int)
    case tooManyKeys(limit: Int)
    case commentWithoutSpace
    case lineNotIndented(columns: Int)
    case loneDash
    case blankLineTooDeep
    case emptyMapping
    case noneOfKeys([String])
    case keysExclude([String])
    case outputNotUsableHere
    case notInRange(String, Int, Int)

    /// Where the first of two equal keys stands.
    public static let firstWrittenHere = LocalizedText(ja: "最初の記述はここです", en: "first written here")

    /// Where the first of two definitions stands.
    public static let firstDefinedHere = LocalizedText(ja: "最初の定義はここです", en: "first defined here")

    /// Whether it keeps a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .malformed: "KRK0101"
        case .notUTF8: "KRK0102"
        case .fileTooLarge: "KRK0103"
        case .tooDeep: "KRK0104"
        case .featureRefused: "KRK0105"
        case .severalDocuments: "KRK0106"
        case .duplicateKey: "KRK0107"
        case .unknownKey: "KRK0108"
        case .missingKey: "KRK0109"
        case .wrongKind: "KRK0110"
        case .empty: "KRK0111"
        case .keyIsNotScalar: "KRK0112"
        case .notAllowed: "KRK0113"
        case .missingTranslation: "KRK0114"
        case .scalarTooLong: "KRK0115"
        case .unknownFileKind: "KRK0116"
        case .unsupportedEdition: "KRK0117"
        case .duplicateDefinition: "KRK0118"
        case .tooManyEvents: "KRK0119"
        case .stretchTooLong: "KRK0120"
        case .tooManyFindings: "KRK0121"
        case .tooManyKeys: "KRK0122"
        case .commentWithoutSpace: "KRK0123"
        case .lineNotIndented: "KRK0124"
        case .loneDash: "KRK0125"
        case .blankLineTooDeep: "KRK0126"
        case .emptyMapping: "KRK0130"
        case .noneOfKeys: "KRK0131"
        case .keysExclude: "KRK0132"
        case .outputNotUsableHere: "KRK0133"
        case .notInRange: "KRK0134"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        let text = localized
        return text[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        localizedAdvice?[language]
    }

    private var localized: LocalizedText {
        switch self {
        case .malformed(let problem):
            .init(ja: "YAML として読めません（\(problem)）", en: "this is not YAML: \(problem)")
        case .notUTF8(let offset):
            .init(ja: "UTF-8 ではありません（先頭から \(offset) バイト目）", en: "the file is not UTF-8 (byte \(offset))")
        case .fileTooLarge(let limit):
            .init(ja: "ファイルが大きすぎます（上限 \(limit) バイト）", en: "the file is larger than \(limit) bytes")
        case .tooDeep(let limit):
            .init(ja: "入れ子が深すぎます（上限 \(limit) 段）", en: "nested deeper than \(limit) levels")
        case .featureRefused(let feature):
            .init(
                ja: "\(Self.name(of: feature)[.ja])は使えません",
                en: "\(Self.name(of: feature)[.en]) are not part of the language")
        case .severalDocuments:
            .init(ja: "2 つ目の文書があります。1 ファイルに 1 文書です", en: "a second document starts here; a file holds one")
        case .duplicateKey(let key):
            .init(ja: "キー「\(key)」が 2 回書かれています", en: "the key ‘\(key)’ is written twice")
        case .unknownKey(let key, _, _):
            .init(ja: "キー「\(key)」はここでは使えません", en: "unknown key ‘\(key)’")
        case .missingKey(let key):
            .init(ja: "キー「\(key)」がありません", en: "the key ‘\(key)’ is missing")
        case .wrongKind(let expected):
            .init(ja: "ここには\(Self.name(of: expected)[.ja])を書きます", en: "expected \(Self.name(of: expected)[.en])")
        case .empty:
            .init(ja: "ファイルが空です", en: "the file is empty")
        case .keyIsNotScalar:
            .init(ja: "キーは 1 語の文字列でなければなりません", en: "a key must be a plain text")
        case .notAllowed(let value, _, _):
            .init(ja: "「\(value)」はここでは使えません", en: "‘\(value)’ is not allowed here")
        case .missingTranslation(let language):
            .init(
                ja: language == .ja ? "日本語（ja）の文がありません" : "英語（en）の文がありません",
                en: language == .ja ? "the Japanese text (ja) is missing" : "the English text (en) is missing")
        case .scalarTooLong(let limit):
            .init(ja: "値が長すぎます（上限 \(limit) バイト）", en: "a value longer than \(limit) bytes")
        case .unknownFileKind(let key):
            .init(
                ja: "ファイルの種類を示すキーがありません（2 番目のキーは「\(key)」）",
                en: "the second key, ‘\(key)’, does not say what the file is")
        case .unsupportedEdition(let edition):
            .init(ja: "言語の版「\(edition)」は扱えません", en: "edition ‘\(edition)’ of the language is not known")
        case .duplicateDefinition(let name):
            .init(ja: "「\(name)」が 2 か所で定義されています", en: "‘\(name)’ is defined twice")
        case .tooManyEvents(let limit, let characters):
            .init(
                ja: "ファイルの長さのわりに値が多すぎます（上限 \(limit) 個と \(characters) 文字に 1 個）",
                en:
                    "too many values for the length of the file: more than \(limit) and one for every \(characters) characters"
            )
        case .stretchTooLong(let limit):
            .init(ja: "注釈または空白が長すぎます（上限 \(limit) バイト）", en: "more than \(limit) bytes of comments and white space")
        case .tooManyFindings(let limit):
            .init(ja: "誤りが \(limit) 件あったので、ここで読むのをやめます", en: "reading stops here, after \(limit) findings")
        case .tooManyKeys(let limit):
            .init(ja: "キーが多すぎます（上限 \(limit) 個）", en: "a mapping with more than \(limit) keys")
        case .commentWithoutSpace:
            .init(ja: "「#」の前に空白がありません", en: "a comment starts without a space before ‘#’")
        case .lineNotIndented(let columns):
            .init(
                ja: "続きの行の字下げが足りません（空白 \(columns) 個以上）",
                en:
                    "a line that continues a value must be indented by \(columns == 1 ? "a space" : "\(columns) spaces") at least"
            )
        case .loneDash:
            .init(ja: "かっこの中の「-」は値になりません", en: "‘-’ alone is no value in brackets")
        case .blankLineTooDeep:
            .init(ja: "この行は、上の空行よりも字下げが浅くなっています", en: "this line is indented less than an empty line above it")
        case .emptyMapping:
            .init(ja: "ここには少なくとも 1 つの項目が必要です", en: "at least one entry is needed here")
        case .noneOfKeys(let names):
            .init(
                ja: "\(names.joined(separator: "、")) のどれか 1 つが必要です",
                en: "exactly one of these keys is needed: \(names.joined(separator: ", "))")
        case .keysExclude(let names):
            .init(
                ja: "\(names.joined(separator: " と ")) は同時に使えません",
                en: "these keys exclude each other: \(names.joined(separator: ", "))")
        case .outputNotUsableHere:
            .init(ja: "${outputs.…} はここでは使えません", en: "${outputs.…} cannot be used here")
        case .notInRange(let value, let lower, let upper):
            .init(
                ja: "\(lower) から \(upper) までの整数が必要です（「\(value)」と書かれています）",
                en: "expected a whole number from \(lower) to \(upper), not ‘\(value)’")
        }
    }

    private var localizedAdvice: LocalizedText? {
        switch self {
        case .malformed:
            .init(
                ja: "字下げ、引用符、コロンの後の空白を確認してください。",
                en: "Check the indentation, the quotes, and the space after each colon.")
        case .notUTF8:
            .init(ja: "UTF-8 で保存し直してください。", en: "Save the file as UTF-8.")
        case .featureRefused:
            .init(ja: "値をその場に書いてください。", en: "Write the value where it is needed.")
        case .duplicateKey:
            .init(ja: "どちらか一方を消してください。", en: "Remove one of the two.")
        case .unknownKey(_, let suggestion?, _):
            .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
        case .unknownKey(_, nil, let known):
            .init(ja: "使えるキー：\(known.joined(separator: "、"))", en: "Known keys: \(known.joined(separator: ", ")).")
        case .missingKey(let key):
            .init(ja: "「\(key):」を書いてください。", en: "Write ‘\(key):’.")
        case .notAllowed(_, let suggestion?, _):
            .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
        case .notAllowed(_, nil, let allowed):
            .init(ja: "使える値：\(allowed.joined(separator: "、"))", en: "Allowed: \(allowed.joined(separator: ", ")).")
        case .missingTranslation:
            .init(ja: "{ja: …, en: …} の両方を書いてください。", en: "Write both: {ja: …, en: …}.")
        case .unknownFileKind:
            .init(
                ja: "service、runbook、environment、answers、scenario、manual、project のどれかを書いてください。",
                en: "Write one of service, runbook, environment, answers, scenario, manual, project.")
        case .unsupportedEdition:
            .init(ja: "「kirikae: 1」と書いてください。", en: "Write ‘kirikae: 1’.")
        case .duplicateDefinition:
            .init(ja: "一方の名前を変えてください。", en: "Rename one of them.")
        case .wrongKind(.duration):
            .init(ja: "例：500ms、30s、5m、8h", en: "For example 500ms, 30s, 5m, 8h.")
        case .wrongKind(.byteCount):
            .init(ja: "例：64KiB、16MiB", en: "For example 64KiB, 16MiB.")
        case .wrongKind(.variableName):
            .init(ja: "変数名には点が要ります。例：portal.db", en: "A variable name has a dot, for example portal.db.")
        case .wrongKind(.percentage):
            .init(ja: "例：95%", en: "For example 95%.")
        case .keysExclude:
            .init(ja: "1 つだけ残してください。", en: "Keep one of them.")
        case .outputNotUsableHere:
            .init(
                ja: "出力の値は、コマンドの引数、HTTP の本文、操作の文字など、実行時に決まる値にだけ使えます。",
                en:
                    "The value of an output is known only in a run: use it in arguments, HTTP requests and things to press or type."
            )
        case .emptyMapping, .noneOfKeys, .notInRange: nil
        case .commentWithoutSpace:
            .init(ja: "注釈なら前に空白を、値なら引用符を書いてください。", en: "Write a space before it, or quotes if it is part of a value.")
        case .lineNotIndented:
            .init(
                ja: "空白（タブではなく）で字下げするか、前の行のかっこや引用符を閉じてください。",
                en: "Indent it with spaces, not with tabs, or close the bracket or the quotes above it.")
        case .loneDash:
            .init(ja: "引用符を付けてください：\"-\"", en: "Quote it: \"-\".")
        case .blankLineTooDeep:
            .init(ja: "空行の空白を消してください。", en: "Remove the spaces from the empty line.")
        case .tooManyEvents:
            .init(ja: "手順書を分けて include で読み込んでください。", en: "Split it into runbooks that include each other's procedures.")
        case .wrongKind, .fileTooLarge, .tooDeep, .severalDocuments, .empty, .keyIsNotScalar, .scalarTooLong,
            .stretchTooLong, .tooManyFindings, .tooManyKeys:
            nil
        }
    }

    private static func name(of feature: Feature) -> LocalizedText {
        switch feature {
        case .alias: .init(ja: "エイリアス（*）", en: "aliases (*)")
        case .anchor: .init(ja: "アンカー（&）", en: "anchors (&)")
        case .tag: .init(ja: "タグ（!）", en: "tags (!)")
        case .mergeKey: .init(ja: "マージキー（<<）", en: "merge keys (<<)")
        }
    }

    private static func name(of expectation: Expectation) -> LocalizedText {
        switch expectation {
        case .text: .init(ja: "文字列", en: "a text")
        case .list: .init(ja: "一覧（- …）", en: "a list (- …)")
        case .mapping: .init(ja: "キーと値の組", en: "a mapping of keys and values")
        case .localizedText: .init(ja: "日本語と英語の文 {ja: …, en: …}", en: "a text in both languages, {ja: …, en: …}")
        case .duration: .init(ja: "時間", en: "a duration")
        case .trueOrFalse: .init(ja: " true か false ", en: "true or false")
        case .identifier:
            .init(ja: "識別子（英小文字、数字、-、.）", en: "an identifier (lower-case ASCII letters, digits, ‘-’, ‘.’)")
        case .variableName: .init(ja: "変数名", en: "the name of a variable")
        case .textOrList: .init(ja: "値または値の一覧", en: "a value or a list of values")
        case .textOrLocalizedText: .init(ja: "文字列または {ja: …, en: …}", en: "a text, or {ja: …, en: …}")
        case .integer: .init(ja: "整数", en: "a whole number")
        case .percentage: .init(ja: "割合（1% から 100%）", en: "a share from 1% to 100%")
        case .byteCount: .init(ja: "サイズ", en: "a size")
        case .runbookStep: .init(ja: "「手順書/ステップ」または {none: 理由}", en: "‘runbook/step’, or {none: reason}")
        }
    }
}
