import KirikaeDiagnostics

/// What can be wrong with who or what is listed in an inventory, and with what is done for each: KRK0390 to KRK0398.
public enum InventoryMessage: DiagnosticMessage, Equatable {
    case notAnID(String)
    case twice(String, as: String)
    case tooMany(Int, most: Int)
    case fileNotFound(String, known: [String])
    case table(TableDefect)
    case header(HeaderDefect)
    case detailUnusable(String, of: String, environment: String, DetailDefect)
    case itemOutsideEach
    case itemsWithoutNames(String, environment: String)

    /// Why an item cannot fill a hole of a program.
    public enum DetailDefect: Sendable, Equatable {
        /// It does not say that.
        case missing(suggestion: String?)
        /// It stands at the start of an argument and begins with a hyphen.
        case readAsOption(String)
        /// `cmd.exe` would read this character of it again.
        case readAgain(String)
        /// Some of it cannot be seen.
        case invisible(String)
        /// It is no name or address of a host, and programs are started there.
        case notAnAddress(String)
        /// It would be the program itself.
        case namesAProgram
    }

    /// What is wrong with the text of a table.
    public enum TableDefect: Sendable, Equatable {
        /// A row has another number of cells than the header.
        case ragged(found: Int, expected: Int)
        /// A quotation mark in a cell that does not begin with one, or text behind the closing one.
        case strayQuote
        /// A quotation mark that nothing closes.
        case openQuote
        /// A control character, such as a tab or a line feed in a cell.
        case control(String)
        /// Bytes that are no character of the encoding.
        case notInEncoding(String)
        /// It is larger than this, in bytes.
        case tooLarge(Int)
        /// A cell is longer than this, in characters.
        case longCell(Int)
        /// It has no row.
        case empty
    }

    /// What is wrong with the first line of a table.
    public enum HeaderDefect: Sendable, Equatable {
        /// No column has this name.
        case missing(String)
        /// Two columns have this name.
        case twice(String)
        /// This is no name.
        case notAName(String)
        /// There are more columns than this.
        case tooMany(Int)
    }

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .notAnID: "KRK0390"
        case .twice: "KRK0391"
        case .tooMany: "KRK0392"
        case .fileNotFound: "KRK0393"
        case .table: "KRK0394"
        case .header: "KRK0395"
        case .detailUnusable: "KRK0396"
        case .itemOutsideEach: "KRK0397"
        case .itemsWithoutNames: "KRK0398"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .notAnID(let id):
            .init(ja: "「\(id)」は一覧の項目の ID に使えません", en: "‘\(id)’ cannot be the id of an item")
        case .twice(let id, let first):
            id == first
                ? .init(ja: "項目「\(id)」が 2 回あります", en: "the item ‘\(id)’ is listed twice")
                : .init(
                    ja: "項目「\(id)」は「\(first)」と大文字・小文字しか違いません",
                    en: "the item ‘\(id)’ differs from ‘\(first)’ only in capitals")
        case .tooMany(let count, let most):
            .init(
                ja: "一覧の項目が \(count) 件あります。\(most) 件までです",
                en: "the inventory has \(count) items; at most \(most) are allowed")
        case .fileNotFound(let path, _):
            .init(ja: "一覧のファイル「\(path)」がフォルダにありません", en: "the folder has no inventory file ‘\(path)’")
        case .table(let defect): defect.text
        case .header(let defect): defect.text
        case .detailUnusable(let name, let item, let environment, let defect):
            defect.text(name: name, item: item, environment: environment)
        case .itemOutsideEach:
            .init(ja: "${item.…} は each の中でしか使えません", en: "${item.…} can only be used in ‘each’")
        case .itemsWithoutNames(let inventory, let environment):
            .init(
                ja: "環境「\(environment)」の一覧「\(inventory)」は人数だけなので、1 件ずつは行えません",
                en:
                    "the inventory ‘\(inventory)’ of the environment ‘\(environment)’ only has a number; nothing can be done for each"
            )
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .notAnID(let id) where InventoryItem.reservedWords.contains(id.lowercased()):
            .init(
                ja: "この語は回答の入力で別の意味を持ちます。ほかの ID を付けてください。",
                en: "Where items are typed this word means something else. Give it another id.")
        case .notAnID:
            .init(
                ja: "英数字で始まる 64 文字までの英数字、「-」「_」「.」「@」にしてください。呼び名は title に書けます。",
                en:
                    "Use up to 64 ASCII letters, digits, ‘-’, ‘_’, ‘.’ and ‘@’, with a letter or digit first. What people call it can stand in ‘title’."
            )
        case .twice:
            .init(ja: "1 つだけ残すか、別の ID にしてください。", en: "Keep one of them, or give it another id.")
        case .tooMany:
            .init(ja: "一覧とステップを分けてください。", en: "Split the inventory, and the step with it.")
        case .fileNotFound(_, let known):
            known.isEmpty
                ? .init(
                    ja: "「inventory: 名前」で始まるファイルをフォルダに置いてください。",
                    en: "Put a file with ‘inventory: NAME’ into the folder.")
                : .init(
                    ja: "あるファイル：\(known.joined(separator: "、"))", en: "There is: \(known.joined(separator: ", ")).")
        case .table, .header, .detailUnusable, .itemOutsideEach, .itemsWithoutNames: ownAdvice
        }
    }
}
