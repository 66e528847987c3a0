import KirikaeDiagnostics

/// What can keep `kirikae diff` and `kirikae review` from answering, and what they end with: KRK0790 to KRK0794.
enum ReviewMessage: Equatable {
    /// No folder, file, run or revision goes by this name.
    case unknownSide(String)
    /// The folder is in no repository of git.
    case noRepository(String, reason: String)
    /// `git` could not be asked.
    case gitFailed(reason: String)
    /// A revision holds more than is read.
    case tooMuch(String, limit: String)
    /// The change has findings of the level that was to fail, or of a worse one.
    case riskFound(count: Int, level: String)

    var code: String {
        switch self {
        case .unknownSide: "KRK0790"
        case .noRepository: "KRK0791"
        case .gitFailed: "KRK0792"
        case .tooMuch: "KRK0793"
        case .riskFound: "KRK0794"
        }
    }

    var status: ExitStatus {
        switch self {
        case .unknownSide, .noRepository, .gitFailed, .tooMuch: .diagnostics
        case .riskFound: .riskFound
        }
    }

    var localized: LocalizedText {
        switch self {
        case .unknownSide(let text):
            .init(
                ja: "「\(text)」というフォルダ、ファイル、リビジョンはありません",
                en: "‘\(text)’ is no folder, no file and no revision")
        case .noRepository(let folder, let reason):
            .init(
                ja: "「\(folder)」は git のリポジトリの中にありません（\(reason)）",
                en: "‘\(folder)’ is in no git repository: \(reason)")
        case .gitFailed(let reason):
            .init(ja: "git から読めません（\(reason)）", en: "git could not be read: \(reason)")
        case .tooMuch(let what, let limit):
            .init(ja: "「\(what)」が大きすぎます（上限 \(limit)）", en: "‘\(what)’ is too much: the limit is \(limit)")
        case .riskFound(let count, let level):
            .init(
                ja: "危険度 \(level) 以上の指摘が \(count) 件あります",
                en: "\(count) finding\(count == 1 ? "" : "s") of the level \(level) or worse")
        }
    }

    var advice: LocalizedText {
        switch self {
        case .unknownSide:
            .init(
                ja: "フォルダ、ファイル、リビジョン（main、HEAD~3、main..HEAD、HEAD:Runbooks）、または run:実行 を指定してください。",
                en: "Give a folder, a file, a revision (main, HEAD~3, main..HEAD, HEAD:Runbooks), or run:RUN.")
        case .noRepository:
            .init(
                ja: "リポジトリの中で実行するか、--runbooks でその中のフォルダを指定してください。",
                en: "Run it inside the repository, or name a folder of it with --runbooks.")
        case .gitFailed:
            .init(
                ja: "同じフォルダで「git log -1」が動くかを確かめてください。",
                en: "See whether ‘git log -1’ works in the same folder.")
        case .tooMuch:
            .init(
                ja: "手順書のフォルダだけを、リビジョン:パス の形で指定してください。",
                en: "Name only the folder of the runbooks, as REVISION:PATH.")
        case .riskFound:
            .init(
                ja: "報告の先頭から、指摘を一つずつ確かめてください。承知のうえなら、レビュー担当者が署名します（kirikae review sign）。",
                en: "Look at the findings from the top. If they are meant, have reviewers sign (kirikae review sign).")
        }
    }
}
