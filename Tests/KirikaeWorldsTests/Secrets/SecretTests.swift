import Glibc
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Secrets are read late, reach nothing but the program, and are taken out of whatever it prints.
@Suite struct SecretTests {
    private static let secret = Array("S3cr3t-パス|w\"d".utf8)

    private func environment(_ source: Environment.SecretSource) throws -> Environment {
        var environment = try WorldFixture.environment(observing: "ask", directory: "/nowhere")
        environment.secrets["password"] = .init(title: LocalizedText(verbatim: "p"), source: source)
        return environment
    }

    private func reason(_ source: Environment.SecretSource, name: String = "password") async throws -> String? {
        let environment = try environment(source)
        do throws(SecretStore.NotRead) {
            _ = try await SecretStore(environment: environment).value(of: name)
            return nil
        } catch {
            return error.reason
        }
    }

    // MARK: Reading

    @Test func readsAVariableAndAFile() async throws {
        setenv("KIRIKAE_TEST_SECRET_A", "long enough", 1)
        defer { unsetenv("KIRIKAE_TEST_SECRET_A") }
        let store = SecretStore(environment: try environment(.variable("KIRIKAE_TEST_SECRET_A")))
        #expect(try await store.value(of: "password") == Array("long enough".utf8))
        let folder = try TemporaryFolder()
        let path = folder.path + "/secret"
        try folder.write("from a file\n", to: "secret")
        chmod(path, 0o600)
        #expect(
            try await SecretStore(environment: try environment(.file(path))).value(of: "password")
                == Array("from a file".utf8))
    }

    @Test func refusesWhatIsNotSafe() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/secret"
        try folder.write("long enough", to: "secret")
        chmod(path, 0o640)
        #expect(try await reason(.file(path))?.contains("0600") == true)
        chmod(path, 0o600)
        #expect(try await reason(.file(path)) == nil)
        symlink(path, folder.path + "/link")
        #expect(try await reason(.file(folder.path + "/link")) != nil)
        #expect(try await reason(.file(folder.path)) != nil)
        #expect(try await reason(.file(folder.path + "/nothing")) != nil)
        #expect(try await reason(.variable("KIRIKAE_TEST_NOT_SET")) != nil)
        #expect(try await reason(.file(path), name: "other") != nil)
        try folder.write("short", to: "secret")
        #expect(try await reason(.file(path))?.contains("fewer") == true)
        try folder.write(String(repeating: "x", count: 5_000), to: "secret")
        #expect(try await reason(.file(path))?.contains("more") == true)
    }

    // MARK: Masking

    /// The forms in which programs print a value.
    private static let printed: [(name: String, bytes: [UInt8])] = [
        ("plain", secret), ("hex", Array(secret.map { hex($0, "0123456789abcdef") }.joined().utf8)),
        ("HEX", Array(secret.map { hex($0, "0123456789ABCDEF") }.joined().utf8)),
        ("base64", Array("UzNjcjN0LeODkeOCuXx3ImQ".utf8)),
        // Without the characters that what stands before decides.
        ("base64 behind a byte", Array(base64([0x3A] + secret)[2...])),
        ("base64 behind two bytes", Array(base64([0x75, 0x3A] + secret)[3...].prefix { $0 != 0x3D }.dropLast())),
        ("JSON", Array("S3cr3t-パス|w\\\"d".utf8)), ("URL", Array("S3cr3t-%E3%83%91%E3%82%B9%7Cw%22d".utf8)),
        ("base64 with its end", Array("UzNjcjN0LeODkeOCuXx3ImQ=".utf8)),
        ("base64 for URLs", Array("UzNjcjN0LeODkeOCuXx3ImQ".utf8)),
        ("URL in small letters", Array("S3cr3t-%e3%83%91%e3%82%b9%7cw%22d".utf8)),
        ("JSON in ASCII", Array("S3cr3t-\\u30d1\\u30b9|w\\\"d".utf8)),
        ("JSON in capitals", Array("S3cr3t-\\u30D1\\u30B9|w\\\"d".utf8)),
        ("printf %q", Array("S3cr3t-パス\\|w\\\"d".utf8)),
        ("$'…'", Array("S3cr3t-\\343\\203\\221\\343\\202\\271|w\"d".utf8)),
        ("HTML", Array("S3cr3t-パス|w&quot;d".utf8)),
        (
            "JSON in cp932",
            [0x53, 0x33, 0x63, 0x72, 0x33, 0x74, 0x2D, 0x83, 0x70, 0x83, 0x58, 0x7C, 0x77, 0x5C, 0x22, 0x64]
        ),
        ("hex of cp932", Array("5333637233742d837083587c772264".utf8)),
        ("cp932", [0x53, 0x33, 0x63, 0x72, 0x33, 0x74, 0x2D, 0x83, 0x70, 0x83, 0x58, 0x7C, 0x77, 0x22, 0x64]),
    ]

    private static func hex(_ byte: UInt8, _ digits: String) -> String {
        let digits = Array(digits)
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }

    /// Base64 with padding, written out apart from the code under test.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bits = bytes.flatMap { byte in (0..<8).map { (byte >> (7 - $0)) & 1 } }
        while bits.count % 6 != 0 { bits.append(0) }
        var text = stride(from: 0, to: bits.count, by: 6).map { start in
            digits[Int(bits[start..<start + 6].reduce(0) { $0 << 1 | $1 })]
        }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return text
    }

    @Test(arguments: printed.indices) func takesEveryFormOutWhereverAPieceEnds(index: Int) {
        let form = Self.printed[index]
        let whole = Array("before ".utf8) + form.bytes + Array(" after\n".utf8)
        #expect(form.bytes.count >= 8, "\(form.name)")
        for cut in 0...whole.count {
            var mask = SecretMask([Self.secret])
            let shown = mask.take(Array(whole[..<cut])) + mask.take(Array(whole[cut...])) + mask.finish()
            let text = String(decoding: shown, as: UTF8.self)
            #expect(text.contains("•••"), "\(form.name) cut at \(cut)")
            #expect(!contains(shown, form.bytes), "\(form.name) cut at \(cut)")
            #expect(text.hasPrefix("before ") && text.hasSuffix(" after\n"), "\(form.name) cut at \(cut): \(text)")
        }
    }

    /// A shell quotes a quotation mark by leaving its quotes.
    @Test(arguments: ["pass'word-1234", "it''s-long-enough"])
    func takesOutWhatAShellQuotes(secret: String) {
        for quoted in [secret.replacing("'", with: "'\\''"), secret.replacing("'", with: "'\"'\"'")] {
            var mask = SecretMask([Array(secret.utf8)])
            let shown = mask.take(Array("+ login '\(quoted)' x\n".utf8)) + mask.finish()
            #expect(String(decoding: shown, as: UTF8.self) == "+ login '•••' x\n")
        }
    }

    /// Programs break long values into lines; `base64` does after 76 characters.
    @Test func takesOutWhatIsBrokenIntoLinesWhereverItIsBroken() {
        for form in Self.printed {
            for lineEnd in ["\n", "\r\n"] {
                for place in 1..<form.bytes.count {
                    var mask = SecretMask([Self.secret])
                    let whole =
                        Array("<".utf8) + form.bytes[..<place] + Array(lineEnd.utf8) + form.bytes[place...]
                        + Array(">".utf8)
                    let text = String(decoding: mask.take(whole) + mask.finish(), as: UTF8.self)
                    #expect(text == "<•••>", "\(form.name) broken at \(place)")
                }
            }
        }
    }

    /// Each line of a secret of several lines is one by itself, unless it is too short to be told from other text.
    @Test func takesOutOneLineOfSeveral() {
        let secret = Array("-----BEGIN-----\nfirst line of the key\nlast\n".utf8)
        for (printed, shown) in [
            ("x first line of the key y", "x ••• y"), ("-----BEGIN-----", "•••"), ("last", "last"),
            ("-----BEGIN-----\nfirst line of the key\nlast\n", "•••"),
            ("-----BEGIN-----\nfirst line of the key\nlost\n", "•••\n•••\nlost\n"),
        ] {
            for cut in 0...printed.utf8.count {
                var mask = SecretMask([secret])
                let bytes = Array(printed.utf8)
                let result = mask.take(Array(bytes[..<cut])) + mask.take(Array(bytes[cut...])) + mask.finish()
                #expect(String(decoding: result, as: UTF8.self) == shown, "cut at \(cut)")
            }
        }
    }

    /// What a program had begun to print when it was ended.
    @Test func whatHadBegunLikeASecretIsNotShownAtTheEnd() {
        var mask = SecretMask([Self.secret])
        let shown = mask.take(Array("x ".utf8) + Self.secret.dropLast()) + mask.finish()
        #expect(String(decoding: shown, as: UTF8.self) == "x •••")
        mask = SecretMask([Self.secret])
        // So little of it gives nothing away.
        #expect(mask.take(Array("x S3".utf8)) + mask.finish() == Array("x S3".utf8))
    }

    @Test func inNestedLists() {
        var mask = SecretMask([Self.secret])
        let text = #"{"a":[{"b":"S3cr3t-パス|w\"d"},["S3cr3t-パス|w\"d"]]}"#
        let shown = String(decoding: mask.take(Array(text.utf8)) + mask.finish(), as: UTF8.self)
        #expect(shown == #"{"a":[{"b":"•••"},["•••"]]}"#)
    }

    /// The control: without the mask each form is there.
    @Test func withoutTheMaskItWouldShow() {
        for form in Self.printed {
            var mask = SecretMask([])
            let whole = Array("before ".utf8) + form.bytes
            #expect(contains(mask.take(whole) + mask.finish(), form.bytes), "\(form.name)")
        }
    }

    @Test func whatIsNoSecretIsShownByteForByte() {
        var generator = SeededGenerator(for: "masking leaves everything else")
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
                // Many beginnings of the secret, hardly ever the whole of it.
                Bool.random(using: &generator)
                    ? Self.secret[Int.random(in: 0..<4, using: &generator)]
                    : UInt8.random(in: 0...255, using: &generator)
            }
            guard !contains(bytes, Self.secret) else { continue }
            var mask = SecretMask([Self.secret])
            var shown: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &generator)
                shown += mask.take(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(shown + mask.finish() == bytes)
        }
    }

    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { bytes[$0...].starts(with: part) }
    }
}
