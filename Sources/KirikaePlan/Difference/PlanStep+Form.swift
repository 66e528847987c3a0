import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

extension PlanStep {
    /// Whether both have the same canonical form, found out without making most of it: most steps of two plans are the same.
    ///
    /// Texts are the same if their bytes are: `==` would take a letter with an accent for the letter and the accent.
    func hasSameForm(as other: PlanStep) -> Bool {
        guard kind == other.kind, span == other.span, lanes == other.lanes, typical == other.typical,
            timeout == other.timeout, interrupted == other.interrupted, isCritical == other.isCritical,
            path.hasSameBytes(as: other.path), definition.hasSameBytes(as: other.definition),
            title.hasSameBytes(as: other.title), source.hasSameBytes(as: other.source),
            place.hasSameBytes(as: other.place), hasSameChecks(as: other), hasSameRemarks(as: other),
            changes.count == other.changes.count,
            changes.allSatisfy({ $0.value.hasSameBytes(as: other.changes[$0.key]) }), hasSameReverse(as: other)
        else { return false }
        guard PlanEncoding.encode(action) == PlanEncoding.encode(other.action) else { return false }
        return (outputs.isEmpty && other.outputs.isEmpty)
            || outputs.map(PlanEncoding.encode) == other.outputs.map(PlanEncoding.encode)
    }

    private func hasSameChecks(as other: PlanStep) -> Bool {
        func isSame(_ left: [PlanCondition], _ right: [PlanCondition]) -> Bool {
            left.count == right.count
                && zip(left, right).allSatisfy {
                    $0.origin == $1.origin && $0.condition.hasSameForm(as: $1.condition)
                }
        }
        let isUnlessSame: Bool =
            switch (unless, other.unless) {
            case (nil, nil): true
            case (let left?, let right?): left.hasSameForm(as: right)
            default: false
            }
        return isUnlessSame && isSame(preconditions, other.preconditions) && isSame(verifications, other.verifications)
    }

    private func hasSameRemarks(as other: PlanStep) -> Bool {
        func isSame(_ left: [Remark], _ right: [Remark]) -> Bool {
            left.count == right.count
                && zip(left, right).allSatisfy {
                    $0.text.hasSameBytes(as: $1.text) && $0.source.hasSameBytes(as: $1.source)
                }
        }
        return isSame(cautions, other.cautions) && isSame(notes, other.notes)
    }

    private func hasSameReverse(as other: PlanStep) -> Bool {
        switch (reverse, other.reverse) {
        case (nil, nil): true
        case (.some(.none(let left)), .some(.none(let right))): left.hasSameBytes(as: right)
        case (.some(.step(let runbook, let step)), .some(.step(let otherRunbook, let otherStep))):
            runbook.hasSameBytes(as: otherRunbook) && step.hasSameBytes(as: otherStep)
        default: false
        }
    }
}

extension Condition {
    /// Whether both have the same canonical form.
    func hasSameForm(as other: Condition) -> Bool {
        guard within == other.within, every == other.every, needsEvidenceOfRun == other.needsEvidenceOfRun,
            because.hasSameBytes(as: other.because), source.hasSameBytes(as: other.source)
        else { return false }
        func areSame(_ left: [Condition], _ right: [Condition]) -> Bool {
            left.count == right.count && zip(left, right).allSatisfy { $0.hasSameForm(as: $1) }
        }
        switch (form, other.form) {
        case (.test(let left), .test(let right)):
            return left.variable.value.hasSameBytes(as: right.variable.value)
                && left.values.count == right.values.count
                && zip(left.values, right.values).allSatisfy { $0.value.hasSameBytes(as: $1.value) }
        case (.all(let left), .all(let right)), (.any(let left), .any(let right)): return areSame(left, right)
        case (.not(let left), .not(let right)): return left.hasSameForm(as: right)
        default: return false
        }
    }
}

extension String {
    /// Whether it is the same in UTF-8.
    fileprivate func hasSameBytes(as other: String?) -> Bool {
        guard let other else { return false }
        return utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

extension String? {
    fileprivate func hasSameBytes(as other: String?) -> Bool {
        map { $0.hasSameBytes(as: other) } ?? (other == nil)
    }
}

extension LocalizedText {
    fileprivate func hasSameBytes(as other: LocalizedText) -> Bool {
        ja.hasSameBytes(as: other.ja) && en.hasSameBytes(as: other.en)
    }
}

extension LocalizedText? {
    fileprivate func hasSameBytes(as other: LocalizedText?) -> Bool {
        guard let self, let other else { return (self == nil) == (other == nil) }
        return self.hasSameBytes(as: other)
    }
}

extension [String] {
    fileprivate func hasSameBytes(as other: [String]) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0.hasSameBytes(as: $1) }
    }
}
