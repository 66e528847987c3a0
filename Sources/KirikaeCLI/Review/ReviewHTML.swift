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
        <p class="verdict \(name(document.worst))">\(escaped(document.verdict))</p>
        \(head)
        </header>
        <main>
        \(behaviour)
        \(findings)
        \(procedures.map(procedure).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var head: String {
        guard !document.counts.isEmpty else { return "" }
        let rows = document.counts.map { count in
            "<tr><td class=\"tag \(name(count.risk))\">\(escaped(words.level(count.risk.level)))</td>"
                + "<td class=\"number\">\(count.count)</td><td>\(escaped(count.meaning))</td></tr>"
        }
        let lines = document.summary.map { "<dt>\(escaped($0.label))</dt><dd>\(escaped($0.text))</dd>" }
        return "<div class=\"summary\"><table>\(rows.joined())</table>\n<dl>\(lines.joined())</dl></div>"
    }

    private var behaviour: String {
        guard let scope = document.behaviourScope, !document.entries.isEmpty else { return "" }
        let sentences = document.behaviour.map { sentence in
            "<li class=\"\(sentence.isAlarming ? "alarming" : "")\">\(escaped(sentence.text))"
                + "<br><small>\(escaped(sentence.places))</small></li>"
        }
        let list = sentences.isEmpty ? "" : "<ul>\(sentences.joined(separator: "\n"))</ul>"
        return """
            <section><h2>\(wording.pick("サービスの振る舞い", "Behaviour of the service"))</h2>
            \(list)
            <p><small>\(escaped(scope))</small></p></section>
            """
    }

    private var findings: String {
        guard !document.entries.isEmpty else { return "" }
        return """
            <section><h2>\(wording.pick("指摘", "Findings"))</h2>
            \(document.entries.map(entry).joined(separator: "\n"))
            </section>
            """
    }

    private func entry(_ entry: ReviewDocument.Entry) -> String {
        let place = [entry.name, entry.location].compactMap(\.self).map { "<code>\(escaped($0))</code>" }
        let plans = entry.plans.map { "<br><small>\(wording.pick("計画：", "plans: "))\(escaped($0))</small>" } ?? ""
        return """
            <article class="finding">
            <h3><span class="tag \(name(entry.risk))">\(escaped(words.level(entry.risk.level)))</span> \
            \(escaped(entry.mark)) \(escaped(entry.word)) <b>\(escaped(entry.title))</b></h3>
            <p class="place">\(place.joined(separator: " "))\(plans)</p>
            \(lines(entry.lines))
            </article>
            """
    }

    private func lines(_ lines: [ReviewDocument.Line]) -> String {
        lines.map { line in
            let remarks = line.remarks.map { "<p class=\"remark\">\(escaped($0))</p>" }.joined()
            let values =
                line.old.isEmpty && line.new.isEmpty
                ? ""
                : "<div class=\"sides\"><div class=\"old\">\(values(line.old))</div><div class=\"new\">\(values(line.new))</div></div>"
            return """
                <div class="line"><p><span class="tag \(name(line.risk))">\(escaped(words.level(line.risk.level)))</span> \
                \(escaped(line.label))</p>\(values)\(remarks)</div>
                """
        }.joined(separator: "\n")
    }

    private func values(_ lines: [String]) -> String { lines.map { "<code>\(escaped($0))</code>" }.joined() }

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
