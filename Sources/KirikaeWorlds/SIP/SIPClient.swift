import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// Asks a SIP server with `OPTIONS`, and waits for the final answer.
struct SIPClient {
    /// Why there is no answer.
    enum Failure: Error, Equatable {
        /// The server cannot be reached, or does not answer.
        case connection(NetworkFailure)
        /// What came is no SIP, or none that can be read.
        case malformed(String)
    }

    /// A final answer, and how it was come by.
    struct Answer: Equatable {
        var response: SIPResponse
        /// The address that answered.
        var peer: String
        /// How many times the request was sent.
        var requests: Int
    }

    /// The times of RFC 3261, 17.1.2.2: a request by UDP is repeated after half a second, after one, two, and then every four.
    private static let firstRepeatMilliseconds = 500
    private static let longestRepeatMilliseconds = 4_000

    let probe: SIPProbe

    /// Asks, on a thread of its own.
    func ask() async throws(Failure) -> Answer {
        let result: Result<Answer, Failure> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                try DedicatedThread.start { continuation.resume(returning: self.exchange()) }
            } catch {
                continuation.resume(
                    returning: .failure(.connection(.system(call: error.call, errorNumber: error.errorNumber))))
            }
        }
        return try result.get()
    }

    /// Asks the addresses of the host one after the other until one answers; each has its share of the time.
    private func exchange() -> Result<Answer, Failure> {
        let deadline = MonotonicClock.nowMilliseconds() + Int(clamping: probe.timeout.count)
        let all: [SocketAddress]
        do throws(NetworkFailure) {
            all = try SocketAddress.all(of: probe.address, isStream: probe.transport == .tcp)
        } catch {
            return .failure(.connection(error))
        }
        var last = Failure.connection(.timedOut)
        for (index, address) in all.enumerated() {
            let now = MonotonicClock.nowMilliseconds()
            do throws(Failure) {
                return .success(try exchange(with: address, deadline: now + (deadline - now) / (all.count - index)))
            } catch {
                last = error
                // Somebody did answer there; that is what is to be told.
                if case .malformed = error { break }
            }
        }
        return .failure(last)
    }

    private func exchange(with address: SocketAddress, deadline: Int) throws(Failure) -> Answer {
        let outcome: Outcome
        do throws(NetworkFailure) {
            let socket = try ConnectedSocket(to: address, isStream: probe.transport == .tcp, deadline: deadline)
            let request = SIPRequest(probe, from: socket.local)
            switch probe.transport {
            case .udp: outcome = try byDatagrams(request, socket, deadline)
            case .tcp: outcome = try byStream(request, socket, deadline)
            }
        } catch {
            throw .connection(error)
        }
        switch outcome {
        case .answered(let response, let requests):
            return Answer(response: response, peer: address.written, requests: requests)
        case .malformed(let reason): throw .malformed(reason)
        }
    }

    /// What came before the time was over.
    private enum Outcome {
        case answered(SIPResponse, requests: Int)
        case malformed(String)
    }

    private func byDatagrams(
        _ request: SIPRequest, _ socket: borrowing ConnectedSocket, _ deadline: Int
    ) throws(NetworkFailure) -> Outcome {
        var requests = 0
        var interval = Self.firstRepeatMilliseconds
        var nextRequest = MonotonicClock.nowMilliseconds()
        while true {
            let now = MonotonicClock.nowMilliseconds()
            guard now < deadline else { throw .timedOut }
            if now >= nextRequest {
                try socket.send(request.bytes, deadline: deadline)
                requests += 1
                nextRequest = now + interval
                interval = min(2 * interval, Self.longestRepeatMilliseconds)
            }
            let datagram = try socket.receive(mostBytes: SIPResponse.mostBytes, deadline: min(deadline, nextRequest))
            guard let datagram, !datagram.isEmpty else { continue }
            do throws(SIPResponse.Malformed) {
                guard case .response(let response, _) = try SIPResponse.read(datagram, isStream: false),
                    request.isAnswered(by: response)
                else { continue }
                if !response.isProvisional { return .answered(response, requests: requests) }
                // Who works on it is asked less often.
                interval = Self.longestRepeatMilliseconds
                nextRequest = MonotonicClock.nowMilliseconds() + interval
            } catch {
                return .malformed(error.reason)
            }
        }
    }

    private func byStream(
        _ request: SIPRequest, _ socket: borrowing ConnectedSocket, _ deadline: Int
    ) throws(NetworkFailure) -> Outcome {
        try socket.send(request.bytes, deadline: deadline)
        var buffer: [UInt8] = []
        // All that may come before the answer, so that nobody keeps this reading for ever.
        var bytesLeft = 4 * SIPResponse.mostBytes
        while true {
            guard let bytes = try socket.receive(mostBytes: 8_192, deadline: deadline) else { throw .timedOut }
            if bytes.isEmpty {
                if buffer.isEmpty { throw .closed }
                return .malformed("the connection ends within it")
            }
            bytesLeft -= bytes.count
            if bytesLeft < 0 { return .malformed("more than \(4 * SIPResponse.mostBytes) bytes came before it") }
            buffer += bytes
            do throws(SIPResponse.Malformed) {
                if let response = try answer(to: request, in: &buffer) { return .answered(response, requests: 1) }
            } catch {
                return .malformed(error.reason)
            }
        }
    }

    /// The final answer, if it has come whole; messages that are none are taken out of the buffer.
    private func answer(
        to request: SIPRequest, in buffer: inout [UInt8]
    ) throws(SIPResponse.Malformed) -> SIPResponse? {
        while !buffer.isEmpty {
            switch try SIPResponse.read(buffer, isStream: true) {
            case .incomplete: return nil
            case .other(let length): buffer.removeFirst(length)
            case .response(let response, let length):
                if request.isAnswered(by: response), !response.isProvisional { return response }
                buffer.removeFirst(length)
            }
        }
        return nil
    }
}
