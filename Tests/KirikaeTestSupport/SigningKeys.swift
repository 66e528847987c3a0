import Foundation

/// SSH keys of people, made for one test by `ssh-keygen`.
public final class SigningKeys: Sendable {
    private let folder: TemporaryFolder
    private let publicKeys: [String: String]

    /// What kept keys from being made.
    public struct NotMade: Error {
        /// For whom.
        public var name: String
    }

    /// Makes a key for each of these names.
    ///
    /// - Parameters:
    ///   - names: whose keys.
    ///   - passphrase: what each of them is kept with.
    /// - Throws: `NotMade`, or what Foundation throws.
    public init(_ names: [String], passphrase: String = "") throws {
        folder = try TemporaryFolder()
        var publicKeys: [String: String] = [:]
        for name in names {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
            process.arguments = ["-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", "\(folder.path)/\(name)"]
            process.standardInput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw NotMade(name: name) }
            publicKeys[name] = try folder.read("\(name).pub").trimmingCharacters(in: .whitespacesAndNewlines)
        }
        self.publicKeys = publicKeys
    }

    /// The private key of somebody.
    public func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    /// A line of an allowed-signers file.
    ///
    /// - Parameters:
    ///   - name: whose name stands there.
    ///   - owner: whose key stands there; the same person's unless said otherwise.
    ///   - options: what stands between the two.
    public func line(_ name: String, keyOf owner: String? = nil, options: String = "") -> String {
        "\(name) \(options.isEmpty ? "" : options + " ")\(publicKeys[owner ?? name] ?? "")\n"
    }

    /// A file with a line for everybody.
    public var allowedSigners: String { publicKeys.keys.sorted().map { line($0) }.joined() }
}
