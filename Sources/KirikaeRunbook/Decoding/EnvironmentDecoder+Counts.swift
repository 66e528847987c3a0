import KirikaeDiagnostics
import KirikaeSyntax

/// Reads probes that count.
extension EnvironmentDecoder {
    /// A number that a program prints or an address answers with, and what it means.
    func count(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .countProbe, in: context) else { return nil }
        let ranges = reader["numbers"].flatMap(ranges)
        var source: CountProbe.Source?
        if let url = reader["url"] {
            source = context.text(url).map { text in
                LookAlikes.report(text.value, at: text.location, in: context)
                return .address(text.value)
            }
        } else if let run = reader["run"] {
            let arguments = context.list(run, isEmptyAllowed: false).compactMap { context.text($0) }
            ArgumentCheck(context: context).check(arguments.map { Located(TextTemplate($0.value), at: $0.location) })
            let host = context.identifier(reader.required("on"))
            let secrets = ActionDecoder(context: context) { _ in [] }.secretFiles(reader["secrets"])
            source = host.flatMap { host in
                arguments.isEmpty
                    ? nil : .command(arguments.map(\.value), host: host.value, secrets: secrets.mapValues(\.value))
            }
        }
        guard let source, let ranges else { return nil }
        return .count(CountProbe(source: source, ranges: ranges, timeout: timeout))
    }

    /// What numbers mean, from the smallest up; nil, with a finding, if one of them would mean two values or none.
    private func ranges(_ node: Node) -> [CountProbe.Range]? {
        guard let reader = MappingReader(node, .countedNumbers, in: context) else { return nil }
        var ranges: [(range: CountProbe.Range, location: SourceLocation)] = []
        for entry in reader.entries {
            guard let text = context.text(entry.value) else { continue }
            guard let range = CountProbe.Range(text.value, value: entry.key) else {
                context.report(CountMessage.notARange(text.value), at: text.location)
                return nil
            }
            ranges.append((range, text.location))
        }
        ranges.sort { $0.range.lower < $1.range.lower }
        var next: Int? = 0
        var previous = ""
        for (range, location) in ranges {
            guard let expected = next, range.lower >= expected else {
                context.report(CountMessage.overlap(range.lower, other: previous), at: location)
                return nil
            }
            if range.lower > expected {
                context.report(CountMessage.gap(from: expected, to: range.lower - 1), at: location)
                return nil
            }
            next = range.upper.map { $0 + 1 }
            previous = range.value
        }
        if let next, let last = ranges.last {
            context.report(CountMessage.gap(from: next, to: nil), at: last.location)
            return nil
        }
        return ranges.map(\.range)
    }
}
