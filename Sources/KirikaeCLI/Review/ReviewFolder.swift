import Glibc
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// The folder in which signed reviews are kept: beside the runbooks, so that they go the way of the change that they are about.
struct ReviewFolder: Sendable {
    /// How the names of the files end.
    static let suffix = ".review.json"
    /// More are not looked at.
    private static let limit = 10_000

    /// Where it is.
    let path: String

    /// The name of the file with somebody's review of a plan.
    static func fileName(of plan: Plan, by name: String) -> String {
        let parts = [plan.runbook, plan.environment.name.value, name].map(plain)
        return parts.joined(separator: ".") + ".\(plan.fingerprint.prefix(16))" + suffix
    }

    /// The files, by path; none where there is no folder.
    ///
    /// - Throws: `CommandFailure`, if it is there and cannot be read.
    func files() throws(CommandFailure) -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw CommandFailure(message: .folderUnreadable(path, reason: String(cString: strerror(errno))))
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix), !name.hasPrefix(".") { names.append(name) }
            guard names.count <= Self.limit else {
                throw CommandFailure(message: .folderUnreadable(path, reason: "more than \(Self.limit) files"))
            }
        }
        return names.sorted().map { "\(path)/\($0)" }
    }

    /// A name without anything that means something in a path.
    private static func plain(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { $0 == "/" || $0 == "\0" ? "_" : $0 }))
    }
}
