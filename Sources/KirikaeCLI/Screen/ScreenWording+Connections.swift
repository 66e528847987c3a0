import KirikaeEngine

/// The words of the screen about remote hosts, in both languages.
extension ScreenWording {
    /// Why a remote host was not reached, and what to do.
    func notReached(_ host: String, _ failure: ConnectionFailure, _ detail: String) -> String {
        let seen = detail.isEmpty ? "" : parenthesised(detail)
        let nothing = pick("何も始めていません。", "Nothing was started.")
        return switch failure {
        case .unknownKey:
            pick(
                "\(host) の鍵が known_hosts にありません。示された鍵は \(detail) です。\(host) の画面で ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub を実行し、同じであれば known_hosts に加えてください。\(nothing)",
                "the key of \(host) is not in known_hosts. It offers \(detail). On its own console, run ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; add the key to known_hosts only if they are the same. \(nothing)"
            )
        case .changedKey:
            pick(
                "\(host) の鍵が known_hosts のものと違います。別の機械か、割り込まれているおそれがあります。示された鍵は \(detail) です。担当者に確かめるまで進めないでください。\(nothing)",
                "\(host) has another key than the one in known_hosts. It may be another machine, or somebody in between. It offers \(detail). Do not go on before whoever runs it has confirmed the new key. \(nothing)"
            )
        case .revokedKey:
            pick(
                "\(host) の鍵は失効しています\(seen)。この機械を使わないでください。\(nothing)",
                "the key of \(host) is revoked\(seen). Do not use this machine. \(nothing)")
        case .refused:
            pick("\(host) は接続を受け付けません\(seen)。\(nothing)", "\(host) refuses the connection\(seen). \(nothing)")
        case .timedOut:
            pick("\(host) が時間内に応答しません\(seen)。\(nothing)", "\(host) does not answer in time\(seen). \(nothing)")
        case .nameNotResolved:
            pick(
                "\(host) の名前を解決できません\(seen)。\(nothing)", "the name of \(host) cannot be resolved\(seen). \(nothing)")
        case .unreachable:
            pick(
                "\(host) への経路がありません\(seen)。\(nothing)", "the network has no way to \(host)\(seen). \(nothing)")
        case .notAuthenticated:
            pick(
                "\(host) にログインできません\(seen)。ユーザーと鍵を確かめてください。\(nothing)",
                "\(host) does not let the user in\(seen). Check the user and the key. \(nothing)")
        case .notAgreed:
            pick(
                "\(host) と共通の暗号方式がありません\(seen)。\(nothing)",
                "\(host) and this machine have no method in common\(seen). \(nothing)")
        case .closed:
            pick(
                "\(host) が接続をすぐに切りました\(seen)。\(nothing)", "\(host) ended the connection at once\(seen). \(nothing)")
        case .notStarted:
            pick(
                "\(host) がプログラムの開始を拒みました\(seen)。\(nothing)",
                "\(host) would not start the program\(seen). \(nothing)")
        case .clientMissing:
            pick("この機械に ssh がありません\(seen)。\(nothing)", "this machine has no ssh\(seen). \(nothing)")
        case .other:
            pick("\(host) に接続できません\(seen)。\(nothing)", "\(host) cannot be reached\(seen). \(nothing)")
        }
    }

    /// How the connection to a remote host was lost.
    func connectionLost(_ host: String, _ loss: ConnectionLoss) -> String {
        let doubt = pick(
            "プログラムは \(host) で終わったかもしれず、まだ動いているかもしれません",
            "the program may have ended on \(host), or may still run there")
        return switch loss {
        case .closed: pick("実行中に \(host) との接続が切れました。", "the connection to \(host) was lost while it ran; ") + doubt
        case .silent:
            pick("実行中に \(host) から応答がなくなりました。", "\(host) no longer answered while it ran; ") + doubt
        case .clientEnded: pick("実行中に ssh が終了させられました。", "ssh was ended while it ran; ") + doubt
        }
    }
}
