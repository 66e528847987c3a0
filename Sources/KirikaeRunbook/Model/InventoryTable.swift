import KirikaeDiagnostics
import KirikaeSyntax

/// A file in which an inventory is listed as a table: values separated by commas, named by the first line.
///
/// Nothing in it says how it is encoded, so it is read where an environment names it.
public struct InventoryTable: Sendable {
    /// Its path in the folder.
    public var path: String
    /// What it holds.
    public var bytes: [UInt8]
    /// Its path in messages.
    public var displayPath: String

    /// How the names of such files end.
    public static let fileSuffix = ".csv"
    /// The largest file, in bytes.
    static let mostBytes = 16 << 20
    /// The most columns.
    static let mostColumns = 64
    /// The most defects that are reported of one file.
    static let mostFindings = 50

    /// Whether a path is that of a table.
    public static func isNamed(_ path: String) -> Bool { path.hasSuffix(fileSuffix) }

    /// The items that it lists.
    ///
    /// - Parameters:
    ///   - encoding: how it is encoded.
    ///   - context: receives the findings.
    func items(encoding: TableEncoding, in context: DecodingContext) -> [InventoryItem] {
        let start = SourcePosition(line: 1, column: 1)
        let top = SourceLocation(file: displayPath, start: start, end: SourcePosition(line: 1, column: 2))
        var findings = 0
        func report(_ message: InventoryMessage, at location: SourceLocation) {
            findings += 1
            if findings <= Self.mostFindings { context.report(message, at: location) }
        }
        guard bytes.count <= Self.mostBytes else {
            report(.table(.tooLarge(Self.mostBytes)), at: top)
            return []
        }
        let rows: [TableReader.Row]
        do throws(EncodingUnavailable) {
            rows = try TableReader(file: displayPath).rows(of: bytes, encoding: encoding) { defect, location in
                report(.table(Self.defect(defect, encoding)), at: location)
            }
        } catch {
            report(.table(.notInEncoding(encoding.rawValue)), at: top)
            return []
        }
        guard let header = rows.first, rows.count > 1 else {
            if findings == 0 { report(.table(.empty), at: top) }
            return []
        }
        guard header.location.start.line == 1, let names = columns(header, report: report) else { return [] }
        guard rows.count - 1 <= InventoryItem.most else {
            report(
                .tooMany(rows.count - 1, most: InventoryItem.most), at: rows[InventoryItem.most + 1].location)
            return []
        }
        return items(rows.dropFirst(), names, report: report)
    }

    private static func defect(_ defect: TableReader.Defect, _ encoding: TableEncoding) -> InventoryMessage.TableDefect
    {
        switch defect {
        case .strayQuote: .strayQuote
        case .openQuote: .openQuote
        case .control(let scalar):
            .control(
                "U+" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2)
                    + String(scalar.value, radix: 16, uppercase: true))
        case .notInEncoding: .notInEncoding(encoding.rawValue)
        case .longCell(let limit): .longCell(limit)
        }
    }

    /// The names of the columns; nil, with a finding, if items cannot be read by them.
    private func columns(
        _ header: TableReader.Row, report: (InventoryMessage, SourceLocation) -> Void
    ) -> [String]? {
        var isSound = true
        guard header.cells.count <= Self.mostColumns else {
            report(.header(.tooMany(Self.mostColumns)), header.location)
            return nil
        }
        var seen: Set<String> = []
        for cell in header.cells {
            if !Identifier.isValid(cell.value) {
                report(.header(.notAName(TerminalText.safe(cell.value))), cell.location)
                isSound = false
            } else if !seen.insert(cell.value).inserted {
                report(.header(.twice(cell.value)), cell.location)
                isSound = false
            }
        }
        if isSound, !seen.contains("id") {
            report(.header(.missing("id")), header.location)
            isSound = false
        }
        return isSound ? header.cells.map(\.value) : nil
    }

    private func items(
        _ rows: ArraySlice<TableReader.Row>, _ names: [String], report: (InventoryMessage, SourceLocation) -> Void
    ) -> [InventoryItem] {
        var first: [String: String] = [:]
        return rows.compactMap { row in
            guard row.cells.count == names.count else {
                report(.table(.ragged(found: row.cells.count, expected: names.count)), row.location)
                return nil
            }
            var item = InventoryItem(id: "")
            for (name, cell) in zip(names, row.cells) {
                switch name {
                case "id":
                    guard InventoryItem.isValid(cell.value) else {
                        report(.notAnID(TerminalText.safe(cell.value)), cell.location)
                        return nil
                    }
                    if let known = first[cell.value.lowercased()] {
                        report(.twice(cell.value, as: known), cell.location)
                        return nil
                    }
                    first[cell.value.lowercased()] = cell.value
                    item.id = cell.value
                case "title": if !cell.value.isEmpty { item.title = LocalizedText(verbatim: cell.value) }
                default: if !cell.value.isEmpty { item.details.append(.init(name: name, value: cell.value)) }
                }
            }
            return item
        }
    }
}
