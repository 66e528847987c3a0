import KirikaeCanonicalJSON
import KirikaeService

extension SimulatedService {
    /// What happened so far in the whole contact centre: the simulator's own record of an exercise.
    ///
    /// All times are simulated milliseconds since the start. `speeds` says which real time that was: several entries mean that the speed
    /// was changed on the way.
    var drillRecord: JSONValue {
        get throws {
            let events = try events
            let now = try simulatedMilliseconds
            let speed = clock.speed
            var record: [String: JSONValue] = [
                "kirikae-drill": 1, "service": .string(model.name), "speed": .integer(Int64(speed.rounded())),
                "speeds": .array(clock.stretches.map(\.json)), "seed": .integer(Int64(bitPattern: seed)),
                "simulatedMilliseconds": .integer(now),
                "wallStartMilliseconds": .integer(clock.stretches.first?.wallMilliseconds ?? 0),
                "events": .array(events.map(\.recordJSON)), "outages": .array([]),
            ]
            if let people {
                record["agents"] = people.curveJSON(until: now)
                record["calls"] = people.callsJSON
                record["outages"] = .array(people.outageLog.outages.map(\.json))
            }
            return .object(record)
        }
    }
}

extension ScaledClock.Stretch {
    /// As the record shows it; the speed in thousandths, because the record has whole numbers only.
    fileprivate var json: JSONValue {
        [
            "at": .integer(simulatedMilliseconds), "wallMilliseconds": .integer(wallMilliseconds),
            "speedThousandths": .integer(Int64((speed * 1_000).rounded())),
        ]
    }
}

extension SimulatorEvent {
    /// As the record shows it.
    fileprivate var recordJSON: JSONValue {
        [
            "at": .integer(simulatedMilliseconds), "kind": .string(kind.rawValue), "subject": .string(subject),
            "value": value.map { .string($0) } ?? .null,
        ]
    }
}

extension OutageLog.Outage {
    /// As the record shows it.
    fileprivate var json: JSONValue {
        ["from": .integer(start), "to": end.map { .integer($0) } ?? .null, "reason": .string(reason.rawValue)]
    }
}
