import KirikaePlan
import KirikaeSyntax

/// When each step of a plan begins and ends if every step takes its typical time, from the start.
struct PlannedClock: Sendable {
    /// The beginning of each step by its position.
    private(set) var begins: [Milliseconds]
    /// The end of each step by its position.
    private(set) var ends: [Milliseconds]

    /// - Parameters:
    ///   - plan: the plan.
    ///   - leftOut: positions of steps that take no time because they are not carried out.
    init(_ plan: Plan, without leftOut: Set<Int> = []) {
        let steps = plan.steps
        self.leftOut = leftOut
        begins = Array(repeating: Milliseconds(0), count: steps.count)
        ends = begins
        var now = Milliseconds(0)
        var index = 0
        while index < steps.count {
            now = pass(index, steps[index], from: now)
            index += 1
            let fork = now
            for lane in steps[index - 1].lanes {
                var own = fork
                for member in index..<(index + lane) { own = pass(member, steps[member], from: own) }
                index += lane
                now = max(now, own)
            }
        }
    }

    private let leftOut: Set<Int>

    private mutating func pass(_ index: Int, _ step: PlanStep, from start: Milliseconds) -> Milliseconds {
        begins[index] = start
        ends[index] = start + (leftOut.contains(index) ? Milliseconds(0) : Self.length(of: step))
        return ends[index]
    }

    /// When all steps are done.
    var end: Milliseconds { ends.max() ?? Milliseconds(0) }

    /// The typical time of a step; a wait takes as long as it says.
    private static func length(of step: PlanStep) -> Milliseconds {
        if let typical = step.typical { return typical }
        if case .wait(let length, because: _) = step.action { return length }
        return Milliseconds(0)
    }

    /// A time since the start as `H:MM:SS`.
    static func text(_ time: Milliseconds) -> String {
        let seconds = time.count / 1000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}
