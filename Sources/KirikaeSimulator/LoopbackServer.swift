import HTTPTypes
import Hummingbird
import KirikaeCanonicalJSON
import Logging
import NIOCore

/// One site behind a web server on 127.0.0.1.
struct LoopbackServer: Sendable {
    /// The port it listens on.
    let port: Int
    private let running: Task<Void, any Error>

    /// The largest body that is read, in bytes.
    private static let bodyLimitBytes = 64 * 1024

    /// What a request brings besides itself.
    private struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - site: what answers.
    ///   - service: the contact centre behind it.
    ///   - port: the port; 0 takes any free one.
    /// - Throws: what the system says when the port cannot be had.
    static func start(_ site: any Site, of service: SimulatedService, port: Int) async throws -> LoopbackServer {
        let (ports, announce) = AsyncThrowingStream<Int, any Error>.makeStream()
        let application = Application(
            responder: CallbackResponder<Context> { request, context in
                try await respond(to: request, context: context, site: site, service: service)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? port) },
            logger: Logger(label: "simulator", factory: { _ in SwiftLogNoOpLogHandler() }))
        let running = Task {
            do {
                try await application.run()
                announce.finish()
            } catch {
                announce.finish(throwing: error)
                throw error
            }
        }
        for try await port in ports { return LoopbackServer(port: port, running: running) }
        throw CancellationError()
    }

    /// Stops listening and drops every connection, also one whose request is never answered.
    func stop() async {
        running.cancel()
        // Its error can only be the cancellation just asked for: what failed before was thrown by `start`.
        _ = await running.result
    }

    private static func respond(
        to request: Request, context: Context, site: any Site, service: SimulatedService
    ) async throws -> Response {
        var request = request
        guard let body = try? await request.collectBody(upTo: bodyLimitBytes) else {
            return response(.text(status: 413, "The body is too large.\n"), wantsJSON: false)
        }
        let siteRequest = Self.siteRequest(request, body: String(buffer: body), channel: context.channel)
        if let refusal = RequestGuard.refusal(of: siteRequest) { return response(refusal, wantsJSON: false) }
        let answer: SiteAnswer
        do {
            answer = try await service.answer(siteRequest, from: site)
        } catch {
            answer = .text(status: 500, "The service model does not settle: \(error)\n")
        }
        if case .silence = answer { try await keepSilent(request, on: context.channel) }
        return response(answer, wantsJSON: (siteRequest.headers["accept"] ?? "").contains("application/json"))
    }

    private static func siteRequest(_ request: Request, body: String, channel: any Channel) -> SiteRequest {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        headers["host"] = request.head.authority
        return SiteRequest(
            method: request.method.rawValue, path: request.uri.path, port: channel.localAddress?.port ?? 0,
            headers: headers, body: body)
    }

    /// Waits until the client gives up or the server stops, then drops the connection without a word.
    private static func keepSilent(_ request: Request, on channel: any Channel) async throws -> Never {
        do {
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                while true { try await Task.sleep(for: .seconds(3_600)) }
            }
        } catch is CancellationError {
            // The only way out: the connection is gone, or the server stops.
        }
        channel.close(promise: nil)
        throw CancellationError()
    }

    private static func response(_ answer: SiteAnswer, wantsJSON: Bool) -> Response {
        var headers: HTTPFields = [
            .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy:
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; "
                + "base-uri 'none'",
        ]
        let status: Int
        let body: String
        switch answer {
        case .page(let page, let cookie):
            (status, body) = (200, wantsJSON ? page.json.canonicalText : page.html)
            headers[.contentType] = wantsJSON ? "application/json" : "text/html; charset=utf-8"
            if let cookie { headers[.setCookie] = cookie }
        case .text(let code, let text):
            (status, body) = (code, text)
            headers[.contentType] = "text/plain; charset=utf-8"
        case .json(let value):
            (status, body) = (200, value.canonicalText)
            headers[.contentType] = "application/json"
        case .silence:
            (status, body) = (504, "")
        }
        return Response(
            status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
