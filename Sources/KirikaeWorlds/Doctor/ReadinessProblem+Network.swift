import KirikaeDiagnostics
import KirikaeRunbook

/// What can be wrong with what is reached over the network.
extension ReadinessProblem {
    static func noAnswer(_ reason: LocalizedText) -> Self {
        .init(
            .noAnswer, seen: .init(ja: "応答がありません：\(reason.ja)", en: "no answer: \(reason.en)"),
            next: .init(
                ja: "アドレスと、この機械からの経路（ファイアウォール、VPN）を確かめてください。",
                en: "See whether the address is right, and the way from this machine (firewall, VPN)."))
    }

    static func serverError(_ status: Int) -> Self {
        .init(
            .serverError, isWarning: true,
            seen: .init(ja: "状態コード \(status) が返りました", en: "it answered with status \(status)"),
            next: .init(ja: "そのサーバの管理者に確かめてください。", en: "Ask whoever looks after that server."))
    }

    static func noConnection(_ reason: LocalizedText) -> Self {
        .init(
            .noConnection, seen: .init(ja: "接続できません：\(reason.ja)", en: "no connection: \(reason.en)"),
            next: .init(
                ja: "相手が動いているか、ファイアウォールが通しているか確かめてください。",
                en: "See whether it is up, and whether a firewall is in between."))
    }

    // MARK: Certificates

    static func expiring(_ days: Int, isWarning: Bool) -> Self {
        .init(
            .expiring, isWarning: isWarning, seen: .init(ja: "残り \(days) 日です", en: "\(days) days are left"),
            next: .init(ja: "新しい証明書を入れてもらってください。", en: "Have a new certificate installed."))
    }

    static func certificate(_ state: CertificateState, _ certificate: ServerCertificate?) -> Self {
        let names = (certificate?.names ?? []).prefix(5).joined(separator: ", ")
        let issuer = certificate?.issuer ?? ""
        return switch state {
        case .expired:
            .init(.expired, seen: .init(ja: "期限が切れています", en: "its time is over"), next: renew)
        case .notYetValid:
            .init(.notYetValid, seen: .init(ja: "まだ有効ではありません", en: "its time has not begun"), next: renew)
        case .wrongName:
            .init(
                .wrongName, seen: .init(ja: "別の名前のものです：\(names)", en: "it is for other names: \(names)"),
                next: .init(
                    ja: "アドレスを確かめ、正しければ証明書を替えてもらってください。",
                    en: "See whether the address is right; if it is, have the certificate replaced."))
        case .selfSigned, .unknownAuthority, .refused, .valid, .expiresSoon:
            .init(
                .untrusted, seen: .init(ja: "発行元を信頼できません：\(issuer)", en: "its issuer does not count: \(issuer)"),
                next: .init(
                    ja: "自社の認証局なら、その証明書を ca に指定してください。そうでなければ相手に確かめてください。",
                    en:
                        "If the authority is your own, name its certificate under ‘ca’. If not, ask whoever runs the server."
                ))
        }
    }

    private static let renew = LocalizedText(
        ja: "この機械の時計を確かめ、正しければ証明書を替えてもらってください。",
        en: "See whether this machine's clock is right; if it is, have the certificate replaced.")

    // MARK: Names

    static func unresolved(_ answers: String) -> Self {
        .init(
            .unresolved, seen: .init(verbatim: answers),
            next: .init(
                ja: "答えないサーバと、そのサーバに登録された名前を確かめてください。",
                en: "See to the server that does not answer, and whether it has the name."))
    }

    static func otherAnswer(_ answers: String) -> Self {
        .init(
            .otherAnswer, seen: .init(verbatim: answers),
            next: .init(
                ja: "違う答えを返すサーバの登録を確かめてください。", en: "See what is registered at the server that answers otherwise."))
    }

    // MARK: Observations

    static func notSeen(_ reason: String) -> Self {
        .init(
            .notSeen, seen: .init(ja: "見えません：\(reason)", en: "cannot be seen: \(reason)"),
            next: .init(
                ja: "環境の observe に書いた相手を確かめてください。見えなければ、当日は人に尋ねます。",
                en: "See to what ‘observe’ of the environment names. Otherwise a person is asked on the day."))
    }

    static let unknownNow = ReadinessProblem(
        .unknownValue, isWarning: true, seen: .init(ja: "値が分かりません", en: "the value is not known"),
        next: .init(ja: "相手が値を返すか確かめてください。", en: "See whether the other side says a value."))

    static func notAValue(_ value: String, of known: [String]) -> Self {
        .init(
            .unknownValue,
            seen: .init(ja: "「\(value)」は変数の値ではありません", en: "‘\(value)’ is not a value of the variable"),
            next: .init(
                ja: "値は \(known.joined(separator: "、")) です。環境ファイルの observe を直してください。",
                en: "The values are \(known.joined(separator: ", ")). Correct ‘observe’ of the environment."))
    }

    // MARK: Clocks

    static let noTime = ReadinessProblem(
        .notLookedAt, seen: .init(ja: "相手が時刻を返しません", en: "it says no time"),
        next: .init(ja: "場所の行を確かめてください。", en: "See to the line of the place."))

    static func clockDiffers(by seconds: Int, isWarning: Bool) -> Self {
        .init(
            .clockDiffers, isWarning: isWarning,
            seen: seconds < 0
                ? .init(ja: "相手の時計が \(-seconds) 秒遅れています", en: "its clock is \(-seconds) s behind")
                : .init(ja: "相手の時計が \(seconds) 秒進んでいます", en: "its clock is \(seconds) s ahead"),
            next: .init(
                ja: "どちらの時計が正しいか確かめ、合わせてください。", en: "See which of the two clocks is right, and set the other."))
    }
}
