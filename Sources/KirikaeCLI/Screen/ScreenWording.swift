import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// The words of the screen, in both languages.
struct ScreenWording: Sendable {
    /// The language.
    let language: Language

    /// The form of a text in the language of the screen.
    func pick(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

    /// A text in the parentheses of the language, to be put behind another.
    func parenthesised(_ text: String) -> String { pick("（\(text)）", " (\(text))") }

    /// A duration as people say it.
    func duration(_ length: Milliseconds) -> String {
        let seconds = length.count / 1000
        switch seconds {
        case 0..<1: return pick("\(length.count) ミリ秒", "\(length.count) ms")
        case 1..<60: return pick("\(seconds) 秒", "\(seconds) s")
        case 60..<5400:
            let rest = seconds % 60
            return rest == 0
                ? pick("\(seconds / 60) 分", "\(seconds / 60) min")
                : pick("\(seconds / 60) 分 \(rest) 秒", "\(seconds / 60) min \(rest) s")
        default:
            return pick(
                "\(seconds / 3600) 時間 \(seconds % 3600 / 60) 分", "\(seconds / 3600) h \(seconds % 3600 / 60) min")
        }
    }

    func basis(_ basis: Basis) -> String {
        switch basis {
        case .probed: pick("観測", "probed")
        case .person: pick("人の回答", "a person's word")
        case .predicted: pick("予測", "predicted")
        case .assumed: pick("前提", "assumed")
        case .cannotKnow: pick("事前には不明", "cannot know")
        }
    }

    func via(_ via: Answer.Via) -> String {
        switch via {
        case .terminal: pick("画面で入力", "typed")
        case .sheet: pick("回答ファイル", "answers file")
        case .pages: pick("模擬操作員が画面を操作", "simulated person on the pages")
        case .signature: pick("署名", "signed")
        case .rehearsal: pick("予行", "rehearsal")
        }
    }

    func judgement(_ judgement: Judgement) -> String {
        switch judgement {
        case .met: pick("満たされています", "met")
        case .notMet: pick("満たされていません", "not met")
        case .couldNotEvaluate: pick("確認できません", "could not be evaluated")
        case .unknown: pick("不明です", "unknown")
        }
    }

    func mark(_ judgement: Judgement) -> String {
        switch judgement {
        case .met: "✓"
        case .notMet: "✗"
        case .couldNotEvaluate: "!"
        case .unknown: "?"
        }
    }

    func failure(_ failure: ActionFailure) -> String {
        switch failure {
        case .notStarted(let reason): pick("プログラムを起動できませんでした（\(reason)）", "the program could not be started: \(reason)")
        case .exitCode(let code): pick("プログラムが終了コード \(code) で終わりました", "the program ended with exit code \(code)")
        case .signal(let signal): pick("プログラムがシグナル \(signal) で終わりました", "signal \(signal) ended the program")
        case .conversationIncomplete(let missing):
            pick("「\(missing)」が表示されないまま終わりました", "it ended without having shown ‘\(missing)’")
        case .timedOut(let after, let stopped):
            pick(
                "\(duration(Milliseconds(after)))たっても終わらないため停止しました",
                "it had not ended after \(duration(Milliseconds(after))) and was stopped")
                + (stopped.map(text) ?? "")
        case .silentPast(let limit, let stopped):
            pick(
                "\(duration(Milliseconds(limit)))何も表示しないため停止しました",
                "it printed nothing for \(duration(Milliseconds(limit))) and was stopped") + text(stopped)
        case .unexpectedText(let unexpected, let stopped):
            pick("「\(unexpected)」が表示されたため停止しました", "it was stopped because it printed ‘\(unexpected)’") + text(stopped)
        case .notElevated(let lack): text(lack)
        case .answerNotAccepted(let answer): pick("回答は「\(answer)」でした", "the answer was ‘\(answer)’")
        case .declined: pick("書かれたとおりに実施できないとの回答でした", "the operator says that it cannot be done as written")
        case .endNotSeen: pick("プログラムがどう終わったか分かりません", "nobody knows how the program ended")
        case .outputNotRead(let name): pick("値「\(name)」を読み取れませんでした", "the value ‘\(name)’ could not be read")
        case .status(let status): pick("応答の状態は \(status) でした", "the answer had the status \(status)")
        case .noAnswer(let reason): pick("応答がありませんでした（\(reason)）", "there was no answer: \(reason)")
        case .notApproved(let name): pick("\(name) が承認しませんでした", "\(name) did not approve")
        case .quotaNotReached(let done, let needed, let target):
            pick("\(target) 人中 \(done) 人です。\(needed) 人必要です", "\(done) of \(target); \(needed) are needed")
        case .tooManyFailed(let failed, let limit):
            pick(
                "\(failed) 件が失敗したため、新しい項目を始めずに止めました（\(limit) 件で止める設定です）",
                "\(failed) items failed, so no further one was begun (it stops at \(limit))")
        case .secretNotRead(let name, let reason):
            pick("秘密「\(name)」を読めませんでした（\(reason)）", "the secret ‘\(name)’ could not be read: \(reason)")
        case .notReached(let host, let failure, let detail): notReached(host, failure, detail)
        case .connectionLost(let host, let loss): connectionLost(host, loss)
        case .leftRunning(let host, let after):
            pick(
                "\(duration(Milliseconds(after)))たっても終わらないため接続を切りました。\(host) ではまだ動いているかもしれません",
                "it had not ended after \(duration(Milliseconds(after))); the connection was closed, and it may still run on \(host)"
            )
        }
    }

    func gate(_ gate: Gate) -> String {
        switch gate {
        case .unless: pick("不要かどうかの判断", "whether it is needed")
        case .preconditions: pick("前提条件", "preconditions")
        case .verifications: pick("確認", "verification")
        }
    }

    func choice(_ choice: ProblemChoice) -> String {
        switch choice {
        case .retry: pick("もう一度行う", "try again")
        case .overrule: pick("確認できないまま進む（理由が必要）", "go on without knowing (needs a reason)")
        case .wasDone: pick("やはり実施済みだった（何を見たかが必要）", "it had been done after all (say what you looked at)")
        case .wasNotDone:
            pick("やはり実施されていなかった。これから行う（何を見たかが必要）", "it had not been done after all; do it now (say what you looked at)")
        case .skip: pick("このステップを省く（理由が必要）", "leave this step out (needs a reason)")
        case .stop: pick("安全に止める（あとで再開できます）", "stop safely (can be resumed)")
        }
    }

    func choice(_ choice: DoubtChoice) -> String {
        switch choice {
        case .done: pick("実施済みだった（何を見たかが必要）", "it had been done (say what you looked at)")
        case .notDone: pick("実施されていなかった。これから行う（何を見たかが必要）", "it had not been done; do it now (say what you looked at)")
        case .stop: pick("止める（あとで再開できます）", "stop (can be resumed)")
        }
    }

    func stopReason(_ reason: StopReason) -> String {
        switch reason {
        case .person: pick("操作員が止めました", "stopped by the operator")
        case .signal: pick("シグナルを受けて止まりました", "stopped by a signal")
        case .needsPerson: pick("人の判断が必要です", "a person is needed")
        }
    }

    func result(_ result: RunResult) -> String {
        switch result {
        case .completed: pick("すべて完了しました", "completed")
        case .refused: pick("前提条件が満たされないため、何も変更せずに終了しました", "refused: a precondition is not met, nothing was touched")
        case .stopped(let reason): pick("途中で止まっています：", "stopped: ") + stopReason(reason)
        case .superseded(let run): pick("実行「\(run)」が引き継いでいます", "superseded by the run ‘\(run)’")
        }
    }

    func direction(_ direction: Runbook.Direction) -> String {
        switch direction {
        case .switchover: pick("切り替え", "switchover")
        case .switchback: pick("切り戻し", "switchback")
        case .both: pick("両方向", "both directions")
        }
    }
}
