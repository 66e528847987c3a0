import Glibc
import KirikaeDiagnostics

/// What can be wrong with this machine, and with what is on it.
extension ReadinessProblem {
    static let late = ReadinessProblem(
        .late, seen: .init(ja: "時間内に終わりませんでした", en: "there was no answer in time"),
        next: .init(
            ja: "相手が動いているか確かめ、もう一度行ってください。時間は --timeout で変えられます。",
            en: "See whether the other side is up, and look again. --timeout gives more time."))

    static func missing(_ errorNumber: Int32 = ENOENT) -> Self {
        .init(
            .missing, seen: .reason(ofErrorNumber: errorNumber),
            next: .init(
                ja: "置いてください。パスが違うなら環境ファイルを直してください。", en: "Put it there, or correct the path in the environment."))
    }

    static func notLookedAt(_ reason: LocalizedText) -> Self {
        .init(
            .notLookedAt, seen: .init(ja: "確かめられません：\(reason.ja)", en: "cannot be looked at: \(reason.en)"),
            next: .init(
                ja: "実行するときと同じ利用者で、もう一度行ってください。", en: "Look again as the user who is going to run the plan."))
    }

    static func noPermission(_ purpose: LocalPath.Purpose) -> Self {
        let next: LocalizedText =
            switch purpose {
            case .directory:
                .init(ja: "「chmod u+rwx」などで権限を与えてください。", en: "Give the permission, for example with ‘chmod u+rwx’.")
            case .executable: .init(ja: "「chmod +x」で実行できるようにしてください。", en: "Make it executable with ‘chmod +x’.")
            case .file: .init(ja: "「chmod u+r」などで権限を与えてください。", en: "Give the permission, for example with ‘chmod u+r’.")
            }
        return .init(.noPermission, seen: .reason(ofErrorNumber: EACCES), next: next)
    }

    static func wrongType(_ purpose: LocalPath.Purpose) -> Self {
        .init(
            .wrongType,
            seen: purpose == .directory
                ? .init(ja: "フォルダではありません", en: "it is not a directory")
                : .init(ja: "通常のファイルではありません", en: "it is not a regular file"),
            next: .init(ja: "何があるか確かめ、正しいものに替えてください。", en: "See what it is, and put the right thing there."))
    }

    static func nameRefused(_ name: String) -> Self {
        .init(
            .nameRefused, seen: .init(ja: "「\(name)」はパスです", en: "‘\(name)’ is a path"),
            next: .init(
                ja: "手順書にはプログラムの名前だけを書き、フォルダは環境の hosts に書いてください。",
                en: "Name the program alone in the runbook, and its directory under ‘hosts’ of the environment."))
    }

    // MARK: Secrets and keys

    static func notRead(_ reason: String) -> Self {
        .init(
            .notRead, seen: .init(ja: "読めません：\(reason)", en: "cannot be read: \(reason)"),
            next: .init(
                ja: "環境の secrets に書いた場所に値を置いてください。", en: "Put the value where ‘secrets’ of the environment says."))
    }

    static func noKey(of person: String, in path: String) -> Self {
        .init(
            .noKey, seen: .init(ja: "\(path) に鍵がありません", en: "\(path) has no key"),
            next: .init(ja: "\(person) の公開鍵の行を加えてください。", en: "Add a line with a public key of \(person)."))
    }

    static func keyExpired(_ time: String, of person: String) -> Self {
        .init(
            .keyExpired, seen: .init(ja: "\(day(time)) に切れました", en: "expired on \(day(time))"), next: newKey(person))
    }

    static func keyExpiring(_ time: String, of person: String) -> Self {
        .init(
            .keyExpiring, isWarning: true, seen: .init(ja: "\(day(time)) に切れます", en: "expires on \(day(time))"),
            next: newKey(person))
    }

    static func keyNotYetValid(_ time: String, of person: String) -> Self {
        .init(
            .keyNotYetValid, seen: .init(ja: "\(day(time)) まで有効になりません", en: "does not count before \(day(time))"),
            next: newKey(person))
    }

    private static func newKey(_ person: String) -> LocalizedText {
        .init(
            ja: "\(person) の新しい公開鍵の行を加えてください。", en: "Add a line with a new public key of \(person).")
    }

    private static func day(_ time: String) -> String {
        let digits = Array(time)
        guard digits.count >= 8 else { return time }
        return String(digits[0..<4]) + "-" + String(digits[4..<6]) + "-" + String(digits[6..<8])
    }

    // MARK: Inventories

    static let empty = ReadinessProblem(
        .empty, seen: .init(ja: "空です", en: "it is empty"),
        next: .init(ja: "対象を一覧に加えてください。", en: "List the people or machines."))

    static func notAnAddress(_ text: String, of item: String) -> Self {
        .init(
            .notAnAddress,
            seen: .init(ja: "\(item) の「\(text)」はアドレスの形ではありません", en: "‘\(text)’ of \(item) cannot be an address"),
            next: .init(ja: "一覧を直してください。", en: "Correct the inventory."))
    }

