import Glibc
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Looks at a variable by what a server answers.
struct HTTPLook {
    let probe: HTTPProbe
    /// The values that the variable can have.
    let known: [String]

    /// How much of a body is read where it decides nothing, in bytes.
    private static let unreadBytes = 64 * 1024

    /// The value, and what it rests on.
    func find() async -> ProbeFinding {
        if case .certificate(let values) = probe.judgement { return await certificate(values) }
        do throws(HTTPError) {
            let response = try await HTTPClient().send(request)
            let evidence = evidence(of: response)
            return ProbeFinding(reading(of: response), evidence: evidence)
        } catch {
            return nothing(error)
        }
    }

    private var request: HTTPRequest {
        let timeout = Int(probe.timeout.count)
        var request = HTTPRequest(
            method: probe.method.rawValue, url: probe.url, connectTimeoutMilliseconds: timeout,
            totalTimeoutMilliseconds: timeout, maximumRedirects: probe.redirects)
        request.apply(probe.settings)
        if !probe.judgement.needsBody {
            request.maximumResponseBytes = Self.unreadBytes
            request.ignoresExcessBody = true
        }
        return request
    }

    /// No answer: that is a value only where the environment says so, and only if nobody answered.
    private func nothing(_ error: HTTPError) -> ProbeFinding {
        var evidence = ProbeEvidence()
        evidence.add("error", error.description)
        if let silent = probe.silent, error.isSilence { return ProbeFinding(.value(silent), evidence: evidence.values) }
        if case .certificate(let state, _) = error { evidence.add("certificate", state.rawValue) }
        return ProbeFinding(error.reading, evidence: evidence.values)
    }

    private func evidence(of response: HTTPResponse) -> [String: String] {
        var evidence = ProbeEvidence()
        evidence.add("status", "\(response.status)")
        evidence.add("address", response.address)
        evidence.add("milliseconds", "\(response.milliseconds)")
        if response.effectiveURL != probe.url, probe.redirects > 0 {
            evidence.add("url", ProbeEvidence.withoutSecrets(response.effectiveURL))
        }
        evidence.add("redirect", response.redirectTarget.map(ProbeEvidence.withoutSecrets))
        evidence.add("certificate-days-left", Self.daysLeft(response.certificates).map { "\($0)" })
        switch probe.judgement {
        case .header(let name, _): evidence.add("header", response.header(name))
        case .json(let pointer, _): evidence.add("json", JSONPointer(pointer).value(in: response.body).text)
        default: break
        }
        if probe.method == .get, !response.isBodyCut {
            evidence.add("body-sha256", PlanEncoding.hash(ofFile: response.body))
        }
        return evidence.values
    }

    private static func daysLeft(_ certificates: [ServerCertificate]) -> Int? {
        certificates.map { $0.daysLeft(nowSeconds: Int64(time(nil))) }.min()
    }

    // MARK: Judging

    private func reading(of response: HTTPResponse) -> Reading {
        if let days = Self.daysLeft(response.certificates), days < probe.settings.leastDaysLeft {
            return ProbeFailure.expiresSoon.reading("\(days)")
        }
        // A redirect that nobody follows says nothing of what is behind it.
        let isOpenRedirect = (300...399).contains(response.status) && response.redirectTarget != nil
        switch probe.judgement {
        case .answer(let value): return response.status < 500 ? .value(value) : whileSilent(response)
        case .status(let values):
            let found = values["\(response.status)"] ?? values["\(response.status / 100)xx"]
            return found.map { .value($0) } ?? ProbeFailure.status.reading("\(response.status)")
        case .header(let name, let values):
            guard response.status < 400 else { return ProbeFailure.status.reading("\(response.status)") }
            guard let text = response.header(name) else { return ProbeFailure.noHeader.reading(name) }
            return values[text].map { .value($0) } ?? ProbeFailure.notAValue.reading(text)
        case _ where isOpenRedirect:
            return ProbeFailure.redirect.reading(ProbeEvidence.withoutSecrets(response.redirectTarget ?? ""))
        case .firstWord:
            guard response.status == 200 else { return ProbeFailure.status.reading("\(response.status)") }
            return firstWord(of: response.body)
        case .text(let values): return isGood(response) ?? text(in: response.body, values)
        case .json(let pointer, let values):
            return isGood(response) ?? value(at: JSONPointer(pointer), in: response.body, values)
        case .certificate: return ProbeFailure.unavailable.reading()
        }
    }

    /// A server that fails is as good as one that does not answer.
    private func whileSilent(_ response: HTTPResponse) -> Reading {
        probe.silent.map { .value($0) } ?? ProbeFailure.status.reading("\(response.status)")
    }

