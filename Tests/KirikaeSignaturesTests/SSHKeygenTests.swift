import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeSignatures

/// Signatures are made and checked by the real `ssh-keygen`; every way in which one can be wrong is refused.
@Suite struct SSHKeygenTests {
    private static let now: Int64 = 1_790_000_000_000
    private static let message = Array("承認 {\"a\":1}".utf8)
    private let keygen = SSHKeygen()
    private let keys: SigningKeys

    init() throws { keys = try SigningKeys(["sato", "suzuki"]) }

    private func sign(_ message: [UInt8] = message, by name: String = "sato") async throws -> String {
        try await keygen.sign(
            message, keyPath: keys.path(name), namespace: SignatureNamespace.approval, asksAtTerminal: false)
    }

    private func verdict(
        _ signature: String, message: [UInt8] = message, principal: String = "sato",
        namespace: String = SignatureNamespace.approval, signers: String? = nil, at time: Int64 = now
    ) async throws -> SignatureVerdict {
        try await keygen.verify(
            message, signature: signature, principal: principal, namespace: namespace,
            allowedSigners: Array((signers ?? keys.allowedSigners).utf8), at: time)
    }

    private func isValid(_ verdict: SignatureVerdict) -> Bool {
        if case .valid(let fingerprint) = verdict { fingerprint.hasPrefix("SHA256:") } else { false }
    }

    @Test func aGoodSignatureNamesItsKey() async throws {
        let signature = try await sign()
        #expect(signature.hasPrefix("-----BEGIN SSH SIGNATURE-----\n"))
        #expect(signature.hasSuffix("-----END SSH SIGNATURE-----\n"))
        #expect(isValid(try await verdict(signature)))
        // An empty message and a large one go the same way.
        for message in [[], [UInt8](repeating: 0x41, count: 200_000)] {
            #expect(isValid(try await verdict(try await sign(message), message: message)))
        }
    }

    @Test func everyOtherIsRefused() async throws {
        let signature = try await sign()
        let line = { [keys] (options: String) in keys.line("sato", options: options) }
        let year2020: Int64 = 1_577_836_800_000
        let refused: [(String, SignatureVerdict)] = [
            ("another purpose", try await verdict(signature, namespace: SignatureNamespace.planReview)),
            ("another person", try await verdict(signature, principal: "suzuki")),
            ("nobody known", try await verdict(signature, principal: "tanaka")),
            ("other bytes", try await verdict(signature, message: Self.message + [0x20])),
            ("no signers", try await verdict(signature, signers: "")),
            ("not in the file", try await verdict(signature, signers: keys.line("suzuki"))),
            ("his name, another key", try await verdict(signature, signers: keys.line("sato", keyOf: "suzuki"))),
            ("expired", try await verdict(signature, signers: line("valid-before=\"20260901\""))),
            ("not yet valid", try await verdict(signature, signers: line("valid-after=\"20270101\""))),
            ("not valid then", try await verdict(signature, signers: line("valid-after=\"20250101\""), at: year2020)),
            ("only for something else", try await verdict(signature, signers: line("namespaces=\"git\""))),
            ("no signature", try await verdict("")),
            ("cut short", try await verdict(String(signature.dropLast(60)))),
            ("altered", try await verdict(signature.replacing("AAAA", with: "AAAB", maxReplacements: 1))),
            ("by another's key", try await verdict(try await sign(by: "suzuki"))),
        ]
        for (name, verdict) in refused { #expect(!isValid(verdict), "\(name): \(verdict)") }
        // The controls: the same lines where they do hold.
        #expect(isValid(try await verdict(signature, signers: line("valid-before=\"20261001\""))))
        #expect(isValid(try await verdict(signature, signers: line("valid-after=\"20250101\""))))
        #expect(isValid(try await verdict(signature, signers: line("namespaces=\"kirikae-approval\""))))
    }

    /// The zone of whoever looks does not move the moment at which a key expires.
    @Test func datesAreInCoordinatedTime() async throws {
        let signature = try await sign()
        let signers = keys.line("sato", options: "valid-before=\"20260921141320\"")
        #expect(isValid(try await verdict(signature, signers: signers, at: Self.now - 1_000)))
        #expect(!isValid(try await verdict(signature, signers: signers, at: Self.now + 1_000)))
    }

    @Test(arguments: ["", "-oProxyCommand=x", "-", "a\0b"])
    func whatCouldBeAnOptionIsRefused(value: String) async throws {
        await #expect(throws: SSHKeygenFailure.argumentRefused(value)) {
            try await keygen.sign([], keyPath: value, namespace: "n", asksAtTerminal: false)
        }
        await #expect(throws: SSHKeygenFailure.argumentRefused(value)) {
            try await keygen.sign([], keyPath: "/k", namespace: value, asksAtTerminal: false)
        }
        await #expect(throws: SSHKeygenFailure.argumentRefused(value)) {
            try await keygen.verify(
                [], signature: "", principal: value, namespace: "n", allowedSigners: [], at: Self.now)
        }
    }

    @Test func aKeyThatIsNotThereSignsNothing() async throws {
        await #expect(throws: SSHKeygenFailure.self) {
            try await keygen.sign(Self.message, keyPath: "/nowhere/key", namespace: "n", asksAtTerminal: false)
        }
    }

    @Test func itDoesNotWaitForEver() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/bin/sh\nexec sleep 60\n", to: "slow")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let slow = SSHKeygen(path: path, timeoutMilliseconds: 300)
        await #expect(throws: SSHKeygenFailure.tookTooLong(milliseconds: 300)) {
            try await slow.sign(Self.message, keyPath: keys.path("sato"), namespace: "n", asksAtTerminal: false)
        }
        await #expect(throws: SSHKeygenFailure.self) {
            try await SSHKeygen(path: "/nowhere").sign([], keyPath: "/k", namespace: "n", asksAtTerminal: false)
        }
    }

    /// A program that ends well and says nothing has not verified anything.
    @Test func silenceIsNoVerdict() async throws {
        let keygen = SSHKeygen(path: "/bin/true")
        let verdict = try await keygen.verify(
            Self.message, signature: "x", principal: "sato", namespace: "n", allowedSigners: [], at: Self.now)
        #expect(!isValid(verdict))
    }
}
