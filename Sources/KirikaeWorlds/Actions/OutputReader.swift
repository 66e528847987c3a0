import KirikaeRunbook
import KirikaeSyntax

/// Reads the outputs of a step in what a program printed or an address answered.
struct OutputReader {
    let definitions: [OutputDefinition]

    /// A value that is not there, or not of its type.
    struct NotRead: Error {
        var name: String
    }

    /// The values by name.
    ///
    /// - Throws: `NotRead` for the first that is missing or of another form.
    func read(_ text: String) throws(NotRead) -> [String: String] {
        var values: [String: String] = [:]
        for definition in definitions {
            guard let value = value(of: definition, in: text), definition.type.accepts(value) else {
                throw NotRead(name: definition.name.value)
            }
            values[definition.name.value] = value
        }
        return values
    }

    private func value(of definition: OutputDefinition, in text: String) -> String? {
        switch definition.place {
        case .answer: return nil
        case .line(let number):
            let lines = Self.lines(of: text)
            return lines.indices.contains(number - 1) ? lines[number - 1] : nil
        case .after(let mark):
            for line in Self.lines(of: text) {
                if let found = line.firstRange(of: mark) { return line[found.upperBound...].trimmed }
            }
            return nil
        case .json(let pointer):
            // What is no JSON has no value at any pointer.
            return JSONPointer(pointer).value(in: Array(text.utf8)).text
        }
    }

    private static func lines(of text: String) -> [String] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(\.trimmed)
    }
}
