import KirikaeDiagnostics
import KirikaeEngine
import KirikaeRunbook
import KirikaeSyntax

/// The words for actions that other people, many people or addresses have a part in.
extension ScreenWording {
    /// What is typed into a program.
    ///
    /// The value of a secret is never shown.
    func reply(_ reply: CommandAction.Reply) -> String {
        switch reply {
        case .anyKey: pick("任意のキー", "any key")
        case .text(let text): text
        case .secret(let name): pick("秘密「\(name.value)」", "the secret ‘\(name.value)’")
        }
    }

    /// Who has to agree to what, and who has.
    func approval(_ approve: ApproveAction, members: [String], given: [String], isSigned: Bool) -> String {
        let people = members.joined(separator: pick("、", ", "))
        let names = given.joined(separator: pick("、", ", "))
        let sofar = given.isEmpty ? "" : pick("。承認済み：\(names)", "; approved by \(names)")
        return approve.ask[language]
            + pick(
                "（\(people) のうち \(approve.count) 人の\(isSigned ? "署名による" : "")承認が必要\(sofar)）",
                " (needs \(isSigned ? "the signatures of " : "")\(approve.count) of \(people)\(sofar))")
    }

    func choice(_ choice: ApprovalChoice) -> String {
        switch choice {
        case .approve: pick("承認する（名前と理由が必要）", "approve (needs a name and a reason)")
        case .reject: pick("承認しない（名前と理由が必要）", "do not approve (needs a name and a reason)")
        }
    }

    /// Whom a population step is for, in which waves, and how many are enough.
    func population(_ population: PopulationAction, _ inventory: Environment.Inventory) -> String {
        let waves = population.waves.map(\.written).joined(separator: pick("、", ", "))
        let how = pick(
            "\(inventory.count) 人（台）。\(waves) の順に行い、各回の \(population.quotaPercentage)% で先へ進みます",
            "\(inventory.count) in waves of \(waves); \(population.quotaPercentage)% of a wave are enough to go on")
        guard inventory.isNamed else { return how }
        let names = ItemWords(wording: self).ids(inventory.items.map(\.id), shown: 5)
        return how + pick("。名前：\(names)", "; by name: \(names)") + (population.work.map(limits) ?? "")
    }

    /// How many items a program works through at once, and when it stops.
    private func limits(_ work: ItemWork) -> String {
        pick("。同時に \(work.atOnce) 件まで", "; \(work.atOnce) at once")
            + (work.stopAfter.map { pick("、失敗が \($0.written) で停止", ", stops after \($0.written) failures") } ?? "")
    }

    /// Which wave a question is about.
    func wave(_ wave: Int, of waves: Int, target: Int) -> String {
        pick("（第 \(wave + 1)/\(waves) 波、\(target) 人中）", " (wave \(wave + 1) of \(waves), out of \(target))")
    }

    /// How a scenario ends.
    func ending(_ ending: Scenario.Ending) -> String {
        switch ending {
        case .completed: pick("完了", "completed")
        case .refused: pick("実施前の中止", "refused")
        case .stopped: pick("途中での停止", "stopped")
        }
    }

    /// Values that nobody has read.
    func missingOutputs(_ names: [String]) -> String {
        pick(
            "前のステップが省かれたため、値がありません：\(names.joined(separator: "、"))",
            "steps that should have read these values were left out: \(names.joined(separator: ", "))")
    }

    /// Those who had not done it when the run went on.
    func stragglers(_ count: Int, _ title: String) -> String {
        pick("「\(title)」をまだ終えていない人（台）：\(count)", "still to do ‘\(title)’: \(count)")
    }

    /// The disk took long to keep a record.
    func slowRecord(_ milliseconds: Int64) -> String {
        let length = duration(Milliseconds(milliseconds))
        return pick(
            "記録の書き込みに \(length) かかりました。実行は続きます。ディスクの状態を確認してください。",
            "It took \(length) to write the record. The run goes on. Look at the state of the disk.")
    }

