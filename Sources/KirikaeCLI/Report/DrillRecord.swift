import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeJournal
import KirikaePlan

/// What the simulator recorded of a drill: `drill.json`, which is kept with the record of the run as evidence.
///
/// Times are milliseconds of the simulated service since the simulator began. Members that are not known here are ignored.
struct DrillRecord: Sendable, Hashable {
    /// The name of the file.
    static let fileName = "drill.json"
    /// Who puts it into the record.
    static let keeper = "kirikae"
    /// The edition of the form.
    private static let edition: Int64 = 1

    /// Something that happened in the simulated service.
    struct Event: Sendable, Hashable {
        var at: Int64
        var kind: String
        var subject: String
        var value: String
    }

    /// Where the agents were at a time.
    struct AgentSample: Sendable, Hashable {
        var at: Int64
        /// How many, by the name of the site.
        var sites: [String: Int64]
    }

    /// How calls ended.
    struct Calls: Sendable, Hashable {
        var offered: Int64
        var answered: Int64
        var abandoned: Int64
        var lost: Int64
        var cut: Int64
        /// How many went on at the end, by the name of the site.
        var inProgress: [String: Int64]
    }

    /// A stretch in which callers were not served.
    struct Outage: Sendable, Hashable {
        var from: Int64
        /// Nil where it had not ended.
        var to: Int64?
        var reason: String
    }

    /// Whether the drill ended as its scenario says.
    struct Expectation: Sendable, Hashable {
        var isMet: Bool
        var differences: [String]
    }

    /// Why a file is no such record.
    enum Defect: Error, Equatable {
        /// It is not JSON; at this byte.
        case syntax(offset: Int)
        /// Its edition is not known.
        case edition
        /// This member is missing or not of its kind.
        case member(String)
        /// It cannot be read.
        case unreadable(JournalError)
        /// It is not the file whose hash is in the record of the run.
        case altered
    }

    /// From when on time passed how fast.
    struct Speed: Sendable, Hashable {
        var at: Int64
        var wallMilliseconds: Int64
        var thousandths: Int64
    }

    var service: String
    var speed: Int64
    var seed: Int64
    var simulatedMilliseconds: Int64
    /// The moment of the wall clock at which the simulated time was 0, in milliseconds since 1970.
    var wallStartMilliseconds: Int64
    /// In the order of their times; empty where it was the same from start to end.
    var speeds: [Speed]
    var events: [Event]
    /// What a person injected, in order.
    var injected: [Event]
    /// Whether the record of the run holds the hash of the file.
    var isBound = false
    var agentCount: Int64
    var agentSamples: [AgentSample]
    /// Nil where nobody called.
    var calls: Calls?
    var outages: [Outage]
    /// The scenario that was played; nil for none.
    var scenario: String?
    /// Nil where nothing was expected.
    var expectation: Expectation?

    /// Reads the record of a run; nil if it has none, as a live run.
    ///
    /// - Parameters:
    ///   - run: the directory of the run.
    ///   - kept: what the record of the run says of the file, the newest last.
    static func read(_ run: RunDirectory, kept: Attachment?) throws(Defect) -> DrillRecord? {
        let bytes: [UInt8]?
        do throws(JournalError) {
            if let kept {
                bytes = try run.readPinned(PinnedPath(kept.file), in: RunDirectory.evidenceFolder)
            } else {
                bytes = try FileFolder(readingAt: run.path).contents(of: fileName)
            }
        } catch {
            throw .unreadable(error)
        }
        guard let bytes else { return nil }
        if let kept, PlanEncoding.hash(ofFile: bytes) != kept.sha256 { throw .altered }
        var record = try DrillRecord(parsing: bytes)
        record.isBound = kept != nil
        return record
    }