    static func addressTwice(_ text: String, _ first: String, _ second: String) -> Self {
        .init(
            .addressTwice, isWarning: true,
            seen: .init(
                ja: "\(first) と \(second) のアドレスが同じです（\(text)）",
                en: "\(first) and \(second) have the same address \(text)"),
            next: .init(ja: "一覧を直してください。", en: "Correct the inventory."))
    }

    // MARK: Records

    static func cannotBeMade(in path: String) -> Self {
        .init(
            .noPermission,
            seen: .init(ja: "まだなく、\(path) に作る権限がありません", en: "it is not there, and may not be made in \(path)"),
            next: .init(
                ja: "実行する利用者が書けるフォルダを作るか、--state で別の場所を指定してください。",
                en: "Make it writable for the user who runs, or name another place with --state."))
    }

    static func wrongOwner(_ user: uid_t) -> Self {
        .init(
            .wrongOwner, seen: .init(ja: "所有者が別の利用者です（UID \(user)）", en: "it belongs to another user (uid \(user))"),
            next: .init(
                ja: "実行するときと同じ利用者で行ってください。", en: "Look as the user who is going to run the plan."))
    }

    static func openToOthers(_ mode: mode_t) -> Self {
        let digits = "0" + String(mode, radix: 8)
        return .init(
            .openToOthers, seen: .init(ja: "ほかの利用者が書けます（\(digits)）", en: "others may write to it (\(digits))"),
            next: .init(ja: "「chmod 0700」で所有者だけにしてください。", en: "Give it to its owner alone with ‘chmod 0700’."))
    }

    static let readOnly = ReadinessProblem(
        .readOnly, seen: .init(ja: "ファイルシステムが読み取り専用です", en: "the file system is read-only"),
        next: .init(
            ja: "書けるようにするか、--state で別の場所を指定してください。", en: "Mount it writable, or name another place with --state."))

    static func spaceLow(_ least: UInt64) -> Self {
        .init(
            .spaceLow,
            seen: .init(
                ja: "空きが \(LocalizedText.size(least)) 未満です", en: "less than \(LocalizedText.size(least)) is free"),
            next: makeSpace)
    }

    static let filesLow = ReadinessProblem(
        .spaceLow, seen: .init(ja: "作れるファイルの数が残り少ない", en: "hardly any more files can be made"), next: makeSpace)

    private static let makeSpace = LocalizedText(
        ja: "不要なファイルを移すか、別のディスクを使ってください。", en: "Move away what is not needed, or use another disk.")

    static func notDurable(_ type: String) -> Self {
        .init(
            .notDurable, isWarning: true,
            seen: .init(
                ja: "\(type) です。停電で記録が失われるおそれがあります", en: "it is \(type), which may lose records when the power fails"),
            next: .init(
                ja: "この機械のディスク（ext4、xfs など）を --state で指定してください。",
                en: "Name a folder on a disk of this machine (ext4, xfs …) with --state."))
    }

    // MARK: Clock and terminal

    static let notSynchronised = ReadinessProblem(
        .notSynchronised, isWarning: true,
        seen: .init(ja: "時計を合わせるものが動いていません", en: "nothing keeps the clock right"),
        next: .init(
            ja: "「timedatectl」で確かめ、chrony か systemd-timesyncd を動かしてください。",
            en: "See ‘timedatectl’, and start chrony or systemd-timesyncd."))

    static func notUTF8(_ locale: String?) -> Self {
        .init(
            .notUTF8, isWarning: true,
            seen: locale.map { .init(ja: "ロケールが「\($0)」です", en: "the locale is ‘\($0)’") }
                ?? .init(ja: "ロケールが設定されていません", en: "no locale is set"),
            next: .init(
                ja: "「export LANG=C.UTF-8」などで UTF-8 にしてください。", en: "Set one with UTF-8, such as ‘export LANG=C.UTF-8’.")
        )
    }

    static func tooNarrow(_ columns: Int) -> Self {
        .init(
            .tooNarrow, isWarning: true, seen: .init(ja: "\(columns) 桁です", en: "it has \(columns) columns"),
            next: .init(ja: "ウィンドウを広げてください。", en: "Make the window wider."))
    }

    // MARK: Files and programs

    static func otherContent(_ hash: String) -> Self {
        .init(
            .otherContent, seen: .init(ja: "SHA-256 が \(hash) です", en: "its SHA-256 is \(hash)"),
            next: .init(
                ja: "正しい版を置いてください。版を改めたのなら、環境ファイルのハッシュを直してください。",
                en: "Put the right edition there. If there is a new one, correct the hash in the environment."))
    }

    static func otherExitCode(_ text: LocalizedText) -> Self {
        .init(
            .otherExitCode, seen: text,
            next: .init(ja: "同じコマンドを手で実行し、原因を確かめてください。", en: "Run the command by hand, and see why."))
    }

    static func otherText(_ text: String) -> Self {
        .init(
            .otherText, seen: .init(ja: "「\(text)」と出力しました", en: "it printed ‘\(text)’"),
            next: .init(ja: "同じコマンドを手で実行し、原因を確かめてください。", en: "Run the command by hand, and see why."))
    }
}
