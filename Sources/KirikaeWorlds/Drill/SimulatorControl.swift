import KirikaeCanonicalJSON
import KirikaeRunbook
import KirikaeService

/// The control server of a simulated service: what the leader of a drill sees and does, beside everybody else's pages.
public struct SimulatorControl: Sendable {
    /// It did not do what it was asked.
    public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// What was asked.
        public var request: String
        /// What it said, or why there was no answer.
        public var reason: String
        /// The status of the answer; nil where there was none.
        public var status: Int?

        /// One line.
        public var description: String { "\(request): \(reason)" }
    }

    /// The simulated service now.
    public struct Overview: Sendable {
        /// Its state.
        public var state: ServiceState
        /// The simulated time, in milliseconds since its start.
        public var simulatedMilliseconds: Int64
    }

    /// The address of the server, without a slash at the end.
    public let address: String
    private let client = HTTPClient()

    /// Names a server.
    public init(address: String) {
        self.address = address
    }

    /// The whole state, as it is.
    public func overview() async throws(Refusal) -> Overview {
        let json = try await json("/state")
        guard let variables = json["variables"]?.objectValue, let time = json["simulatedMilliseconds"]?.integerValue
        else { throw Refusal(request: "GET /state", reason: "not a state of a simulator") }
        var state = ServiceState()
        for (variable, value) in variables { state[variable] = value.stringValue }
        return Overview(state: state, simulatedMilliseconds: time)
    }

    /// What is still going to happen from outside.
    public func scheduled() async throws(Refusal) -> JSONValue { try await json("/injections") }

    /// The simulator's own record of the exercise; nil if it keeps none.
    public func drillRecord() async throws(Refusal) -> JSONValue? {
        do throws(Refusal) { return try await json("/drill") } catch {
            if error.status == 404 { return nil }
            throw error
        }
    }

    /// Everything that happened so far.
    public func events() async throws(Refusal) -> JSONValue { try await json("/events") }

    /// Makes something happen from outside.
    ///
    /// - Parameters:
    ///   - changes: what becomes true; nil is unknown.
    ///   - delayMilliseconds: how much simulated time goes by before that.
    public func inject(_ changes: [String: String?], afterMilliseconds delayMilliseconds: Int64 = 0)
        async throws(Refusal)
    {
        let body: JSONValue = ["set": Self.json(changes), "after": .integer(delayMilliseconds)]
        try await post("/inject", body.canonicalText)
    }

    /// Does what a person does where there is no page for it.
    public func change(_ changes: [String: String?]) async throws(Refusal) {
        let body: JSONValue = ["set": Self.json(changes)]
        try await post("/state", body.canonicalText)
    }

    /// Makes a program behave otherwise from its next start on.
    public func setBehaviour(of program: String, to behaviour: Scenario.ProgramBehaviour) async throws(Refusal) {
        try await post("/programs/\(program)/behaviour", behaviour.rawValue, mediaType: "text/plain")
    }

    /// Makes time pass at another speed from now on.
    public func setSpeed(_ speed: Double) async throws(Refusal) {
        try await post("/speed", "\(speed)", mediaType: "text/plain")
    }

    private static func json(_ changes: [String: String?]) -> JSONValue {
        .object(changes.mapValues { .string($0 ?? "unknown") })
    }

    private func json(_ path: String) async throws(Refusal) -> JSONValue {
        let body = try await send("GET", path, body: nil, mediaType: nil)
        guard let json = try? JSONValue(parsing: body) else {
            throw Refusal(request: "GET \(path)", reason: "the answer is no JSON")
        }
        return json
    }

    private func post(_ path: String, _ body: String, mediaType: String = "application/json") async throws(Refusal) {
        _ = try await send("POST", path, body: Array(body.utf8), mediaType: mediaType)
    }

    private func send(
        _ method: String, _ path: String, body: [UInt8]?, mediaType: String?
    ) async throws(Refusal) -> [UInt8] {
        var headers = [HTTPRequest.HeaderField(name: "Accept", value: "application/json")]
        if let mediaType {
            headers.append(.init(name: "Content-Type", value: mediaType))
            headers.append(.init(name: "X-Kirikae-Simulator", value: "1"))
        }
        let request = HTTPRequest(
            method: method, url: address + path, headers: headers, body: body, maximumResponseBytes: 64 << 20)
        let response: HTTPResponse
        do throws(HTTPError) { response = try await client.send(request) } catch {
            throw Refusal(request: "\(method) \(path)", reason: "\(error)")
        }
        guard (200..<300).contains(response.status) else {
            let line = String(decoding: response.body.prefix { $0 != 10 }, as: UTF8.self)
            throw Refusal(request: "\(method) \(path)", reason: "\(response.status) \(line)", status: response.status)
        }
        return response.body
    }
}
