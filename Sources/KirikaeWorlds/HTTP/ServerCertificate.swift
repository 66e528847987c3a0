import Glibc
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// A certificate as a server presents it.
///
/// Its texts are for people: whether it is the right one was decided by the TLS library, not by reading them.
public struct ServerCertificate: Sendable, Hashable {
    /// Whose it is.
    public var subject = ""
    /// Who stands for it.
    public var issuer = ""
    /// The names and addresses it is for.
    public var names: [String] = []
    /// When it begins to be valid, in seconds since 1970.
    public var notBeforeSeconds: Int64 = 0
    /// When it ends, in seconds since 1970.
    public var notAfterSeconds: Int64 = 0

    /// The whole days it is still valid; negative once it is over.
    ///
    /// - Parameter nowSeconds: the present time, in seconds since 1970.
    public func daysLeft(nowSeconds: Int64) -> Int {
        let seconds = notAfterSeconds - nowSeconds
        return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    }

    // MARK: Reading

    /// The certificates of a response of libcurl: lines that end with a zero byte, certificates that end with an empty line.
    static func read(_ bytes: [UInt8]) -> [ServerCertificate] {
        var certificates: [ServerCertificate] = []
        var current = ServerCertificate()
        var isEmpty = true
        for line in bytes.split(separator: 0, omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !isEmpty { certificates.append(current) }
                current = ServerCertificate()
                isEmpty = true
            } else {
                current.take(String(decoding: line, as: UTF8.self))
                isEmpty = false
            }
        }
        return certificates
    }

    private mutating func take(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = String(line[line.index(after: colon)...])
        switch line[..<colon] {
        case "Subject": subject = Self.shown(value)
        case "Issuer": issuer = Self.shown(value)
        case "Start date": notBeforeSeconds = Self.seconds(value) ?? 0
        case "Expire date": notAfterSeconds = Self.seconds(value) ?? 0
        case "X509v3 Subject Alternative Name":
            names = value.split(separator: ",").map { name in
                let text = name[...].trimmed
                let kinds = ["DNS:", "IP Address:"]
                return Self.shown(
                    kinds.reduce(text) { $1.count < $0.count && $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
                )
            }
        default: break
        }
    }

    /// A text that somebody else chose: what it does to a terminal is written out, and it is no longer than a line.
    private static func shown(_ text: String) -> String { String(TerminalText.safe(text).prefix(200)) }

    /// A time as OpenSSL prints it: `Nov 23 17:04:37 2026 GMT`; nil if it is none.
    static func seconds(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 5, words[4] == "GMT", let month = months.firstIndex(of: String(words[0])),
            let day = Int32(words[1]), let year = Int32(words[3])
        else { return nil }
        let clock = words[2].split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3 else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = Int32(month)
        parts.tm_mday = day
        parts.tm_hour = clock[0]
        parts.tm_min = clock[1]
        parts.tm_sec = clock[2]
        return Int64(timegm(&parts))
    }
}
