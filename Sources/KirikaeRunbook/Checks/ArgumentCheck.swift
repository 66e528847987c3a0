import KirikaeDiagnostics
import KirikaeSyntax

/// Checks what is going to be an argument of a program or a part of an address.
struct ArgumentCheck {
    let context: DecodingContext

    /// Reports characters that a reviewer cannot see or would take for others, and what `cmd.exe` would read again.
    func check(_ arguments: [Located<TextTemplate>]) {
        let program = arguments.first?.value.literal ?? ""
        for (index, argument) in arguments.enumerated() {
            for case .text(let text) in argument.value.segments {
                LookAlikes.report(text, at: argument.location, in: context)
                if index > 0, let character = CommandInterpreter.refusedCharacter(in: text, of: program) {
                    context.report(
                        RunbookMessage.argumentReadAgain(String(character), program: program), at: argument.location)
                }
            }
        }
    }
}

/// What `cmd.exe` does to arguments.
///
/// A program whose name ends in `.bat` or `.cmd` is run by it, and it reads the arguments once more as a command line
/// (CVE-2024-24576). There is no way of quoting that is safe everywhere, so such values are refused, not escaped.
public enum CommandInterpreter {
    /// By scalar: a line feed after a carriage return, or a sign with an accent over it, is another character and the same sign.
    private static let reread: Set<Unicode.Scalar> = [
        "%", "!", "^", "&", "|", "<", ">", "(", ")", "\"", "\n", "\r", "\0", "`", ";", ",",
    ]

    /// The first character of an argument that `cmd.exe` would not leave alone; nil if there is none or it is not involved.
    public static func refusedCharacter(in argument: String, of program: String) -> Character? {
        // Windows ignores dots and spaces at the end of a name.
        let name = program.lowercased().reversed().drop { $0 == "." || $0 == " " }.reversed()
        guard String(name).hasSuffix(".bat") || String(name).hasSuffix(".cmd") else { return nil }
        return argument.unicodeScalars.first { reread.contains($0) }.map(Character.init)
    }
}

/// The form of the name of an environment variable that a runbook may set.
enum EnvironmentVariableName {
    private static let refused: Set<String> = ["PATH", "LANG", "KIRIKAE_STEP_KEY"]

    static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first), !text.hasPrefix("LD_"),
            !refused.contains(text)
        else { return false }
        return text.utf8.allSatisfy { byte in
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
    }
}
