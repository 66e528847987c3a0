import KirikaeEngine
import KirikaeRunbook
import KirikaeSyntax

/// What programs said, and how those ended that were told to.
extension ScreenWording {
    /// Where a program stood that was told to end, how it ended, and what it left.
    func text(_ stopped: StoppedProgram) -> String {
        let line =
            stopped.lastLine.isEmpty
            ? pick("。何も表示していません", "; it had printed nothing")
            : pick("。最後の行は「\(stopped.lastLine)」です", "; its last line was ‘\(stopped.lastLine)’")
        if let host = stopped.leftOn {
            return line
                + pick(
                    "。接続を切りました。\(host) ではまだ動いているかもしれません",
                    "; the connection was closed, and it may still run on \(host)")
        }
        return line + end(stopped.end) + left(stopped.survivors)
    }

    private func end(_ end: StoppedProgram.End) -> String {
        switch end {
        case .code(let code): pick("。終了コード \(code) で終わりました", "; it ended with exit code \(code)")
        case .signal(let signal): pick("。シグナル \(signal) で終わりました", "; signal \(signal) ended it")
        case .notSeen: pick("。どう終わったか分かりません", "; nobody knows how it ended")
        }
    }

    private func left(_ survivors: [Int32]?) -> String {
        guard let survivors else {
            return pick("。残ったプログラムがあるか分かりません", "; nobody knows what it left running")
        }
        guard !survivors.isEmpty else { return "" }
        let numbers = survivors.map(String.init).joined(separator: ", ")
        return pick("。起動したプログラムがまだ動いています：PID \(numbers)", "; what it had started still runs: pid \(numbers)")
    }

    /// Why a program is not started that needs an administrator, and what to do.
    func text(_ lack: ElevationLack) -> String {
        switch lack {
        case .notRoot:
            pick(
                "管理者として実行するプログラムですが、kirikae は root で動いていません。root で起動し直すか、人が実行してください",
                "the program needs an administrator, and kirikae does not run as root; start it as root, or let a person run the program"
            )
        case .windowsProgram:
            pick(
                "管理者として実行する Windows のプログラムは、WSL2 から昇格できません。「管理者として実行」した端末で WSL を開き、環境ファイルのホストに elevation: granted と書くか、人が実行してください",
                "a Windows program that needs an administrator cannot be raised from WSL2; open WSL in a terminal that runs as administrator and write ‘elevation: granted’ at the host of the environment, or let a person run the program"
            )
        case .remoteUserNotRoot:
            pick(
                "管理者として実行するプログラムですが、ssh でログインするユーザーは root ではありません。環境ファイルのホストの user を root にするか、必要な権限があるなら elevation: granted と書いてください",
                "the program needs an administrator, and the user who logs in by ssh is not root; log in as root, or write ‘elevation: granted’ at the host of the environment if that user has the rights"
            )
        case .remoteWindows:
            pick(
                "管理者として実行する Windows のプログラムです。ログインするユーザーの権限は確認できません。管理者グループのユーザーでログインし、環境ファイルのホストに elevation: granted と書いてください",
                "the program needs an administrator of Windows, and what rights the user who logs in has cannot be seen; log in as a member of the administrators and write ‘elevation: granted’ at the host of the environment"
            )
        }
    }

    /// What stops a program besides the limit of its step; empty if nothing does.
    func limits(of command: CommandAction) -> String {
        let texts = command.unexpected.map { pick("「\($0)」が出たとき", "when ‘\($0)’ is printed") }
        let silence = command.silence.map {
            pick("\(duration($0.value))何も出ないとき", "when nothing is printed for \(duration($0.value))")
        }
        return (texts + [silence].compactMap { $0 }).joined(separator: pick("、", ", "))
    }

    /// What was typed, or that the program spells a text in another way; nil where there is nothing to tell.
    func turn(_ turn: ConversationTurn) -> String? {
        let spelling =
            turn.isLiteral
            ? "" : pick("（画面の表記は手順書と違いますが、同じ文字です）", " (spelled in another way on the screen; the same characters)")
        switch turn.reply {
        case .nothing: return turn.isLiteral ? nil : spelling
        case .anyKey: return pick("キーを押しました", "pressed a key") + spelling
        case .text(let text): return pick("入力：", "typed: ") + text + spelling
        case .secret(let name): return pick("入力：••••（秘密「\(name)」）", "typed: •••• (the secret ‘\(name)’)") + spelling
        }
    }
}
