/// What strace wrote down.
struct TraceLog {
    private let lines: [Substring]

    init(_ text: String) {
        lines = text.split(separator: "\n")
    }

    /// Whether a fault was injected: the mark of strace, or the death of a process.
    var hasFired: Bool {
        lines.contains { $0.contains("(INJECTED)") || $0.contains("(DELAYED)") || $0.contains("killed by SIGKILL") }
    }

    /// How often the busiest thread made each call.
    var mostCallsOfAThread: [String: Int] {
        var counts: [Substring: [Substring: Int]] = [:]
        for line in lines {
            // `1234  write(11, …`: short numbers of processes are followed by several spaces.
            let process = line.prefix { $0 != " " }
            let call = line.dropFirst(process.count).drop { $0 == " " }
            guard let bracket = call.firstIndex(of: "("), call.first?.isLetter == true else { continue }
            counts[call[..<bracket], default: [:]][process, default: 0] += 1
        }
        return Dictionary(uniqueKeysWithValues: counts.map { (String($0.key), $0.value.values.max() ?? 0) })
    }

    /// Descriptors on which a sync was made again after one had failed, without being closed in between.
    var retriedSyncs: [String] {
        var failed: Set<Substring> = []
        var retried: [String] = []
        for line in lines {
            guard let space = line.firstIndex(of: " ") else { continue }
            let call = line[space...].drop { $0 == " " }
            guard let open = call.firstIndex(of: "("), let end = call[open...].firstIndex(where: { ",)".contains($0) })
            else { continue }
            let descriptor = call[call.index(after: open)..<end]
            switch call[..<open] {
            case "fdatasync", "fsync":
                if failed.contains(descriptor) { retried.append(String(line)) }
                if call.contains(" = -1 ") { failed.insert(descriptor) }
            case "close": failed.remove(descriptor)
            default: break
            }
        }
        return retried
    }
}
