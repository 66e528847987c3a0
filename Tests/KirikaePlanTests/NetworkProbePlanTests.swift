import KirikaeDiagnostics
import KirikaePlan
import KirikaeTestSupport
import Testing

/// What a DNS or SIP probe asks and expects is part of a plan: the fingerprint and the comparison see each key.
@Suite struct NetworkProbePlanTests {
    private static let dns = """
        {dns: {server: 192.0.2.53, name: a.jp, type: A, values: {on: [192.0.2.1], off: [192.0.2.2]}, absent: off, \
        silent: off, ttl-at-most: 5m}, timeout: 2s}
        """
    private static let sip = """
        {sip: {address: 'a.jp:5060', transport: udp, user: u, values: {on: [2xx], off: ['503']}, silent: off}, timeout: 2s}
        """

    private func fingerprint(_ how: String) throws -> String {
        var test = TestPlan(
            service: TestPlan.service(), runbooks: [TestPlan.runbook("main", [TestPlan.step("act")])])
        test.files["environment.yaml"] = test.files["environment.yaml"]?.replacing("c.x: ask", with: "c.x: \(how)")
        let (plan, diagnostics) = test.plan()
        return try #require(plan, "\(diagnostics.all.map { $0.message.text(in: .en) })").fingerprint
    }

    @Test(arguments: [
        (dns, "192.0.2.53", "192.0.2.54"), (dns, "192.0.2.53", "'192.0.2.53:5353'"), (dns, "a.jp", "b.jp"),
        (dns, "[192.0.2.1]", "[192.0.2.1, 192.0.2.3]"), (dns, "absent: off", "absent: on"), (dns, "absent: off, ", ""),
        (dns, "silent: off", "silent: on"), (dns, "5m", "6m"), (dns, "timeout: 2s", "timeout: 3s"),
        (
            dns, "type: A, values: {on: [192.0.2.1], off: [192.0.2.2]}",
            "type: TXT, values: {on: [192.0.2.1], off: [192.0.2.2]}"
        ),
        (sip, "a.jp:5060", "a.jp:5061"), (sip, "udp", "tcp"), (sip, "user: u", "user: v"), (sip, "user: u, ", ""),
        (sip, "[2xx]", "['200']"), (sip, "silent: off", "silent: on"), (sip, "timeout: 2s", "timeout: 3s"),
        (sip, "values: {on: [2xx], off: ['503']}", "answers: on"),
    ])
    func eachKeyCounts(how: String, old: String, new: String) throws {
        let edited = how.replacing(old, with: new)
        #expect(edited != how)
        #expect(try fingerprint(edited) != fingerprint(how), "\(old) → \(new)")
    }

    @Test(arguments: [
        (dns, "192.0.2.53", "'192.0.2.53:53'"), (dns, "a.jp", "A.jp."), (dns, "5m", "300s"),
        (dns, "{on: [192.0.2.1], off: [192.0.2.2]}", "{off: [192.0.2.2], on: [192.0.2.1]}"),
        (sip, "transport: udp, ", ""),
    ])
    func otherFormsOfTheSameDoNot(how: String, old: String, new: String) throws {
        let edited = how.replacing(old, with: new)
        #expect(edited != how)
        #expect(try fingerprint(edited) == fingerprint(how), "\(old) → \(new)")
    }
}
