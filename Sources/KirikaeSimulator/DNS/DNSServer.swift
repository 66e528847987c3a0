import KirikaeService
import NIOCore
import NIOPosix

/// The DNS server of one site, by UDP and TCP on the same port of 127.0.0.1; silent while its site is.
struct DNSServer: Sendable {
    /// The port it listens on.
    let port: Int
    private let datagrams: DatagramServer
    private let running: Task<Void, any Error>

    /// How often another port is tried when that of UDP is taken by somebody's TCP.
    private static let attempts = 20

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Its address as client PCs have it.
    var address: String { "127.0.0.1:\(port)" }

    /// Starts listening on any free port.
    ///
    /// - Throws: what the system says when none can be had.
    static func start(for site: CentreSite, of service: SimulatedService) async throws -> DNSServer {
        @Sendable func reply(to bytes: [UInt8]) async -> [UInt8]? {
            // A model that does not settle says nothing of names either; the control server tells what is wrong.
            guard let state = try? await service.state, site.answers(in: state) else { return nil }
            return DNSResponder.reply(to: bytes, in: state)
        }
        for attempt in 1... {
            let datagrams = try await DatagramServer.start { bytes, _ in await reply(to: bytes) }
            do {
                let running = try await listen(on: datagrams.port, reply)
                return DNSServer(port: datagrams.port, datagrams: datagrams, running: running)
            } catch {
                await datagrams.stop()
                guard attempt < attempts else { throw error }
            }
        }
        preconditionFailure("the loop above ends by itself")
    }

    /// Stops listening and drops every connection.
    func stop() async {
        running.cancel()
        // Its error can only be the cancellation just asked for.
        _ = await running.result
        await datagrams.stop()
    }

    private static func listen(
        on port: Int, _ reply: @escaping @Sendable ([UInt8]) async -> [UInt8]?
    ) async throws -> Task<Void, any Error> {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(wrappingChannelSynchronously: channel)
                }
            }
        return Task {
            try await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask {
                            // A connection that breaks is its client's affair.
                            try? await serve(connection, reply)
                        }
                    }
                }
            }
        }
    }

    /// Answers one message after the other, each behind its length (RFC 1035, 4.2.2).
    private static func serve(
        _ connection: Connection, _ reply: @escaping @Sendable ([UInt8]) async -> [UInt8]?
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var waiting = ByteBuffer()
            for try await chunk in inbound {
                waiting.writeImmutableBuffer(chunk)
                while let message = waiting.readLengthPrefixedSlice(as: UInt16.self) {
                    guard let answer = await reply(Array(message.readableBytesView)) else { continue }
                    var buffer = ByteBuffer()
                    try buffer.writeLengthPrefixed(as: UInt16.self) { $0.writeBytes(answer) }
                    try await outbound.write(buffer)
                }
            }
        }
    }
}
