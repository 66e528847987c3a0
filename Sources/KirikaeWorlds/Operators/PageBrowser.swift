import KirikaeEngine

/// A browser in the hands of a simulated person: the pages of one place, with its cookies and what has been entered.
struct PageBrowser: Sendable {
    /// The page it shows.
    private(set) var page: DescribedPage
    /// The last radio or checkbox that was chosen for the step.
    private(set) var lastChosen: String?

    private var client = HTTPClient()
    private let origin: String
    private let clock: any Clock
    private var address: String
    private var entered: [String: String] = [:]

    /// How long one page may stay busy, in milliseconds of the run's clock.
    private static let busyMilliseconds: Int64 = 30 * 60_000
    /// How often a page is loaded again where the runbook says to do so several times.
    private static let reloads = 5

    /// Opens a page; nil if there is none that describes itself.
    init?(_ url: String, clock: any Clock) async {
        guard let empty = DescribedPage(Array(#"{"title":"","texts":[],"controls":[]}"#.utf8)) else { return nil }
        let schemeEnd = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        origin = String(url[..<(url[schemeEnd...].firstIndex(of: "/") ?? url.endIndex)])
        page = empty
        address = url
        self.clock = clock
        guard await load(url, method: "GET", body: nil) else { return nil }
    }

    /// Begins a step: forgets what was chosen for the one before, and turns to the first page of the place where the step cannot go
    /// on from what is shown.
    ///
    /// - Parameters:
    ///   - text: the first label or text of the step; nil where there is nothing to press, so that only the first page tells.
    ///   - url: the first page.
    /// - Returns: whether a page came.
    mutating func begin(with text: String?, at url: String) async -> Bool {
        lastChosen = nil
        if let text, text == "F5" || canFollow(text) { return true }
        return await load(url, method: "GET", body: nil)
    }

    private func canFollow(_ text: String) -> Bool {
        let label = Self.bare(text)
        return control(label) != nil || (label == text && onlyField != nil) || page.shows(label)
    }

    /// Does what the runbook says with one label or text: presses it, types it, or finds it on the page.
    ///
    /// - Parameter text: a label in the manual's brackets, or a text as it is typed.
    /// - Returns: whether that was possible.
    mutating func follow(_ text: String) async -> Bool {
        if text == "F5" {
            for _ in 0..<Self.reloads where await !load(address, method: "GET", body: nil) { return false }
            return true
        }
        let label = Self.bare(text)
        if let control = control(label) { return await press(control) }
        // Whoever is to go on from a login page logs in first, told or not.
        if let login = loginButton, await press(login), let control = control(label) { return await press(control) }
        if label == text, let field = onlyField { return await type(text, into: field) }
        // A heading: there is nothing to press, but it must be there.
        return page.shows(label)
    }

    /// A label without the brackets in which the manual quotes it.
    static func bare(_ label: String) -> String {
        for (open, close) in [("[", "]"), ("「", "」")] where label.hasPrefix(open) && label.hasSuffix(close) {
            return String(label.dropFirst().dropLast())
        }
        return label
    }

    // MARK: What is on the page

    private func control(_ label: String) -> DescribedPage.Control? {
        page.controls.first { $0.label == label && $0.kind != "field" }
    }

    private var fields: [DescribedPage.Control] { page.controls.filter { $0.kind == "field" } }
    private var buttons: [DescribedPage.Control] {
        page.controls.filter { $0.kind == "button" && $0.method.lowercased() == "post" }
    }

    private var onlyField: DescribedPage.Control? { fields.count == 1 ? fields[0] : nil }

    /// The button of a page that asks for a password and nothing else can be done on.
    private var loginButton: DescribedPage.Control? {
        fields.contains { $0.name == "password" } && buttons.count == 1 ? buttons[0] : nil
    }

    // MARK: Pressing and typing

    private mutating func press(_ control: DescribedPage.Control) async -> Bool {
        switch control.kind {
        case "radio", "checkbox":
            entered[control.name ?? ""] = control.value ?? ""
            lastChosen = control.label
            // Some pages take a choice as soon as it is made, others with the button that is pressed next.
            guard let href = control.href else { return true }
            return await load(href, method: control.method, body: form(only: control.name))
        default:
            let isPost = control.method.lowercased() == "post"
            let body = isPost ? form() : nil
            return await load(control.href ?? address, method: isPost ? "POST" : "GET", body: body)
        }
    }

    /// Types into a field and confirms with the first button, as the Enter key does.
    private mutating func type(_ text: String, into field: DescribedPage.Control) async -> Bool {
        guard let name = field.name, let button = buttons.first else { return false }
        entered[name] = text
        return await press(button)
    }

    /// What the page's form sends: what was chosen or typed, what it held from the start, and something in every empty field.
    private func form(only name: String? = nil) -> [UInt8] {
        var values = entered.filter { name == nil || $0.key == name }
        for control in page.controls where name == nil {
            guard let name = control.name, values[name] == nil else { continue }
            switch control.kind {
            case "radio", "checkbox": if control.isChecked { values[name] = control.value ?? "" }
            case "field": values[name] = control.value ?? "drill"
            default: break
            }
        }
        let pairs = values.sorted { $0.key < $1.key }.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }

    // MARK: Loading

    private mutating func load(_ address: String, method: String, body: [UInt8]?) async -> Bool {
        let start = clock.now().monotonicMilliseconds
        guard await fetch(address, method: method, body: body) else { return false }
        while page.isBusy {
            guard clock.now().monotonicMilliseconds - start < Self.busyMilliseconds else { return false }
            await clock.sleep(milliseconds: 5_000)
            guard await fetch(self.address, method: "GET", body: nil) else { return false }
        }
        return true
    }

    private mutating func fetch(_ address: String, method: String, body: [UInt8]?) async -> Bool {
        let url = address.hasPrefix("/") ? origin + address : address
        var headers = [HTTPRequest.HeaderField(name: "Accept", value: "application/json")]
        if body != nil { headers.append(.init(name: "Content-Type", value: "application/x-www-form-urlencoded")) }
        do throws(HTTPError) {
            let response = try await client.send(
                HTTPRequest(method: method, url: url, headers: headers, body: body, maximumRedirects: 5))
            guard let page = DescribedPage(response.body) else { return false }
            self.page = page
            self.address = page.address ?? response.effectiveURL
            entered = [:]
            return true
        } catch {
            return false
        }
    }
}
