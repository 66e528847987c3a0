import KirikaeEngine
import KirikaeProcess

/// What ssh wrote down about one connection, read to find out how it ended.
///
/// It comes on a channel of its own: nothing that a remote program prints can stand in it. Before a host has shown its key, whoever
/// answers can put words into it; by them an ending may get a wrong word, and never become a success.
struct SSHLog: Sendable {
    /// What one ssh wrote: the one that talks to this machine.
    struct Part: Sendable {
        var host: String
        var text: String
    }

    /// How it ended.
    enum End: Sendable, Hashable {
        /// As the program did: the exit code of ssh is the program's.
        case program
        /// The program was not started.
        case notReached(host: String, ConnectionFailure, detail: String)
        /// It was, or may have been, and nobody saw how it ended.
        case lost(ConnectionLoss)
    }

    /// The parts in the order of the way, the target last.
    var parts: [Part]

    /// Ssh ends with this code where it has none of a program.
    private static let ownExitCode: Int32 = 255
    private static let mostDetailCharacters = 160

    /// How the connection ended, from how ssh ended and what it wrote.
    func end(_ exit: ChildExit) -> End {
        guard let target = parts.last else { return .program }
        if case .code(let code) = exit, code != Self.ownExitCode { return .program }
        let text = target.text
        if text.contains("rtype exit-status") || text.contains("Received exit status from master") { return .program }
        if let line = Self.refusals.lazy.compactMap({ Self.line(with: $0, in: text) }).first {
            return .notReached(host: target.host, .notStarted, detail: line)
        }
        if ["Entering interactive session", "session request sent"].contains(where: text.contains) {
            if case .code = exit {
                return .lost(text.contains("not responding") || text.contains("timed out") ? .silent : .closed)
            }
            return .lost(.clientEnded)
        }
        return beforeTheProgram
    }

    /// The server let the user in and did not do what was asked.
    private static let refusals = ["exec request failed", "PTY allocation request failed", "open failed"]

    /// Why it was not reached: by the first machine on the way that was not.
    var beforeTheProgram: End {
        for (index, part) in parts.enumerated() {
            if part.text.contains("open failed"), index + 1 < parts.count,
                let line = Self.line(with: "open failed", in: part.text)
            {
                // This one was reached, and it did not reach the next.
                return .notReached(host: parts[index + 1].host, Self.failure(line) ?? .other, detail: line)
            }
            guard let failure = Self.failure(part.text) else { continue }
            // A later machine that is silent only because an earlier one is: the first says why.
            return .notReached(host: part.host, failure, detail: Self.detail(of: failure, in: part.text))
        }
        let last = parts.last
        return .notReached(host: last?.host ?? "", .other, detail: last.map { Self.lastLine(of: $0.text) } ?? "")
    }

    /// What tells a failure, the more particular first.
    private static let words: [(String, ConnectionFailure)] = [
        ("REVOKED HOST KEY", .revokedKey), ("revoked by file", .revokedKey), ("was revoked and you", .revokedKey),
        ("HOST IDENTIFICATION HAS CHANGED", .changedKey), ("has changed and you have requested", .changedKey),
        ("host key is known for", .unknownKey),
        ("Could not resolve hostname", .nameNotResolved), ("Name or service not known", .nameNotResolved),
        ("Unable to negotiate", .notAgreed), ("no matching", .notAgreed),
        ("Permission denied (", .notAuthenticated), ("Too many authentication failures", .notAuthenticated),
        ("No more authentication methods", .notAuthenticated),
        ("Connection refused", .refused), ("timed out", .timedOut), ("No route to host", .unreachable),
        ("Network is unreachable", .unreachable), ("Host is down", .unreachable),
        ("administratively prohibited", .refused),
        ("Connection closed by", .closed), ("Connection reset by", .closed), ("reset by peer", .closed),
        ("closed by remote host", .closed), ("Broken pipe", .closed),
    ]

    private static func failure(_ text: String) -> ConnectionFailure? {
        words.first { text.contains($0.0) }?.1
    }

    /// The key that was offered, or the line that tells the failure.
    private static func detail(of failure: ConnectionFailure, in text: String) -> String {
        switch failure {
        case .unknownKey, .changedKey, .revokedKey:
            let mark = "Server host key: "
            guard let line = line(with: mark, in: text), let range = line.firstRange(of: mark) else { return "" }
            return String(line[range.upperBound...])
        default:
            let mark = words.first { $0.1 == failure && text.contains($0.0) }?.0
            return mark.flatMap { line(with: $0, in: text) } ?? lastLine(of: text)
        }
    }

    private static func line(with mark: String, in text: String) -> String? {
        text.split(whereSeparator: \.isNewline).last { $0.contains(mark) }.map(shown)
    }

    private static func lastLine(of text: String) -> String {
        text.split(whereSeparator: \.isNewline).last.map(shown) ?? ""
    }

    /// A line without the place in ssh that wrote it, bounded.
    private static func shown(_ line: Substring) -> String {
        let place = line.firstRange(of: "(pid=")
        let rest = place.flatMap { line[$0.upperBound...].firstRange(of: "): ") }.map { line[$0.upperBound...] } ?? line
        let printable = rest.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String(String.UnicodeScalarView(printable)).trimmed.prefix(mostDetailCharacters))
    }
}

extension String {
    fileprivate var trimmed: String { self[...].trimmed }
}
