import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaeEngine
import KirikaePlan

/// What happened in a run, in words.
struct IncidentText: Sendable {
    let report: RunReport

    private var wording: ScreenWording { report.wording }

    /// The kind of thing.
    func name(_ kind: RunIncident.Kind) -> String {
        switch kind {
        case .leftOut: wording.pick("ステップを省いた", "step left out")
        case .overruled: wording.pick("確認できないまま進んだ", "went on without knowing")
        case .retried: wording.pick("やり直した", "tried again")
        case .doubtSettled: wording.pick("中断したステップの解決", "doubt settled")
        case .wentOnThoughChanged: wording.pick("変化を承知で進んだ", "went on though it had changed")
        case .jumped: wording.pick("先のステップへ進んだ", "went on with a later step")
        case .tookOver: wording.pick("引き継いだ", "taken over")
        case .keptPinnedFiles: wording.pick("開始時の内容で続けた", "kept the files it began with")
        case .acceptedChanges: wording.pick("変更を受け入れた", "accepted changed files")
        case .carriedOver: wording.pick("途中からやり直した", "begun anew")
        case .outputLost: wording.pick("出力が失われた", "output lost")
        case .failed: wording.pick("失敗", "failed")
        case .blocked: wording.pick("先へ進めない", "could not go on")
        case .valuesMissing: wording.pick("値がない", "values missing")
        case .unexpected: wording.pick("表示が想定と違った", "not as expected")
        case .refused: wording.pick("不承認", "refused")
        case .invariantBroken: wording.pick("不変条件が破れた", "invariant broken")
        case .notTold: wording.pick("知らせが届かない", "could not be told")
        case .stopped: wording.pick("停止", "stopped")
        case .resumed: wording.pick("再開", "resumed")
        case .noted: wording.pick("書き留め", "note")
        case .attached: wording.pick("証拠", "evidence")
        }
    }

    /// What else is known of it, and the reason that was given.
    func detail(_ kind: RunIncident.Kind) -> String {
        switch kind {
        case .leftOut(let reason, _), .jumped(let reason, _), .refused(let reason, _): return reason
        case .overruled(let gate, let judgement, let reason, _):
            return joined([wording.gate(gate), wording.judgement(judgement), reason])
        case .retried(let problem, _): return text(problem)
        case .doubtSettled(let isDone, let by, let looked, _):
            let how =
                by == .verification
                ? wording.pick("確認による", "by its verifications") : wording.pick("人の判断", "by a person")
            return joined([
                isDone ? wording.pick("実施済みだった", "it had been done") : wording.pick("未実施だった", "it had not been done"),
                how, looked,
            ])
        case .wentOnThoughChanged(let variables, let reason, _):
            return joined(variables.map(report.variable) + [reason])
        case .tookOver(let takeOver):
            return joined([takeOver.holder.map { "PID \($0.pid)" } ?? "", takeOver.reason])
        case .keptPinnedFiles(let files, let reason, _), .acceptedChanges(let files, let reason, _):
            return joined([files.joined(separator: " "), reason])
        case .carriedOver(let run, let steps, let reason, _):
            return joined([
                run, wording.pick("\(steps) ステップを引き継ぎ", "\(steps) steps taken over"), reason,
            ])
        case .outputLost(let record): return wording.pick("記録 \(record)", "record \(record)")
        case .failed(let failure): return wording.failure(failure)
        case .blocked(let gate, let judgement): return joined([wording.gate(gate), wording.judgement(judgement)])
        case .valuesMissing(let names): return wording.missingOutputs(names)
        case .unexpected(let texts): return texts.joined(separator: wording.pick("、", ", "))
        case .invariantBroken(let id):
            let because = report.plan.service.invariants.first { $0.id.value == id }?.because[report.language]
            return joined([id, because ?? ""])
        case .notTold(let sent): return wording.notice(sent)
        case .stopped(let reason, _): return wording.stopReason(reason)
        case .resumed(_, let gap):
            return wording.pick("\(report.duration(gap))後", "after \(report.duration(gap))")
        case .noted(let text, _): return text
        case .attached(let attachment): return wording.attached(attachment)
        }
    }

    /// Who; empty where it was nobody.
    func who(_ kind: RunIncident.Kind) -> String {
        switch kind {
        case .leftOut(_, let by), .overruled(_, _, _, let by), .retried(_, let by), .doubtSettled(_, _, _, let by),
            .wentOnThoughChanged(_, _, let by), .jumped(_, let by), .keptPinnedFiles(_, _, let by),
            .acceptedChanges(_, _, let by), .carriedOver(_, _, _, let by), .refused(_, let by), .stopped(_, let by),
            .resumed(let by, _), .noted(_, let by):
            by
        case .tookOver(let takeOver): takeOver.by
        case .attached(let attachment): attachment.by
        case .outputLost, .failed, .blocked, .valuesMissing, .unexpected, .invariantBroken, .notTold: ""
        }
    }

    /// What was chosen about a step that could not go on.
    func chosen(_ choice: ProblemChoice) -> String {
        switch choice {
        case .retry: wording.choice(choice)
        case .overrule: name(.overruled(.verifications, .unknown, reason: "", by: ""))
        case .wasDone: wording.pick("やはり実施済みだった", "it had been done after all")
        case .wasNotDone: wording.pick("やはり実施されていなかった", "it had not been done after all")
        case .skip: name(.leftOut(reason: "", by: ""))
        case .stop: wording.pick("止めた", "stopped")
        }
    }

    /// What was said of a step in doubt.
    func chosen(_ choice: DoubtChoice) -> String {
        switch choice {
        case .done: wording.pick("実施済みだった", "it had been done")
        case .notDone: wording.pick("実施されていなかった", "it had not been done")
        case .stop: wording.pick("止めた", "stopped")
        }
    }

    private func text(_ problem: Problem) -> String {
        switch problem {
        case .gate(let gate, let judgement, _): joined([wording.gate(gate), wording.judgement(judgement)])
        case .action(let failure): wording.failure(failure)
        case .missingOutputs(let names): wording.missingOutputs(names)
        }
    }

    private func joined(_ parts: [String]) -> String {
        parts.filter { !$0.isEmpty }.joined(separator: wording.pick("。", "; "))
    }
}
