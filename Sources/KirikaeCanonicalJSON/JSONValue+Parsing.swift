extension JSONValue {
    /// Reads one JSON document (RFC 8259) of the accepted subset; white space around tokens is accepted.
    ///
    /// - Parameter bytes: UTF-8 without byte order mark.
    /// - Throws: `JSONSyntaxError` with the byte offset, for duplicate keys, trailing bytes, lone surrogates, invalid
    ///   UTF-8, fractions, integers outside `Int64`, and nesting deeper than 64.
    public init(parsing bytes: some Collection<UInt8>) throws(JSONSyntaxError) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }

    /// Reads one JSON document and refuses every byte form but the canonical one of its value.
    ///
    /// - Parameter bytes: exactly what `canonicalBytes` writes.
    /// - Throws: `JSONSyntaxError`, as `init(parsing:)`; `.notCanonical` at the first byte that differs from the
    ///   canonical form.
    public init(parsingCanonical bytes: some Collection<UInt8>) throws(JSONSyntaxError) {
        if let value = bytes.withContiguousStorageIfAvailable({ CanonicalJSONParser.value(of: $0) }), let value {
            self = value
            return
        }
        let given = Array(bytes)
        try self.init(parsing: given)
        let canonical = canonicalBytes
        guard given != canonical else { return }
        let equalBytes = zip(given, canonical).prefix { $0 == $1 }
        throw JSONSyntaxError(offset: equalBytes.count, reason: .notCanonical)
    }
}
