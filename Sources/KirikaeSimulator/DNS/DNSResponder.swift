import KirikaeService

/// What one of the simulated DNS servers answers; it has no sockets and no time.
enum DNSResponder {
    /// The address behind every name: all that is simulated is on this machine.
    private static let address: [UInt8] = [127, 0, 0, 1]

    /// The answer to a message; nil where a server says nothing.
    static func reply(to bytes: [UInt8], in state: ServiceState) -> [UInt8]? {
        // Whoever answers answers makes a loop; and half a header says nothing of whom to answer.
        guard let header = DNSHeader(bytes), !header.isResponse else { return nil }
        guard header.operation == 0 else { return DNSReply(header: header, code: .notImplemented).bytes }
        do throws(DNSQuery.Malformed) {
            return answer(to: try DNSQuery(bytes), header, in: state).bytes
        } catch {
            return DNSReply(header: header, code: .formatError).bytes
        }
    }

    private static func answer(to query: DNSQuery, _ header: DNSHeader, in state: ServiceState) -> DNSReply {
        func reply(_ code: DNSReply.Code, address: [UInt8]? = nil) -> DNSReply {
            DNSReply(header: header, code: code, query: query, address: address)
        }
        guard query.extensionVersion ?? 0 == 0 else { return reply(.badVersion) }
        guard [1, 255].contains(query.recordClass) else { return reply(.refused) }
        let type = DNSRecordCode(rawValue: query.type)
        if type == .axfr || type == .ixfr { return reply(.refused) }
        guard let name = query.name else { return reply(.nameError) }
        guard NameSource.hasName(name, in: state) else {
            // A name above one that there is exists as well, with nothing at it (RFC 8020).
            let isAbove = name.isEmpty || NameSource.names.contains { $0.hasSuffix("." + name) }
            return reply(isAbove ? .noError : .nameError)
        }
        return reply(.noError, address: type == .a || type == .any ? address : nil)
    }
}
