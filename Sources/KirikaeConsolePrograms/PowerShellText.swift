/// What PowerShell writes, verbatim from the manual where it has it (3.1.2); the errors are those of the Japanese PowerShell 5.1.
enum PowerShellText {
    static let switchedOn = """
        WinRM は要求を受信するように更新されました。
        WinRM サービスの種類を正しく変更できました。
        WinRM サービスが開始されました。

        WinRM はリモート管理用に更新されました。
        WinRM ファイアウォールの例外を有効にしました。
        ローカル ユーザーにリモートで管理権限を付与するよう LocalAccountTokenFilterPolicy を構成しました。

        """
    static let alreadyOn = """
        WinRM は既にこのコンピューター上で要求を受信するように設定されています。
        このコンピューター上でのリモート管理には、WinRM が既に選択されています。

        """
    static let trustQuestion = """

        WinRM セキュリティの構成。
        このコマンドは WinRM クライアントの TrustedHosts の一覧を変更します。TrustedHosts の一覧内にあるコンピューターは認証されない可能性があります。クライアントはこれらのコンピューターに資格情報を送信する可能性があります。この一覧を変更しますか?

        """ + trustChoices
    static let trustChoices = #"[Y] はい(Y)  [N] いいえ(N)  [S] 中断(S)  [?] ヘルプ (既定値は "Y"): "#
    static let trustHelp = """
        Y - 操作を続行し、次の手順に進みます。
        N - この操作をスキップし、次の操作に進みます。
        S - 現在のパイプラインを一時停止し、コマンド プロンプトに戻ります。再開するには "exit" と入力してください。

        """
    static let answered = """


        wsmid           : http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd
        ProtocolVersion : http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd
        ProductVendor   : Microsoft Corporation
        ProductVersion  : OS: 0.0.0 SP: 0.0 Stack: 3.0



        """

    static func item(_ value: String) -> String {
        #"""


           WSManConfig: Microsoft.WSMan.Management\WSMan::localhost\Client

        Type            Name                           SourceOfValue   Value
        ----            ----                           -------------   -----
        System.String   TrustedHosts                                   \#(value)



        """#
    }

    static func resolved(_ host: String) -> String {
        """

        Name                                           Type   TTL   Section    IPAddress
        ----                                           ----   ---   -------    ---------
        \(host)\(String(repeating: " ", count: max(1, 47 - host.count)))A      3600  Answer     127.0.0.1


        """
    }

    static func unknown(_ command: PowerShellCommand) -> String {
        error(
            command,
            "\(printable(command.name)) : 用語 '\(printable(command.name))' は、コマンドレット、関数、スクリプト ファイル、または操作可能なプログラムの名前として認識されません。"
                + "名前が正しく記述されていることを確認し、パスが含まれている場合はそのパスが正しいことを確認してから、再試行してください。",
            "ObjectNotFound: (\(printable(command.name)):String) [], CommandNotFoundException",
            "CommandNotFoundException")
    }

    static func strayArgument(_ argument: String, of command: PowerShellCommand) -> String {
        let isParameter = argument.hasPrefix("-")
        let what =
            isParameter
            ? "パラメーター名 '\(printable(String(argument.dropFirst())))' に一致するパラメーターが見つかりません。"
            : "引数 '\(printable(argument))' を受け入れる位置指定パラメーターが見つかりません。"
        let identifier = isParameter ? "NamedParameterNotFound" : "PositionalParameterNotFound"
        return error(
            command, "\(command.name) : \(what)", "InvalidArgument: (:) [\(command.name)]、ParameterBindingException",
            identifier)
    }

    static func missingValue(_ command: PowerShellCommand) -> String {
        error(
            command, "\(command.name) : 引数が不足しています。必須のパラメーターに値を指定してから、再実行してください。",
            "InvalidArgument: (:) [\(command.name)]、ParameterBindingException", "MissingArgument")
    }

    static func noSuchPath(_ command: PowerShellCommand) -> String {
        let path = printable(command.arguments.first ?? "")
        return error(
            command, "\(command.name) : パス '\(path)' が存在しないため検出できません。",
            "ObjectNotFound: (\(path):String) [\(command.name)], ItemNotFoundException", "PathNotFound")
    }

    static func denied(_ command: PowerShellCommand) -> String {
        error(
            command, "\(command.name) : アクセスが拒否されました。この機能を実行するには、Windows PowerShell を [管理者として実行] オプションを使用して開始してください。",
            "PermissionDenied: (:) [\(command.name)], UnauthorizedAccessException", "AccessDenied")
    }

    static func publicProfile(_ command: PowerShellCommand) -> String {
        error(
            command,
            "Set-WSManQuickConfig : WinRM ファイアウォールの例外は、このコンピューターのネットワーク接続の種類の 1 つが Public に設定されているため、動作しません。"
                + "ネットワーク接続の種類を Domain または Private に変更して、やり直してください。",
            "InvalidOperation: (:) [Set-WSManQuickConfig], InvalidOperationException", "WsManError")
    }

    static func unresolved(_ host: String, _ command: PowerShellCommand) -> String {
        error(
            command, "\(command.name) : \(printable(host)) : DNS 名がありません。",
            "ResourceUnavailable: (\(printable(host)):String) [\(command.name)], Win32Exception",
            "DNS_ERROR_RCODE_NAME_ERROR")
    }

    static func silent(_ host: String, _ command: PowerShellCommand) -> String {
        error(
            command,
            "\(command.name) : WinRM は操作を完了できません。指定されたコンピューター名が有効であること、コンピューターがネットワーク経由でアクセスできること、"
                + "および WinRM サービスのファイアウォール例外が有効になっていて、このコンピューターからアクセスできることを確認してください。",
            "InvalidOperation: (\(printable(host)):String) [\(command.name)], InvalidOperationException", "WsManError")
    }

    /// The form of every error.
    private static func error(
        _ command: PowerShellCommand, _ message: String, _ category: String, _ identifier: String
    ) -> String {
        """
        \(message)
        発生場所 行:1 文字:1
        + \(printable(command.line))
        + \(String(repeating: "~", count: max(1, command.line.count)))
            + CategoryInfo          : \(category)
            + FullyQualifiedErrorId : \(identifier)


        """
    }

    /// A sign that a Japanese console has no place for is a question mark there; the long hyphen of the manual is such a sign.
    private static func printable(_ text: String) -> String {
        String(text.map { $0 == "\u{2013}" || $0 == "\u{2014}" ? "?" : $0 })
    }
}
