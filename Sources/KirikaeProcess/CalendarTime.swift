import Glibc

/// Wall time as some programs want it on their command line.
package enum CalendarTime {
    /// Coordinated time as digits only, `YYYYMMDDHHMMSS`.
    ///
    /// - Parameter wallMilliseconds: milliseconds since 1970.
    package static func digits(_ wallMilliseconds: Int64) -> String {
        var seconds = time_t(wallMilliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let fields = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        return fields.reduce("\(Int(parts.tm_year) + 1_900)") { $0 + ($1 < 10 ? "0\($1)" : "\($1)") }
    }
}
