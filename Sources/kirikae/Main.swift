import CLibMalloc
import KirikaeCLI

/// Starts the program.
@main
struct Main {
    /// A program that decodes thousands of steps and ends soon after would else spend a tenth of its time on asking for memory.
    private static let pieceBytes: Int32 = 16 << 20

    static func main() async {
        clibmalloc_take_large_pieces(pieceBytes)
        clibmalloc_prefer_large_pages()
        await Program.start()
    }
}
