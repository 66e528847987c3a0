/// Takes the control sequences of a terminal (ECMA-48: CSI, OSC, DCS, single escapes) and CR out of a text.
///
/// It keeps its place between chunks. What it takes out is lost to whoever compares the text only; the bytes that were
/// received are kept elsewhere.
struct ControlSequenceFilter: Sendable {
    private enum State {
        case text
        case escape
        case controlSequence
        case string
        case stringEscape
    }

    private var state = State.text

    /// The scalar if it is part of the text, otherwise `nil`.
    mutating func filter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch (state, scalar.value) {
        case (.escape, 0x5B), (.text, 0x9B):  // ESC [
            state = .controlSequence
        case (.escape, 0x50), (.escape, 0x58), (.escape, 0x5D...0x5F),  // ESC P, ESC X, ESC ], ESC ^, ESC _
            (.text, 0x90), (.text, 0x98), (.text, 0x9D...0x9F):
            state = .string
        case (.escape, 0x20...0x2F), (.controlSequence, 0x20...0x3F):
            break
        case (.string, 0x1B):
            state = .stringEscape
        case (_, 0x1B):
            state = .escape
        case (.string, 0x07), (.string, 0x9C), (.stringEscape, 0x5C):
            state = .text
        case (.string, 0x0A), (.stringEscape, 0x0A):
            // A string that is never ended must not swallow the prompts of all later lines.
            state = .text
            return scalar
        case (.string, _):
            break
        case (.stringEscape, _):
            state = .string
        case (.escape, 0x30...0x7E), (.controlSequence, 0x40...0x7E):
            state = .text
        case (.text, 0x0D):
            break
        default:
            // Text, or something that cannot continue a sequence: the sequence is broken off.
            state = .text
            return scalar.value == 0x0D ? nil : scalar
        }
        return nil
    }
}
