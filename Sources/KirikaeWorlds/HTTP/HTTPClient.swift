import KirikaeProcess
import Synchronization

/// Sends HTTP requests with the system's libcurl (at least 7.85), and keeps the cookies that servers set, in memory.
///
/// Only `http` and `https` are spoken, redirects included; proxies named by the environment are not used; certificates are
/// checked against the system's authorities. The requests of one client are sent one after the other; use one client for
/// each conversation that must not wait for another.
public final class HTTPClient: Sendable {
    private let session = Mutex(HTTPSession())

    /// A client without cookies.
    ///
    /// libcurl is loaded by the first request of the program, not before.
    public init() {}

    /// Sends the request on a thread of its own and waits for the response without holding a thread of Swift's pool.
    ///
    /// The time is limited by the request's timeouts, which begin when the client's earlier requests are over; cancelling
    /// the task does not shorten it.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try HTTPRequestCheck.check(request)
        let result: Result<HTTPResponse, HTTPError> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                try DedicatedThread.start {
                    continuation.resume(returning: self.session.withLock { $0.perform(request) })
                }
            } catch {
                continuation.resume(returning: .failure(.unavailable(text: error.description)))
            }
        }
        return try result.get()
    }
}
