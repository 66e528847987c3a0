import KirikaeDiagnostics

/// What can be wrong with how a remote host is reached: KRK0361 to KRK0364.
public enum SSHMessage: DiagnosticMessage, Equatable {
    /// What a text of a remote host should have been.
    public enum Form: Sendable, Hashable, CaseIterable {
        /// The name or address of a host.
        case address
        /// The name of a user.
        case user
        /// An absolute path on the engine's machine.
        case identity
        /// An absolute path on a Linux host.
        case linuxDirectory
        /// An absolute path on a Windows host.
        case windowsDirectory
    }

    /// Why a host cannot be reached through another.
    public enum JumpDefect: Sendable, Hashable, CaseIterable {
        /// It has no `ssh`.
        case notRemote
        /// It stands for the items of an inventory.
        case manyHosts
        /// It is reached through the host that is reached through it.
        case circle
    }

    /// What a remote host cannot do.
    public enum Unsupported: Sendable, Hashable, CaseIterable {
        /// `shell` for another system than Windows.
        case shellOnLinux
        /// Secrets as files on Windows.
        case secretsOnWindows
        /// Secrets as files beside a conversation.
        case secretsWithConversation
        /// More secrets than a shell has descriptors for.
        case tooManySecrets
    }

    case notOfForm(String, Form)
    case jump(String, JumpDefect)
    case knownHostsNotFound(String, known: [String])
    case unsupported(Unsupported, host: String)

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .notOfForm: "KRK0361"
        case .jump: "KRK0362"
        case .knownHostsNotFound: "KRK0363"
        case .unsupported: "KRK0364"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .notOfForm(let text, .address):
            .init(ja: "「\(text)」はホストの名前やアドレスに使えません", en: "‘\(text)’ cannot be the name or address of a host")
        case .notOfForm(let text, .user):
            .init(ja: "「\(text)」はユーザー名に使えません", en: "‘\(text)’ cannot be the name of a user")
        case .notOfForm(let text, .identity):
            .init(ja: "「\(text)」は鍵のファイルのパスに使えません", en: "‘\(text)’ cannot be the path of a key file")
        case .notOfForm(let text, .linuxDirectory):
            .init(ja: "「\(text)」は / で始まるパスではありません", en: "‘\(text)’ is not a path that begins with ‘/’")
        case .notOfForm(let text, .windowsDirectory):
            .init(ja: "「\(text)」は Windows の絶対パスに使えません", en: "‘\(text)’ cannot be an absolute path of Windows")
        case .jump(let name, .notRemote):
            .init(
                ja: "中継するホスト「\(name)」に ssh の設定がありません", en: "the host ‘\(name)’ to go through has no ‘ssh’")
        case .jump(let name, .manyHosts):
            .init(
                ja: "中継するホスト「\(name)」は一覧の項目を表していて、1 台に決まりません",
                en: "the host ‘\(name)’ to go through stands for the items of an inventory")
        case .jump(let name, .circle):
            .init(ja: "ホスト「\(name)」の中継が一巡しています", en: "the way through ‘\(name)’ leads back to itself")
        case .knownHostsNotFound(let path, _):
            .init(
                ja: "ホストの鍵のファイル「\(path)」がフォルダにありません", en: "the folder has no file of host keys ‘\(path)’")
        case .unsupported(.shellOnLinux, _):
            .init(ja: "shell は system が windows のときだけ書けます", en: "‘shell’ goes only with ‘system: windows’")
        case .unsupported(.secretsOnWindows, let host):
            .init(
                ja: "Windows のホスト「\(host)」のプログラムには秘密をファイルで渡せません",
                en: "a program of the Windows host ‘\(host)’ cannot get secrets as files")
        case .unsupported(.secretsWithConversation, let host):
            .init(
                ja: "遠隔のホスト「\(host)」では、対話するプログラムに秘密をファイルで渡せません",
                en: "a program of the remote host ‘\(host)’ that holds a conversation cannot get secrets as files")
        case .unsupported(.tooManySecrets, let host):
            .init(
                ja: "遠隔のホスト「\(host)」のプログラムに渡せる秘密は 7 つまでです",
                en: "a program of the remote host ‘\(host)’ can get 7 secrets at most")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .notOfForm(_, .address):
            .init(
                ja: "名前、IPv4、IPv6 のどれかだけを書いてください。ユーザーとポートは user と port に書きます。",
                en: "Write a name, an IPv4 or an IPv6 address alone. User and port go into ‘user’ and ‘port’.")
        case .notOfForm(_, .user):
            .init(
                ja: "英数字、「-」「_」「.」だけで書いてください。Windows では DOMAIN\\user も書けます。",
                en: "Use ASCII letters, digits, ‘-’, ‘_’ and ‘.’; for Windows also DOMAIN\\user.")
        case .notOfForm(_, .identity):
            .init(
                ja: "/ で始まり、引用符、「\\」「$」「%」のないパスを書いてください。",
                en: "Write a path that begins with ‘/’, without quotation marks, ‘\\’, ‘$’ and ‘%’.")
        case .notOfForm(_, .linuxDirectory): .init(ja: "例：/opt/batches", en: "For example /opt/batches.")
        case .notOfForm(_, .windowsDirectory): .init(ja: "例：C:\\Batches", en: "For example C:\\Batches.")
        case .jump(_, .circle):
            .init(ja: "最初のホストから jump を外してください。", en: "Take ‘jump’ away from the first of them.")
        case .jump:
            .init(
                ja: "ssh に address を持つホストの名前を書いてください。", en: "Name a host whose ‘ssh’ has an ‘address’.")
        case .knownHostsNotFound(_, let known):
            known.isEmpty
                ? .init(
                    ja: "環境のファイルの隣に known_hosts を置いてください。",
                    en: "Put a known_hosts beside the file of the environment.")
                : .init(
                    ja: "あるファイル：\(known.joined(separator: "、"))", en: "There is: \(known.joined(separator: ", ")).")
        case .unsupported(.shellOnLinux, _):
            .init(ja: "shell を消すか、system: windows を書いてください。", en: "Remove it, or write ‘system: windows’.")
        case .unsupported(.secretsOnWindows, _):
            .init(ja: "秘密はその PC に置いてください。", en: "Keep the secret on that machine.")
        case .unsupported(.secretsWithConversation, _):
            .init(ja: "秘密は対話の中で入力してください。", en: "Type the secret in the conversation.")
        case .unsupported(.tooManySecrets, _):
            .init(ja: "プログラムを分けてください。", en: "Split the program.")
        }
    }
}
