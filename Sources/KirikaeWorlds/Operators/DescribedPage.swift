import KirikaeCanonicalJSON

/// A page that describes itself: what a person would see and could press.
struct DescribedPage: Sendable {
    /// Something on the page that can be pressed or filled in.
    struct Control: Sendable {
        var kind: String
        var label: String
        var name: String?
        var value: String?
        var href: String?
        var method: String
        var isChecked: Bool
    }

    /// A value that the page shows, and its name.
    struct Value: Sendable {
        var label: String
        var value: String
    }

    var title: String
    var texts: [String]
    /// Those of the texts that must be noticed first; empty where the page does not say.
    var alerts: [String]
    /// What is shown with a name beside it; empty where the page does not say.
    var values: [Value]
    var isBusy: Bool
    /// Where the page is, for loading it again.
    var address: String?
    var controls: [Control]

    /// Reads the description; nil if it is none.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let title = json["title"]?.stringValue,
            let texts = json["texts"]?.arrayValue, let controls = json["controls"]?.arrayValue
        else { return nil }
        self.title = title
        self.texts = texts.compactMap(\.stringValue)
        alerts = json["alerts"]?.arrayValue?.compactMap(\.stringValue) ?? []
        values = (json["values"]?.arrayValue ?? []).compactMap { value in
            guard let label = value["label"]?.stringValue, let text = value["value"]?.stringValue else { return nil }
            return Value(label: label, value: text)
        }
        address = json["address"]?.stringValue
        isBusy = json["busy"]?.boolValue ?? false
        self.controls = controls.compactMap { control in
            guard let kind = control["kind"]?.stringValue, let label = control["label"]?.stringValue else { return nil }
            return Control(
                kind: kind, label: label, name: control["name"]?.stringValue, value: control["value"]?.stringValue,
                href: control["href"]?.stringValue, method: control["method"]?.stringValue ?? "get",
                isChecked: control["checked"]?.boolValue ?? false)
        }
    }

    /// Whether a person would see this text somewhere on the page.
    func shows(_ literal: String) -> Bool {
        title.contains(literal) || texts.contains { $0.contains(literal) }
            || controls.contains { $0.label.contains(literal) }
            || values.contains { $0.label.contains(literal) || $0.value.contains(literal) }
    }
}
