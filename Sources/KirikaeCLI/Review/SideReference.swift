/// One side of a comparison, as it was asked for on the command line.
enum SideReference: Sendable, Hashable {
    /// The folder of runbooks as it is now.
    case today
    /// A folder.
    case folder(String)
    /// A file, in the place of its namesake in the folder of runbooks.
    case file(String)
    /// The folder of runbooks in a revision of its repository, or what a path of that revision names.
    case revision(String, path: String?)
    /// The last revision that two have in common.
    case mergeBase(String, String)
    /// The pinned copies of a run.
    case run(String)

    /// What stands in the file system under a path.
    enum Kind: Sendable, Hashable {
        case folder, file, nothing
    }

    private static let runPrefix = "run:"

    /// Reads the operands of `kirikae diff`, as git reads those of its own.
    ///
    /// None is the last commit against today's files, one is itself against today's files or a range, two are themselves. What is
    /// there as a file or a folder is never taken for a revision; nil if there are more than two.
    ///
    /// - Parameters:
    ///   - operands: what stands on the command line.
    ///   - kind: what is there under a path.
    static func pair(_ operands: [String], kind: (String) -> Kind) -> (old: SideReference, new: SideReference)? {
        switch operands.count {
        case 0: return (.revision("HEAD", path: nil), .today)
        case 1:
            if kind(operands[0]) == .nothing, let range = range(operands[0]) { return range }
            return (side(operands[0], kind), .today)
        case 2: return (side(operands[0], kind), side(operands[1], kind))
        default: return nil
        }
    }

    private static func side(_ text: String, _ kind: (String) -> Kind) -> SideReference {
        if text.hasPrefix(runPrefix) { return .run(String(text.dropFirst(runPrefix.count))) }
        switch kind(text) {
        case .folder: return .folder(text)
        case .file: return .file(text)
        case .nothing: break
        }
        // `:/words` is a revision by itself: git looks for the words in the messages of commits.
        guard !text.hasPrefix(":/"), let colon = text.firstIndex(of: ":") else { return .revision(text, path: nil) }
        let revision = text[..<colon]
        return .revision(
            revision.isEmpty ? "HEAD" : String(revision), path: String(text[text.index(after: colon)...]))
    }

    /// `A..B`, or `A...B` for what B has added since it parted from A; an empty side is `HEAD`.
    private static func range(_ text: String) -> (old: SideReference, new: SideReference)? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        let isSinceParting = text[dots.upperBound...].hasPrefix(".")
        let rest = text[dots.upperBound...].dropFirst(isSinceParting ? 1 : 0)
        let old = dots.lowerBound == text.startIndex ? "HEAD" : String(text[..<dots.lowerBound])
        let new = rest.isEmpty ? "HEAD" : String(rest)
        return (isSinceParting ? .mergeBase(old, new) : .revision(old, path: nil), .revision(new, path: nil))
    }
}
