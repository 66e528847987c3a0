import Crypto
import Glibc

/// A file that was copied into a run's directory as evidence.
public struct KeptEvidence: Equatable, Sendable {
    /// The name of the copy below `evidence/`.
    public let file: String
    /// How long it is, in bytes.
    public let byteCount: Int
    /// SHA-256 of it.
    public let hash: RecordHash
}

/// Why a file cannot be kept as evidence.
public enum EvidenceRefusal: Error, Equatable, Sendable {
    /// It is longer than `RunDirectory.mostEvidenceBytes`, or grew beyond it while it was copied.
    case tooLong
    /// It cannot be read, or the copy cannot be written.
    case unusable(JournalError)
}

extension RunDirectory {
    /// The folder of a run's evidence.
    public static let evidenceFolder = "evidence"
    /// How long a file of evidence may be: 50 MiB.
    public static let mostEvidenceBytes = 50 << 20
    private static let longestName = 48
    private static let mostFiles = 10_000

    /// Copies a file, mode 0600; the copy and its name are durable when this returns.
    ///
    /// Only a regular file, and no symbolic link at the end of the path. What is copied is what is hashed, so that a file that changes
    /// meanwhile gives a copy that is one with its hash. Only the owner of the run may do it.
    ///
    /// - Parameter path: the file.
    /// - Throws: `EvidenceRefusal`. A copy that was begun stays; no record names it.
    public func keepEvidence(_ path: String) throws(EvidenceRefusal) -> KeptEvidence {
        do throws(JournalError) {
            guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidPath(path) }
            let source = try FileDescriptor.open(path, flags: O_RDONLY | O_NOFOLLOW, calls: descriptor.calls)
            guard try source.requireRegularFile().byteCount <= Self.mostEvidenceBytes else { throw Self.sizeMarker }
            let folder = try descriptor.ensureDirectory(Self.evidenceFolder)
            try folder.requireOwnDirectory()
            let name = try freeName(for: path, in: folder)
            let copy = try folder.open(name, flags: O_WRONLY | O_CREAT | O_EXCL | O_APPEND, permissions: 0o600)
            try copy.requireOwnRegularFile()
            var function = SHA256()
            var byteCount = 0
            while true {
                let bytes = try source.read(at: byteCount)
                if bytes.isEmpty { break }
                byteCount += bytes.count
                guard byteCount <= Self.mostEvidenceBytes else { throw Self.sizeMarker }
                bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
                try copy.append(bytes)
            }
            try copy.synchronize()
            try folder.synchronize()
            return KeptEvidence(file: name, byteCount: byteCount, hash: RecordHash(function.finalize()))
        } catch {
            if error == Self.sizeMarker { throw .tooLong }
            throw .unusable(error)
        }
    }

    /// Stands for a file that is too long on its way out of the copying.
    private static let sizeMarker = JournalError.recordTooLong(byteCount: mostEvidenceBytes)

    /// A number, and what is left of the file's own name when only plain characters are kept.
    private func freeName(for path: String, in folder: FileDescriptor) throws(JournalError) -> String {
        let names = Set(try folder.listNames().map { String($0.prefix { $0 != "-" }) })
        guard let number = (1...Self.mostFiles).first(where: { !names.contains(String($0)) }) else {
            throw .alreadyExists(path: folder.path)
        }
        return "\(number)-\(Self.plainName(of: path))"
    }

    /// Letters, digits, `.`, `-` and `_` of the last part of a path; anything else is `_`.
    static func plainName(of path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        let plain = last.unicodeScalars.suffix(longestName).map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value))
            return isPlain || [".", "-", "_"].contains(scalar) ? Character(scalar) : "_"
        }
        let name = String(plain.drop { $0 == "." })
        return name.isEmpty ? "file" : name
    }

    /// Whether a name is one that `keepEvidence` gives, so that none leads out of the folder.
    package static func isEvidenceName(_ name: String) -> Bool {
        let parts = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Int(parts[0]) != nil, parts[0].utf8.first != UInt8(ascii: "-") else { return false }
        return plainName(of: String(parts[1])) == parts[1] && parts[1].utf8.count <= longestName
    }
}
