import KirikaeCLI

/// Starts the program.
@main
struct Main {
    static func main() async {
        await Program.start()
    }
}
