/// Whether a file of HTML is well formed as far as this product writes it: every element that is opened is closed, in order.
enum HTMLCheck {
    private static let void: Set = ["meta", "br", "!DOCTYPE"]

    /// What is wrong; empty if nothing is.
    static func findings(_ html: String) -> [String] {
        var findings: [String] = []
        var open: [String] = []
        for match in html.matches(of: #/<(\/?)([A-Za-z!][A-Za-z0-9]*)([^<>]*?)(\/?)>/#) {
            let name = String(match.output.2)
            if void.contains(name) || match.output.4 == "/" { continue }
            if match.output.1.isEmpty {
                open.append(name)
            } else if open.popLast() != name {
                findings.append("</\(name)> closes nothing that is open")
            }
        }
        findings += open.map { "<\($0)> is not closed" }
        // What is left of the text must hold no mark of its own.
        let text = html.replacing(#/<[^<>]*>/#, with: "")
        if text.contains("<") { findings.append("a stray <") }
        for match in html.matches(of: #/&([^;\s]{0,12});?/#) where !known.contains(match.output.0) {
            findings.append("a stray & before \(match.output.1)")
        }
        return findings
    }

    private static let known: Set<Substring> = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]

    /// Whatever the elements and the style sheet of the file refer to.
    static func references(_ html: String) -> [Substring] {
        let style = html.matches(of: #/<style>([^<]*)<\/style>/#).map(\.output.1)
        let marks = html.matches(of: #/<[^<>]*>/#).map(\.output) + style
        return marks.flatMap { mark in
            mark.matches(of: #/(?:src|href|action|data|url)\s*[=(]\s*["']?([^"')\s>]+)/#).map(\.output.1)
        }
    }

    /// The names of all elements.
    static func elements(_ html: String) -> Set<String> {
        Set(html.matches(of: #/<\/?([A-Za-z0-9]+)/#).map { String($0.output.1) })
    }
}
