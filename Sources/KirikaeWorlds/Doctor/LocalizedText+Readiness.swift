import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What should be so, in the words of the report.
extension LocalizedText {
    static func directoryEntered(_ path: String) -> Self {
        .init(ja: "フォルダ \(path) に入れる", en: "the directory \(path) can be entered")
    }

    static func loggedIn(_ directory: String) -> Self {
        .init(ja: "ログインでき、フォルダ \(directory) に入れる", en: "can be logged into, and \(directory) entered")
    }

    static func itemsKnown(_ detail: String) -> Self {
        .init(
            ja: "一覧の「\(detail)」がどれもアドレスで、鍵が分かっている",
            en: "each ‘\(detail)’ of the inventories is an address with a known key")
    }

    static func executed(_ path: String) -> Self {
        .init(ja: "\(path) を実行できる", en: "\(path) can be executed")
    }

    static let observed = LocalizedText(ja: "今見えて、値が分かる", en: "can be seen now, and has one of its values")

    static func read(_ source: Environment.SecretSource) -> Self {
        switch source {
        case .variable(let name):
            .init(ja: "環境変数 \(name) から読める", en: "can be read from the variable \(name)")
        case .file(let path):
            .init(ja: "\(path) から読め、所有者だけが読める", en: "can be read from \(path), and by its owner alone")
        case .command(let arguments, _):
            .init(ja: "\(arguments.first ?? "") から読める", en: "can be read from \(arguments.first ?? "")")
        }
    }

    static let keyCounts = LocalizedText(
        ja: "有効な鍵があり、30 日以内に切れない", en: "has a key that counts, for 30 days at least")
    static let listed = LocalizedText(ja: "空でなく、アドレスが正しい形", en: "is not empty, and addresses can be some")

    static func stateFolder(_ path: String) -> Self {
        .init(ja: "記録を \(path) に書ける", en: "records can be kept in \(path)")
    }

    static func free(_ bytes: UInt64, at path: String) -> Self {
        .init(
            ja: "\(path) に \(size(bytes)) 以上の空きがある", en: "\(path) has at least \(size(bytes)) free")
    }

    static func durable(_ path: String) -> Self {
        .init(
            ja: "\(path) は停電のあとも残るディスクにある", en: "\(path) is on a disk that keeps what was written")
    }

    static let synchronised = LocalizedText(ja: "時計が同期している", en: "the clock is kept right")

    static func terminal(_ columns: Int) -> Self {
        .init(ja: "UTF-8 を表示でき、幅が \(columns) 桁以上", en: "shows UTF-8, and has \(columns) columns or more")
    }

    static func file(_ file: ReadinessCheck.File, path: String) -> Self {
        switch (file.sha256, file.edition) {
        case (nil, _): .init(ja: "\(path) がある", en: "\(path) is there")
        case (let hash?, nil):
            .init(
                ja: "\(path) の SHA-256 が \(hash.prefix(12))… である", en: "\(path) has the SHA-256 \(hash.prefix(12))…")
        case (let hash?, let edition?):
            .init(
                ja: "\(path) が版 \(edition)（SHA-256 \(hash.prefix(12))…）である",
                en: "\(path) is edition \(edition) (SHA-256 \(hash.prefix(12))…)")
        }
    }

    static func answers(_ url: String) -> Self {
        .init(ja: "\(url) が応答する", en: "\(url) answers")
    }

    static func certified(_ server: String, days: Int) -> Self {
        .init(
            ja: "\(server) の証明書が正しく、\(days) 日以上残っている",
            en: "the certificate of \(server) is trusted, for \(days) days or more")
    }

    static let clockOfServer = LocalizedText(ja: "時計のずれが 5s 以内", en: "its clock is within 5s of this machine's")

    /// Why there is no answer.
    static func reason(of error: HTTPError) -> Self {
        switch error {
        case .cannotResolve: .init(ja: "名前が分かりません", en: "the name is not known")
        case .cannotConnect: .init(ja: "誰も待ち受けていません", en: "nobody listens there")
        case .timedOut: .init(ja: "時間内に返事がありません", en: "nothing came back in time")
        case .certificate: .init(ja: "証明書が正しくありません", en: "its certificate is refused")
        case .noTLS: .init(ja: "TLS で接続できません", en: "there is no TLS connection")
        case .headersTooLarge, .responseTooLarge: .init(ja: "返事が大きすぎます", en: "its answer is too large")
        case .tooManyRedirects: .init(ja: "転送が多すぎます", en: "it redirects too often")
        case .unsupportedProtocol: .init(ja: "http でも https でもありません", en: "it is neither http nor https")
        case .invalidRequest(let reason): .init(verbatim: reason)
        case .transferFailed(_, let text), .unavailable(let text): .init(verbatim: text)
        }
    }

    static func connects(_ address: String) -> Self {
        .init(ja: "\(address) に接続できる", en: "\(address) takes connections")
    }

    static func says(_ program: ReadinessCheck.Program) -> Self {
        let line = program.arguments.joined(separator: " ")
        guard let printed = program.printed else {
            return .init(
                ja: "「\(line)」が終了コード \(program.exitCode) で終わる", en: "‘\(line)’ ends with exit code \(program.exitCode)")
        }
        return .init(
            ja: "「\(line)」が「\(printed)」と出力し、終了コード \(program.exitCode) で終わる",
            en: "‘\(line)’ prints ‘\(printed)’ and ends with exit code \(program.exitCode)")
    }

    static func clock(within difference: Milliseconds) -> Self {
        .init(
            ja: "時計のずれが \(difference.written) 以内", en: "its clock is within \(difference.written) of this machine's")
    }

    /// Why there is no connection, by the word that a probe keeps.
    static func connection(_ word: String) -> Self {
        switch word {
        case "refused": .init(ja: "誰も待ち受けていません", en: "nobody listens there")
        case "unreachable": .init(ja: "経路がありません", en: "there is no way to it")
        case "timed-out": .init(ja: "時間内に返事がありません", en: "nothing came back in time")
        case "unresolved": .init(ja: "名前が分かりません", en: "the name is not known")
        case "closed": .init(ja: "相手が切りました", en: "the other side ended it")
        default: .init(verbatim: word)
        }
    }

    /// What a DNS server should answer.
    static func resolved(_ wanted: ReadinessCheck.Name) -> Self {
        let servers = wanted.servers.map(\.written).joined(separator: ", ")
        guard wanted.expected.isEmpty else {
            let answer = wanted.expected.joined(separator: ", ")
            return .init(
                ja: "\(servers) が \(wanted.name)（\(wanted.type.rawValue)）に \(answer) と答える",
                en: "\(servers): \(wanted.name) (\(wanted.type.rawValue)) is \(answer)")
        }
        return .init(
            ja: "\(servers) が \(wanted.name)（\(wanted.type.rawValue)）を知っている",
            en: "\(servers): \(wanted.name) (\(wanted.type.rawValue)) is known")
    }

    /// A size as people read it.
    static func size(_ bytes: UInt64) -> String { ByteCount(Int(clamping: bytes)).written }
}
