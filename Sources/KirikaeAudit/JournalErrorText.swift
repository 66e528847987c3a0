import Glibc
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeJournal

/// What went wrong with a record on the disk, in words.
public enum JournalErrorText {
    /// The words of an error of the journal.
    public static func text(_ error: JournalError) -> LocalizedText {
        switch error {
        case .systemCall(let call, let path, let number):
            let reason = String(cString: strerror(number))
            return .init(ja: "\(path)：\(call) が失敗、\(reason)", en: "\(path): \(call) failed, \(reason)")
        case .missing(let path): return .init(ja: "\(path) がありません", en: "\(path) is missing")
        case .alreadyExists(let path): return .init(ja: "\(path) がすでにあります", en: "\(path) exists already")
        case .lost: return .init(ja: "前の書き込みに失敗しています", en: "an earlier write failed")
        case .notOwner: return .init(ja: "この実行の所有者ではなくなっています", en: "the run is no longer owned by this process")
        case .ownedBy: return .init(ja: "別のプロセスが所有しています", en: "another process owns it")
        case .ownerFileReplaced(let path): return .init(ja: "\(path) が差し替えられました", en: "\(path) was replaced")
        case .takeOverUnfinished: return .init(ja: "引き継ぎが途中で終わっています", en: "a take-over was not finished")
        case .outputDamaged(let record, let offset, let file, let reason):
            return output(record, offset, file, reason)
        case .ownerFileDamaged(let path): return .init(ja: "\(path) が壊れています", en: "\(path) is damaged")
        case .processStatusUnreadable(let path): return .init(ja: "\(path) を読めません", en: "\(path) cannot be read")
        case .damaged(let record, let offset, let damage): return place(record, offset, text(damage))
        case .payloadNotObject, .payloadHasReservedMember:
            return .init(ja: "記録の形が正しくありません", en: "a record is not well formed")
        case .recordTooLong(let count):
            return .init(ja: "記録が長すぎます（\(count) バイト）", en: "a record is too long (\(count) bytes)")
        case .symbolicLink(let path): return .init(ja: "\(path) はシンボリックリンクです", en: "\(path) is a symbolic link")
        case .notRegularFile(let path): return .init(ja: "\(path) は通常のファイルではありません", en: "\(path) is not a regular file")
        case .notDirectory(let path): return .init(ja: "\(path) はフォルダではありません", en: "\(path) is not a folder")
        case .wrongOwner(let path, let user):
            return .init(ja: "\(path) の所有者が別の利用者（UID \(user)）です", en: "\(path) belongs to another user (uid \(user))")
        case .severalHardLinks(let path, let count):
            return .init(ja: "\(path) に別名が \(count) 個あります", en: "\(path) has \(count) names")
        case .unsafePermissions(let path, let permissions):
            let mode = String(permissions, radix: 8)
            return .init(ja: "\(path) を他の利用者が書き換えられます（\(mode)）", en: "others may write to \(path) (mode \(mode))")
        case .invalidPath(let path): return .init(ja: "「\(path)」は使えない場所です", en: "‘\(path)’ is not a usable path")
        case .invalidRunIdentifier(let name):
            return .init(ja: "「\(name)」は実行の名前に使えません", en: "‘\(name)’ cannot name a run")
        case .invalidPinnedPath(let path, _):
            return .init(ja: "「\(path)」は保管できない場所です", en: "‘\(path)’ cannot be pinned")
        }
    }

    private static func output(_ record: Int, _ offset: Int, _ file: String, _ reason: OutputDamage) -> LocalizedText {
        let what: LocalizedText =
            switch reason {
            case .malformed: .init(ja: "出力のファイルを指していません", en: "it names no file of output")
            case .notContiguous: .init(ja: "outputs/\(file) の続きではありません", en: "it does not continue outputs/\(file)")
            case .missing: .init(ja: "outputs/\(file) にその部分がありません", en: "outputs/\(file) does not hold it")
            case .changed: .init(ja: "outputs/\(file) が変わっています", en: "outputs/\(file) was changed")
            }
        return .init(
            ja: "記録 \(record)、位置 \(offset)：\(what.ja)", en: "record \(record), offset \(offset): \(what.en)")
    }

    /// A place in a journal and what is wrong there.
    public static func place(_ record: Int, _ offset: Int, _ reason: LocalizedText) -> LocalizedText {
        .init(ja: "記録 \(record)、位置 \(offset)：\(reason.ja)", en: "record \(record), offset \(offset): \(reason.en)")
    }

    /// What is wrong with a line.
    public static func text(_ damage: JournalDamage) -> LocalizedText {
        switch damage {
        case .malformedLine:
            .init(ja: "行が、ハッシュと空白と内容の形ではありません", en: "the line is not a hash, a space and the content")
        case .lineTooLong: .init(ja: "行が長すぎます", en: "the line is too long")
        case .payloadSyntax(let error):
            .init(
                ja: "内容が正準な JSON ではありません（\(error.offset) バイト目）",
                en: "the content is not canonical JSON (at its byte \(error.offset))")
        case .payloadNotObject: .init(ja: "内容がオブジェクトではありません", en: "the content is not an object")
        case .recordNumber(nil): .init(ja: "記録に番号がありません", en: "the record has no number")
        case .recordNumber(let found?):
            .init(ja: "ここに番号 \(found) の記録があります", en: "a record with the number \(found) stands here")
        case .hashMismatch: .init(ja: "内容がハッシュと合いません", en: "the content does not fit its hash")
        }
    }
}
