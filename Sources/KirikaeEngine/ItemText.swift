import KirikaeRunbook

/// What somebody typed, or wrote on a sheet, about named items.
///
/// Ids follow each other with spaces or commas, `A..B` is all from A to B in the order of the inventory, and capitals make no
/// difference. Ids alone say that these have done it.
///
///     pc-01 pc-02, pc-05..pc-09
///     all
///     failed pc-03: no answer from the PC
///     not pc-01
///     late
public struct ItemText: Sendable, Hashable {
    /// What is said.
    public var report: ItemReport
    /// Of which items, in the order named, each once.
    public var ids: [String]
    /// The reason, if one was given.
    public var remark: String?
    /// Whether `all` was written, and not the ids.
    public var isAll: Bool

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: what was typed, in plain characters.
    ///   - open: the items that `all` stands for.
    ///   - items: the inventory.
    public init(_ text: String, open: [InventoryItem], among items: [InventoryItem]) throws(AnswerProblem) {
        var words = text
        if let colon = text.firstIndex(of: ":") {
            words = String(text[..<colon])
            let reason = text[text.index(after: colon)...].drop { $0.isWhitespace }
            remark = reason.isEmpty ? nil : String(reason)
        }
        var names = words.split { $0.isWhitespace || ",、，".contains($0) }.map(String.init)
        report = .done
        if let first = names.first?.lowercased() {
            let heads: [String: ItemReport] = ["done": .done, "failed": .failed, "not": .notDone, "late": .late]
            if let head = heads[first] {
                report = head
                names.removeFirst()
            }
        }
        isAll = names.map { $0.lowercased() } == ["all"]
        let standsForOpen = isAll || (report == .late && names.isEmpty)
        ids = []
        ids = standsForOpen ? open.map(\.id) : try Self.ids(names, among: items)
    }

    private static func ids(_ names: [String], among items: [InventoryItem]) throws(AnswerProblem) -> [String] {
        let places = Dictionary(
            items.enumerated().map { ($1.id.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        var found: [Int] = []
        var unknown: [String] = []
        for name in names {
            let ends = name.split(separator: "..", omittingEmptySubsequences: false).map { places[$0.lowercased()] }
            switch (ends.first ?? nil, ends.last ?? nil) {
            case (let first?, _) where ends.count == 1: found.append(first)
            case (let first?, let last?) where ends.count == 2:
                guard first <= last else { throw .emptyRange(name) }
                found += first...last
            default: unknown.append(name)
            }
        }
        guard unknown.isEmpty else { throw .noSuchItems(unknown) }
        var seen: Set<Int> = []
        return found.filter { seen.insert($0).inserted }.map { items[$0].id }
    }
}
