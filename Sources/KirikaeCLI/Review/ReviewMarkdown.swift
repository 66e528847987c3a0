import KirikaeDiagnostics
import KirikaePlan

/// A report for a pull request: Markdown as code hosts show it.
///
/// Whatever comes from a runbook stands in code spans and code blocks, where nothing of it is markup, a link or a mention.
struct ReviewMarkdown: Sendable {
    let document: ReviewDocument

    private var wording: ScreenWording { ScreenWording(language: document.language) }
    private var words: ReviewWording { ReviewWording(wording: wording) }

    /// The whole text.
    var text: String {
        var lines = ["## \(document.title)", "", "\(Self.code(document.oldName)) → \(Self.code(document.newName))"]
        if !document.extent.isEmpty { lines.append("<br>\(Self.inline(document.extent))") }
        lines += ["", "**\(Self.inline(document.verdict))**"]
        guard !document.entries.isEmpty else { return lines.joined(separator: "\n") + "\n" }
        lines += behaviour + explored + [""] + contents
        for (index, entry) in document.entries.enumerated() { lines += [""] + self.lines(entry, number: index + 1) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var behaviour: [String] {
        section(
            wording.pick("サービスの振る舞い", "Behaviour of the service"), document.behaviour, document.behaviourScope)
    }

    private var explored: [String] {
        section(words.exploredTitle, document.explored, document.exploredScope)
    }

    private func section(_ title: String, _ sentences: [ReviewDocument.Sentence], _ scope: String?) -> [String] {
        guard let scope else { return [] }
        var lines = ["", "### \(title)", ""]
        for sentence in sentences {
            lines.append(
                "- \(sentence.isAlarming ? "⚠ **\(Self.inline(sentence.text))**" : Self.inline(sentence.text))")
            lines.append("  <br><sub>\(Self.inline(sentence.places))</sub>")
        }
        return lines + (sentences.isEmpty ? [] : [""]) + ["<sub>\(Self.inline(scope))</sub>"]
    }

    private var contents: [String] {
        let heads = [
            "", wording.pick("重さ", "Level"), wording.pick("変更", "Change"), wording.pick("対象", "What"),
        ]
        return ["| \(heads.joined(separator: " | ")) |", "|---:|---|---|---|"]
            + document.rows.map { row in
                let numbers = row.numbers
                let number =
                    numbers.count == 1 ? "\(numbers.lowerBound)" : "\(numbers.lowerBound)–\(numbers.upperBound)"
                let gist = row.gist.isEmpty ? "" : "<br>\(Self.inline(row.gist, isInCell: true))"
                return
                    "| \(number) | \(level(row.risk)) | \(row.what) | \(Self.inline(row.title, isInCell: true))\(gist) |"
            }
    }

    private func level(_ risk: RiskClass) -> String {
        risk.level == .high ? "**\(words.level(risk.level))**" : words.level(risk.level)
    }

    /// An entry; one that weighs little is folded.
    private func lines(_ entry: ReviewDocument.Entry, number: Int) -> [String] {
        let head = "\(number). \(words.level(entry.risk.level)): \(entry.mark) \(entry.word)"
        let isFolded = entry.risk.level >= .low
        var lines =
            isFolded
            ? ["<details><summary>\(head) \(Self.element(entry.title))</summary>", ""]
            : ["### \(head) \(Self.inline(entry.title))", ""]
        lines += entry.places.enumerated().map { index, place in
            (index == 0 ? "" : "<br>")
                + [place.name, place.location].compactMap(\.self).map { Self.code($0) }.joined(separator: " ")
        }
        if !entry.runbooks.isEmpty {
            let names = entry.runbooks.map { Self.code($0) }.joined(separator: ", ")
            lines.append("<br><sub>\(wording.pick("計画：", "in "))\(names)</sub>")
        }
        for line in entry.lines {
            let tag = line.risk.level == entry.risk.level ? "" : wording.parenthesised(words.level(line.risk.level))
            let scope = line.scope.map { " <sub>\(wording.pick("計画：", "in "))\(Self.inline($0))</sub>" } ?? ""
            lines += ["", "- \(Self.inline(line.label))\(tag)\(scope)"]
            lines += line.remarks.map { "  <br>⚠ **\(Self.inline($0))**" }
            guard !line.old.isEmpty || !line.new.isEmpty else { continue }
            let values = line.unified.map { sign, value in
                "\(sign == "−" ? "-" : String(sign)) \(value.text(wording))"
            }
            let fence = Self.fence(around: values)
            lines += ["", "  \(fence)diff"] + values.map { "  " + $0 } + ["  \(fence)"]
        }
        return lines + (isFolded ? ["", "</details>"] : [])
    }

    /// A text as it stands in a line: as it is if no code host makes anything of it, else as a code span.
    ///
    /// Escapes do not help: code hosts look for mentions, references and addresses in what the Markdown has become.
    ///
    /// - Parameters:
    ///   - text: the text, safe to show.
    ///   - isInCell: whether it stands in a table, where a bar would end the cell.
    static func inline(_ text: String, isInCell: Bool = false) -> String {
        isPlain(text) ? text : code(text, isInCell: isInCell)
    }

    /// A text inside of a tag, where Markdown means nothing.
    static func element(_ text: String) -> String {
        isPlain(text) ? text : "<code>\(ProcedureHTML.escaped(text))</code>"
    }

    /// Whether a text means nothing to a code host: no markup, no address, no emoji, no mention of a person, a change or a commit.
    static func isPlain(_ text: String) -> Bool {
        let isOrdinary = text.unicodeScalars.allSatisfy { scalar in
            !scalar.isASCII || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || " .,:;()'\"=/+-?".unicodeScalars.contains(scalar)
        }
        guard isOrdinary, text.first != "+", text.first != "-", text.first != "=" else { return false }
        let parts = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber || ":/.-+".contains($0))) }
        return parts.allSatisfy { part in
            let isAddress =
                part.contains("://") || part.hasPrefix("www.") || part.hasPrefix("gh-")
                || part.contains("mailto:") || part.contains("xmpp:")
            return !isAddress && part.count(where: { $0 == ":" }) < 2
                && part.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).allSatisfy { !isCommitName($0) }
        }
    }

    private static func isCommitName(_ word: Substring) -> Bool {
        word.count >= 7 && word.allSatisfy { $0.isHexDigit && $0.isASCII } && word.contains(where: \.isNumber)
    }

    /// A text as a code span, with more backticks around it than are in it.
    static func code(_ text: String, isInCell: Bool = false) -> String {
        guard !text.isEmpty else { return "` `" }
        let ticks = String(repeating: "`", count: longestRun(in: text) + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return ticks + space + (isInCell ? text.replacing("|", with: "\\|") : text) + space + ticks
    }

    private static func fence(around lines: [String]) -> String {
        String(repeating: "`", count: max(3, (lines.map(longestRun).max() ?? 0) + 1))
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
