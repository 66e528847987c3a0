/// A text made to cost the reader time or memory, with what must come of it.
///
/// The tests hold each to its finding, the benchmark shows time and memory, and the fuzzer starts from them.
public struct HostileInput: Sendable, CustomStringConvertible {
    /// What it is.
    public let name: String
    /// The code of the first finding; nil where the text is right and must be read.
    public let code: String?
    private let make: @Sendable () -> [UInt8]

    init(_ name: String, _ code: String?, _ make: @escaping @Sendable () -> String) {
        self.init(name, code, bytes: { Array(make().utf8) })
    }

    init(_ name: String, _ code: String?, bytes: @escaping @Sendable () -> [UInt8]) {
        self.name = name
        self.code = code
        make = bytes
    }

    /// Its bytes, made anew each time.
    public var bytes: [UInt8] { make() }

    /// What it is, in the output of tests.
    public var description: String { name }

    /// All of them.
    public static let all = nesting + long + many + references + encodings

    private static let megabytes10 = 10_000_000

    private static func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    private static func numbered(_ count: Int, _ text: (Int) -> String) -> String {
        (0..<count).map(text).joined()
    }

    private static let nesting = [
        HostileInput("100,000 [", "KRK0104") { times(100_000, "[") },
        HostileInput("100,000 [ on lines of their own", "KRK0104") { times(100_000, "[\n") },
        HostileInput("40,000 [ that are closed", "KRK0104") { times(40_000, "[") + times(40_000, "]") },
        HostileInput("100,000 {a: ", "KRK0104") { times(100_000, "{a: ") },
        HostileInput("100,000 {", "KRK0112") { times(100_000, "{") },
        HostileInput("100,000 [{a: ", "KRK0104") { times(100_000, "[{a: ") },
        HostileInput("100,000 - ", "KRK0104") { times(100_000, "- ") },
        HostileInput("100,000 ? ", "KRK0112") { times(100_000, "? ") },
        HostileInput("100,000 : ", "KRK0101") { times(100_000, ": ") },
        HostileInput("1,000 mappings in each other", "KRK0104") { numbered(1_000) { times($0, " ") + "k:\n" } },
        HostileInput("100,000 [ in the middle of a file", "KRK0104") { "a: 1\nb: " + times(100_000, "[") },
        HostileInput("brackets in texts", nil) {
            "a: '\(times(20_000, "["))'\nb: \"\(times(20_000, "{"))\"\nc: |\n  \(times(20_000, "[{"))\nd: x\(times(20_000, "[]"))\n"
        },
    ]

    private static let long = [
        HostileInput("10 MB plain", "KRK0115") { "k: " + times(megabytes10, "a") },
        HostileInput("10 MB plain, in words", "KRK0115") { "k: " + times(megabytes10 / 5, "abcd ") },
        HostileInput("10 MB plain, in lines", "KRK0115") { "k: " + times(megabytes10 / 6, "abcd\n ") },
        HostileInput("10 MB in '", "KRK0115") { "k: '" + times(megabytes10, "a") + "'" },
        HostileInput("10 MB in \"", "KRK0115") { "k: \"" + times(megabytes10, "a") + "\"" },
        HostileInput("10 MB of escapes", "KRK0115") { "k: \"" + times(megabytes10 / 10, "\\U00000041") + "\"" },
        HostileInput("10 MB literal", "KRK0115") { "k: |\n" + times(megabytes10 / 8, "  abcde\n") },
        HostileInput("10 MB folded", "KRK0115") { "k: >\n" + times(megabytes10 / 8, "  abcde\n") },
        HostileInput("10 MB literal, one line", "KRK0115") { "k: |\n  " + times(megabytes10, "a") },
        HostileInput("10 MB of empty lines in a text", "KRK0120") {
            "k: |\n  a\n" + times(megabytes10, "\n") + "  b\n"
        },
        HostileInput("a key of 10 MB", "KRK0115") { times(megabytes10, "a") + ": v\n" },
        HostileInput("a quoted key of 10 MB", "KRK0115") { "\"" + times(megabytes10, "a") + "\": v\n" },
        HostileInput("a comment of 10 MB", "KRK0120") { "a: 1\n# " + times(megabytes10, "c") + "\nb: 2\n" },
        HostileInput("10 MB of comments", "KRK0120") { times(megabytes10 / 8, "# abcde\n") + "b: 2\n" },
        HostileInput("10 MB of empty lines", "KRK0120") { times(megabytes10, "\n") + "b: 2\n" },
        HostileInput("10 MB of spaces", "KRK0120") { "a: 1\n" + times(megabytes10, " ") + "\nb: 2\n" },
        HostileInput("10 MB of tabs", "KRK0101") { "a:\n" + times(megabytes10, "\t") + "b: 2\n" },
        HostileInput("a comment of 1 MB", nil) { "a: 1\n# " + times(1_000_000, "c") + "\nb: 2\n" },
        HostileInput("a line of 1 MB", nil) { "a: [" + numbered(70_000) { "v\($0), value, " } + "]\n" },
        HostileInput("an anchor of 10 MB", "KRK0115") { "k: &" + times(megabytes10, "a") + " v\n" },
        HostileInput("a tag of 10 MB", "KRK0115") { "k: !" + times(megabytes10, "a") + " v\n" },
        HostileInput("a file of 17 MB", "KRK0103") { times(17 << 20, "#") },
    ]

    private static let many = [
        HostileInput("200,000 keys", "KRK0122") { numbered(200_000) { "k\($0): v\n" } },
        HostileInput("200,000 keys in {}", "KRK0122") { "{" + numbered(200_000) { "k\($0): v, " } + "}" },
        HostileInput("200,000 Japanese keys", "KRK0122") { numbered(200_000) { "窓口\($0): v\n" } },
        HostileInput("20,000 keys", nil) { numbered(20_000) { "k\($0): v\n" } },
        HostileInput("200,000 times one key", "KRK0107") { times(200_000, "k: v\n") },
        HostileInput("8 million a,", "KRK0119") { "[" + times(8_000_000, "a,") + "]" },
        HostileInput("4 million {},", "KRK0119") { "[" + times(4_000_000, "{},") + "]" },
        HostileInput("4 million - a", "KRK0119") { times(4_000_000, "- a\n") },
        HostileInput("4 million -", "KRK0119") { times(4_000_000, "-\n") },
        HostileInput("100,000 documents", "KRK0106") { times(100_000, "--- a\n") },
        HostileInput("100,000 ends of a document", nil) { "a: 1\n" + times(100_000, "...\n") },
        HostileInput("60,000 %TAG", "KRK0105") { numbered(60_000) { "%TAG !a\($0)! tag:x\n" } + "---\na: 1\n" },
        HostileInput("60,000 %TAG, ended by CR", "KRK0105") {
            "#\r" + numbered(60_000) { "%TAG !a\($0)! tag:x\r" } + "---\ra: 1\r"
        },
        HostileInput("60,000 %TAG, ended by NEL", "KRK0105") {
            "\u{85}" + numbered(60_000) { "%TAG !a\($0)! tag:x\u{85}" } + "---\na: 1\n"
        },
        HostileInput("60,000 %TAG after the document", "KRK0106") {
            "a: 1\n...\n" + numbered(60_000) { "%TAG !a\($0)! tag:x\n" } + "---\na: 1\n"
        },
        HostileInput("60,000 %YAML", "KRK0101") { times(60_000, "%YAML 1.1\n") + "---\na: 1\n" },
        HostileInput("60,000 other directives", "KRK0101") { times(60_000, "%OTHER x\n") + "---\na: 1\n" },
    ]

    private static let references = [
        HostileInput("billion laughs", "KRK0105") {
            "a: &a [x, x, x]\n"
                + zip("abcdefgh", "bcdefghi").map { "\($1): &\($1) [*\($0), *\($0), *\($0)]\n" }.joined()
        },
        HostileInput("a list that holds itself", "KRK0105") { "&a [*a]" },
        HostileInput("100,000 anchors", "KRK0105") { numbered(100_000) { "- &a\($0) x\n" } },
        HostileInput("1,000,000 aliases", "KRK0105") { "- &a x\n" + times(1_000_000, "- *a\n") },
        HostileInput("1,000,000 aliases as keys", "KRK0105") { "{" + times(1_000_000, "*a : *a,") + "}" },
        HostileInput("100,000 tags", "KRK0105") { times(100_000, "- !!str x\n") },
        HostileInput("100,000 merge keys", "KRK0105") { times(100_000, "<<: {a: b}\n") },
        HostileInput("a Python object", "KRK0105") { "a: !!python/object:os.system x\n" },
        HostileInput("a Ruby object", "KRK0105") { "a: !ruby/object x\n" },
        HostileInput("binary", "KRK0105") { "a: !!binary aGk=\n" },
        HostileInput("a complex key", "KRK0112") { "? [a, b]\n: c\n" },
    ]

    private static let encodings = [
        HostileInput("UTF-16, little endian", "KRK0102", bytes: { [0xFF, 0xFE] + "a: 1\n".utf8.flatMap { [$0, 0] } }),
        HostileInput("UTF-16, big endian", "KRK0102", bytes: { [0xFE, 0xFF] + "a: 1\n".utf8.flatMap { [0, $0] } }),
        HostileInput("UTF-16 without a mark", "KRK0101", bytes: { "a: 1\n".utf8.flatMap { [$0, 0] } }),
        HostileInput("a lone surrogate", "KRK0102", bytes: { Array("a: ".utf8) + [0xED, 0xA0, 0x80] }),
        HostileInput("an escaped surrogate", "KRK0101") { "a: \"\\ud800\"\n" },
        HostileInput("an escape past the last character", "KRK0101") { "a: \"\\U00110000\"\n" },
        HostileInput("an overlong form", "KRK0102", bytes: { Array("a: ".utf8) + [0xC0, 0xAF] }),
        HostileInput("CP932", "KRK0102", bytes: { Array("a: ".utf8) + [0x83, 0x5C, 0x83, 0x7C] }),
        HostileInput("cut in a character", "KRK0102", bytes: { Array("a: ".utf8) + [0xE3, 0x81] }),
        HostileInput(
            "invalid after 10 MB", "KRK0102",
            bytes: {
                Array(("a: 1\n" + times(9_000, "# " + times(998, "c") + "\n")).utf8) + [0xFF]
            }),
        HostileInput("NUL", "KRK0101") { "a: x\u{0}y\n" },
        HostileInput("an escape sequence", "KRK0101") { "a: x\u{1B}[2J\n" },
        HostileInput("DEL", "KRK0101") { "a: \u{7F}\n" },
        HostileInput("a byte order mark", nil) { "\u{FEFF}a: 1\n" },
        HostileInput("a byte order mark in the middle", "KRK0101") { "a: 1\n\u{FEFF}b: 2\n" },
        HostileInput("two byte order marks", nil) { "\u{FEFF}\u{FEFF}a: 1\n" },
        HostileInput("nothing", "KRK0111") { "" },
        HostileInput("only a byte order mark", "KRK0111") { "\u{FEFF}" },
        HostileInput("mixed line ends", nil) { "a: 1\r\nb: 2\rc: 3\u{85}d: 4\u{2028}e: 5\u{2029}f: 6\n" },
    ]
}
