import KirikaeDiagnostics
import KirikaeEngine

/// What can be wrong with a remote host.
extension ReadinessProblem {
    /// A host that was not reached, or a connection that was lost.
    static func notReached(_ failure: ActionFailure) -> Self {
        switch failure {
        case .notReached(let host, let reason, let detail): notReached(host, reason, detail)
        case .connectionLost(let host, _):
            .init(
                .closed, seen: .init(ja: "\(host) との接続が切れました", en: "the connection to \(host) was lost"), next: way)
        default: .notLookedAt(.init(verbatim: "\(failure)"))
        }
    }

    private static let way = LocalizedText(
        ja: "ホストが動いているか、途中のネットワークを確かめてください。", en: "See whether the host is up, and the network in between.")

    private static func notReached(_ host: String, _ reason: ConnectionFailure, _ detail: String) -> Self {
        let end = detail.isEmpty ? "" : ": \(detail)"
        let word = Word(rawValue: reason.rawValue) ?? .unreachable
        return .init(word, seen: seen(host, reason, end), next: next(host, reason))
    }

    private static func seen(_ host: String, _ reason: ConnectionFailure, _ end: String) -> LocalizedText {
        switch reason {
        case .unknownKey:
            .init(ja: "\(host) の鍵が known_hosts にありません\(end)", en: "the key of \(host) is not in known_hosts\(end)")
        case .changedKey:
            .init(
                ja: "\(host) の鍵が known_hosts のものと違います\(end)",
                en: "\(host) has another key than the one in known_hosts\(end)")
        case .revokedKey: .init(ja: "\(host) の鍵は失効しています\(end)", en: "the key of \(host) is revoked\(end)")
        case .refused: .init(ja: "\(host) が接続を受け付けません\(end)", en: "\(host) refuses the connection\(end)")
        case .timedOut: .init(ja: "\(host) が時間内に応答しません\(end)", en: "\(host) does not answer in time\(end)")
        case .nameNotResolved:
            .init(ja: "\(host) の名前を解決できません\(end)", en: "the name of \(host) cannot be resolved\(end)")
        case .unreachable: .init(ja: "\(host) への経路がありません\(end)", en: "the network has no way to \(host)\(end)")
        case .notAuthenticated: .init(ja: "\(host) にログインできません\(end)", en: "\(host) does not let the user in\(end)")
        case .notAgreed:
            .init(ja: "\(host) と共通の暗号方式がありません\(end)", en: "\(host) and this machine have no method in common\(end)")
        case .closed: .init(ja: "\(host) が接続を切りました\(end)", en: "\(host) ended the connection\(end)")
        case .notStarted:
            .init(ja: "\(host) がプログラムの開始を拒みました\(end)", en: "\(host) would not start the program\(end)")
        case .clientMissing: .init(ja: "この機械に ssh がありません\(end)", en: "this machine has no ssh\(end)")
        case .other: .init(ja: "\(host) に接続できません\(end)", en: "\(host) cannot be reached\(end)")
        }
    }

    private static func next(_ host: String, _ reason: ConnectionFailure) -> LocalizedText {
        switch reason {
        case .unknownKey:
            .init(
                ja: "\(host) の画面で「ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub」を実行し、同じなら known_hosts に加えてください。",
                en:
                    "On its own console run ‘ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub’; add the key to known_hosts only if they are the same."
            )
        case .changedKey, .revokedKey:
            .init(
                ja: "別の機械か、割り込まれているおそれがあります。\(host) の担当者に確かめてください。",
                en: "It may be another machine, or somebody in between. Ask whoever runs \(host).")
        case .notAuthenticated:
            .init(
                ja: "環境の user と identity、\(host) の authorized_keys を確かめてください。",
                en: "See ‘user’ and ‘identity’ of the environment, and authorized_keys on \(host).")
        case .clientMissing: .init(ja: "openssh-client を入れてください。", en: "Install openssh-client.")
        case .nameNotResolved: .init(ja: "環境の address を確かめてください。", en: "See ‘address’ in the environment.")
        case .notAgreed: .init(ja: "\(host) の sshd を新しくしてください。", en: "Give \(host) a newer sshd.")
        case .refused, .timedOut, .unreachable, .closed, .notStarted, .other: way
        }
    }

    static let hostNotLookedAt = ReadinessProblem(
        .notLookedAt, seen: .init(ja: "ホストを確かめられません", en: "its host cannot be looked at"),
        next: .init(ja: "先にホストの行を直してください。", en: "See to the line of the host first."))

    static let notOnWindows = ReadinessProblem(
        .notLookedAt, seen: .init(ja: "Windows のホストでは確かめられません", en: "this cannot be looked at on Windows"),
        next: .init(
            ja: "この点検を外し、command の点検で自分のプログラムに確かめさせてください。",
            en: "Remove this check, and let a program of yours look in a check ‘command’."))

    static func keysUnknown(_ count: Int, of all: Int, such names: [String]) -> Self {
        let list = names.joined(separator: ", ")
        let more = count > names.count
        return .init(
            .unknownKey,
            seen: .init(
                ja: "\(all) 台のうち \(count) 台の鍵が known_hosts にありません：\(list)\(more ? " ほか" : "")",
                en: "known_hosts has no key of \(count) of \(all): \(list)\(more ? " and others" : "")"),
            next: .init(
                ja: "それぞれの機械の鍵を確かめ、known_hosts に加えてください。", en: "Compare the key of each, and add it to known_hosts."))
    }
}
