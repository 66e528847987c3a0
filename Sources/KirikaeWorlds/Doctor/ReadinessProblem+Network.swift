import KirikaeDiagnostics
import KirikaeSyntax

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
