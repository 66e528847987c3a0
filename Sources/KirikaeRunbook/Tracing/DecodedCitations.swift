import KirikaeService
import KirikaeSyntax

/// What the steps of the runbooks and the parts of the service name as their facts, as plans and screens get to see it.
///
/// It is the other direction of the trace, found by decoding every runbook in every way in which it is used, and independent of
/// how `CitationReader` looks at the text. Both must say the same.
public struct DecodedCitations: Sendable {
    /// One fact of one holder.
    public struct Entry: Sendable, Hashable {
        /// What names it.
        public var holder: Citation.Holder
        /// In which part of it.
        public var part: Citation.Part
        /// The fact.
        public var fact: String

        /// Makes an entry.
        public init(holder: Citation.Holder, part: Citation.Part, fact: String) {
            self.holder = holder
            self.part = part
            self.fact = fact
        }
    }

    /// Everything found, each once, in the order found.
    public private(set) var entries: [Entry] = []
    /// The holders in order: each runbook, then its steps; those that name no fact too.
    public private(set) var holders: [Citation.Holder] = []
    private var known: Set<Entry> = []
    private var knownHolders: Set<Citation.Holder> = []

    /// The kinds of holder that are decoded with their facts.
    public static let holderKinds: Set<Citation.HolderKind> = [.runbook, .step, .variable, .transition, .invariant]

    /// Looks through a library.
    ///
    /// - Parameters:
    ///   - library: the folder.
    ///   - runbook: only this runbook, and nothing of the service; nil for all.
    public init(of library: RunbookLibrary, runbook: String? = nil) {
        for (id, uses) in RunbookUses(of: library).all.sorted(by: { $0.key < $1.key })
        where runbook == nil || id == runbook {
            for decoded in uses.compactMap(\.runbook) { add(decoded) }
        }
        if runbook == nil, let service = library.service { add(service) }
    }

    private mutating func add(_ runbook: Runbook) {
        let holder = Citation.Holder(kind: .runbook, name: runbook.id.value)
        add(runbook.source, holder, .whole)
        add(runbook.cautions, holder, .caution)
        add(runbook.notes, holder, .note)
        add(runbook.preconditions, holder, .precondition)
        add(runbook.postconditions, holder, .postcondition)
        var steps: [Step] = []
        runbook.visitAllSteps { steps.append($0) }
        for step in steps { add(step, of: runbook) }
    }

    private mutating func add(_ step: Step, of runbook: Runbook) {
        let holder = Citation.Holder(kind: .step, name: "\(runbook.id.value)/\(step.id.value)")
        add(step.source, holder, .whole)
        add(step.cautions, holder, .caution)
        add(step.notes, holder, .note)
        add(step.preconditions, holder, .precondition)
        add(step.verifications, holder, .verification)
        if let unless = step.unless { add([unless], holder, .condition) }
        switch step.action {
        case .manual(let manual): add(manual.instructions.flatMap(\.source), holder, .instruction)
        case .population(let population): add(population.instructions.flatMap(\.source), holder, .instruction)
        case .wait(.until(let conditions)): add(conditions, holder, .condition)
        case .wait, .command, .http, .approve, .include, .parallel, .bound: break
        }
    }

    private mutating func add(_ service: ServiceModel) {
        for variable in service.variables {
            add(variable.source, .init(kind: .variable, name: variable.name.value), .whole)
        }
        for transition in service.transitions {
            let holder = Citation.Holder(kind: .transition, name: transition.id.value)
            add(transition.source, holder, .whole)
            add([transition.when], holder, .whole)
        }
        for invariant in service.invariants {
            let holder = Citation.Holder(kind: .invariant, name: invariant.id.value)
            add(invariant.source, holder, .whole)
            switch invariant.kind {
            case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _):
                add([condition], holder, .whole)
            case .before(let before, let requires): add([before, requires], holder, .whole)
            }
        }
    }

    private mutating func add(_ remarks: [Remark], _ holder: Citation.Holder, _ part: Citation.Part) {
        add(remarks.flatMap(\.source), holder, part)
    }

    private mutating func add(_ conditions: [Condition], _ holder: Citation.Holder, _ part: Citation.Part) {
        add(conditions.flatMap(\.allSources), holder, part)
    }

    private mutating func add(_ facts: [String], _ holder: Citation.Holder, _ part: Citation.Part) {
        if knownHolders.insert(holder).inserted { holders.append(holder) }
        for fact in facts {
            let entry = Entry(holder: holder, part: part, fact: fact)
            if known.insert(entry).inserted { entries.append(entry) }
        }
    }
}

extension Condition {
    /// The facts that it and its parts name.
    fileprivate var allSources: [String] {
        switch form {
        case .test: source
        case .all(let parts), .any(let parts): source + parts.flatMap(\.allSources)
        case .not(let part): source + part.allSources
        }
    }
}
