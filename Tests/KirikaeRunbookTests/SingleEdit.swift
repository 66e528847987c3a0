import KirikaeTestSupport
import Testing

/// One kind of mistake that somebody makes with an editor, and how it is made somewhere in the shipped files.
struct SingleEdit: Sendable, CustomTestStringConvertible {
    /// What is done wrong.
    let name: String
    /// Beginnings of the paths of the files it is made in.
    let folders: [String]
    /// Where it can be made: the first group is replaced, or all of the match if there is none.
    let pattern: String
    /// What stands there afterwards, given what stands there now and the whole file.
    let replacement: @Sendable (String, String, inout SeededGenerator) -> String

    var testDescription: String { name }

    init(
        _ name: String, in folders: [String] = SingleEdit.runbooks, at pattern: String,
        _ replacement: @escaping @Sendable (String, String, inout SeededGenerator) -> String
    ) {
        self.name = name
        self.folders = folders
        self.pattern = pattern
        self.replacement = replacement
    }

    /// The mistake of one slip of the finger.
    static func slip(_ name: String, in folders: [String] = SingleEdit.runbooks, at pattern: String) -> SingleEdit {
        SingleEdit(name, in: folders, at: pattern) { old, _, generator in old.misspelt(using: &generator) }
    }

    /// The mistake of leaving something out.
    static func omission(_ name: String, in folders: [String] = SingleEdit.runbooks, at pattern: String) -> SingleEdit {
        SingleEdit(name, in: folders, at: pattern) { _, _, _ in "" }
    }

    /// The mistake of writing one text for another.
    static func writing(
        _ text: String, _ name: String, in folders: [String] = SingleEdit.runbooks, at pattern: String
    ) -> SingleEdit {
        SingleEdit(name, in: folders, at: pattern) { _, _, _ in text }
    }

    static let runbooks = ["call/", "portal/", "plans/"]
}

/// The shipped files, in which mistakes are made.
struct EditedFolder: Sendable {
    /// The texts by path.
    var texts: [String: String]

    /// Makes one mistake at a place chosen at random; nil if there is no place for it.
    ///
    /// - Throws: if the pattern is none.
    func making(
        _ edit: SingleEdit, using generator: inout SeededGenerator
    ) throws -> (folder: EditedFolder, file: String, change: String)? {
        let regex = try Regex(edit.pattern)
        let files = texts.keys.sorted().filter { file in edit.folders.contains { file.hasPrefix($0) } }
        let places = files.flatMap { file in
            (texts[file] ?? "").matches(of: regex).map { match in
                (file, match.output.count > 1 ? match.output[1].range ?? match.range : match.range)
            }
        }
        // A slip may change nothing, such as two equal letters swapped; then it is made elsewhere.
        for (file, range) in places.shuffled(using: &generator).prefix(20) {
            guard let text = texts[file] else { continue }
            let old = String(text[range])
            let new = edit.replacement(old, text, &generator)
            guard new != old else { continue }
            var folder = self
            folder.texts[file] = text.replacingCharacters(in: range, with: new)
            return (folder, file, "\(file): ‘\(old)’ → ‘\(new)’")
        }
        return nil
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }

    /// The word with one slip of the finger: a letter left out, doubled, replaced, or swapped with its neighbour.
    func misspelt(using generator: inout SeededGenerator) -> String {
        var letters = Array(self)
        guard !letters.isEmpty else { return "q" }
        let index = Int.random(in: 0..<letters.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0 where letters.count > 2: letters.remove(at: index)
        case 1: letters.insert(letters[index], at: index)
        case 2 where index + 1 < letters.count: letters.swapAt(index, index + 1)
        default: letters[index] = letters[index] == "q" ? "w" : "q"
        }
        return String(letters)
    }
}