    init(parsing bytes: [UInt8]) throws(Defect) {
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .syntax(offset: error.offset)
        }
        let reader = Reader(value, "")
        guard try reader.integer("kirikae-drill") == Self.edition else { throw .edition }
        service = try reader.text("service")
        speed = try reader.integer("speed")
        guard speed > 0 else { throw .member("speed") }
        seed = try reader.integer("seed")
        simulatedMilliseconds = try reader.count("simulatedMilliseconds")
        wallStartMilliseconds = try reader.count("wallStartMilliseconds")
        speeds = try (reader.isAbsent("speeds") ? [] : reader.list("speeds")).map { (item) throws(Defect) in
            let thousandths = try item.count("speedThousandths")
            guard thousandths > 0 else { throw .member("speeds") }
            return Speed(
                at: try item.count("at"), wallMilliseconds: try item.count("wallMilliseconds"), thousandths: thousandths
            )
        }
        events = try reader.list("events").map { (item) throws(Defect) in
            Event(
                at: try item.count("at"), kind: try item.text("kind"), subject: try item.text("subject"),
                value: item.isAbsent("value") ? "" : try item.text("value"))
        }
        injected =
            reader.isAbsent("injected")
            ? events.filter { $0.kind == "injected" }
            : try reader.list("injected").map { (item) throws(Defect) in
                Event(
                    at: try item.count("at"), kind: "injected", subject: try item.text("subject"),
                    value: item.isAbsent("value") ? "" : try item.text("value"))
            }
        let agents = try reader.optional("agents")
        agentCount = try agents?.count("count") ?? 0
        agentSamples =
            try agents?.list("samples").map { (item) throws(Defect) in
                AgentSample(at: try item.count("at"), sites: try item.counts("sites"))
            } ?? []
        calls = try reader.optional("calls").map { (item) throws(Defect) in
            Calls(
                offered: try item.count("offered"), answered: try item.count("answered"),
                abandoned: try item.count("abandoned"), lost: try item.count("lost"), cut: try item.count("cut"),
                inProgress: try item.counts("inProgress"))
        }
        outages = try reader.list("outages").map { (item) throws(Defect) in
            Outage(
                from: try item.count("from"), to: item.isAbsent("to") ? nil : try item.count("to"),
                reason: try item.text("reason"))
        }
        scenario = reader.isAbsent("scenario") ? nil : try reader.text("scenario")
        expectation = try reader.optional("expectation").map { (item) throws(Defect) in
            Expectation(isMet: try item.flag("met"), differences: try item.texts("differences"))
        }
    }

    /// The moment of the wall clock of a simulated time, in milliseconds since 1970.
    func wall(atSimulated time: Int64) -> Int64 {
        guard let speed = speeds.last(where: { $0.at <= time }) else {
            return wallStartMilliseconds + time / self.speed
        }
        return speed.wallMilliseconds + (time - speed.at) * 1_000 / speed.thousandths
    }

    /// The simulated time at a moment of the wall clock.
    func simulated(atWall wall: Int64) -> Int64 {
        guard let speed = speeds.last(where: { $0.wallMilliseconds <= wall }) else {
            return max(0, (wall - wallStartMilliseconds) * self.speed)
        }
        return speed.at + (wall - speed.wallMilliseconds) * speed.thousandths / 1_000
    }
}

extension DrillRecord {
    /// An object and where it stands.
    private struct Reader {
        let value: JSONValue
        let path: String

        init(_ value: JSONValue, _ path: String) {
            self.value = value
            self.path = path
        }

        private func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

        func isAbsent(_ name: String) -> Bool { value[name] == nil || value[name] == .null }

        func integer(_ name: String) throws(Defect) -> Int64 {
            guard let number = value[name]?.integerValue else { throw .member(place(name)) }
            return number
        }

        /// A number that is not negative, and small enough to reckon with.
        func count(_ name: String) throws(Defect) -> Int64 {
            let number = try integer(name)
            guard (0...(1 << 50)).contains(number) else { throw .member(place(name)) }
            return number
        }

        func text(_ name: String) throws(Defect) -> String {
            guard let text = value[name]?.stringValue else { throw .member(place(name)) }
            return text
        }

        func flag(_ name: String) throws(Defect) -> Bool {
            guard let flag = value[name]?.boolValue else { throw .member(place(name)) }
            return flag
        }

        func texts(_ name: String) throws(Defect) -> [String] {
            guard let items = value[name]?.arrayValue else { throw .member(place(name)) }
            return try items.map { (item) throws(Defect) in
                guard let text = item.stringValue else { throw .member(place(name)) }
                return text
            }
        }

        func list(_ name: String) throws(Defect) -> [Reader] {
            guard let items = value[name]?.arrayValue else { throw .member(place(name)) }
            return items.enumerated().map { Reader($0.element, "\(place(name))[\($0.offset)]") }
        }

        func counts(_ name: String) throws(Defect) -> [String: Int64] {
            guard case .object(let members)? = value[name] else { throw .member(place(name)) }
            let reader = Reader(value[name] ?? .null, place(name))
            var counts: [String: Int64] = [:]
            for key in members.keys { counts[key] = try reader.count(key) }
            return counts
        }

        func optional(_ name: String) throws(Defect) -> Reader? {
            if isAbsent(name) { return nil }
            guard value[name]?.objectValue != nil else { throw .member(place(name)) }
            return Reader(value[name] ?? .null, place(name))
        }
    }
}
