/// A site as the files of WDE call it.
public enum PreferredSite: String, Sendable, CaseIterable {
    case main = "J1"
    case dr = "J2"

    /// The words of the batch's question.
    public var words: String {
        switch self {
        case .main: "メイン拠点"
        case .dr: "DR 拠点"
        }
    }
}

/// The edition of the switch files: one for each Windows (manual, 3.2).
public enum SwitchFileEdition: String, Sendable, CaseIterable {
    case forWindows10 = "1.41"
    case forWindows11 = "1.40"

    /// The ZIP file of the business portal, which is also the folder that it extracts to with `.zip` taken away.
    public var archive: String {
        switch self {
        case .forWindows10: "Change_WDE-Config_DR_Win10_v1.41.zip"
        case .forWindows11: "Change_WDE-Config_DR_Win11_v1.40.zip"
        }
    }

    /// The folder that the ZIP file extracts to.
    public var folder: String { String(archive.dropLast(4)) }

    /// The batch that makes logins prefer a site.
    public func batch(_ site: PreferredSite) -> String { "Change_WDE-Config-\(site.rawValue)_v\(rawValue).bat" }
}

/// What the name of a WDE batch says.
public struct SwitchFileName: Sendable, Hashable {
    /// The site that logins shall prefer.
    public var site: PreferredSite
    /// The edition.
    public var edition: SwitchFileEdition

    /// Reads the name of a batch; nil if it is none.
    public init?(_ name: String) {
        for site in PreferredSite.allCases {
            for edition in SwitchFileEdition.allCases where edition.batch(site) == name {
                self.site = site
                self.edition = edition
                return
            }
        }
        return nil
    }
}
