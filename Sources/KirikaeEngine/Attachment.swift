/// A file that a person added to the record as evidence; a copy of it is kept beside the record.
public struct Attachment: Sendable, Hashable {
    /// The name of the copy.
    public var file: String
    /// The name that the file had, as it is safe to show.
    public var name: String
    /// How long it is, in bytes.
    public var byteCount: Int64
    /// SHA-256 of it, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Who added it.
    public var by: String

    /// Makes one.
    public init(file: String, name: String, byteCount: Int64, sha256: String, by: String) {
        self.file = file
        self.name = name
        self.byteCount = byteCount
        self.sha256 = sha256
        self.by = by
    }
}

/// Instead of answering, a person adds a file, whose copy is on the disk by now.
///
/// The question is put again after that.
public struct OperatorAttachment: Error, Sendable, Hashable {
    /// The file.
    public var attachment: Attachment

    /// Adds a file.
    public init(_ attachment: Attachment) {
        self.attachment = attachment
    }
}
