import KirikaeDiagnostics
import KirikaeRunbook

/// How remote hosts are reached: KRK0361 to KRK0364.
extension Explanation {
    private static let key =
        "192.0.2.10 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMgCXRMW3sipVxl8o15BEB8qGew3wPzaoUboBd+yYfCs\n"

    private static let local =
        "  operations-pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: /opt/switch}\n"

    /// The base environment whose host is reached so, with its key; `gate` is how another host is reached.
    private static func host(
        _ ssh: String, corrected: String, gate: (String, corrected: String)? = nil
    ) -> ExplanationExample {
        func lines(_ ssh: String, _ gate: String?) -> String {
            "  operations-pc: {title: {ja: 操作用 PC, en: Operations PC}, directory: /opt/switch, ssh: \(ssh)}\n"
                + (gate.map { "  gate: {title: {ja: 踏み台, en: Gate}, directory: /opt\($0)}\n" } ?? "")
        }
        return .files([
            .change(
                file: "lab.yaml", from: local, to: lines(ssh, gate?.0), corrected: lines(corrected, gate?.corrected)),
            .add(file: "known_hosts", text: key, corrected: key),
        ])
    }

    static let remoteHosts: [Explanation] = [
        Explanation(
            SSHMessage.notOfForm("-oProxyCommand=x", .address),
            title: .init(ja: "アドレス、ユーザー、パスの形が違う", en: "an address, user or path is not one"),
            cause: .init(
                ja: """
                    遠隔のホストの `address`、`user`、`identity`、`directory` のどれかが、その形をしていません。
                    """,
                en: "An `address`, `user`, `identity` or `directory` of a remote host has not the form of one."),
            reason: .init(
                ja: "`-` で始まるものや `@`、`%`、空白を含むものは、ssh が指示として読み、この機械で別のプログラムを動かすおそれがあります。",
                en: """
                    What begins with `-`, or holds `@`, `%` or a space, may be read by ssh as an instruction and start another \
                    program on this machine.
                    """),
            remedy: .init(
                ja: "`address` には名前かアドレスだけを書き、ユーザーとポートは `user` と `port` に書いてください。パスは `/`（Windows では `C:\\`）で始めてください。",
                en: """
                    Write a name or an address alone, and the user and the port under `user` and `port`. Begin a path with `/`, on \
                    Windows with `C:\\`.
                    """),
            example: host("{address: -oProxyCommand=x}", corrected: "{address: 192.0.2.10}")),
        Explanation(
            SSHMessage.jump("gate", .notRemote),
            title: .init(ja: "中継するホストに接続できない", en: "a host cannot be reached through another"),
            cause: .init(
                ja: "`jump` のホストに `ssh` がないか、一覧の項目を表しているか、中継が一巡しています。",
                en: """
                    The host of `jump` has no `ssh`, stands for the items of an inventory, or is itself reached through the host that \
                    names it.
                    """),
            reason: .init(ja: "接続の経路が決まりません。", en: "There is no way to the host."),
            remedy: .init(
                ja: "`ssh` に `address` を持ち、先に接続できるホストの名前を書いてください。",
                en: "Name a host whose `ssh` has an `address` and that can be reached first."),
            example: host(
                "{address: 192.0.2.10, jump: gate}", corrected: "{address: 192.0.2.10, jump: gate}",
                gate: ("", corrected: ", ssh: {address: 192.0.2.1}"))),
        Explanation(
            SSHMessage.knownHostsNotFound("keys", known: ["known_hosts"]),
            title: .init(ja: "ホストの鍵のファイルがない", en: "the file of host keys is not there"),
            cause: .init(
                ja: "環境のファイルの隣に `known_hosts` がないか、`known-hosts` がフォルダにないファイルを指しています。",
                en: """
                    There is no `known_hosts` beside the file of the environment, or `known-hosts` names a file that the folder does \
                    not have.
                    """),
            reason: .init(
                ja: "鍵が分からなければ、本物のホストかどうか確かめられません。実行中に鍵を受け入れる方法はありません。",
                en:
                    "Without its key nobody can tell whether a host is the real one, and no key is accepted during a run."
            ),
            remedy: .init(
                ja: "ホストの画面で鍵を確かめ、その行をファイルに書いてください。実行はこのファイルも写しを取って固定します。",
                en: """
                    Look at the key on the host's own console and write its line into the file. A run pins it like every other file.
                    """),
            example: host("{address: 192.0.2.10, known-hosts: keys}", corrected: "{address: 192.0.2.10}")),
        Explanation(
            SSHMessage.unsupported(.shellOnLinux, host: "operations-pc"),
            title: .init(ja: "遠隔のホストではできないこと", en: "a remote host cannot do this"),
            cause: .init(
                ja: """
                    `shell` を Windows 以外に書いたか、遠隔のホストに渡せない形で秘密を渡そうとしています。秘密のファイルは Linux のホストで、対話のないプログラムに 7 つまで渡せます。
                    """,
                en: """
                    `shell` is written for another system than Windows, or a program is to get secrets in a way that a remote host \
                    does not have. Secrets as files go to Linux hosts, without a conversation, seven at most.
                    """),
            reason: .init(
                ja: "秘密を引数に書いたり、遠隔のディスクに残したりすることはしません。",
                en: "A secret never stands in an argument, and never stays on a disk of another machine."),
            remedy: .init(
                ja: "秘密はそのホストに置くか、対話の中で入力してください。`shell` は `system: windows` とともに書いてください。",
                en:
                    "Keep the secret on that host, or type it in the conversation. Write `shell` with `system: windows`."
            ),
            example: host("{address: 192.0.2.10, shell: powershell}", corrected: "{address: 192.0.2.10}")),
    ]
}
