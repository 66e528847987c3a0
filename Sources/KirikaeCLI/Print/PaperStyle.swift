/// What the style sheets of all documents that are made for paper begin with.
enum PaperStyle {
    /// A style sheet for A4, with the pages numbered.
    ///
    /// - Parameters:
    ///   - rules: the rules of the document itself.
    ///   - footer: an identifier and digits; nothing in it needs an escape, and what might is left out.
    static func sheet(_ rules: String, footer: String) -> String {
        let safe = footer.unicodeScalars.filter { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || " .-".unicodeScalars.contains(scalar))
        }
        return page.replacing("FOOTER", with: String(String.UnicodeScalarView(safe))) + rules
    }

    private static let page = """
        @page {
          size: A4; margin: 14mm 13mm 16mm;
          @bottom-left { content: "FOOTER"; font: 8pt monospace; }
          @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; }
        }
        * { box-sizing: border-box; }

        """
}
