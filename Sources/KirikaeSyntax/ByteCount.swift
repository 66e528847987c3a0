/// A size in bytes, written in a file as a whole number and a unit: `64KiB`, `16MiB`.
public struct ByteCount: Hashable, Sendable, Comparable {
    /// The number of bytes.
    public var count: Int

    /// Makes a size.
    public init(_ count: Int) {
        self.count = count
    }

    /// Reads the written form; nil if it is not one, or more bytes than this program counts.
    public init?(written text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), let unit = Self.units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { return nil }
        self.init(product)
    }

    /// The shortest written form; a size that is no multiple of a unit is written in plain bytes, which no file may say.
    public var written: String {
        for unit in Self.units where count > 0 && count % unit.bytes == 0 { return "\(count / unit.bytes)\(unit.name)" }
        return "\(count)"
    }

    /// Order by size.
    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.count < right.count }

    // The largest first, for the shortest form.
    private static let units = [(name: "MiB", bytes: 1024 * 1024), (name: "KiB", bytes: 1024)]
}
