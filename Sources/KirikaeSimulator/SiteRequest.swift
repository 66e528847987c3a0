/// A request to one of the simulated sites, free of the web server's types.
struct SiteRequest: Sendable {
    /// The method in capitals.
    var method: String
    /// The path without query.
    var path: String
    /// The port it came in at.
    var port: Int
    /// The header fields by lower-case name, the host among them.
    var headers: [String: String]
    /// The body.
    var body: String

    /// The body without the end of its line.
    var text: String { body.hasSuffix("\n") ? String(body.dropLast()) : body }

    /// The parts of the path between its slashes.
    var components: [String] { path.split(separator: "/").map(String.init) }

    /// The fields of a submitted form; of two with one name the last counts.
    var form: [String: String] { URLEncodedForm(body).fields }

    /// The value of a cookie.
    func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].drop(while: { $0 == " " }) == name { return String(pair[1]) }
        }
        return nil
    }

    /// The media type of the body without its parameters.
    var mediaType: String {
        (headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    }
}
