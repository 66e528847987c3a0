import Foundation
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// The checks take time in proportion to what they check: four times the steps must not take sixteen times as long.
@Suite(.serialized) struct LargeRunbookTests {
    /// Steps with an output that the next one uses, in groups of five.
    private static func groups(_ count: Int) -> String {
        var text = CheckFixture.head + "steps:\n"
        for number in 0..<count / 5 {
            text +=
                "  - id: group-\(number)\n    title: {ja: 組, en: group}\n    source: [M1]\n    action:\n      parallel:\n"
            for member in 0..<5 {
                let use = number == 0 ? "first" : "${outputs.step-\(number - 1)-\(member).value}"
                text += step("step-\(number)-\(member)", use, indent: "        ")
            }
        }
        return text
    }

    /// One group of many members.
    private static func wide(_ count: Int) -> String {
        let head =
            "steps:\n  - id: group\n    title: {ja: 組, en: group}\n    source: [M1]\n    action:\n      parallel:\n"
        return CheckFixture.head + head + (0..<count).map { step("step-\($0)", "x", indent: "        ") }.joined()
    }

    /// Steps that include a procedure, each with another argument.
    private static func includes(_ count: Int) -> String {
        CheckFixture.head + "steps:\n"
            + (0..<count).map { number in
                """
                  - id: include-\(number)
                    title: {ja: 含む, en: include}
                    source: [M1]
                    action: {include: test.move, with: {state: b.db, to: dr, word: w\(number)}}

                """
            }.joined()
    }

    private static func step(_ id: String, _ argument: String, indent: String) -> String {
        """
        - id: \(id)
          title: {ja: 作業, en: step}
          source: [M1]
          preconditions: [{c.mode: on}]
          action: {command: [x.exe, "\(argument)"], on: pc}
          typical: 1m
          timeout: 5m
          changes: {}
          outputs: {value: {title: {ja: 値, en: value}, line: 1}}
          verifications: []
        """.split(separator: "\n").map { indent + $0 + "\n" }.joined()
    }

    /// The processor time of the fastest of three loads, in microseconds; what else the machine does costs none of it.
    private func time(_ text: String, _ codes: Set<String>) -> Int {
        (0..<3).map { _ in
            let start = Self.processorMicroseconds
            let found = CheckFixture.library(text).diagnostics.all
            let end = Self.processorMicroseconds
            #expect(Set(found.map(\.message.code)) == codes)
            return end - start
        }.min() ?? 0
    }

    /// The processor time of this thread.
    private static var processorMicroseconds: Int {
        var time = timespec()
        guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1_000
    }

    @Test(arguments: ["groups", "wide", "includes"])
    func fourTimesTheStepsTakeFourTimesTheTime(kind: String) {
        let (make, small, codes): ((Int) -> String, Int, Set<String>) =
            switch kind {
            case "groups": (Self.groups, 500, ["KRK0327"])
            case "wide": (Self.wide, 1500, ["KRK0327"])
            default: (Self.includes, 100, [])
            }
        let once = time(make(small), codes)
        let fourTimes = time(make(small * 4), codes)
        print("\(kind): \(small) steps in \(once) µs, \(small * 4) in \(fourTimes) µs")
        #expect(once > 0)
        // In proportion it would be 4, with the square 16.
        #expect(fourTimes < once * 7, "\(kind): \(once) and \(fourTimes)")
    }
}
