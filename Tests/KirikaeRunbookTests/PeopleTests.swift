import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import Testing

@testable import KirikaeRunbook

/// Mail addresses, and what an environment says of notices.
@Suite struct PeopleTests {
    @Test(arguments: ["duty@example.com", "a.b+c@x-1.example.co.jp", "o'brien@example.com", "1@2"])
    func aPlainAddressIsOne(text: String) { #expect(MailAddress.isValid(text)) }

    @Test(arguments: [
        "", "duty", "@example.com", "a@", "a@b@c", "-f@example.com", "当直 <duty@example.com>", "<duty@example.com>",
        "a@example.com,b@example.com", "a@example.com\nBcc: all@example.com", "a b@example.com", "a@exam ple.com",
        "a@example..com", "a@-x.com", "当直@example.com", "a@例.jp", "\"a b\"@example.com", "a@[127.0.0.1]",
        String(repeating: "a", count: 251) + "@b.c",
    ])
    func anythingElseIsRefused(text: String) { #expect(!MailAddress.isValid(text)) }

    private func environment(_ notify: String) -> (notices: [String: Notice], codes: [String]) {
        let text = """
            kirikae: 1
            environment: lab
            title: {ja: 検証, en: Lab}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /opt}}
            secrets: {hook: {title: {ja: 鍵, en: Token}, variable: HOOK}}
            notify:
              duty: \(notify)
            observe: {}
            """
        let library = RunbookLibrary(files: [.init(path: "lab.yaml", bytes: Array(text.utf8))])
        let context = DecodingContext()
        let environment = library.environments["lab"]?.decode(arguments: [:], in: context)
        let codes = (library.diagnostics.all + context.diagnostics.all).map(\.message.code)
        return (environment?.notices ?? [:], Array(Set(codes)).sorted())
    }

    @Test func eachWayIsRead() throws {
        let (webhook, none) = environment(
            "{when: [needs-person, overdue], after: 2m, webhook: {url: 'https://x.example/h', headers: {X-Token: {secret: hook}}}, most-per-hour: 3, timeout: 5s}"
        )
        #expect(none == [])
        let notice = try #require(webhook["duty"])
        #expect(notice.occasions == [.needsPerson, .overdue])
        #expect(
            notice.after == Milliseconds(120_000) && notice.mostPerHour == 3 && notice.timeout == Milliseconds(5_000))
        #expect(notice.secretNames.map(\.value) == ["hook"])
        let mail = environment("{when: [failed], mail: {to: [a@example.com], from: b@example.com}}").notices["duty"]
        #expect(mail?.way == .mail(.init(to: ["a@example.com"], from: "b@example.com", program: "/usr/sbin/sendmail")))
        guard
            case .command(["tell", "now"], let host)? = environment("{when: [stopped], command: [tell, now], on: pc}")
                .notices["duty"]?.way
        else {
            Issue.record("no command")
            return
        }
        #expect(host.value == "pc")
    }

    @Test(arguments: [
        ("{when: [failed], mail: {to: ['a <a@example.com>'], from: b@example.com}}", "KRK0386"),
        ("{when: [failed], mail: {to: [a@example.com], from: 'b@example.com, c@example.com'}}", "KRK0386"),
        ("{when: [failed], webhook: {url: 'ftp://x.example/'}}", "KRK0387"),
        ("{when: [failed], webhook: {url: 'https://'}}", "KRK0387"),
        ("{when: [failed], webhook: {url: 'https://x.example/'}, timeout: 61s}", "KRK0388"),
        ("{when: [failed], mail: {to: [a@example.com], from: b@example.com, program: sendmail}}", "KRK0360"),
        ("{when: [failed], command: [tell], on: nowhere}", "KRK0334"),
        ("{when: [failed], webhook: {url: 'https://x.example/', headers: {X: {secret: none}}}}", "KRK0336"),
    ])
    func whatIsWrongIsFound(notify: String, code: String) {
        let codes = environment(notify).codes
        #expect(codes.count == 1, "\(codes)")
        if !["KRK0334", "KRK0336"].contains(code) { #expect(codes == [code]) }
    }
}
