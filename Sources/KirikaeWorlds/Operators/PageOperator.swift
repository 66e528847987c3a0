import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// A simulated person who follows the labels of a manual step, literally, on pages that describe themselves.
///
/// It presses what the runbook says to press, in that order, on the real pages of the place, waits while a page is busy, and
/// answers by what the page then shows. So a drill fails where a label of the runbook is not on the page. It knows nothing of any
/// particular service.
public actor PageOperator: Operator {
    /// Who is recorded as the answering person.
    public static let name = "page-follower"

    private struct Browser {
        var client = HTTPClient()
        var origin: String
        var page: DescribedPage
        var address: String
        var entered: [String: String] = [:]
        var lastChosen: String?
    }

    /// How long one page may stay busy, in milliseconds of the run's clock.
    private static let busyMilliseconds: Int64 = 30 * 60_000
    /// How often a page is loaded again where the runbook says to do so several times.
    private static let reloads = 5

    private let clock: any Clock
    private var browsers: [String: Browser] = [:]

    /// Makes a simulated person who waits by this clock.
    public init(clock: any Clock) {
        self.clock = clock
    }

    /// Answers manual steps at places whose pages describe themselves, and nothing else.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer? {
        guard case .manual = question.kind, let step = machine.currentStep,
            case .manual(let manual) = machine.filledAction(of: step),
            let name = step.place, let place = machine.plan.environment.places[name], place.hasPages,
            let url = place.url
        else { return nil }
        let labels = manual.instructions.flatMap(\.press).map(\.shown)
        guard !labels.isEmpty else { return nil }
        if browsers[name] == nil { browsers[name] = await open(url) }
        for label in labels {
            guard var browser = browsers[name], await press(Self.bare(label), in: &browser) else {
                return Answer(value: Answer.cannotDo, remark: label, by: Self.name, via: .pages)
            }
            browsers[name] = browser
        }
        guard let browser = browsers[name] else { return nil }
        return read(manual.answer, from: browser).map { Answer(value: $0, by: Self.name, via: .pages) }
    }

    // MARK: Reading

    private func read(_ answer: ManualAction.Answer, from browser: Browser) -> String? {
        switch answer.form {
        case .text: return browser.lastChosen
        case .number, .input: return nil
        case .choice(let choices, _):
            let literals = Set(choices.flatMap(\.shows))
            guard !literals.isEmpty else { return nil }
            let shown = literals.filter { browser.page.shows(Self.bare($0)) }
            let fitting = choices.first { !$0.shows.isEmpty && Set($0.shows) == shown }
            return (fitting ?? choices.first { $0.shows.isEmpty })?.value
        }
    }

    /// A label without the brackets in which the manual quotes it.
    private static func bare(_ label: String) -> String {
        for (open, close) in [("[", "]"), ("「", "」")] where label.hasPrefix(open) && label.hasSuffix(close) {
            return String(label.dropFirst().dropLast())
        }
        return label
    }

    // MARK: Pressing

    private func press(_ label: String, in browser: inout Browser) async -> Bool {
        if label == "F5" {
            for _ in 0..<Self.reloads where await !load(browser.address, method: "GET", body: nil, &browser) {
                return false
            }
            return true
        }
        guard let control = browser.page.controls.first(where: { $0.label == label && $0.kind != "field" }) else {
            // A heading: there is nothing to press, but it must be there.
            return browser.page.shows(label)
        }
        switch control.kind {
        case "radio", "checkbox":
            browser.entered[control.name ?? ""] = control.value ?? ""
            browser.lastChosen = control.label
            // Some pages take a choice as soon as it is made, others with the button that is pressed next.
            guard let href = control.href else { return true }
            return await load(href, method: control.method, body: form(browser, only: control.name), &browser)
        default:
            let isPost = control.method.lowercased() == "post"
            let body = isPost ? form(browser) : nil
            return await load(control.href ?? browser.address, method: isPost ? "POST" : "GET", body: body, &browser)
        }
    }

    /// What the page's form sends: what was chosen, what was checked from the start, and something in every empty field.
    private func form(_ browser: Browser, only name: String? = nil) -> [UInt8] {
        var values = browser.entered.filter { name == nil || $0.key == name }
        for control in browser.page.controls where name == nil {
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

    private func open(_ url: String) async -> Browser? {
        let schemeEnd = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        let pathStart = url[schemeEnd...].firstIndex(of: "/") ?? url.endIndex
        guard let empty = DescribedPage(Array(#"{"title":"","texts":[],"controls":[]}"#.utf8)) else { return nil }
        var browser = Browser(origin: String(url[..<pathStart]), page: empty, address: url)
        return await load(url, method: "GET", body: nil, &browser) ? browser : nil
    }

    private func load(_ address: String, method: String, body: [UInt8]?, _ browser: inout Browser) async -> Bool {
        let start = clock.now().monotonicMilliseconds
        guard await fetch(address, method: method, body: body, &browser) else { return false }
        while browser.page.isBusy {
            guard clock.now().monotonicMilliseconds - start < Self.busyMilliseconds else { return false }
            await clock.sleep(milliseconds: 5_000)
            guard await fetch(browser.address, method: "GET", body: nil, &browser) else { return false }
        }
        return true
    }

    private func fetch(_ address: String, method: String, body: [UInt8]?, _ browser: inout Browser) async -> Bool {
        let url = address.hasPrefix("/") ? browser.origin + address : address
        var headers = [HTTPRequest.HeaderField(name: "Accept", value: "application/json")]
        if body != nil { headers.append(.init(name: "Content-Type", value: "application/x-www-form-urlencoded")) }
        do throws(HTTPError) {
            let response = try await browser.client.send(
                HTTPRequest(method: method, url: url, headers: headers, body: body, maximumRedirects: 5))
            guard let page = DescribedPage(response.body) else { return false }
            browser.page = page
            browser.address = page.address ?? response.effectiveURL
            browser.entered = [:]
            return true
        } catch {
            return false
        }
    }
}
