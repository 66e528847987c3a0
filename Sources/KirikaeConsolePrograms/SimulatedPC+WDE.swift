/// What the folders of an agent's PC say about WDE.
extension SimulatedPC {
    /// How the switch files on a PC are.
    public enum SwitchFiles: String, Sendable {
        case absent
        case matching
        /// Of another edition, of both, not complete, or not where they belong.
        case wrong
    }

    /// The setting that WDE reads when it starts; nil if there is none, or none that it could read.
    public var configuration: WDEConfiguration? {
        get throws(SystemCallError) {
            try FileSystem.text(configurationFile).flatMap { WDEConfiguration(text: $0) }
        }
    }

    /// Installs WDE in its proposed folder with a setting.
    ///
    /// - Throws: `SystemCallError` when it cannot be written.
    public func installWDE(preferring site: PreferredSite) throws(SystemCallError) {
        try FileSystem.makeDirectory(installFolder)
        try FileSystem.replace(configurationFile, with: WDEConfiguration(site: site, edition: system.fitting).text)
    }

    /// Extracts the ZIP file of an edition below a folder.
    ///
    /// - Parameters:
    ///   - edition: the edition.
    ///   - folder: the folder that will hold the new one.
    ///   - program: what the names of the batches stand for.
    /// - Returns: the new folder.
    /// - Throws: `SystemCallError` when it cannot be written.
    @discardableResult
    public static func extract(
        _ edition: SwitchFileEdition, below folder: String, program: String
    ) throws(SystemCallError) -> String {
        let target = "\(folder)/\(edition.folder)"
        try FileSystem.makeDirectory("\(target)/Config")
        for site in PreferredSite.allCases {
            try FileSystem.link("\(target)/\(edition.batch(site))", to: program)
            try FileSystem.replace(
                "\(target)/Config/\(WDEConfiguration.source(site))",
                with: WDEConfiguration(site: site, edition: edition).text)
        }
        return target
    }

    /// The folders on the desktop, the desktop itself among them, that hold a batch; and the names of their batches.
    public var switchFolders: [(folder: String, batches: [String])] {
        get throws(SystemCallError) {
            var found: [(folder: String, batches: [String])] = []
            var waiting = [(desktop, 0)]
            while let (folder, depth) = waiting.popLast() {
                let names = try FileSystem.names(in: folder)
                let batches = names.filter { SwitchFileName($0) != nil }
                if !batches.isEmpty { found.append((folder, batches)) }
                guard depth < 3 else { continue }
                for name in names where try FileSystem.isDirectory("\(folder)/\(name)") {
                    waiting.append(("\(folder)/\(name)", depth + 1))
                }
            }
            return found.sorted { $0.folder < $1.folder }
        }
    }

    /// How the switch files are.
    public var switchFiles: SwitchFiles {
        get throws(SystemCallError) {
            let folders = try switchFolders
            guard let first = folders.first else { return .absent }
            guard folders.count == 1,
                first.batches == PreferredSite.allCases.map({ system.fitting.batch($0) }).sorted()
            else { return .wrong }
            for site in PreferredSite.allCases {
                let file = "\(first.folder)/Config/\(WDEConfiguration.source(site))"
                let expected = WDEConfiguration(site: site, edition: system.fitting)
                guard try FileSystem.text(file).flatMap({ WDEConfiguration(text: $0) }) == expected else {
                    return .wrong
                }
            }
            return .matching
        }
    }
}

extension SimulatedPC {
    /// Removes every folder with a batch; from the desktop itself only the batches.
    ///
    /// - Throws: `SystemCallError` when something cannot be removed.
    public func removeSwitchFiles() throws(SystemCallError) {
        for (folder, batches) in try switchFolders {
            guard folder == desktop else {
                try FileSystem.removeTree(folder)
                continue
            }
            for batch in batches { try FileSystem.remove("\(folder)/\(batch)") }
            try FileSystem.removeTree("\(folder)/Config")
        }
    }
}
