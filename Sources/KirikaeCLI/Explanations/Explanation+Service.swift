import KirikaeDiagnostics
import KirikaeService

/// The service model and its vocabulary: KRK02nn.
extension Explanation {
    static let service: [Explanation] = [
        Explanation(
            ServiceMessage.undefinedVariable("portal.bd", suggestion: "portal.db"),
            title: .init(
                ja: "サービスモデルにない変数",
                en: "a variable that the service does not have"),
            cause: .init(
                ja: "条件、`changes`、`reports`、環境のどれかに、サービスモデルにない変数の名前があります。",
                en: """
                    A condition, a `changes`, a `reports` or an environment names a variable that the service \
                    model does not define.
                    """),
            reason: .init(
                ja: "名前を間違えた条件は決して成り立たず、その理由は誰にも分かりません。",
                en: "A condition on a misspelt name could never be met, and nobody would know why."),
            remedy: .init(
                ja: "示された名前を書くか、サービスモデルに変数を定義してください。",
                en: "Write the suggested name, or define the variable in the service model."),
            example: .runbook(from: "      - {portal.db: dr}", to: "      - {portal.bd: dr}")),
        Explanation(
            ServiceMessage.undefinedValue("drr", variable: "portal.db", suggestion: "dr", allowed: []),
            title: .init(
                ja: "変数にない値",
                en: "a value that the variable does not have"),
            cause: .init(
                ja: "変数はありますが、その値はありません。値はサービスモデルの `values` にあるものだけです。",
                en: """
                    The variable exists, but it has no such value. The values are those under `values` in the \
                    service model.
                    """),
            reason: .init(
                ja: "その条件は決して成り立ちません。",
                en: "The condition could never be met."),
            remedy: .init(
                ja: "ある値のどれかを書いてください。",
                en: "Write one of the values."),
            example: .runbook(from: "      - {portal.db: dr}", to: "      - {portal.db: drr}")),
        Explanation(
            ServiceMessage.reservedValue,
            title: .init(
                ja: "unknown は定義できない",
                en: "unknown cannot be defined"),
            cause: .init(
                ja: "どの変数も `unknown`（まだ観測していない）になりえます。それを値として定義しています。",
                en: """
                    Every variable may be `unknown`: never observed. A variable defines it as a value of its own.
                    """),
            reason: .init(
                ja: "`unknown` はどの条件も、その否定も満たしません。値として定義すると 2 つの意味を持ってしまいます。",
                en: """
                    `unknown` meets no condition, not even its opposite. Defined as a value it would mean two \
                    things.
                    """),
            remedy: .init(
                ja: "その値を消してください。最初の値にするには `start: unknown` と書きます。",
                en: "Remove the value. To start with it, write `start: unknown`."),
            example: .service(
                from: "      dr: {ja: DR 拠点, en: DR site}",
                to: "      dr: {ja: DR 拠点, en: DR site}\n      unknown: {ja: 不明, en: not known}")),
        Explanation(
            ServiceMessage.outageOfAnotherKind,
            title: .init(
                ja: "意味のない allowed-outage",
                en: "an allowed outage that means nothing"),
            cause: .init(
                ja: "`allowed-outage` が、`always` のない不変条件にあるか、長さ 0 です。",
                en: "There is an `allowed-outage` with an invariant that has no `always`, or it is of no length."),
            reason: .init(
                ja: "`at-end` と `before` は一つの時点だけで判定するので、続く時間がありません。長さ 0 の停止は、何も許しません。",
                en: """
                    `at-end` and `before` are judged at one moment, so that nothing lasts. An outage of no length \
                    allows nothing.
                    """),
            remedy: .init(
                ja: "`allowed-outage` を消すか、`always` と 0 より長い時間を書いてください。",
                en: "Remove `allowed-outage`, or write `always` and a length above zero."),
            example: .service(
                from: "    start: main\n",
                to: """
                        start: main
                    invariants:
                      - id: INV1
                        at-end: {portal.db: [main, dr]}
                        allowed-outage: 30m
                        because: {ja: 例です。, en: An example.}

                    """,
                corrected: """
                        start: main
                    invariants:
                      - id: INV1
                        always: {portal.db: [main, dr]}
                        allowed-outage: 30m
                        because: {ja: 例です。, en: An example.}

                    """)),
        Explanation(
            ServiceMessage.invariantKind,
            title: .init(
                ja: "種類のない、または 2 種類の不変条件",
                en: "an invariant of no kind, or of two"),
            cause: .init(
                ja: "不変条件は `always`、`at-end`、`before` と `requires` の組のうち、ちょうど 1 つを書きます。ここには 1 つもないか、2 つ以上あります。",
                en: """
                    An invariant has exactly one of three kinds: `always`, `at-end`, or `before` together with \
                    `requires`. Here there is none, or more than one.
                    """),
            reason: .init(
                ja: "種類のない不変条件は何も守らず、2 種類あれば 2 通りに読めてしまいます。",
                en: """
                    An invariant of no kind would guard nothing, and one of two kinds could be read in two ways.
                    """),
            remedy: .init(
                ja: "1 つだけ書いてください。2 つ要るなら不変条件を分けます。",
                en: "Write one kind. Split the invariant if you need two."),
            example: .service(
                from: "    start: main\n",
                to: """
                        start: main
                    invariants:
                      - id: INV1
                        before: {portal.db: dr}
                        because: {ja: 例です。, en: An example.}

                    """,
                corrected: """
                        start: main
                    invariants:
                      - id: INV1
                        at-end: {portal.db: dr}
                        because: {ja: 例です。, en: An example.}

                    """)),
    ]
}
