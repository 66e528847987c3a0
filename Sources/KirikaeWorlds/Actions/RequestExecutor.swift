import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// Sends the request of a step, and reports what is answered.
struct RequestExecutor: Sendable {
    let environment: Environment
    let run: String

    /// How long a request may take where the step does not say.
    private static let defaultTimeoutMilliseconds = 30_000

    func perform(
        _ http: HTTPAction, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        let secrets: UsedSecrets
        let request: HTTPRequest
        do {
            secrets = try await SecretStore(environment: environment).values(of: http.secretNames)
            request = try self.request(http, step: step, attempt: attempt, secrets)
        } catch let error as SecretStore.NotRead {
            return .failed(.secretNotRead(name: error.name, reason: error.reason))
        } catch {
            return .failed(.notStarted(reason: "\(error)"))
        }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await HTTPClient().send(request)
        } catch {
            return .failed(error.isBeforeSending ? .notStarted(reason: "\(error)") : .noAnswer(reason: "\(error)"))
        }
        var mask = secrets.mask
        let body = mask.take(response.body) + mask.finish()
        try await report(.output(body))
        let isExpected =
            http.expectedStatuses.isEmpty
            ? (200...299).contains(response.status) : http.expectedStatuses.contains(response.status)
        guard isExpected else { return .failed(.status(response.status)) }
        do {
            let text = String(decoding: body, as: UTF8.self)
            return .succeeded(warnings: [], outputs: try OutputReader(definitions: step.outputs).read(text))
        } catch {
            return .failed(.outputNotRead(error.name))
        }
    }

    private func request(
        _ http: HTTPAction, step: PlanStep, attempt: Int, _ secrets: UsedSecrets
    ) throws -> HTTPRequest {
        guard let place = environment.places[http.place.value], let address = place.url, let path = http.path.literal
        else {
            throw NoAddress(place: http.place.value)
        }
        var headers = [
            // A server that knows the key does the same thing once, however often it is asked.
            HTTPRequest.HeaderField(name: "Idempotency-Key", value: "\(run)/\(step.path)/\(attempt)")
        ]
        for (name, value) in http.headers.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .text(let text): headers.append(.init(name: name, value: text.literal ?? ""))
            case .secret(let secret):
                let value = String(decoding: try secrets.value(of: secret.value), as: UTF8.self)
                headers.append(.init(name: name, value: value))
            }
        }
        let timeout = step.timeout.map { Int($0.count) } ?? Self.defaultTimeoutMilliseconds
        var request = HTTPRequest(
            method: http.method.rawValue, url: address + path, headers: headers,
            body: http.body?.literal.map { Array($0.utf8) }, connectTimeoutMilliseconds: min(timeout, 10_000),
            totalTimeoutMilliseconds: timeout)
        request.apply(place.settings)
        return request
    }

    /// A place without an address.
    private struct NoAddress: Error {
        var place: String
    }
}

extension HTTPAction {
    /// The secrets that are sent.
    fileprivate var secretNames: [String] {
        headers.values.compactMap { value in
            if case .secret(let name) = value { name.value } else { nil }
        }
    }
}
