extension JSONValue {
    /// The canonical form of RFC 8785: keys sorted by UTF-16 code units, no white space, the shortest escapes.
    ///
    /// A value has exactly one canonical form, so its hash does not depend on who wrote it.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The canonical form as text.
    public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// A form for reading: two spaces per level, one member per line, keys in canonical order, no newline at the end.
    public var indentedText: String {
        var writer = JSONWriter()
        writer.writeIndented(self, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