    /// Why an answer cannot be taken.
    func answerProblem(_ problem: AnswerProblem) -> String {
        switch problem {
        case .notOffered(let values):
            pick("次のどれかで答えてください：\(values.joined(separator: "、"))", "answer one of \(values.joined(separator: ", "))")
        case .remarkMissing: pick("理由、または何を見たかが必要です", "a reason, or what you looked at, is needed")
        case .conflict(let recorded): pick("別の回答「\(recorded)」が記録されています", "another answer is recorded: ‘\(recorded)’")
        case .notOpen: pick("この質問は終わっています", "this question is over")
        case .notInRange(let lower, let upper):
            pick("\(lower) から \(upper) までの数で答えてください", "answer with a number from \(lower) to \(upper)")
        case .notOfType(let type): pick("型「\(type.rawValue)」の値ではありません", "it is no value of the type ‘\(type.rawValue)’")
        case .noSuchItems(let ids):
            pick(
                "一覧にない項目です：\(ItemWords(wording: self).ids(ids))",
                "the inventory has no such item: \(ItemWords(wording: self).ids(ids))")
        case .itemsNotAsked(let ids):
            pick(
                "後の波の項目です。その波で答えてください：\(ItemWords(wording: self).ids(ids))",
                "these belong to a later wave and are asked for then: \(ItemWords(wording: self).ids(ids))")
        case .itemsNotInDoubt(let ids):
            pick(
                "プログラムが行う項目で、不明ではありません：\(ItemWords(wording: self).ids(ids))",
                "a program does these, and they are not in doubt: \(ItemWords(wording: self).ids(ids))")
        case .nothingNew: pick("すでにそう記録されているか、項目がありません", "that is recorded already, or no item is named")
        case .notConfirmed: pick("読み返して確認する必要があります", "it must be read back and confirmed")
        case .evidenceMissing(let demand): evidence(demand)
        case .fileNotKept(let path):
            pick("証拠のファイルを残せません：\(path)", "the file cannot be kept as evidence: \(path)")
        case .emptyRange(let range):
            pick("範囲の始まりが終わりより後にあります：\(range)", "the range begins behind its end: \(range)")
        case .mustBeTyped: pick("その場にいる人が入力しなければなりません", "a person who is there must type it")
        case .mayNotLeaveOut(.critical): pick("必須のステップは省けません", "a critical step cannot be left out")
        case .mayNotLeaveOut(.approval): pick("承認は省けません", "an approval cannot be left out")
        case .mayNotLeaveOut(.breaksInvariant(let invariant, let step)):
            pick(
                "省くと、\(step) の後で守るべき条件 \(invariant) が破れます",
                "left out, it would break the invariant \(invariant) after \(step)")
        case .mayNotLeaveOut(.outputNeeded(let output, let step)):
            pick("\(step) が、ここで読み取る値 \(output) を使います", "\(step) needs the value \(output) that is read here")
        case .mayNotApprove(let refusal): self.refusal(refusal)
        }
    }

    /// What became of a file in the inbox.
    func finding(_ finding: SignedApprovalOperator.Finding) -> String {
        switch finding {
        case .refused(let file, let refusal):
            pick(
                "届いた署名 \(file) は使えません：\(self.refusal(refusal))",
                "the signed answer \(file) does not count: \(self.refusal(refusal))")
        case .notLookedAt(let file, let reason):
            pick("届いた署名 \(file) を確かめられません：\(reason)", "the signed answer \(file) could not be looked at: \(reason)")
        }
    }

    /// Why a file of the inbox does not count.
    func refusal(_ refusal: ApprovalVerifier.Refusal) -> String {
        switch refusal {
        case .notAStatement(let reason):
            pick("署名された承認ではありません（\(reason)）", "it is not a signed approval: \(reason)")
        case .badSignature(let reason): pick("署名が正しくありません（\(reason)）", "the signature is not good: \(reason)")
        case .signedAhead: pick("署名の時刻が未来です", "it says that it was signed in the future")
        case .answer(let problem): answerProblem(problem)
        }
    }

    /// Why somebody may not approve, or what he signed does not count.
    func refusal(_ refusal: ApprovalRefusal) -> String {
        switch refusal {
        case .notMember: pick("承認できる人の中にいません", "not one of those who may approve")
        case .drivesTheRun: pick("実行している本人は承認できません", "whoever drives the run may not approve it")
        case .hasApproved: pick("この人はすでに承認しています", "this person has approved already")
        case .notSigned:
            pick(
                "この環境の承認には署名が必要です（kirikae approve）",
                "approvals of this environment must be signed (kirikae approve)")
        case .otherRun: pick("別の実行への署名です", "signed for another run")
        case .otherPlan: pick("別の計画への署名です", "signed for another plan")
        case .otherStep: pick("別のステップへの署名です", "signed for another step")
        case .otherDecision: pick("署名した内容と回答が違います", "what was signed says something else")
        case .otherName: pick("署名した人と名前が違います", "signed by somebody else")
        case .spent:
            pick("不承認より前の署名です。もう一度署名してもらってください", "signed before somebody refused; it must be signed anew")
        case .expired: pick("署名の期限が切れています", "what was signed has expired")
        case .lastsTooLong:
            pick("署名の期限が、このステップで許される長さを超えています", "signed to count for longer than this step allows")
        }
    }
}
