/// The setting file of WDE, `InteractionWorkspace.exe.config`: as much of it as the switch files change.
public struct WDEConfiguration: Sendable, Hashable {
    /// The name of the file that WDE reads.
    public static let fileName = "InteractionWorkspace.exe.config"

    /// The site that logins prefer.
    public var site: PreferredSite
    /// The edition of the file; it fits one Windows.
    public var edition: SwitchFileEdition

    /// Makes a setting.
    public init(site: PreferredSite, edition: SwitchFileEdition) {
        self.site = site
        self.edition = edition
    }

    /// Reads a file; nil if it holds something else.
    public init?(text: String) {
        guard let site = Self.value(of: "preferred-site", in: text).flatMap(PreferredSite.init),
            let edition = Self.value(of: "edition", in: text).flatMap(SwitchFileEdition.init)
        else { return nil }
        self.init(site: site, edition: edition)
    }

    /// The name of the file beside the batches from which a batch copies.
    public static func source(_ site: PreferredSite) -> String { "\(fileName)_DR_\(site.rawValue)" }

    /// What is written.
    public var text: String {
        """
        <?xml version="1.0" encoding="utf-8"?>
        <!-- 訓練用の模擬ファイルです。本物の WDE の設定ではありません。 -->
        <configuration>
          <appSettings>
            <add key="edition" value="\(edition.rawValue)" />
            <add key="preferred-site" value="\(site.rawValue)" />
          </appSettings>
        </configuration>

        """
    }

    private static func value(of key: String, in text: String) -> String? {
        guard let start = text.firstRange(of: "key=\"\(key)\" value=\"")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }
}
