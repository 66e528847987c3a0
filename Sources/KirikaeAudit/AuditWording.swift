import KirikaeCheckpoint
import KirikaeDiagnostics

/// What each finding of an audit says.
public enum AuditWording {
    /// The words of a finding.
    public static func text(_ reason: AuditFinding.Reason) -> LocalizedText {
        line(reason) ?? note(reason) ?? held(reason) ?? file(reason) ?? approval(reason)
    }

    private static func line(_ reason: AuditFinding.Reason) -> LocalizedText? {
        switch reason {
        case .unreadable(let error): JournalErrorText.text(error)
        case .lineMalformed(let damage): JournalErrorText.text(damage)
        case .recordAltered: .init(ja: "記録の内容が変えられています", en: "the content of a record was altered")
        case .closingRecordAltered: .init(ja: "終了の記録が変えられています", en: "the closing record was altered")
        case .recordRemoved: .init(ja: "記録が抜かれています", en: "a record was removed")
        case .recordMoved(let found):
            .init(ja: "記録が入れ替えられています。ここに記録 \(found) があります", en: "records were moved: record \(found) stands here")
        case .recordRepeated(let found):
            .init(ja: "記録 \(found) がもう一度あります", en: "record \(found) stands here a second time")
        case .recordInserted(let number):
            .init(
                ja: "記録が差し込まれています。番号 \(number) の違う記録が 2 つあります",
                en: "a record was put in: there are two different records with the number \(number)")
        case .tornTail(let count):
            .init(
                ja: "最後の行が途中で切れています（\(count) バイト）", en: "the last line is cut off: \(count) bytes without an end")
        case .firstRecordKind(let found?):
            .init(ja: "最初の記録が開始ではなく「\(found)」です", en: "the first record is ‘\(found)’, not the start")
        case .firstRecordKind(nil): .init(ja: "最初の記録に種類がありません", en: "the first record has no kind")
        case .runNameInvalid: .init(ja: "最初の記録に実行の名前がありません", en: "the first record does not name the run")
        case .runNameDiffers(let expected, let found):
            .init(
                ja: "別の実行「\(found)」の記録です（求めたのは「\(expected)」）",
                en: "this is the record of another run, ‘\(found)’, not of ‘\(expected)’")
        case .recordAfterClosing: .init(ja: "終了の記録の後ろに記録があります", en: "a record follows the closing record")
        default: nil
        }
    }

    private static func note(_ reason: AuditFinding.Reason) -> LocalizedText? {
        switch reason {
        case .noteMalformed: .init(ja: "署名つきチェックポイントの形ではありません", en: "it is not a signed checkpoint")
        case .signatureMissing: .init(ja: "チェックポイントに署名がありません", en: "the checkpoint carries no signature")
        case .checkpointOfAnotherLog(let expected, let found):
            .init(
                ja: "別の記録「\(found)」への署名です（正しくは「\(expected)」）",
                en: "the signature is of another record, ‘\(found)’, not of ‘\(expected)’")
        case .checkpointSize(let expected, let found):
            .init(
                ja: "署名の件数が違います（署名 \(found) 件、ここまでの記録 \(expected) 件）",
                en: "the signature counts \(found) records, where there are \(expected)")
        case .checkpointRoot:
            .init(
                ja: "署名された記録と今の記録が違います。記録が書き直されています",
                en: "the records are not those that were signed: they were rewritten")
        case .keyUnknown(let names):
            .init(
                ja: "信頼していない鍵の署名です（\(names.joined(separator: "、"))）",
                en: "the signature is by a key that is not trusted (\(names.joined(separator: ", ")))")
        case .signatureInvalid: .init(ja: "署名が正しくありません", en: "the signature is wrong")
        case .keyNotValidThen(let names):
            .init(
                ja: "署名の時刻に有効な鍵ではありません（\(names.joined(separator: "、"))）",
                en: "the key was not valid when it signed (\(names.joined(separator: ", ")))")
        case .noTrustedKeys: .init(ja: "信頼する鍵が指定されていません", en: "nobody said which keys are trusted")
        case .signatureNotChecked(let reason):
            .init(ja: "署名を確かめられません（\(reason)）", en: "the signature could not be checked: \(reason)")
        case .recordsNotCovered(let size, let records):
            .init(
                ja: "署名は最初の \(size) 件だけのものです（記録は \(records) 件）",
                en: "the signature covers only the first \(size) of \(records) records")
        case .logShorterThanCheckpoint(let size, let records):
            .init(
                ja: "記録が切り取られています（署名 \(size) 件、残り \(records) 件）",
                en: "the record was cut: \(size) records were signed, \(records) are left")
        default: nil
        }
    }