    /// What is to be said of an answer whose body decides nothing; nil if it may decide.
    private func isGood(_ response: HTTPResponse) -> Reading? {
        (200...299).contains(response.status) ? nil : ProbeFailure.status.reading("\(response.status)")
    }

    private func firstWord(of body: [UInt8]) -> Reading {
        let text = String(decoding: body.prefix(200), as: UTF8.self)
        let value = String(text.split(whereSeparator: \.isWhitespace).first ?? "")
        if value == "unknown" { return .unknown }
        return known.contains(value) ? .value(value) : ProbeFailure.notAValue.reading(value)
    }

    private func text(in body: [UInt8], _ values: [String: String]) -> Reading {
        let text: String
        do {
            let decoder = try IncrementalTextDecoder(TextEncoding(rawValue: probe.encoding.rawValue) ?? .utf8)
            text = decoder.decode(body) + decoder.finish()
        } catch {
            return ProbeFailure.unavailable.reading(probe.encoding.rawValue)
        }
        let found = values.filter { text.contains($0.key) }
        switch Set(found.values).count {
        case 0: return ProbeFailure.noText.reading()
        case 1: return found.first.map { .value($0.value) } ?? ProbeFailure.noText.reading()
        default: return ProbeFailure.severalTexts.reading(found.keys.sorted().joined(separator: ", "))
        }
    }

    private func value(at pointer: JSONPointer, in body: [UInt8], _ values: [String: String]) -> Reading {
        switch pointer.value(in: body) {
        case .notJSON: ProbeFailure.notJSON.reading()
        case .nothing: ProbeFailure.nothingThere.reading(pointer.text)
        case .found(let text): values[text].map { .value($0) } ?? ProbeFailure.notAValue.reading(text)
        }
    }

    private func certificate(_ values: [CertificateState: String]) async -> ProbeFinding {
        var evidence = ProbeEvidence()
        do throws(HTTPError) {
            guard let url = try? WebAddress(probe.url),
                let server = NetworkAddress(
                    url.host.contains(":") ? "[\(url.host)]:\(url.port)" : "\(url.host):\(url.port)")
            else { throw .invalidRequest(reason: "not a URL") }
            let presented = try await PresentedCertificates.of(
                server, settings: probe.settings, timeoutMilliseconds: Int(probe.timeout.count))
            var state = presented.state
            if state == .valid, let days = presented.daysLeft, days < probe.settings.leastDaysLeft {
                state = .expiresSoon
            }
            evidence.add("certificate", state.rawValue)
            evidence.add("address", presented.address)
            evidence.add("certificate-days-left", presented.daysLeft.map { "\($0)" })
            evidence.add("certificate-subject", presented.own?.subject)
            evidence.add("certificate-issuer", presented.own?.issuer)
            evidence.add("certificate-names", presented.own?.names.joined(separator: ", "))
            let reading = values[state].map { Reading.value($0) } ?? ProbeFailure.certificate.reading(state.rawValue)
            return ProbeFinding(reading, evidence: evidence.values)
        } catch {
            return nothing(error)
        }
    }
}

extension HTTPError {
    /// Whether nobody answered, as opposed to an answer that nobody can use.
    var isSilence: Bool {
        switch self {
        case .cannotResolve, .cannotConnect, .timedOut, .transferFailed: true
        default: false
        }
    }

    /// Why it gives no value.
    var reading: Reading {
        switch self {
        case .invalidRequest(let reason): ProbeFailure.unavailable.reading(reason)
        case .unsupportedProtocol(let text): ProbeFailure.otherProtocol.reading(text)
        case .cannotResolve(let text): ProbeFailure.cannotResolve.reading(text)
        case .cannotConnect(let text): ProbeFailure.cannotConnect.reading(text)
        case .timedOut(let text): ProbeFailure.timedOut.reading(text)
        case .tooManyRedirects(let text): ProbeFailure.tooManyRedirects.reading(text)
        case .responseTooLarge(let count): ProbeFailure.answerTooLarge.reading(ByteCount(count).written)
        case .headersTooLarge: ProbeFailure.headersTooLarge.reading()
        case .certificate(let state, _): ProbeFailure.certificate.reading(state.rawValue)
        case .noTLS(let text): ProbeFailure.noTLS.reading(text)
        case .transferFailed(_, let text): ProbeFailure.brokenOff.reading(text)
        case .unavailable(let text): ProbeFailure.unavailable.reading(text)
        }
    }
}

extension HTTPError: CustomStringConvertible {
    /// A word, and what libcurl says.
    public var description: String {
        if case .failed(let reason) = reading { reason } else { "" }
    }
}
