/// `Change_WDE-Config-J1`/`-J2`: exchanges the setting file of WDE (manual, 3.5.2, steps 3 to 8).
///
/// Like the real one it believes nothing: it deletes what is there and copies what lies beside it, whether it fits or not.
public struct WDEConfigBatch: ConsoleProgram {
    private enum Position {
        case start
        case question
        case deletion
        case end
        case ended
    }

    private let name: SwitchFileName
    private let folder: String
    private let pc: SimulatedPC
    private let isElevated: Bool
    private var position = Position.start

    private static let pause = "続行するには何かキーを押してください . . ."
    private static let denied = "アクセスが拒否されました。\n"
    private static let noPath = "指定されたパスが見つかりません。\n"
    private static let noneCopied = "     0 個のファイルをコピーしました。\n"

    /// Makes the batch ready.
    ///
    /// - Parameters:
    ///   - name: which of the batches.
    ///   - folder: the folder that the batch lies in.
    ///   - pc: the PC that it runs on.
    ///   - isElevated: whether it was started as administrator.
    public init(_ name: SwitchFileName, in folder: String, on pc: SimulatedPC, isElevated: Bool) {
        self.name = name
        self.folder = folder
        self.pc = pc
        self.isElevated = isElevated
    }

    /// Waits for the first key.
    public mutating func begin() -> ConsoleTurn {
        position = .question
        return ConsoleTurn(Self.pause, .key)
    }

    /// Takes a key or an answer, and does what comes next.
    public mutating func receive(_ input: String) throws(SystemCallError) -> ConsoleTurn {
        switch position {
        case .start: return begin()
        case .question:
            position = .deletion
            return ConsoleTurn("\n" + question, .line)
        case .deletion: return try answered(input)
        case .end:
            let text = try exchange()
            position = .ended
            return ConsoleTurn("\n" + text + Self.pause, .key)
        case .ended: return ConsoleTurn("\n", .ended(code: 0))
        }
    }

    /// The wording differs by the edition of the installer (the manual shows both); the site's word and [y/n] are in each.
    private var question: String {
        pc.system.isSoftPhone
            ? "WDE（ソフトフォン機能利用）を\(name.site.words)優先に切り替えますか？[y/n]:"
            : "\(name.site.words)優先に WDE 設定を切り替えますか？[y/n]:"
    }

    private mutating func answered(_ input: String) throws(SystemCallError) -> ConsoleTurn {
        switch input {
        case "y", "Y":
            position = .end
            return ConsoleTurn("\(pc.system.architecture) 現在の WDE 設定ファイルを削除します。\n\(Self.pause)", .key)
        case "n", "N":
            position = .ended
            return ConsoleTurn("", .ended(code: 0))
        default: return ConsoleTurn(question, .line)
        }
    }

    /// Deletes and copies, as `del` and `copy` do one after the other without looking at each other.
    private func exchange() throws(SystemCallError) -> String {
        // The line about copying comes before the copy, as in the manual: only the number of files tells whether it worked.
        let announcement = "\(pc.system.architecture) WDE 設定ファイルをコピーしました。\n"
        guard isElevated else {
            return "\(pc.windowsInstallFolder)\\\(WDEConfiguration.fileName)\n\(Self.denied)" + announcement
                + Self.denied
                + Self.noneCopied
        }
        guard try FileSystem.isDirectory(pc.installFolder) else {
            return Self.noPath + announcement + Self.noPath + Self.noneCopied
        }
        let isThere = try FileSystem.text(pc.configurationFile) != nil
        let deletion =
            isThere ? "" : "\(pc.windowsInstallFolder)\\\(WDEConfiguration.fileName) が見つかりませんでした。\n"
        try FileSystem.remove(pc.configurationFile)
        guard try FileSystem.isDirectory("\(folder)/Config") else {
            return deletion + announcement + Self.noPath + Self.noneCopied
        }
        guard let text = try FileSystem.text("\(folder)/Config/\(WDEConfiguration.source(name.site))") else {
            return deletion + announcement + "指定されたファイルが見つかりません。\n"
        }
        try FileSystem.replace(pc.configurationFile, with: text)
        return deletion + announcement + "     1 個のファイルをコピーしました。\n"
    }
}