    private static func held(_ reason: AuditFinding.Reason) -> LocalizedText? {
        switch reason {
        case .logShorterThanSeen(let size, let records):
            .init(
                ja: "前に見たときより短くなっています（前 \(size) 件、今 \(records) 件）",
                en: "it is shorter than when it was seen before: \(size) records then, \(records) now")
        case .logDiffersFromSeen(let size):
            .init(
                ja: "前に見た最初の \(size) 件と違います。記録が差し替えられています",
                en: "the first \(size) records are not those seen before: the record was replaced")
        case .seenUnusable(let path, let error):
            .init(
                ja: "前に見た値のファイルを使えません（\(path)\(error.map { "：" + JournalErrorText.text($0).ja } ?? "")）",
                en:
                    "what was seen before cannot be read or kept (\(path)\(error.map { ": " + JournalErrorText.text($0).en } ?? ""))"
            )
        case .logShorterThanCopy(let name, let size, let records):
            .init(
                ja: "別の場所の写しより短くなっています（\(name)：\(size) 件、今 \(records) 件）",
                en: "it is shorter than the copy at the second place: \(size) records in \(name), \(records) now")
        case .logDiffersFromCopy(let name, let size):
            .init(
                ja: "別の場所の写し（\(name)）の最初の \(size) 件と違います",
                en: "the first \(size) records are not those of the copy \(name)")
        case .copyMalformed(let name):
            .init(ja: "写し \(name) はこの実行のチェックポイントではありません", en: "the copy \(name) is no checkpoint of this run")
        case .copiesUnreadable(let reason):
            .init(ja: "別の場所を読めません（\(reason)）", en: "the second place cannot be read: \(reason)")
        case .expectedSize(let expected, let records):
            .init(
                ja: "聞いた件数 \(expected) に届きません（記録 \(records) 件）",
                en: "\(expected) records were heard of, \(records) are there")
        case .expectedRoot: .init(ja: "聞いた値と記録が違います", en: "the record is not the one that was heard of")
        default: nil
        }
    }

    private static func file(_ reason: AuditFinding.Reason) -> LocalizedText? {
        switch reason {
        case .fileListMalformed(let path):
            .init(
                ja: "ファイルの一覧が正しくありません\(path.map { "（\($0)）" } ?? "")",
                en: "the list of files is not well formed\(path.map { " (\($0))" } ?? "")")
        case .pathInvalid(let path): .init(ja: "使えない場所です：\(path)", en: "not a usable path: \(path)")
        case .pinnedFileMissing(let path): .init(ja: "ありません：\(path)", en: "missing: \(path)")
        case .pinnedFileChanged(let path, _, _): .init(ja: "変えられています：\(path)", en: "changed: \(path)")
        case .pinnedFileUnlisted(let path): .init(ja: "記録にないファイルです：\(path)", en: "not in the record: \(path)")
        case .pinnedFileUnreadable(let path, let error), .outputFileUnreadable(let path, let error),
            .evidenceFileUnreadable(let path, let error):
            .init(
                ja: "読めません：\(path)（\(JournalErrorText.text(error).ja)）",
                en: "cannot be read: \(path) (\(JournalErrorText.text(error).en))")
        case .outputRecordMalformed: .init(ja: "出力の記録が正しくありません", en: "the record of output is not well formed")
        case .outputFileMissing(let path): .init(ja: "出力のファイルがありません：\(path)", en: "the output file is missing: \(path)")
        case .outputFileShorter(let path):
            .init(ja: "出力のファイルが切り取られています：\(path)", en: "the output file was cut: \(path)")
        case .outputFileChanged(let path):
            .init(ja: "出力のファイルが変えられています：\(path)", en: "the output file was changed: \(path)")
        case .evidenceRecordMalformed: .init(ja: "証拠の記録が正しくありません", en: "the record of evidence is not well formed")
        case .evidenceFileMissing(let path): .init(ja: "証拠のファイルがありません：\(path)", en: "the evidence is missing: \(path)")
        case .evidenceFileChanged(let path):
            .init(ja: "証拠のファイルが変えられています：\(path)", en: "the evidence was changed: \(path)")
        default: nil
        }
    }

    private static func approval(_ reason: AuditFinding.Reason) -> LocalizedText {
        switch reason {
        case .approvalUnsigned(let name): .init(ja: "\(name) の承認に署名がありません", en: "the approval by \(name) is not signed")
        case .approvalSignatureInvalid(let name):
            .init(ja: "\(name) の署名が正しくありません", en: "the signature of \(name) is wrong")
        case .approvalOfSomethingElse(let name, let member):
            .init(
                ja: "\(name) が署名したのは別のことです（\(member)）",
                en: "\(name) signed something else (the member \(member) differs)")
        case .approvalExpired(let name): .init(ja: "\(name) の署名は期限切れでした", en: "what \(name) signed had expired")
        case .noApprovalSigners:
            .init(ja: "承認者の鍵の一覧がありません", en: "there is no list of the keys of approvers")
        case .reviewsMissing(let needed, let found):
            .init(
                ja: "計画のレビューが足りません（必要 \(needed) 人、有効 \(found) 人）",
                en: "too few reviews of the plan count: \(found) of \(needed)")
        case .more(let count): .init(ja: "ほかに \(count) 件", en: "and \(count) more")
        default: .init(verbatim: reason.code)
        }
    }

    /// What is wrong with a line of trusted keys.
    public static func text(_ defect: AllowedSigners.Defect) -> LocalizedText {
        let reason: LocalizedText =
            switch defect.reason {
            case .form: .init(ja: "名前・種類・鍵の形ではありません", en: "not a name, a type and a key")
            case .option(let text): .init(ja: "知らない指定「\(text)」", en: "an unknown option ‘\(text)’")
            case .certificateAuthority:
                .init(ja: "認証局の鍵（cert-authority）は使えません", en: "keys of certificate authorities cannot be used")
            case .time(let text):
                .init(ja: "「\(text)」は YYYYMMDD[HHMM[SS]] ではありません", en: "‘\(text)’ is not YYYYMMDD[HHMM[SS]]")
            case .notText: .init(ja: "長すぎるか、UTF-8 ではありません", en: "too long, or not UTF-8")
            }
        return .init(ja: "\(defect.line) 行目：\(reason.ja)", en: "line \(defect.line): \(reason.en)")
    }
}
