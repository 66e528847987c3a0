import KirikaeDiagnostics

/// The words for tables, and for what is done for each item.
extension InventoryMessage {
    /// What to do next.
    var ownAdvice: LocalizedText {
        switch self {
        case .table(.notInEncoding):
            .init(
                ja: "この一覧の encoding に、ファイルの文字コード（utf-8 か cp932）を書いてください。",
                en: "Say in ‘encoding’ of the inventory how the file is encoded: utf-8 or cp932.")
        case .table:
            .init(
                ja: "1 行に 1 件、見出しと同じ数の値を「,」で区切ってください。「,」や「\"」を含む値は「\"」で囲み、中の「\"」は 2 つ書きます。",
                en:
                    "Write one item a line, with as many values as the header, separated by commas. Put a value with a comma or a quotation mark in quotation marks, and write those in it twice."
            )
        case .header:
            .init(
                ja: "1 行目に列の名前を書いてください。id は必須、title は呼び名、ほかは details になります。名前は英小文字、数字、「-」です。",
                en:
                    "Name the columns in the first line: ‘id’ is needed, ‘title’ is what people call it, all others are details. Names are lower-case letters, digits and ‘-’."
            )
        case .detailUnusable(_, _, _, .missing(let suggestion)):
            suggestion.map { .init(ja: "もしかして：\($0)", en: "Did you mean ‘\($0)’?") }
                ?? .init(ja: "すべての項目の details に書いてください。", en: "Write it in the details of every item.")
        case .detailUnusable(_, _, _, .namesAProgram):
            .init(ja: "プログラムの名前はそのまま書いてください。", en: "Write the name of the program as it is.")
        case .detailUnusable(_, _, _, .readAsOption):
            .init(
                ja: "値を直すか、前に文字を置いてください（例：--host=${item.address}）。",
                en: "Change the value, or put text before it, as in --host=${item.address}.")
        case .detailUnusable:
            .init(ja: "値を直してください。", en: "Change the value.")
        case .itemOutsideEach:
            .init(ja: "each の command か verify に移してください。", en: "Move it to ‘command’ or ‘verify’ of ‘each’.")
        default:
            .init(
                ja: "count ではなく items か file で、1 件ずつ名前を付けてください。",
                en: "Name each of them, with ‘items’ or ‘file’ instead of ‘count’.")
        }
    }
}

extension InventoryMessage.TableDefect {
    /// What was found, and what was expected.
    var text: LocalizedText {
        switch self {
        case .ragged(let found, let expected):
            .init(
                ja: "値が \(found) 個あります。見出しは \(expected) 列です",
                en: "this row has \(found) values, and the header \(expected) columns")
        case .strayQuote:
            .init(ja: "値の途中に「\"」があります", en: "a quotation mark stands in the middle of a value")
        case .openQuote: .init(ja: "「\"」が閉じられていません", en: "a quotation mark is not closed")
        case .control(let code):
            .init(ja: "値に制御文字 \(code) があります", en: "a value holds the control character \(code)")
        case .notInEncoding(let encoding):
            .init(ja: "\(encoding) の文字ではありません", en: "this is no character of \(encoding)")
        case .tooLarge(let limit):
            .init(ja: "ファイルが \(limit) バイトを超えています", en: "the file has more than \(limit) bytes")
        case .longCell(let limit):
            .init(ja: "値が \(limit) 文字を超えています", en: "a value has more than \(limit) characters")
        case .empty: .init(ja: "項目がありません", en: "there is no item in it")
        }
    }
}

extension InventoryMessage.HeaderDefect {
    /// What was found, and what was expected.
    var text: LocalizedText {
        switch self {
        case .missing(let name): .init(ja: "列「\(name)」がありません", en: "there is no column ‘\(name)’")
        case .twice(let name): .init(ja: "列「\(name)」が 2 つあります", en: "there are two columns ‘\(name)’")
        case .notAName(let name):
            .init(ja: "「\(name)」は列の名前に使えません", en: "‘\(name)’ cannot be the name of a column")
        case .tooMany(let limit): .init(ja: "列が \(limit) を超えています", en: "there are more than \(limit) columns")
        }
    }
}

extension InventoryMessage.DetailDefect {
    /// What was found, and what was expected.
    func text(name: String, item: String, environment: String) -> LocalizedText {
        let whose = LocalizedText(
            ja: "環境「\(environment)」の項目「\(item)」", en: "the item ‘\(item)’ of the environment ‘\(environment)’")
        switch self {
        case .missing:
            return .init(ja: "\(whose.ja)に「\(name)」がありません", en: "\(whose.en) has no ‘\(name)’")
        case .readAsOption(let value):
            return .init(
                ja: "\(whose.ja)の「\(name)」（\(value)）は「-」で始まるので、プログラムがオプションとして読みます",
                en: "‘\(name)’ of \(whose.en) begins with a hyphen (\(value)): the program would read it as an option")
        case .readAgain(let character):
            return .init(
                ja: "\(whose.ja)の「\(name)」に、cmd.exe が読み直す文字「\(character)」があります",
                en: "‘\(name)’ of \(whose.en) holds ‘\(character)’, which cmd.exe would read again")
        case .invisible(let value):
            return .init(
                ja: "\(whose.ja)の「\(name)」に見えない文字があります（\(value)）",
                en: "‘\(name)’ of \(whose.en) holds a character that cannot be seen: \(value)")
        case .notAnAddress(let value):
            return .init(
                ja: "\(whose.ja)の「\(name)」（\(value)）はホストの名前でもアドレスでもありません",
                en: "‘\(name)’ of \(whose.en) is no name or address of a host: \(value)")
        case .namesAProgram:
            return .init(
                ja: "\(whose.ja)の「\(name)」が、起動するプログラムの名前になっています",
                en: "‘\(name)’ of \(whose.en) would be the name of the program to start")
        }
    }
}
