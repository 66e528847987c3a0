/// What strace does to one system call of the program.
struct SystemCallFault: Hashable, CustomStringConvertible {
    /// How it goes wrong.
    enum Kind: Hashable {
        /// The program is killed instead.
        case kill
        /// It does nothing and fails.
        case error(String)
        /// It does nothing and says that it has done so much.
        case lie(Int)
        /// It takes so many seconds longer.
        case delay(Int)
        /// Nothing goes wrong; the calls are only counted.
        case none
    }

    var call: String
    var kind: Kind
    /// Which of the calls of one thread, from 1.
    var number: Int
    /// Whether all later ones go wrong as well.
    var isSticky = false
    /// Whether only calls on files of the record count.
    var isOfRecord = true

    var description: String { "\(call) #\(number)\(isSticky ? "+" : "") \(kind)\(isOfRecord ? "" : " (any)")" }

    /// The arguments of strace.
    func arguments(output: String, run: ReferenceRun) -> [String] {
        var words = ["-f", "-o", output]
        // With its filter strace is quicker, but does not deliver the signal.
        if kind != .kill { words.append("--seccomp-bpf") }
        let watched = Set(["write", "fdatasync", "fsync", "openat", "close", call])
        words += ["-e", "trace=" + watched.sorted().joined(separator: ",")]
        if isOfRecord { for path in run.recordPaths { words += ["-P", path] } }
        let when = "when=\(number)\(isSticky ? "+" : "")"
        switch kind {
        case .kill: words += ["-e", "inject=\(call):signal=KILL:\(when)"]
        case .error(let name): words += ["-e", "inject=\(call):error=\(name):\(when)"]
        case .lie(let result): words += ["-e", "inject=\(call):retval=\(result):\(when)"]
        case .delay(let seconds): words += ["-e", "inject=\(call):delay_enter=\(seconds)s:\(when)"]
        case .none: break
        }
        return words
    }
}
