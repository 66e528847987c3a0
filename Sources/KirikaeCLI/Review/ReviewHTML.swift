import KirikaeDiagnostics
import KirikaePlan

/// A report as one HTML page: what was found, and the procedures side by side.
///
/// No script, and nothing from elsewhere.
struct ReviewHTML: Sendable {
    let document: ReviewDocument
    /// The procedures that changed, each with its rows.
    let procedures: [ProcedurePair]

    private var wording: ScreenWording { ScreenWording(language: document.language) }
    private var words: ReviewWording { ReviewWording(wording: wording) }

    /// The whole text.
    var text: String {
        """
        <!DOCTYPE html>
        <html lang="\(document.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(document.title))</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <header>
        <h1>\(escaped(document.title))</h1>
        <p class="sides"><code>\(escaped(document.oldName))</code> → <code>\(escaped(document.newName))</code></p>
        \(document.extent.isEmpty ? "" : "<p><small>\(escaped(document.extent))</small></p>")
        <p class="verdict \(name(document.worst))">\(escaped(document.verdict))</p>
        </header>
        <main>
        \(behaviour)
        \(explored)
        \(contents)
        \(findings)
        \(procedures.map(procedure).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var contents: String {
        guard !document.rows.isEmpty else { return "" }
        let rows = document.rows.map { row in
            let numbers = row.numbers
            let number = numbers.count == 1 ? "\(numbers.lowerBound)" : "\(numbers.lowerBound)–\(numbers.upperBound)"
            let gist = row.gist.isEmpty ? "" : "<br>\(escaped(row.gist))"
            return """
                <tr><td class="number"><a href="#change-\(numbers.lowerBound)">\(number)</a></td>\
                <td><span class="tag \(name(row.risk))">\(escaped(words.level(row.risk.level)))</span></td>\
                <td>\(escaped(row.what))</td><td><b>\(escaped(row.title))</b>\(gist)</td></tr>
                """
        }
        return "<section><h2>\(wording.pick("一覧", "At a glance"))</h2>\n"
            + "<table class=\"contents\">\n\(rows.joined(separator: "\n"))\n</table></section>"
    }

    private var behaviour: String {
        section(
            wording.pick("サービスの振る舞い", "Behaviour of the service"), document.behaviour, document.behaviourScope)
    }

    private var explored: String { section(words.exploredTitle, document.explored, document.exploredScope) }

    private func section(_ title: String, _ sentences: [ReviewDocument.Sentence], _ scope: String?) -> String {
        guard let scope, !document.entries.isEmpty else { return "" }
        let sentences = sentences.map { sentence in
            "<li class=\"\(sentence.isAlarming ? "alarming" : "")\">\(escaped(sentence.text))"
                + "<br><small>\(escaped(sentence.places))</small></li>"
        }
        let list = sentences.isEmpty ? "" : "<ul>\(sentences.joined(separator: "\n"))</ul>"
        return """
            <section><h2>\(title)</h2>
            \(list)
            <p><small>\(escaped(scope))</small></p></section>
            """
    }

    private var findings: String {
        guard !document.entries.isEmpty else { return "" }
        return """
            <section><h2>\(wording.pick("指摘", "Findings"))</h2>
            \(document.entries.enumerated().map { entry($0.element, number: $0.offset + 1) }.joined(separator: "\n"))
            </section>
            """
    }

    private func entry(_ entry: ReviewDocument.Entry, number: Int) -> String {
        let places = entry.places.map { place in
            [place.name, place.location].compactMap(\.self).map { "<code>\(escaped($0))</code>" }.joined(separator: " ")
        }
        let names = entry.runbooks.map(escaped).joined(separator: ", ")
        let runbooks = names.isEmpty ? "" : "<br><small>\(wording.pick("計画：", "in "))\(names)</small>"
        return """
            <article class="finding" id="change-\(number)">
            <h3>\(number). <span class="tag \(name(entry.risk))">\(escaped(words.level(entry.risk.level)))</span> \
            \(escaped(entry.mark)) \(escaped(entry.word)) <b>\(escaped(entry.title))</b></h3>
            <p class="place">\(places.joined(separator: "<br>"))\(runbooks)</p>
            \(entry.lines.map { line($0, of: entry) }.joined(separator: "\n"))
            </article>
            """
    }

    private func line(_ line: ReviewDocument.Line, of entry: ReviewDocument.Entry) -> String {
        let remarks = line.remarks.map { "<p class=\"remark\">\(escaped($0))</p>" }.joined()
        let tag =
            line.risk.level == entry.risk.level
            ? "" : " <span class=\"tag \(name(line.risk))\">\(escaped(words.level(line.risk.level)))</span>"
        let (old, new) = (values(line.old, "old", "del"), values(line.new, "new", "ins"))
        let sides = line.old.isEmpty && line.new.isEmpty ? "" : "<div class=\"sides\">\(old)\(new)</div>"
        let scope = line.scope.map { " <small>\(wording.pick("計画：", "in "))\(escaped($0))</small>" } ?? ""
        return "<div class=\"line\"><p>\(escaped(line.label))\(tag)\(scope)</p>\(remarks)\(sides)</div>"
    }

    private func values(_ lines: [ValueLine], _ side: String, _ element: String) -> String {
        let codes = lines.map { line in
            let pieces = line.pieces.map { piece in
                let text = escaped(ValueLine.text(piece, wording))
                return switch piece {
                case .same: text
                case .changed: "<\(element)>\(text)</\(element)>"
                case .cut: "<em>\(text)</em>"
                }
            }
            let label = line.label.isEmpty ? "" : "<i>\(escaped(line.label))</i>"
            return "<code\(line.isContext ? " class=\"context\"" : "")>\(label)\(pieces.joined())</code>"
        }
        return "<div class=\"\(side)\">\(codes.joined())</div>"
    }

    // MARK: Procedures

    private func procedure(_ pair: ProcedurePair) -> String {
        """
        <section class="procedure"><h2>\(escaped(pair.title)) <small>\(escaped(pair.name))</small></h2>
        <div class="sides heads"><div>\(wording.pick("変更前", "Before"))</div><div>\(wording.pick("変更後", "After"))</div></div>
        \(pair.rows.map(row).joined(separator: "\n"))
        </section>
        """
    }

    private func row(_ row: ProcedurePair.Row) -> String {
        switch row {
        case .same(let cards):
            let summary = wording.pick("変わらない \(cards.count) ステップ", "\(cards.count) unchanged")
            let inner = cards.joined(separator: "\n")
            return "<details><summary>\(escaped(summary))</summary>\n\(inner)\n</details>"
        case .different(let old, let new):
            return """
                <div class="sides"><div class="old">\(old ?? "")</div>
                <div class="new">\(new ?? "")</div></div>
                """
        }
    }

    private func name(_ risk: RiskClass?) -> String { risk?.level.rawValue ?? "same" }

    private func escaped(_ text: String) -> String { ProcedureHTML.escaped(text) }
}
