import KirikaeDiagnostics
import KirikaeEngine

/// The command line: KRK0701 to KRK0704, KRK0713 to KRK0719.
extension Explanation {
    static let command: [Explanation] = [
        Explanation(
            CLIMessage.folderUnreadable("Runbook", reason: "No such file or directory"),
            title: .init(
                ja: "フォルダやファイルを読めない",
                en: "a folder or file cannot be read"),
            cause: .init(
                ja: "手順書のフォルダ、または指定されたファイルがないか、読む権限がありません。理由は OS が返したものです。",
                en: """
                    The folder of the runbooks, or a file that was named, is not there or may not be read. The \
                    reason is that of the operating system.
                    """),
            reason: .init(
                ja: "ファイルがなければ、何も判断できません。",
                en: "Without the files nothing can be said about them."),
            remedy: .init(
                ja: "正しいフォルダを `--runbooks` か `KIRIKAE_RUNBOOKS` で指定してください。どちらもなければ `./Runbooks` を読みます。",
                en: """
                    Name the right folder with `--runbooks`, or set `KIRIKAE_RUNBOOKS`. Without both, `./Runbooks` \
                    is read.
                    """),
            example: .commands(
                "kirikae check --runbooks Runbook",
                remark: .init(ja: "フォルダの名前は `Runbooks` です。", en: "The folder is called `Runbooks`."))),
        Explanation(
            CLIMessage.malformedAssignment("site"),
            title: .init(
                ja: "名前=値 の形でない",
                en: "not of the form NAME=VALUE"),
            cause: .init(
                ja: "名前と値を取るオプション（`--set`、`--assume`）に、別の形が渡されました。",
                en: "An option that takes a name and a value (`--set`, `--assume`) got something else."),
            reason: .init(
                ja: "何を意味するのか、推測するしかありません。",
                en: "What is meant would have to be guessed."),
            remedy: .init(
                ja: "`名前=値` と書いてください。`=` の前後に空白は置きません。値に空白があれば全体を引用符で囲みます。",
                en: "Write `NAME=VALUE`, without spaces around `=`. Quote the whole if the value has spaces."),
            example: .commands("kirikae plan example.switchover -e lab --set site")),
        Explanation(
            CLIMessage.unknownParameter("sites", suggestion: "site", known: ["site"]),
            title: .init(
                ja: "手順書にも環境にもないパラメータ",
                en: "a parameter that neither the runbook nor the environment has"),
            cause: .init(
                ja: "`--set` のパラメータが、指定した手順書にも環境にも定義されていません。",
                en: """
                    `--set` names a parameter that is not defined in the runbook asked for, nor in its \
                    environment.
                    """),
            reason: .init(
                ja: "受け取り手のない値は使われませんが、渡した人は使われたと思ってしまいます。",
                en: """
                    Nothing is done with a value that nobody takes; the person who gave it would believe it was \
                    used.
                    """),
            remedy: .init(
                ja: "使える名前のどれかを書いてください。読み込まれる手順書のパラメータは、コマンドではなく `with:` で渡します。",
                en: """
                    Write one of the known names. A parameter of an included procedure is given under `with:`, not \
                    on the command line.
                    """),
            example: .commands(
                "kirikae plan example.switchover -e lab --set sites=dr",
                remark: .init(ja: "手順書にはパラメータ `site` があります。", en: "The runbook has a parameter `site`."))),
        Explanation(
            CLIMessage.noStateDirectory(.init(verbatim: "unsafePermissions(path: \"shared\", permissions: 511)")),
            title: .init(
                ja: "記録のフォルダを使えない",
                en: "the folder for the records cannot be used"),
            cause: .init(
                ja: "記録を置くフォルダを作れないか、安全ではありません。他人の所有物である、グループや全員が書き込める、最後の要素がリンクである、のいずれかです。",
                en: """
                    The state directory cannot be made or is not safe: it belongs to another user, the group or \
                    everybody may write in it, or its last element is a ExplanationExample.link.
                    """),
            reason: .init(
                ja: "他人が書き込める記録は証拠になりません。",
                en: "A record that others can write is no evidence."),
            remedy: .init(
                ja: "自分のフォルダ（モード 0700）を `--state` か `KIRIKAE_STATE` で指定してください。`chmod go-w フォルダ` で直せます。",
                en: """
                    Give a folder of your own with `--state` or `KIRIKAE_STATE`, mode 0700: `chmod go-w FOLDER`.
                    """),
            example: .commands(
                "mkdir shared; chmod 777 shared", "kirikae run example.switchover -e lab --state shared",
                remark: .init(ja: "誰でも書き込めるフォルダです。", en: "A folder in which everybody may write."))),
        Explanation(
            CLIMessage.simulatorFailed("Runbooks/lab.yaml is not a description of a simulator"),
            title: .init(
                ja: "シミュレータを起動できない",
                en: "the simulator did not start"),
            cause: .init(
                ja: "模擬のコールセンターを起動できないか、`--simulator` のファイルがその記述ではありません。",
                en: """
                    The simulated contact centre could not be started, or the file given with `--simulator` does \
                    not describe one.
                    """),
            reason: .init(
                ja: "訓練と `kirikae simulate` に必要です。本番の実行には要りません。",
                en: "A drill and `kirikae simulate` need it; a real run does not."),
            remedy: .init(
                ja: """
                    動いているシミュレータの `simulator.json` を渡すか、`--simulator` を省いてください。\
                    `kirikae-simulator` と `kirikae-simulated-program` は `kirikae` と同じフォルダに置きます。
                    """,
                en: """
                    Give the `simulator.json` of a simulator that runs, or leave `--simulator` out. The programs \
                    `kirikae-simulator` and `kirikae-simulated-program` must stand in the same folder as `kirikae`.
                    """),
            example: .commands("kirikae drill example.switchover -e lab --simulator Runbooks/lab.yaml")),
        Explanation(
            CLIMessage.noAnswerSheet("night"),
            title: .init(
                ja: "その回答ファイルがない",
                en: "there is no such answers file"),
            cause: .init(
                ja: "`--answers` の名前が、フォルダの回答ファイルにもディスクのファイルにもありません。",
                en: "`--answers` names neither an answers file of the folder nor a file on the disk."),
            reason: .init(
                ja: "無人の訓練が最初の質問で止まってしまいます。",
                en: "An unattended drill would stop at the first question."),
            remedy: .init(
                ja: "フォルダのファイルの `answers:` の後ろの名前か、ファイルのパスを渡してください。",
                en: "Give the name that stands after `answers:` in a file of the folder, or the path of a file."),
            example: .commands("kirikae drill example.switchover -e lab --simulator simulator.json --answers night")),
        Explanation(
            CLIMessage.answerRefused(.notInRange(0, 4)),
            title: .init(
                ja: "回答ファイルの回答を使えない",
                en: "an answer of the answers file cannot be taken"),
            cause: .init(
                ja: "回答ファイルの回答が、その質問の答えになりません。選択肢にない、数が範囲の外、理由がない、などです。",
                en: """
                    What the answers file says is no answer to the question: it is not one of the choices, the number is out of \
                    range, a reason is missing, and so on.
                    """),
            reason: .init(
                ja: "人であれば聞き直せます。ファイルは同じ回答を繰り返すだけです。実行はそこで止まり、何も失われません。",
                en: """
                    A person can be asked again; a file would say the same for ever. The run stopped there, and nothing is \
                    lost.
                    """),
            remedy: .init(
                ja: "回答ファイルを直し、`kirikae resume 実行` で再開してください。`--answers` なしで人が答えることもできます。",
                en: """
                    Put the answers file right and go on with `kirikae resume RUN`; or answer by hand, without `--answers`.
                    """),
            example: .commands("kirikae drill example.switchover -e lab --simulator simulator.json --answers night")),
        Explanation(
            CLIMessage.unknownVariable("portal.bd", suggestion: "portal.db"),
            title: .init(
                ja: "サービスモデルにない変数の仮定",
                en: "an assumption about a variable that the service does not have"),
            cause: .init(
                ja: "`--assume` の変数がサービスモデルに定義されていません。",
                en: "`--assume` names a variable that the service model does not define."),
            reason: .init(
                ja: "意図と違う状態から予行を始めることになります。",
                en: "The rehearsal would go on from another state than the one that was meant."),
            remedy: .init(
                ja: "示された名前を書いてください。変数は `service.yaml` にあります。",
                en: "Write the suggested name. The variables are listed in `service.yaml`."),
            example: .commands("kirikae rehearse example.switchover -e lab --assume portal.bd=dr")),
        Explanation(
            CLIMessage.unknownValue("drr", variable: "portal.db", allowed: ["main", "dr"]),
            title: .init(
                ja: "変数にない値の仮定",
                en: "an assumption of a value that the variable does not have"),
            cause: .init(
                ja: "`--assume` が、変数にない値を与えています。",
                en: "`--assume` gives a variable a value that is none of its values."),
            reason: .init(
                ja: "ありえない状態から予行を始めることになります。",
                en: "The rehearsal would go on from a state that cannot be."),
            remedy: .init(
                ja: "表示された値のどれか、または `unknown` を書いてください。",
                en: "Write one of the values shown, or `unknown`."),
            example: .commands("kirikae rehearse example.switchover -e lab --assume portal.db=drr")),
        Explanation(
            CLIMessage.unknownCode("KRK0177", suggestion: "KRK0107"),
            title: .init(
                ja: "知らないコード",
                en: "a code that is not known"),
            cause: .init(
                ja: "`kirikae explain` に、どの指摘にもないコードが渡されました。",
                en: "`kirikae explain` was asked for a code that no finding has."),
            reason: .init(
                ja: "コードは使い回されず、意味も変わりません。綴りの誤りか、別の版のプログラムのコードです。",
                en: """
                    A code is never reused and never changes its meaning, so it is misspelt, or it belongs to \
                    another version of the program.
                    """),
            remedy: .init(
                ja: "表示されたとおりに書いてください。`kirikae explain` で全コードを確認できます。",
                en: "Write the code as it was shown. `kirikae explain` lists all codes."),
            example: .commands("kirikae explain KRK0177")),
        Explanation(
            CLIMessage.unknownScenario("nigth", suggestion: "night", known: ["night"]),
            title: .init(
                ja: "そのシナリオがない",
                en: "there is no such scenario"),
            cause: .init(
                ja: "`--scenario` の名前が、フォルダのどのシナリオのファイルにもありません。",
                en: "`--scenario` names a scenario that is in no file of the folder."),
            reason: .init(
                ja: "意図と違う状況を予行しても、何も分かりません。",
                en: "The rehearsal of another situation than the one that was meant proves nothing."),
            remedy: .init(
                ja: "ファイルの `scenario:` の後ろの名前を渡してください。",
                en: "Give the name that stands after `scenario:` in a file of the folder."),
            example: .commands("kirikae rehearse --scenario nigth")),
        Explanation(
            CLIMessage.scenarioOfAnother("night", runbook: "portal.switchover"),
            title: .init(
                ja: "別の手順書のシナリオ",
                en: "a scenario of another runbook"),
            cause: .init(
                ja: "シナリオの `runbook:` と、予行しようとした手順書が違います。",
                en: "The `runbook:` of the scenario is not the runbook that was to be rehearsed."),
            reason: .init(
                ja: "シナリオの期待する結果は、その手順書についてのものです。",
                en: "What a scenario expects is said of its own runbook."),
            remedy: .init(
                ja: "シナリオの手順書を予行するか、別のシナリオを選んでください。",
                en: "Rehearse the scenario's runbook, or choose another scenario."),
            example: .commands("kirikae rehearse call.switchover --scenario night")),
    ]
}
