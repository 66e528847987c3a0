/// Reads one line of `allowed_signers`.
struct AllowedSignersLine {
    private struct Options {
        var namespaces: [String]?
        var validAfter: Int64?
        var validBefore: Int64?
    }

    private var rest: Substring.UnicodeScalarView
    private let number: Int

    init(_ line: String, number: Int) {
        rest = Substring(line).unicodeScalars
        self.number = number
    }

    /// What the line says; nil for an empty line or a comment.
    mutating func entry() throws(AllowedSigners.Defect) -> AllowedSigners.Entry? {
        skipSpaces()
        guard let first = rest.first, first != "#" else { return nil }
        let principals = Self.list(try word())
        guard !principals.isEmpty else { throw defect(.form) }
        skipSpaces()
        let type = try word()
        skipSpaces()
        let second = try word()
        if let key = SSHPublicKey(type: type, base64: second) { return entry(principals, Options(), key) }
        skipSpaces()
        guard let key = SSHPublicKey(type: second, base64: try word()) else { throw defect(.form) }
        return entry(principals, try options(type), key)
    }

    private func entry(_ principals: [String], _ options: Options, _ key: SSHPublicKey) -> AllowedSigners.Entry {
        AllowedSigners.Entry(
            principals: principals, namespaces: options.namespaces, validAfterMilliseconds: options.validAfter,
            validBeforeMilliseconds: options.validBefore, key: key, line: number)
    }

    private func defect(_ reason: AllowedSigners.Defect.Reason) -> AllowedSigners.Defect {
        AllowedSigners.Defect(reason: reason, line: number)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\r" }

    private mutating func skipSpaces() {
        rest = rest.drop(while: Self.isSpace)
    }

    /// Up to the next space that is not in quotes; the quotes stay.
    private mutating func word() throws(AllowedSigners.Defect) -> String {
        var isQuoted = false
        var end = rest.startIndex
        while end < rest.endIndex, isQuoted || !Self.isSpace(rest[end]) {
            if rest[end] == "\"" { isQuoted.toggle() }
            end = rest.index(after: end)
        }
        guard !isQuoted else { throw defect(.form) }
        defer { rest = rest[end...] }
        return String(rest[..<end])
    }

    private static func unquoted(_ text: String) -> String { String(text.filter { $0 != "\"" }) }

    private static func list(_ text: String) -> [String] {
        unquoted(text).split(separator: ",").map(String.init)
    }

    private func options(_ text: String) throws(AllowedSigners.Defect) -> Options {
        var options = Options()
        var isQuoted = false
        let pieces = text.split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
        for piece in pieces {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count == 2 ? Self.unquoted(parts[1]) : nil
            switch (parts[0].lowercased(), value) {
            case ("cert-authority", nil): throw defect(.certificateAuthority)
            case ("namespaces", let value?) where !value.isEmpty: options.namespaces = Self.list(value)
            case ("valid-after", let value?): options.validAfter = try moment(value)
            case ("valid-before", let value?): options.validBefore = try moment(value)
            default: throw defect(.option(String(piece)))
            }
        }
        return options
    }

    private func moment(_ text: String) throws(AllowedSigners.Defect) -> Int64 {
        let digits = Array(text.utf8.last == UInt8(ascii: "Z") ? text.utf8.dropLast() : text.utf8[...])
        guard [8, 12, 14].contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw defect(.time(text)) }
        func number(_ range: Range<Int>) -> Int64 {
            range.upperBound <= digits.count ? digits[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } : 0
        }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        guard (1...12).contains(month), (1...31).contains(day), number(8..<10) < 24, number(10..<12) < 60,
            number(12..<14) < 61
        else { throw defect(.time(text)) }
        let seconds = number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14)
        return (Self.days(year, month, day) * 86_400 + seconds) * 1000
    }

    /// Days from 1970-01-01 in the Gregorian calendar; years are counted from March so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
