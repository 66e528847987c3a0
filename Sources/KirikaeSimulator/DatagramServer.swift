import NIOCore
import NIOPosix

/// A server on a UDP port of 127.0.0.1 that answers each datagram with one or with none.
struct DatagramServer: Sendable {
    /// The answer to a datagram from a port of this machine.
    typealias Responder = @Sendable (_ bytes: [UInt8], _ senderPort: Int) async -> [UInt8]?

    private typealias Envelope = AddressedEnvelope<ByteBuffer>

    /// The port it listens on.
    let port: Int
    private let running: Task<Void, any Error>

    /// Starts listening on any free port.
    ///
    /// - Throws: what the system says when it cannot be had.
    static func start(_ respond: @escaping Responder) async throws -> DatagramServer {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<Envelope, Envelope>(wrappingChannelSynchronously: channel)
                }
            }
        let port = channel.channel.localAddress?.port ?? 0
        let running = Task {
            try await channel.executeThenClose { inbound, outbound in
                for try await envelope in inbound {
                    let bytes = Array(envelope.data.readableBytesView)
                    guard let answer = await respond(bytes, envelope.remoteAddress.port ?? 0) else { continue }
                    try await outbound.write(
                        Envelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: answer)))
                }
            }
        }
        return DatagramServer(port: port, running: running)
    }

    /// Stops listening.
    func stop() async {
        running.cancel()
        // Its error can only be the cancellation just asked for, or that of a port that is gone anyway.
        _ = await running.result
    }
}
