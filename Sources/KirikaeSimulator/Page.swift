/// One page of a simulated web site: a person sees it as HTML, a program as JSON, and both come from here.
struct Page: Sendable, Hashable {
    /// The heading.
    var title: String
    /// What must be noticed first: refusals and errors.
    var alerts: [String] = []
    /// The sentences, in order.
    var texts: [String] = []
    /// What is shown with a name beside it, in order.
    var values: [PageValue] = []
    /// The lines of a command prompt, in order.
    var terminal: [String] = []
    /// What can be pressed, chosen or filled in, in order.
    var controls: [PageControl] = []
    /// Whether something is under way, so that the page should be looked at again soon.
    var isBusy = false
    /// The path at which this page can be looked at again without doing anything.
    var address: String

    /// How often a browser looks at a busy page again, in seconds.
    static let refreshSeconds = 2
}

/// A value that a page shows, and its name.
struct PageValue: Sendable, Hashable {
    /// The name.
    var label: String
    /// The value.
    var value: String
}

/// Something on a page that can be pressed, chosen or filled in.
struct PageControl: Sendable, Hashable {
    /// What it is.
    enum Kind: String, Sendable {
        case link
        case button
        case radio
        case checkbox
        case field
    }

    /// Where it stands; a program does not need to know.
    enum Area: Sendable {
        case body
        case menu
        case related
    }

    /// What it is.
    var kind: Kind
    /// Its words, verbatim from the manual where it has them.
    var label: String
    /// The name of the form field.
    var name: String?
    /// The value of the form field.
    var value: String?
    /// Where a link leads, or where a button sends the form; a radio with one is sent as soon as it is chosen.
    var href: String?
    /// Whether a radio or checkbox is on.
    var isChecked = false
    /// Where it stands.
    var area = Area.body

    /// GET for a link, POST for what sends the form; nil for what only fills it in.
    var method: String? {
        href.map { _ in kind == .link ? "GET" : "POST" }
    }

    static func link(_ label: String, to href: String, in area: Area = .body) -> PageControl {
        PageControl(kind: .link, label: label, href: href, area: area)
    }

    static func button(_ label: String, to href: String, in area: Area = .body) -> PageControl {
        PageControl(kind: .button, label: label, href: href, area: area)
    }
}
