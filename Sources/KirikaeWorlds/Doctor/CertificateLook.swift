import KirikaeDiagnostics
import KirikaeRunbook

/// Whether the certificate of a server is trusted, for the right name, and valid for a while.
struct CertificateLook {
    /// The name it must be for, and the port.
    let server: NetworkAddress
    /// Another address for the name, and the authorities that count.
    let settings: ConnectionSettings
    /// With fewer days left it fails.
    let leastDays: Int
    /// With fewer days left it is worth a word.
    let wantedDays: Int

    /// The least days where only the address of a place is known.
    private static let leastDaysOfPlace = 7
    /// The days from which on nobody needs to hear of it.
    private static let wantedDaysOfPlace = 30

    /// What an environment asks for.
    init(_ wanted: ReadinessCheck.Certificate) {
        server = wanted.address
        settings = wanted.settings
        leastDays = wanted.settings.leastDaysLeft
        wantedDays = wanted.settings.leastDaysLeft
    }

    /// What follows from the address of a place; nil where there is no TLS.
    init?(_ url: String, _ settings: ConnectionSettings) {
        let address: WebAddress
        do throws(WebAddress.Defect) { address = try WebAddress(url) } catch { return nil }
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        guard address.isSecure, let server = NetworkAddress("\(host):\(address.port)") else { return nil }
        self.server = server
        self.settings = settings
        leastDays = settings.leastDaysLeft > 0 ? settings.leastDaysLeft : Self.leastDaysOfPlace
        wantedDays = max(settings.leastDaysLeft, Self.wantedDaysOfPlace)
    }

    func look(_ name: String, title: LocalizedText? = nil) -> ReadinessLook {
        ReadinessLook(.certificate, name, title: title, expected: .certified(server.written, days: wantedDays)) {
            await problem(timeoutMilliseconds: $0)
        }
    }

    private func problem(timeoutMilliseconds: Int) async -> ReadinessProblem? {
        do throws(HTTPError) {
            // A certificate that is refused is read over a second connection.
            let presented = try await PresentedCertificates.of(
                server, settings: settings, timeoutMilliseconds: max(1, timeoutMilliseconds / 2))
            return problem(with: presented)
        } catch {
            return .noAnswer(.reason(of: error))
        }
    }

    func problem(with presented: PresentedCertificates) -> ReadinessProblem? {
        if presented.state != .valid { return .certificate(presented.state, presented.own) }
        guard let days = presented.daysLeft else { return .notLookedAt(.init(verbatim: "notAfter")) }
        if days < leastDays { return .expiring(days, isWarning: false) }
        return days < wantedDays ? .expiring(days, isWarning: true) : nil
    }
}
