/// The keys of an allowed-signers file, and when each counts.
extension AllowedSigners {
    /// A key of a person.
    public struct Key: Sendable, Hashable {
        /// Whose it is.
        public var principal: String
        /// The number of its line, from 1.
        public var line: Int
        /// From when on it counts, `YYYYMMDDHHMMSS` in UTC; nil for always.
        public var validAfter: String?
        /// Until when it counts, `YYYYMMDDHHMMSS` in UTC; nil for ever.
        public var validBefore: String?
    }

    /// The keys of the lines that can be used, in the order of the file.
    public var keys: [Key] {
        read().entries.map { entry in
            Key(
                principal: entry.principal, line: entry.line, validAfter: Self.time("valid-after", in: entry.options),
                validBefore: Self.time("valid-before", in: entry.options))
        }
    }

    /// The time that an option of a line gives; nil if the line does not have it.
    ///
    /// `ssh-keygen` takes `YYYYMMDD`, `YYYYMMDDHHMM` and `YYYYMMDDHHMMSS`, with or without a `Z`; it is started with UTC here.
    private static func time(_ name: String, in options: String) -> String? {
        for option in options.split(separator: ",") where option.lowercased().hasPrefix(name + "=") {
            let digits = option.dropFirst(name.count + 1).filter { $0.isASCII && $0.isNumber }
            return String(digits.prefix(14)) + String(repeating: "0", count: max(0, 14 - digits.count))
        }
        return nil
    }
}
