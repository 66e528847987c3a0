import KirikaeDiagnostics
import KirikaeRunbook

/// Whether every item that a host stands for has an address and a known key.
///
/// None of them is connected to: there may be thousands.
struct KnownItems {
    let environment: Environment
    let host: Environment.Host
    let detail: String

    /// How many are named.
    private static let mostNames = 5

    func look(_ name: String) -> ReadinessLook {
        ReadinessLook(.host, name, title: host.title, expected: .itemsKnown(detail)) { _ in problem }
    }

    private var problem: ReadinessProblem? {
        let items = environment.inventories.values.flatMap(\.items)
        let addresses = items.compactMap { item in
            item.details.first { $0.name == detail }.map { (id: item.id, address: $0.value) }
        }
        guard !addresses.isEmpty else { return .empty }
        if let wrong = addresses.first(where: { !SSHAccess.isAddress($0.address) }) {
            return .notAnAddress(wrong.address, of: wrong.id)
        }
        let port = host.ssh?.port ?? SSHAccess.defaultPort
        guard let known = Self.names(in: host.ssh?.knownHosts?.bytes ?? []) else { return nil }
        let unknown = addresses.filter { item in
            let name = item.address.lowercased()
            return !known.contains(port == SSHAccess.defaultPort ? name : "[\(name)]:\(port)")
        }
        guard !unknown.isEmpty else { return nil }
        return .keysUnknown(unknown.count, of: addresses.count, such: unknown.prefix(Self.mostNames).map(\.id).sorted())
    }

    /// The names of a file of known hosts; nil where some are hashed or patterns, because then only ssh can tell.
    static func names(in bytes: [UInt8]) -> Set<String>? {
        var names: Set<String> = []
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            if first == "@revoked" { continue }
            let list = first.hasPrefix("@") ? words.dropFirst().first ?? "" : first
            if list.contains("|") || list.contains("*") || list.contains("?") { return nil }
            for name in list.split(separator: ",") { names.insert(name.lowercased()) }
        }
        return names
    }
}
