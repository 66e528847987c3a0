import CLibCAres
import KirikaeProcess
import KirikaeRunbook

/// Asks one DNS server with the system's c-ares.
///
/// Nobody else is asked, and nothing of this machine decides: no `resolv.conf`, hosts file, search list or variable of the
/// environment. The question goes by UDP, again after a second, then two and four more; by TCP when the answer was cut short.
public struct DNSClient: Sendable {
    /// Makes a client.
    ///
    /// c-ares is loaded by the first question of the program, not before.
    public init() {}

    /// Asks a server for the records of a name.
    ///
    /// An answer that says there is none, or that the server cannot or will not answer, is an answer; see ``DNSAnswer/status``.
    /// The question is put by a thread of its own, so that no thread of Swift's pool waits.
    ///
    /// - Parameters:
    ///   - name: the name, as a whole.
    ///   - type: the type of the records.
    ///   - server: the server, by its IP address.
    ///   - timeoutMilliseconds: how long everything may take.
    public func query(
        _ name: DNSName, type: DNSRecordType, server: NetworkAddress, timeoutMilliseconds: Int
    ) async throws(DNSError) -> DNSAnswer {
        guard let address = IPAddress(server.host) else {
            throw .invalidQuestion(reason: "the server is not given by its IP address")
        }
        guard (1...Self.longestMilliseconds).contains(timeoutMilliseconds) else {
            throw .invalidQuestion(reason: "the time must be from 1 to \(Self.longestMilliseconds) milliseconds")
        }
        let place = address.isIPv6 ? "[\(address)]:\(server.port)" : "\(address):\(server.port)"
        let result: Result<DNSAnswer, DNSError> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                try DedicatedThread.start {
                    continuation.resume(returning: Self.ask(name, type, place, timeoutMilliseconds))
                }
            } catch {
                continuation.resume(returning: .failure(.unavailable(text: error.description)))
            }
        }
        return try result.get()
    }

    /// Ten minutes.
    private static let longestMilliseconds = 600_000

    /// Asks, and blocks until there is an answer or the time is over.
    private static func ask(
        _ name: DNSName, _ type: DNSRecordType, _ server: String, _ timeoutMilliseconds: Int
    ) -> Result<DNSAnswer, DNSError> {
        let start = MonotonicClock.nowMilliseconds()
        var response = clibcares_response()
        defer { clibcares_free_response(&response) }
        server.withCString { server in
            // A final dot: the name is whole.
            (name.description + ".").withCString { name in
                var question = clibcares_question(
                    server: server, name: name, type: Int32(type.number),
                    timeout_milliseconds: Int32(timeoutMilliseconds))
                _ = clibcares_ask(&question, &response)
            }
        }
        guard Int(response.outcome) == CLIBCARES_OK else { return .failure(error(of: response)) }
        let bytes = Array(UnsafeBufferPointer(start: response.message, count: response.message_length))
        do throws(DNSMessage.Malformed) {
            return .success(
                try DNSMessage(bytes).answer(
                    to: name, type: type, usedTCP: response.used_tcp != 0,
                    milliseconds: MonotonicClock.nowMilliseconds() - start))
        } catch {
            return .failure(.malformed(reason: error.reason))
        }
    }

    private static func error(of response: clibcares_response) -> DNSError {
        let text = withUnsafeBytes(of: response.error_text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch Int(response.outcome) {
        case CLIBCARES_TIMED_OUT, CLIBCARES_CANNOT_CONNECT:
            if response.used_tcp != 0 { return .noAnswerByTCP(text: text) }
            return Int(response.outcome) == CLIBCARES_TIMED_OUT ? .timedOut : .unreachable(text: text)
        case CLIBCARES_BAD_RESPONSE: return .malformed(reason: text)
        case CLIBCARES_BAD_QUESTION: return .invalidQuestion(reason: text)
        default: return .unavailable(text: text)
        }
    }
}
