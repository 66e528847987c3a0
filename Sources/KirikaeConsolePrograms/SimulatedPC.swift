/// A PC as a folder: its drive below `C`, and what kind of PC it is in `system.txt`.
public struct SimulatedPC: Sendable, Hashable {
    /// What a PC is, by itself.
    public struct System: Sendable, Hashable {
        /// Which Windows it runs, told by the edition of the switch files that fits it.
        public var fitting: SwitchFileEdition
        /// The word of `%PROCESSOR_ARCHITECTURE%`: AMD64 or x86.
        public var architecture: String
        /// Whether WDE came with the soft-phone edition of the installer, not the hard-phone one.
        public var isSoftPhone: Bool

        /// Makes a system.
        public init(fitting: SwitchFileEdition, architecture: String = "AMD64", isSoftPhone: Bool = true) {
            self.fitting = fitting
            self.architecture = architecture
            self.isSoftPhone = isSoftPhone
        }

        /// The name of its Windows.
        public var windows: String { fitting == .forWindows10 ? "Windows 10" : "Windows 11" }
        /// The name of the installer's edition (manual, 3.2).
        public var installer: String { isSoftPhone ? "ソフトフォン機能利用版" : "ハードフォン利用版" }

        var text: String { "\(windows)\n\(architecture)\n\(installer)\n" }

        init?(text: String) {
            let lines = text.split(separator: "\n").map(String.init)
            guard lines.count == 3, ["AMD64", "x86"].contains(lines[1]) else { return nil }
            for fitting in SwitchFileEdition.allCases {
                let system = System(
                    fitting: fitting, architecture: lines[1], isSoftPhone: lines[2] == "ソフトフォン機能利用版")
                if system.text == text {
                    self = system
                    return
                }
            }
            return nil
        }
    }

    /// The folder of the PC, from the root.
    public let path: String
    /// What it is.
    public let system: System

    /// The file that says what a PC is; it marks the folder of a PC.
    public static let systemFile = "system.txt"

    /// The PC's name.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
    /// The drive.
    public var drive: String { "\(path)/C" }
    /// Where the person keeps files.
    public var desktop: String { "\(drive)/Users/agent/Desktop" }
    /// The folder that the installer of WDE proposes; a batch knows no other.
    public var installFolder: String { "\(drive)\(Self.slashes(windowsInstallFolder.dropFirst(2)))" }
    /// The setting file in that folder.
    public var configurationFile: String { "\(installFolder)/\(WDEConfiguration.fileName)" }

    /// The install folder in the words of Windows.
    var windowsInstallFolder: String {
        let programs = system.architecture == "AMD64" ? "Program Files (x86)" : "Program Files"
        return #"C:\\#(programs)\GCTI\Workspace Desktop Edition"#
    }

    private static func slashes(_ path: Substring) -> String { String(path.map { $0 == "\\" ? "/" : $0 }) }

    /// Makes the folders of a new PC, without WDE and without switch files; what is there stays.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - system: what it is.
    /// - Throws: `SystemCallError` when they cannot be made.
    public init(making path: String, system: System) throws(SystemCallError) {
        try FileSystem.makeDirectory(path)
        self.path = try FileSystem.absolute(path)
        self.system = system
        try FileSystem.makeDirectory(desktop)
        try FileSystem.replace("\(path)/\(Self.systemFile)", with: system.text)
    }

    /// Finds the PC that a folder belongs to: the nearest one above that says what it is.
    ///
    /// - Parameter folder: a folder on the PC; relative to the working directory or from the root.
    /// - Throws: `SystemCallError` when the folder is not there.
    public static func around(_ folder: String) throws(SystemCallError) -> SimulatedPC? {
        var path = try FileSystem.absolute(folder)
        while !path.isEmpty, path != "/" {
            if let text = try FileSystem.text("\(path)/\(systemFile)"), let system = System(text: text) {
                return SimulatedPC(path: path, system: system)
            }
            path = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        }
        return nil
    }

    private init(path: String, system: System) {
        self.path = path
        self.system = system
    }
}
