import Testing

@testable import KirikaeSimulator

/// The small parts that people are made of.
@Suite struct SimulatedPeoplePartsTests {
    @Test(arguments: 1...20) func queueGivesTheEarliestFirst(seed: UInt64) {
        var random = SeededRandom(seed: seed, stream: 0)
        var queue = TimedQueue<Int>()
        var times: [Int64] = []
        for index in 0..<200 {
            times.append(Int64(random.next() % 50))
            queue.add(index, at: times[index])
        }
        let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        #expect(queue.takeFirst(by: -1) == nil)
        #expect(queue.nextTime == times.min())
        var found: [Int] = []
        while let (time, element) = queue.takeFirst(by: 100) {
            #expect(time == times[element])
            found.append(element)
        }
        #expect(found == expected, "seed \(seed)")
        #expect(queue.count == 0)
    }

    @Test func lineKeepsItsOrder() {
        var line = WaitingLine<Int>()
        var next = 0
        for number in 0..<1_000 {
            line.append(number)
            if number % 3 != 0 {
                #expect(line.takeFirst() == next)
                next += 1
            }
        }
        while let number = line.takeFirst() {
            #expect(number == next)
            next += 1
        }
        #expect(next == 1_000)
    }

    @Test func streamsOfOneSeedDiffer() {
        var first = SeededRandom(seed: 3, stream: 1)
        var second = SeededRandom(seed: 3, stream: 2)
        var again = SeededRandom(seed: 3, stream: 1)
        #expect((0..<4).map { _ in first.next() } == (0..<4).map { _ in again.next() })
        #expect(first.next() != second.next())
        let times = (0..<20_000).map { _ in first.exponential(mean: 60) }
        #expect(times.allSatisfy { $0 >= 0 })
        #expect((58...62).contains(times.reduce(0, +) / 20_000))
    }

    @Test func outageThatLastedNoTimeNeverWas() {
        var log = OutageLog()
        log.note(nil, at: 0)
        log.note(.noArrival, at: 5)
        log.note(.noArrival, at: 6)
        log.note(.noAgents, at: 7)
        log.note(nil, at: 7)
        log.note(.noArrival, at: 7)
        log.note(.noAgents, at: 9)
        log.note(nil, at: 12)
        log.note(.noAgents, at: 20)
        log.note(nil, at: 20)
        #expect(
            log.outages == [
                .init(start: 5, end: 9, reason: .noArrival), .init(start: 9, end: 12, reason: .noAgents),
            ])
    }

    @Test func curveKeepsWhatCameLast() {
        var curve = AgentCurve()
        curve.note([3, 0], at: 0)
        curve.note([2, 1], at: 1_000)
        curve.note([1, 2], at: 2_000)
        #expect(curve.samples(until: 9_999) == [.init(time: 0, counts: [3, 0])])
        #expect(curve.samples(until: 10_000).last == .init(time: 10_000, counts: [1, 2]))
        curve.note([1, 2], at: 3_000)
        curve.note([3, 0], at: 4_000)
        curve.note([0, 3], at: 50_000)
        #expect(
            curve.samples(until: 60_000) == [.init(time: 0, counts: [3, 0]), .init(time: 50_000, counts: [0, 3])])
    }

    @Test func timeGoesOnWhereTheSpeedChanges() {
        let hand = HandClock()
        var clock = ScaledClock(speed: 60, wallStart: 1_000_000) { hand.elapsed }
        hand.move(by: .milliseconds(1_500))
        #expect(clock.milliseconds == 90_000)
        clock.setSpeed(2)
        #expect(clock.milliseconds == 90_000)
        hand.move(by: .seconds(1))
        #expect(clock.milliseconds == 92_000)
        clock.setSpeed(0.5)
        hand.move(by: .seconds(4))
        #expect(clock.milliseconds == 94_000)
        #expect(
            clock.stretches == [
                .init(simulatedMilliseconds: 0, wallMilliseconds: 1_000_000, speed: 60),
                .init(simulatedMilliseconds: 90_000, wallMilliseconds: 1_001_500, speed: 2),
                .init(simulatedMilliseconds: 92_000, wallMilliseconds: 1_002_500, speed: 0.5),
            ])
        #expect(clock.speed == 0.5)
    }
}
