import Glibc

/// What the person types.
enum KeyboardInput {
    private static let lineLimitBytes = 1024

    /// One line without its end; nil when the input ends before it.
    static func line() -> String? {
        var bytes: [UInt8] = []
        while bytes.count < lineLimitBytes, let byte = byte() {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                return String(decoding: bytes, as: UTF8.self)
            }
            bytes.append(byte)
        }
        return nil
    }

    /// Waits for one key.
    ///
    /// On a terminal any key will do at once and is not shown; without one, one byte or the end of the
    /// input will do.
    static func waitForKey() {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            _ = byte()
            return
        }
        var raw = settings
        // Signals stay on, so that Ctrl-C still ends the program.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else {
            _ = byte()
            return
        }
        _ = byte()
        // The program ends next; a terminal that is gone needs no settings.
        _ = tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    private static func byte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            guard count == -1, errno == EINTR else { return nil }
        }
    }
}
