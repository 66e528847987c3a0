import Glibc

/// Wall time as people read it.
enum WallTime {
    /// Local time of day, `HH:MM:SS`.
    static func text(_ milliseconds: Int64) -> String {
        let parts = local(milliseconds)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    }

    /// Local date and time of day, `YYYY-MM-DD HH:MM:SS`.
    static func dateAndTime(_ milliseconds: Int64) -> String {
        let parts = local(milliseconds)
        return
            "\(parts.tm_year + 1900)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday)) \(text(milliseconds))"
    }

    /// Coordinated time as digits only, `YYYYMMDD-HHMMSS`, for identifiers.
    static func identifier(_ milliseconds: Int64) -> String {
        var time = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&time, &parts)
        let date = "\(parts.tm_year + 1900)\(twoDigits(parts.tm_mon + 1))\(twoDigits(parts.tm_mday))"
        return "\(date)-\([parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined())"
    }

    /// When a day begins here, in milliseconds since 1970; nil for a day that no calendar has.
    static func start(year: Int32, month: Int32, day: Int32) -> Int64? {
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday, parts.tm_isdst) = (year - 1900, month - 1, day, -1)
        let time = mktime(&parts)
        // The 31st of June would be taken for the 1st of July.
        guard (parts.tm_year, parts.tm_mon, parts.tm_mday) == (year - 1900, month - 1, day), time >= 0 else {
            return nil
        }
        return Int64(time) * 1000
    }

    private static func local(_ milliseconds: Int64) -> tm {
        var time = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&time, &parts)
        return parts
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
