/// What is typed into a program when it has printed what was expected.
public enum ConversationReply: Equatable, Sendable {
    /// One press of a key. It is Enter, which satisfies both a program that reads one key and one that reads a line.
    case anyKey
    /// A text, followed by what ends a line, Enter unless said otherwise.
    case text(String, lineEnd: LineEnd = .cr)

    /// What ends a line that is typed.
    public enum LineEnd: String, Sendable, CaseIterable {
        /// What the Enter key sends.
        case cr
        /// Carriage return and line feed.
        case crlf
        /// A line feed.
        case lf
        /// Nothing: one key of a program that waits for a key.
        case none

        fileprivate var bytes: [UInt8] {
            switch self {
            case .cr: [0x0D]
            case .crlf: [0x0D, 0x0A]
            case .lf: [0x0A]
            case .none: []
            }
        }
    }

    /// What the Enter key of a terminal sends.
    ///
    /// A terminal in its usual state turns it into a line feed.
    private static let enterKey: UInt8 = 0x0D
    /// Linux keeps at most this much of a line and drops the rest without a word (n_tty, `N_TTY_BUF_SIZE` less one).
    private static let maximumLineBytes = 4_095

    /// The bytes to write to the program's terminal.
    ///
    /// Throws ``ConversationReplyError``: a control character would act on the terminal (Ctrl-C would end the program)
    /// and a line too long would arrive cut off.
    public func bytes(in encoding: TextEncoding) throws(ConversationReplyError) -> [UInt8] {
        switch self {
        case .anyKey:
            return [Self.enterKey]
        case .text(let text, let lineEnd):
            if let control = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
                throw .controlCharacter(control.value)
            }
            let encoded: [UInt8]
            do {
                encoded = try encoding.encode(text)
            } catch {
                throw .encoding(error)
            }
            guard encoded.count + max(0, lineEnd.bytes.count - 1) < Self.maximumLineBytes else {
                throw .tooLong(maximumBytes: Self.maximumLineBytes - 1)
            }
            return encoded + lineEnd.bytes
        }
    }
}

/// Why a reply cannot be typed.
public enum ConversationReplyError: Error, Equatable, Sendable {
    /// The text holds this control character (its code point).
    case controlCharacter(UInt32)
    /// The text does not fit into the encoding of the program.
    case encoding(TextEncodingError)
    /// The text has more bytes than a terminal takes as one line.
    case tooLong(maximumBytes: Int)
}
