import KirikaeDiagnostics

/// The document of a plan as one HTML file for screen and paper: no script, and nothing from elsewhere.
struct ProcedureHTML: Sendable {
    let procedure: PrintedProcedure

    private var wording: ScreenWording { ScreenWording(language: procedure.language) }

    /// The whole text.
    var text: String {
        """
        <!DOCTYPE html>
        <html lang="\(procedure.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Self.escaped(procedure.title))</title>
        <style>
        \(Self.style(footer: procedure.footer))
        </style>
        </head>
        <body>
        <header>
        <h1>\(Self.escaped(procedure.title))</h1>
        \(head)
        </header>
        <main>
        \(procedure.parts.map(part).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var head: String {
        var lines: [String] = []
        if let warning = procedure.warning {
            lines.append(
                "<p class=\"caution\"><b>\(wording.pick("使用前に記入", "To be filled in first"))</b> \(Self.escaped(warning))</p>"
            )
        }
        lines.append("<ul class=\"rules\">" + procedure.rules.map { "<li>\(Self.escaped($0))</li>" }.joined() + "</ul>")
        for table in procedure.tables {
            lines.append("<h2>\(Self.escaped(table.title))</h2>\n<table>")
            for row in table.rows {
                lines.append("<tr><th>\(Self.escaped(row.label))</th><td>\(written(row.pieces))</td></tr>")
            }
            lines.append("</table>")
        }
        return lines.joined(separator: "\n")
    }

    /// A section or the card of a step.
    func part(_ part: PrintedProcedure.Part) -> String {
        switch part {
        case .section(let section):
            let level = min(section.level + 1, 5)
            let aside = section.aside.isEmpty ? "" : " <small>\(Self.escaped(section.aside))</small>"
            return """
                <section class="part">
                <h\(level)>\(Self.escaped(section.title))\(aside)</h\(level)>
                \(section.items.map(item).joined(separator: "\n"))
                </section>
                """
        case .card(let card):
            let fields = procedure.signature.map { "<span>\(Self.escaped($0))</span>" }.joined()
            return """
                <article class="step">
                <h6><span class="box"></span><span class="number">\(card.number)/\(procedure.count)</span> \
                \(Self.escaped(card.title)) <small>\(Self.escaped(card.time))</small></h6>
                \(card.items.map(item).joined(separator: "\n"))
                <p class="signature">\(fields)</p>
                </article>
                """
        }
    }

    private func item(_ item: PrintedProcedure.Item) -> String {
        switch item {
        case .caution(let text):
            "<p class=\"caution\"><b>⚠ \(wording.pick("注意", "Caution"))</b> \(Self.prose(text))</p>"
        case .note(let text): line("note", wording.pick("備考", "Note"), Self.prose(text))
        case .fact(let label, let pieces): line("fact", label, written(pieces))
        case .check(let label, let pieces, let because):
            line(
                "check", label,
                written(pieces)
                    + (because.map { "<br><small>\(wording.pick("そうでないとき：", "If not: "))\(Self.prose($0))</small>" }
                        ?? ""),
                box: true)
        case .action(let number, let pieces): line("action", "\(number)", written(pieces), box: true)
        case .question(let ask, let choices):
            line(
                "question", wording.pick("回答", "Answer"),
                Self.escaped(ask)
                    + "<ul>"
                    + choices.map { choice in
                        "<li class=\"\(choice.isAccepted ? "go" : "stop")\"><span class=\"box\"></span>\(Self.escaped(choice.title)) → <b>\(wording.consequence(choice.isAccepted))</b></li>"
                    }.joined() + "</ul>")
        case .entry(let text):
            line("entry", wording.pick("記入", "Write"), Self.prose(text) + " " + written([.blank(20)]))
        case .failure(let text):
            line("failure", wording.pick("うまくいかないとき", "If it does not work"), Self.prose(text))
        case .source(let text): "<p class=\"source\">\(Self.prose(text))</p>"
        }
    }

    /// A line with a label, and a box to tick before it.
    private func line(_ kind: String, _ label: String, _ content: String, box: Bool = false) -> String {
        let tick = box ? "<span class=\"box\"></span>" : ""
        let name = label.isEmpty ? "" : "<span class=\"label\">\(Self.escaped(label))</span>"
        return "<div class=\"line \(kind)\">\(tick)\(name)<span class=\"words\">\(content)</span></div>"
    }

    private func written(_ pieces: [PrintedProcedure.Piece]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): Self.prose(text)
            case .literal(let text): text.isEmpty ? "" : "<kbd>\(Self.escaped(text))</kbd>"
            case .blank(let cells): "<span class=\"blank\" style=\"min-width:\(cells)ch\"></span>"
            }
        }.joined()
    }

    /// A sentence, in which a telephone number is not broken at the end of a line.
    static func prose(_ text: String) -> String {
        escaped(text).replacing(#/[0-9]+(-[0-9]+)+/#) { "<span class=\"whole\">\($0.output.0)</span>" }
    }

    /// A text as it is, in an element or between quotation marks.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n": result += "<br>"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
