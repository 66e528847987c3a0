import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

/// Reading back what was typed, and adding files.
extension TerminalOperator {
    /// How often a value is read back before the question is put again.
    private static let readings = 5

    /// The answer once the person has confirmed it; nil to put the question again.
    ///
    /// Enter alone confirms nothing: at night it is pressed without a look. What is typed instead of `y` is another try.
    ///
    /// - Throws: `NoAnswer.stop`.
    func readBack(_ first: Answer, _ prompt: QuestionPrompt, in machine: RunMachine) throws -> Answer? {
        var candidate = first
        for _ in 0..<Self.readings {
            output.line(
                "    " + wording.pick("読み返し：  ", "Read back:  ")
                    + style.bold(TerminalText.safe(prompt.readBack(candidate.value))))
            output.prompt(
                "  " + wording.pick("合っていれば y、違えばもう一度入力", "y if that is right, or type it again") + " > ")
            defer { output.promptAnswered() }
            guard let typed = readInput()?.trimmed else { throw NoAnswer.stop }
            switch typed.halfWidth.lowercased() {
            case "": continue
            case "!stop": throw NoAnswer.stop
            case "y", "yes", "はい":
                candidate.isConfirmed = true
                return candidate
            default: break
            }
            guard !typed.halfWidth.hasPrefix("!"), let value = prompt.value(for: typed) else { return nil }
            if value == candidate.value {
                candidate.isConfirmed = true
                return candidate
            }
            candidate.value = value
            candidate.typed = value == typed ? nil : typed
            if let problem = machine.check(candidate, to: prompt.question.id), problem != .notConfirmed {
                switch problem {
                case .evidenceMissing, .remarkMissing: break
                default:
                    refuse(problem)
                    return nil
                }
            }
        }
        return nil
    }

    /// What stands behind `!attach`: nil where something else was typed; the path, asked for where it is missing.
    func attachPath(_ input: String) -> String?? {
        let word = "!attach"
        guard input.prefix(word.count).description.halfWidth == word else { return nil }
        let rest = input.dropFirst(word.count)
        guard rest.isEmpty || rest.first?.isWhitespace == true else { return nil }
        let path = String(rest).trimmed
        return .some(path.isEmpty ? remark(wording.pick("ファイルのパス", "Path of the file")) : path)
    }

    /// A copy of a file; nil, with the reason, if none can be kept.
    func attach(_ path: String) -> Attachment? {
        guard let keepFile else {
            output.line("    " + wording.pick("ここでは証拠を残せません", "No evidence can be kept here"))
            return nil
        }
        do {
            return try keepFile(Self.unquoted(path), name)
        } catch let refusal as EvidenceRefusal {
            output.line("    " + style.bad(TerminalText.safe(wording.evidenceRefusal(refusal))))
        } catch {
            output.line("    " + style.bad(TerminalText.safe("\(error)")))
        }
        return nil
    }

    /// Without the quotes that a file manager puts around a path that is dropped into a terminal.
    private static func unquoted(_ path: String) -> String {
        for quote in ["'", "\""] where path.count > 2 && path.hasPrefix(quote) && path.hasSuffix(quote) {
            return String(path.dropFirst().dropLast())
        }
        return path
    }
}
