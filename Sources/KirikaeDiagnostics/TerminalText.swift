/// Text that came from outside, made safe to show on a terminal.
///
/// A runbook title, an operator's name or the output of a command could hold escape sequences that overwrite the line above,
/// or bidirectional marks that reorder what a person reads (CVE-2021-42574). What is shown never does; the journal keeps the
/// exact bytes.
public enum TerminalText {
    /// The text with every control, format and private character written as `\u{…}`; tab becomes four spaces, and line
    /// feeds stay where `keepingLines`.
    public static func safe(_ text: String, keepingLines: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where keepingLines: result.unicodeScalars.append(scalar)
            case "\t": result += "    "
            default:
                if isUnsafe(scalar) {
                    result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Whether a scalar could change how the text around it looks, or is invisible.
    public static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned: true
        default: false
        }
    }
}
