/// Why a program of the portal switch cannot switch, as the control server names it and as the console shows it.
///
/// The words are those of WinRM, through which the programs reach the servers (manual, 3.1.2); the manual shows no failure (M3-Z5).
public enum SwitchRefusal: String, Sendable, CaseIterable {
    case busy
    case script
    case remoting
    case names
    case hosts
    case trustedHosts = "trusted-hosts"

    /// What the console shows.
    ///
    /// - Parameter host: the first server that could not be reached.
    public func text(host: String) -> String {
        let head = "[\(host)] リモート サーバー \(host) への接続に失敗し、次のエラー メッセージが返されました: "
        return switch self {
        case .busy: "エラー: 別の切り替え処理が実行中のため、開始できませんでした。\n"
        case .script:
            "-File パラメーターに指定された引数 '\(BatchFiles.script)' は存在しません。"
                + "既存の '.ps1' ファイルのパスを -File パラメーターの引数として指定してください。\n"
        case .remoting:
            head + "クライアントは、要求で指定された接続先に接続できません。接続先のサービスが実行されており、要求を受け付けられる状態であることを確認してください。"
                + "接続先で WinRM サービスを分析および構成するには、\"winrm quickconfig\" コマンドを実行してください。\n"
        case .names: head + "WinRM は要求を処理できません。ネットワーク パスが見つかりません。コンピューター名を解決できません。\n"
        case .hosts:
            head + "WinRM は操作を完了できません。指定されたコンピューター名が有効であること、コンピューターがネットワーク経由でアクセスできること、"
                + "および WinRM サービスのファイアウォール例外が有効になっていて、このコンピューターからアクセスできることを確認してください。\n"
        case .trustedHosts:
            head + "WinRM クライアントは要求を処理できません。認証方法が Kerberos と異なる場合、またはクライアント コンピューターがドメインに参加していない場合は、"
                + "HTTPS トランスポートを使用するか、または接続先コンピューターを TrustedHosts 構成設定に追加する必要があります。\n"
        }
    }
}
