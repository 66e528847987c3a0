import KirikaeCanonicalJSON

/// A simulated person who follows labels on the pages, knowing nothing of their addresses.
struct Person {
    struct NoSuchLabel: Error {
        var label: String
        var seen: [String]
    }

    let client: LoopbackClient
    var page: JSONValue = .null
    var form: [String: String] = [:]
    private var cookie: String?

    init(at address: String) async throws {
        client = try LoopbackClient(address)
        let path = address.dropFirst("http://127.0.0.1:\(client.port)".count)
        try await load("GET", String(path), body: "")
    }

    var title: String { page["title"]?.stringValue ?? "" }
    var texts: [String] { page["texts"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    var labels: [String] { controls.compactMap { $0["label"]?.stringValue } }
    var values: [(label: String, value: String)] {
        (page["values"]?.arrayValue ?? []).map { ($0["label"]?.stringValue ?? "", $0["value"]?.stringValue ?? "") }
    }
    private var controls: [JSONValue] { page["controls"]?.arrayValue ?? [] }

    mutating func press(_ labels: String...) async throws {
        for label in labels { try await pressOne(label) }
    }

    private mutating func pressOne(_ label: String) async throws {
        guard let control = controls.first(where: { $0["label"]?.stringValue == label }) else {
            throw NoSuchLabel(label: label, seen: [title] + texts + labels)
        }
        if let name = control["name"]?.stringValue { form[name] = control["value"]?.stringValue ?? "" }
        guard let href = control["href"]?.stringValue, let method = control["method"]?.stringValue else { return }
        let body = form.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        try await load(method, href, body: method == "POST" ? body : "")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// Looks at a busy page again until it is done; bounded.
    mutating func waitUntilDone() async throws {
        for _ in 0..<400 where page["busy"]?.boolValue == true {
            try await Task.sleep(for: .milliseconds(25))
            try await load("GET", page["address"]?.stringValue ?? "", body: "")
        }
    }

    mutating func load(_ method: String, _ path: String, body: String) async throws {
        var headers = ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"]
        headers["Cookie"] = cookie
        let answer = try await client.send(method, path, headers: headers, body: body)
        if let set = answer.headers["set-cookie"] { cookie = set.split(separator: ";").first.map(String.init) }
        page = try JSONValue(parsing: Array(answer.body.utf8))
        form = form.filter { _ in method != "POST" }
    }

    /// From the login page to the choice of the site.
    mutating func openWizard() async throws {
        try await press("ログイン", "管理", "設定ウィザード", "高度な設定", "SIPServer 起動/停止", "関連")
        try await press("プロファイルの実行:SIPServer 起動/停止", "次へ", "次へ")
    }

    /// From the login page to the choice of the destination.
    mutating func openRecordingWizard() async throws {
        try await press("ログイン", "管理", "設定ウィザード", "高度な設定", "通録システム切り替え", "関連")
        try await press("プロファイルの実行:通録切り替え", "次へ", "次へ")
    }
}
