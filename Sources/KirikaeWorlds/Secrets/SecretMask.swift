/// Takes secrets out of what a program prints, before anything else sees it: the value as it is and in the forms in which programs
/// like to print values.
///
/// A value may be split over several pieces or lines, so the end of each piece that could be the beginning of a secret is held
/// back until more comes, or until the end.
struct SecretMask {
    /// What stands for a secret.
    static let replacement = Array("•••".utf8)

    /// All forms, the longest first.
    private let forms: [[UInt8]]
    /// For each byte the forms that begin with it, the longest first.
    private let beginning: [[Int]]
    private var held: [UInt8] = []

    init(_ secrets: [[UInt8]]) {
        let forms = Set(secrets.flatMap(SecretForms.all)).sorted { $0.count > $1.count }
        var beginning: [[Int]] = forms.isEmpty ? [] : Array(repeating: [], count: 256)
        for (index, form) in forms.enumerated() { beginning[Int(form[0])].append(index) }
        self.forms = forms
        self.beginning = beginning
    }

    /// What may be shown of a piece, together with what was held back before.
    mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        guard !forms.isEmpty else { return bytes }
        held += bytes
        return pass(isEnd: false)
    }

    /// What was held back to the end, without what had begun like a secret.
    mutating func finish() -> [UInt8] { forms.isEmpty ? [] : pass(isEnd: true) }

    private mutating func pass(isEnd: Bool) -> [UInt8] {
        var shown: [UInt8] = []
        var index = 0
        scan: while index < held.count {
            for form in beginning[Int(held[index])] {
                switch match(forms[form], from: index) {
                case .whole(let end):
                    shown += Self.replacement
                    index = end
                    continue scan
                // A longer form that may still come goes before a shorter one that is there.
                case .begun where !isEnd: break scan
                case .begun(let count) where count >= SecretStore.minimumBytes:
                    shown += Self.replacement
                    index = held.count
                    continue scan
                case .begun, .none: break
                }
            }
            shown.append(held[index])
            index += 1
        }
        held.removeFirst(index)
        return shown
    }

    private enum Match {
        case none
        /// The text ends after so many bytes of the form.
        case begun(count: Int)
        case whole(end: Int)
    }

    /// Compares what is held with a form; line ends in between do not count, for programs break long values.
    private func match(_ form: [UInt8], from start: Int) -> Match {
        var index = start
        var count = 0
        while count < form.count {
            guard index < held.count else { return .begun(count: count) }
            if held[index] == form[count] {
                count += 1
            } else if held[index] != 0x0A, held[index] != 0x0D {
                return .none
            }
            index += 1
        }
        return .whole(end: index)
    }
}
