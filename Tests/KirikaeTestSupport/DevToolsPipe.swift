import Foundation

/// The Chrome DevTools protocol over two pipes: JSON messages, each ended by a zero byte.
///
/// It blocks, with a bound on every wait, so it belongs on a thread of its own.
final class DevToolsPipe {
    /// Why a command has no result.
    enum Failure: Error, CustomStringConvertible {
        /// The browser says no.
        case refused(String)
        /// It said nothing for too long, or is gone.
        case silent(String)

        var description: String {
            switch self {
            case .refused(let text): "refused: \(text)"
            case .silent(let text): "no answer to \(text)"
            }
        }
    }

    /// The ends that the browser gets, by the numbers that it expects.
    private(set) var theirEnds: [Int32: Int32] = [:]
    private let input: Int32
    private let output: Int32
    private var received: [UInt8] = []
    private var lastIdentifier = 0

    private static let limitSeconds = 20.0

    init() throws {
        let commands = try Self.pipe()
        let results = try Self.pipe()
        theirEnds = [3: commands.read, 4: results.write]
        output = commands.write
        input = results.read
    }

    deinit {
        releaseTheirEnds()
        close(input)
        close(output)
    }

    /// Closes what the browser has by now, so that its end is noticed.
    func releaseTheirEnds() {
        for descriptor in theirEnds.values { close(descriptor) }
        theirEnds = [:]
    }

    /// Sends a command and waits for its result; events in between are left out.
    ///
    /// - Parameters:
    ///   - method: what to do.
    ///   - parameters: with what.
    ///   - session: the page it is for; nil for the browser.
    /// - Throws: `Failure`.
    func send(
        _ method: String, _ parameters: [String: Any] = [:], session: String? = nil
    ) throws -> [String: Any] {
        lastIdentifier += 1
        var message: [String: Any] = ["id": lastIdentifier, "method": method, "params": parameters]
        message["sessionId"] = session
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure.silent(method) }
            rest = rest.dropFirst(count)
        }
        let deadline = Date().addingTimeInterval(Self.limitSeconds)
        while let answer = try receive(until: deadline) {
            guard answer["id"] as? Int == lastIdentifier else { continue }
            if let error = answer["error"] as? [String: Any] { throw Failure.refused("\(method): \(error)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
        throw Failure.silent(method)
    }

    private func receive(until deadline: Date) throws -> [String: Any]? {
        while true {
            if let end = received.firstIndex(of: 0) {
                let message = Data(received[..<end])
                received.removeFirst(end + 1)
                return try JSONSerialization.jsonObject(with: message) as? [String: Any]
            }
            var watched = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            let left = Int32(max(0, deadline.timeIntervalSinceNow * 1_000))
            guard poll(&watched, 1, left) > 0 else { return nil }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(input, &chunk, chunk.count)
            guard count > 0 else { return nil }
            received += chunk[..<count]
        }
    }

    /// A pipe whose ends are above every number that a program expects, so that handing them on never overwrites one.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw Failure.silent("pipe") }
        let raised = ends.map { end in
            defer { close(end) }
            return fcntl(end, F_DUPFD_CLOEXEC, 10)
        }
        return (raised[0], raised[1])
    }
}
