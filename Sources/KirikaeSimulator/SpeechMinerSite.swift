import KirikaeService

/// SpeechMiner of both sites, at `/j1` and `/j2`: which recordings are found there (manual, 1.6).
///
/// Each site finds only its own recordings, and of those only what has been reflected: one site reflects at a time. Who turns to it
/// while its site is down waits in vain.
struct SpeechMinerSite: Site {
    /// The simulated time between two recordings of a site, in milliseconds.
    static let recordingMilliseconds: Int64 = 10 * 60_000
    /// How many recordings there were before the exercise, all of them reflected at the main site.
    static let earlierRecordings = 3
    /// How many are listed, the newest first.
    private static let listLimit = 10

    func answer(_ request: SiteRequest, in service: isolated SimulatedService) throws -> SiteAnswer {
        let state = try service.state
        guard let first = request.components.first else {
            return request.method == "GET" ? .page(Self.start) : .notFound
        }
        guard let site = CentreSite.allCases.first(where: { $0.prefix == first }) else { return .notFound }
        guard site.answers(in: state) else { return .silence }
        switch (request.method, request.components.dropFirst().joined(separator: "/")) {
        case ("GET", ""): return .page(Self.page(of: site, found: nil))
        case ("GET", "search"): return .page(Self.page(of: site, found: try Self.recordings(at: site, in: service)))
        default: return .notFound
        }
    }

    private static let start = Page(
        title: "SpeechMiner", texts: ["拠点ごとに URL が違います。拠点を選択してください。"],
        controls: CentreSite.allCases.map { .link("\($0.title)の SpeechMiner", to: "/\($0.prefix)") }, address: "/")

    private static func page(of site: CentreSite, found: [String]?) -> Page {
        var texts = ["この拠点で録音された通話だけを検索できます。"]
        if let found {
            texts.append(found.isEmpty ? "該当する録音はありません。" : "録音を検索できた：\(found.count) 件")
            texts += found.prefix(listLimit)
        }
        return Page(
            title: "\(site.title)の SpeechMiner", texts: texts,
            controls: [.link("検索", to: "/\(site.prefix)/search"), .link("拠点の選択", to: "/")],
            address: "/\(site.prefix)" + (found == nil ? "" : "/search"))
    }

    /// The recordings of a site that have been reflected, the newest first.
    private static func recordings(at site: CentreSite, in service: isolated SimulatedService) throws -> [String] {
        guard let until = service.endpoints.reflectedUntil[site] else { return [] }
        let earlier = site == .main ? earlierRecordings : 0
        let count = earlier + Int(until / recordingMilliseconds)
        return (0..<count).reversed().map { index in
            let minutes = Int64(index - earlier) * recordingMilliseconds / 60_000
            return index < earlier
                ? "録音 \(site.prefix)-\(index + 1)：訓練の開始前" : "録音 \(site.prefix)-\(index + 1)：訓練の開始から \(minutes) 分後"
        }
    }
}
