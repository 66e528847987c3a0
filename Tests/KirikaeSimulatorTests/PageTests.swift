import Foundation
import FoundationXML
import Testing

@testable import KirikaeSimulator
@testable import KirikaeService

@Suite struct PageTests {
    /// What an XML reader finds, which refuses what is not well-formed.
    private final class Reader: NSObject, XMLParserDelegate {
        var text = ""
        var elements: [(name: String, attributes: [String: String])] = []
        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) { elements.append((name, attributes)) }
    }

    private func read(_ page: Page) throws -> Reader {
        let reader = Reader()
        let parser = XMLParser(data: Data(page.html.utf8.dropFirst("<!DOCTYPE html>\n".utf8.count)))
        parser.delegate = reader
        try #require(parser.parse(), "not well-formed: \(page.html)")
        return reader
    }

    @Test func textCannotBecomeMarkup() throws {
        let nasty = #"<b onclick="x">&'"#
        let page = Page(
            title: nasty, alerts: [nasty], texts: [nasty],
            controls: [
                .link(nasty, to: nasty), .button(nasty, to: nasty),
                PageControl(kind: .radio, label: nasty, name: nasty, value: nasty),
                PageControl(kind: .radio, label: nasty, name: nasty, value: nasty, href: nasty),
                PageControl(kind: .checkbox, label: nasty, name: nasty, value: nasty),
                PageControl(kind: .field, label: nasty, name: nasty),
            ], isBusy: true, address: nasty)
        let reader = try read(page)
        #expect(!reader.elements.contains { $0.name == "b" })
        #expect(reader.text.components(separatedBy: nasty).count - 1 == 10)
    }

    @Test(arguments: WizardDescription.all.flatMap { wizard in wizard.positions.map { (wizard.path, $0) } })
    func wizardPagesAreWellFormed(path: String, position: WizardPosition) throws {
        let wizard = try #require(WizardDescription.at(path))
        var state = ServiceState()
        state["wizard.site"] = "main"
        state["call.main.processes"] = "partial"
        let page = WizardPages(wizard: wizard, state: state).page(position)
        #expect(wizard.words[position] != nil && !page.texts.contains { $0.contains("{") })
        let reader = try read(page)
        for control in page.controls { #expect(reader.text.contains(control.label)) }
        #expect(reader.elements.contains { $0.attributes["http-equiv"] == "refresh" } == page.isBusy)
        #expect(!reader.elements.contains { $0.name == "script" })
        #expect(reader.elements.filter { $0.attributes["aria-checked"] == "true" }.count == (position == .site ? 1 : 0))
    }

    @Test(arguments: [
        ("a=b", ["a": "b"]), ("a=1&a=2", ["a": "2"]), ("a=%E3%81%82+b", ["a": "あ b"]),
        ("a=%zz&b", ["a": "%zz", "b": ""]),
        ("", [:]), ("a=%4", ["a": "%4"]), ("a=b=c", ["a": "b=c"]),
    ])
    func formsAreReadAsBrowsersWriteThem(body: String, fields: [String: String]) {
        #expect(URLEncodedForm(body).fields == fields)
    }
}
