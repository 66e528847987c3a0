import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeProcess
import KirikaeRunbook
import KirikaeSignatures

/// Whether everybody who may be asked to sign has a key that counts, and the program that checks signatures is there.
struct SignerLooks {
    let environment: Environment

    /// How long before its end a key is warned of.
    private static let warningMilliseconds: Int64 = 30 * 24 * 3_600_000

    var looks: [ReadinessLook] {
        guard let signers = environment.allowedSigners else { return [] }
        let keygen = ReadinessLook(.signer, "ssh-keygen", expected: .executed(SSHKeygen.executablePath)) { _ in
            LocalPath(SSHKeygen.executablePath).problem(as: .executable)
        }
        let keys = Dictionary(grouping: signers.keys, by: \.principal)
        // Nobody is asked to sign who is in no group.
        let people = Set(environment.groups.values.flatMap(\.members)).sorted()
        return [keygen]
            + people.map { person in
                ReadinessLook(.signer, person, expected: .keyCounts) { _ in
                    Self.problem(with: keys[person] ?? [], of: person, in: signers.path)
                }
            }
    }

    /// Why none of the keys of a person counts now and for a while; nil if one does.
    private static func problem(
        with keys: [AllowedSigners.Key], of person: String, in path: String
    ) -> ReadinessProblem? {
        let wall = LiveClock().now().wallMilliseconds
        let now = CalendarTime.digits(wall)
        let soon = CalendarTime.digits(wall + warningMilliseconds)
        guard !keys.isEmpty else { return .noKey(of: person, in: path) }
        let begun = keys.filter { ($0.validAfter ?? "") <= now }
        guard !begun.isEmpty else { return .keyNotYetValid(keys.compactMap(\.validAfter).min() ?? "", of: person) }
        let good = begun.filter { $0.validBefore.map { now < $0 } ?? true }
        guard !good.isEmpty else { return .keyExpired(begun.compactMap(\.validBefore).max() ?? "", of: person) }
        guard good.allSatisfy({ $0.validBefore.map { $0 < soon } ?? false }) else { return nil }
        return .keyExpiring(good.compactMap(\.validBefore).max() ?? "", of: person)
    }
}

/// Whether each inventory lists somebody, with addresses that can be some.
struct InventoryLooks {
    let environment: Environment

    /// The details of an item that hold an address.
    private static let addressDetails: Set<String> = ["address", "ip", "host"]

    var looks: [ReadinessLook] {
        environment.inventories.sorted { $0.key < $1.key }.map { name, inventory in
            ReadinessLook(.inventory, name, title: inventory.title, expected: .listed) { _ in
                Self.problem(with: inventory)
            }
        }
    }

    private static func problem(with inventory: Environment.Inventory) -> ReadinessProblem? {
        guard inventory.count > 0 else { return .empty }
        var owners: [String: String] = [:]
        for item in inventory.items {
            for detail in item.details where addressDetails.contains(detail.name) {
                guard isPlausible(detail.value) else { return .notAnAddress(detail.value, of: item.id) }
                if let owner = owners.updateValue(item.id, forKey: detail.value.lowercased()), owner != item.id {
                    return .addressTwice(detail.value, owner, item.id)
                }
            }
        }
        return nil
    }

    /// Whether a text is an IPv4 or IPv6 address, or a name that a host may have.
    static func isPlausible(_ text: String) -> Bool {
        var bytes = in6_addr()
        if inet_pton(AF_INET6, text, &bytes) == 1 { return true }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return true }
        // A name of digits alone is an address with a slip in it.
        guard !text.isEmpty, text.utf8.count <= 253, !text.utf8.allSatisfy({ $0 == 0x2E || (0x30...0x39).contains($0) })
        else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                        || $0 == 0x5F
                }
        }
    }
}
