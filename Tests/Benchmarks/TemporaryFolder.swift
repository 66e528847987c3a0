import Glibc

/// A folder of its own on the disk that is measured: below `.build` of the working directory, else below `TMPDIR`.
///
/// A file system in memory would make a durable append look free.
final class TemporaryFolder {
    let path: String

    init() throws(BenchmarkFailure) {
        let parents = [".build", getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"]
        for parent in parents {
            var template = Array("\(parent)/kirikae-benchmark-XXXXXX".utf8CString)
            if mkdtemp(&template) != nil {
                path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
                return
            }
        }
        throw BenchmarkFailure("no temporary folder can be made in any of \(parents)")
    }

    /// Removes the folder and what is in it.
    ///
    /// Links are removed, never followed.
    deinit {
        if !Self.remove(path) { StandardError.line("kirikae-benchmark: \(path) could not be removed") }
    }

    private static func remove(_ path: String) -> Bool {
        guard let directory = opendir(path) else { return false }
        var names: [(name: String, isDirectory: Bool)] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append((name, Int32(entry.pointee.d_type) == Int32(DT_DIR))) }
        }
        closedir(directory)
        let areGone = names.map { entry in
            entry.isDirectory ? remove("\(path)/\(entry.name)") : unlink("\(path)/\(entry.name)") == 0
        }
        return areGone.allSatisfy(\.self) && rmdir(path) == 0
    }
}
