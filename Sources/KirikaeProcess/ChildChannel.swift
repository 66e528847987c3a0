import CLibSpawn
import Glibc

/// What connects a child with its engine: the end that is kept, and what the child finds as its standard streams.
struct ChildChannel: ~Copyable {
    /// The child's side.
    enum ChildSide {
        /// The path of a terminal. The child must open it itself: that makes it its controlling terminal.
        case terminal(path: String)
        /// The descriptor of a pipe's writing end.
        case pipe(Int32)
    }

    /// Where the child's output arrives; for a terminal also where input is written.
    let engineEnd: OwnedDescriptor
    /// The child's end.
    ///
    /// Held open until the child has been started, so that the engine's end sees no hang-up before.
    let childEnd: OwnedDescriptor
    let childSide: ChildSide

    private init(engineEnd: consuming OwnedDescriptor, childEnd: consuming OwnedDescriptor, childSide: ChildSide) {
        self.engineEnd = engineEnd
        self.childEnd = childEnd
        self.childSide = childSide
    }

    static func open(for configuration: ChildProcessConfiguration) throws(SystemCallError) -> ChildChannel {
        configuration.terminal ? try openTerminal(configuration.terminalSize) : try openPipe()
    }

    /// Gives up the child's end and keeps the engine's.
    consuming func closingChildEnd() -> OwnedDescriptor { engineEnd }

    private static func openPipe() throws(SystemCallError) -> ChildChannel {
        var ends: [Int32] = [-1, -1]
        guard clibspawn_open_pipe(&ends) == 0 else { throw SystemCallError(call: "pipe2", errorNumber: errno) }
        let writingEnd: OwnedDescriptor
        let readingEnd: OwnedDescriptor
        do {
            readingEnd = try OwnedDescriptor(adopting: ends[0], call: "pipe2")
        } catch {
            close(ends[1])
            throw error
        }
        writingEnd = try OwnedDescriptor(adopting: ends[1], call: "pipe2")
        try readingEnd.setNonBlocking()
        let number = writingEnd.rawValue
        return ChildChannel(engineEnd: readingEnd, childEnd: writingEnd, childSide: .pipe(number))
    }

    private static func openTerminal(_ size: TerminalSize) throws(SystemCallError) -> ChildChannel {
        var path = [CChar](repeating: 0, count: 128)
        let master = try OwnedDescriptor(
            adopting: clibspawn_open_terminal(&path, path.count), call: "posix_openpt")
        let slavePath = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let slave = try OwnedDescriptor(
            adopting: Glibc.open(slavePath, O_RDWR | O_NOCTTY | O_CLOEXEC), call: "open")
        try prepare(terminal: slave.rawValue)
        guard clibspawn_set_terminal_size(slave.rawValue, size.rows, size.columns) == 0 else {
            throw SystemCallError(call: "ioctl", errorNumber: errno)
        }
        try master.setNonBlocking()
        return ChildChannel(engineEnd: master, childEnd: slave, childSide: .terminal(path: slavePath))
    }

    /// No echo, so that what is typed does not look like what was printed, and no changes to the output, so that its
    /// exact bytes arrive.
    ///
    /// Line input with Enter as its end stays: programs that read keys set up their terminal themselves.
    private static func prepare(terminal: Int32) throws(SystemCallError) {
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else {
            throw SystemCallError(call: "tcgetattr", errorNumber: errno)
        }
        settings.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
        settings.c_lflag |= tcflag_t(ICANON)
        settings.c_oflag &= ~tcflag_t(OPOST)
        settings.c_iflag |= tcflag_t(ICRNL)
        guard tcsetattr(terminal, TCSANOW, &settings) == 0 else {
            throw SystemCallError(call: "tcsetattr", errorNumber: errno)
        }
    }
}
