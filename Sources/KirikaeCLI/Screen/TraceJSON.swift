import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// The trace as JSON for programs.
///
/// The form is part of the interface: members are added, never renamed or removed, without another `version`.
struct TraceJSON {
    static let version: Int64 = 1

    let trace: Trace

    /// The whole trace, or the facts of one kind.
    func document(kind: Manual.FactKind?, decoded: DecodedCitations?) -> JSONValue {
        var members: [String: JSONValue] = [
            "version": .integer(Self.version), "manuals": .array(trace.manuals.map { manual($0, only: kind) }),
            "facts": .array(
                trace.manuals.flatMap { manual in
                    manual.facts.filter { kind == nil || $0.kind == kind }.map { fact($0, of: manual) }
                }),
            "gaps": gaps(kind),
        ]
        if let decoded { members["holders"] = holders(decoded) }
        return .object(members)
    }

    /// A fact and the places that name it.
    func fact(_ fact: Manual.Fact, of manual: Manual) -> JSONValue {
        var members = said(fact)
        members["manual"] = .string(manual.name.value)
        members["required"] = .bool(manual.mustBeCarried(fact))
        members["state"] = .string(trace.state(of: fact).rawValue)
        members["places"] = places(fact.id.value)
        return .object(members)
    }

    /// What names facts, and the facts of each.
    func holders(_ decoded: DecodedCitations) -> JSONValue {
        let entries = Dictionary(grouping: decoded.entries, by: \.holder)
        return .array(
            decoded.holders.map { holder in
                [
                    "kind": .string(holder.kind.rawValue), "name": .string(holder.name),
                    "facts": .array(
                        (entries[holder] ?? []).map { ["part": .string($0.part.rawValue), "fact": .string($0.fact)] }),
                ]
            })
    }

    /// What a newer fact index changes.
    func comparison(_ comparison: ManualComparison) -> JSONValue {
        func touched(_ fact: Manual.Fact) -> JSONValue {
            var members = said(fact)
            members["places"] = places(fact.id.value)
            return .object(members)
        }
        return [
            "version": .integer(Self.version), "manual": manual(comparison.manual, only: nil),
            "added": .array(comparison.added.map(touched)), "removed": .array(comparison.removed.map(touched)),
            "changed": .array(
                comparison.changed.map { change in
                    [
                        "old": .object(said(change.old)), "new": .object(said(change.new)),
                        "aspects": .array(change.aspects.map { .string($0.rawValue) }),
                        "places": places(change.new.id.value),
                    ]
                }),
            "dangling": .array(comparison.dangling.map { .string($0.id.value) }), "gaps": gaps(nil),
        ]
    }

    private func gaps(_ kind: Manual.FactKind?) -> JSONValue {
        .array(trace.gaps.filter { kind == nil || $0.kind == kind }.map { .string($0.id.value) })
    }

    private func manual(_ manual: Manual, only kind: Manual.FactKind?) -> JSONValue {
        [
            "manual": .string(manual.name.value), "title": localized(manual.title),
            "edition": .string(manual.edition), "date": .string(manual.date),
            "facts": .integer(Int64(manual.facts.count)),
            "coverage": .array(
                trace.coverage(of: manual).filter { kind == nil || $0.kind == kind }.map { coverage in
                    [
                        "kind": .string(coverage.kind.rawValue), "required": .bool(coverage.isRequired),
                        "facts": .integer(Int64(coverage.facts)), "carried": .integer(Int64(coverage.carried)),
                        "excused": .integer(Int64(coverage.excused)), "open": .integer(Int64(coverage.open)),
                    ]
                }),
        ]
    }

    /// What the index says of a fact.
    private func said(_ fact: Manual.Fact) -> [String: JSONValue] {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return [
            "id": .string(fact.id.value), "kind": .string(fact.kind.rawValue), "function": text(fact.function),
            "direction": text(fact.direction?.rawValue), "severity": text(fact.severity?.rawValue),
            "text": localized(fact.text), "excused": fact.excused.map(localized) ?? .null,
        ]
    }

    private func places(_ fact: String) -> JSONValue {
        .array(
            trace.places(of: fact).map { place in
                let location = place.fact.location
                return [
                    "kind": .string(place.holder.kind.rawValue), "name": .string(place.holder.name),
                    "part": .string(place.part.rawValue), "carries": .bool(place.carries),
                    "file": .string(location.file), "line": .integer(Int64(location.start.line)),
                    "column": .integer(Int64(location.start.column)),
                ]
            })
    }

    private func localized(_ text: LocalizedText) -> JSONValue { ["ja": .string(text.ja), "en": .string(text.en)] }
}
