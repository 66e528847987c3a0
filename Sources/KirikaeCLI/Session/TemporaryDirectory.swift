import Glibc

/// A directory of its own below the system's folder for temporary files, readable by nobody else.
struct TemporaryDirectory {
    let path: String

    init() throws(CommandFailure) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/kirikae-drill-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(message: .simulatorFailed("\(base): \(String(cString: strerror(errno)))"))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the directory and what is in it.
    ///
    /// The folders of simulated PCs are a few levels deep; a simulator that was killed leaves them behind. Links are not followed.
    func remove() {
        Self.remove(path, depth: 16)
    }

    private static func remove(_ path: String, depth: Int) {
        guard depth > 0, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                remove("\(path)/\(name)", depth: depth - 1)
            } else {
                unlink("\(path)/\(name)")
            }
        }
        closedir(directory)
        rmdir(path)
    }
}
