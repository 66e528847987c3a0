/// The size of a terminal in character cells.
public struct TerminalSize: Equatable, Sendable {
    /// The number of lines.
    public let rows: UInt16
    /// The number of cells in a line; a full-width character takes two.
    public let columns: UInt16

    /// 25 rows of 120 columns unless said otherwise: what a Windows console window has.
    public init(rows: UInt16 = 25, columns: UInt16 = 120) {
        self.rows = rows
        self.columns = columns
    }
}
