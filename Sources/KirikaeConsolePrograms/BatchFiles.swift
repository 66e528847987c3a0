/// The five files of the portal switch (manual, 3.1.3).
public enum BatchFiles {
    /// The ZIP file of the business portal.
    public static let archive = "DR_Switching_Batch_1.1.0.zip"
    /// The script that the four programs run.
    public static let script = "ClusterFailover.ps1"
    /// The four programs.
    public static let programs = [
        "DB_ClusterFailover_To_Backup.exe", "DB_ClusterFailover_To_Main.exe", "MMF_ClusterFailover_To_Backup.exe",
        "MMF_ClusterFailover_To_Main.exe",
    ]

    private static let scriptText = """
        # 訓練用の模擬ファイルです。本物のスクリプトではありません。
        throw "This is a file of a drill. It switches nothing."

        """

    /// Extracts the ZIP file into a folder.
    ///
    /// - Throws: `SystemCallError` when it cannot be written.
    public static func extract(into folder: String, program: String) throws(SystemCallError) {
        try FileSystem.makeDirectory(folder)
        for name in programs { try FileSystem.link("\(folder)/\(name)", to: program) }
        try FileSystem.replace("\(folder)/\(script)", with: scriptText)
    }

    /// The value of `batch-pc.files` that a folder stands for: complete, absent or wrong.
    ///
    /// - Throws: `SystemCallError` when the folder cannot be read.
    public static func status(of folder: String) throws(SystemCallError) -> String {
        let names = try FileSystem.names(in: folder)
        let present = (programs + [script]).filter { names.contains($0) }.count
        return present == programs.count + 1 ? "complete" : present == 0 ? "absent" : "wrong"
    }
}
