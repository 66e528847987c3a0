import KirikaeProcess
import Testing

/// A DNS server on 127.0.0.1 that does what the first part of the name asked for says: it is late, lies, or is cut short.
enum HostileDNSServer {
    private static let program = #"""
        import os, socket, struct, sys, threading, time
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        for attempt in range(50):
            try:
                udp.bind(('127.0.0.1', 0)); tcp.bind(udp.getsockname()); break
            except OSError:
                udp.close(); udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp.listen(5)
        threading.Timer(60, lambda: os._exit(9)).start()
        def name(text): return b''.join(bytes([len(p)]) + p.encode() for p in text.split('.')) + b'\0'
        def record(owner, kind, ttl, data): return owner + struct.pack('>HHIH', kind, 1, ttl, len(data)) + data
        def address(owner, ttl=60, last=1): return record(owner, 1, ttl, bytes([192, 0, 2, last]))
        ME = b'\xc0\x0c'
        SOA = record(name('example'), 6, 60, name('ns') + name('admin') + struct.pack('>IIIII', 1, 2, 3, 4, 5))
        NS = record(name('example'), 2, 60, name('ns.other'))
        def message(q, an=(), ns=(), flags=0x8480, count=None):
            end = q.index(b'\0', 12) + 5
            return q[:2] + struct.pack('>HHHHH', flags, 1, len(an) if count is None else count, len(ns), 0) + q[12:end] \
                + b''.join(an) + b''.join(ns)
        def answers(mode, q, by_tcp):
            good = message(q, [address(ME)])
            wrong = message(q, [address(ME, last=66)])
            other = struct.pack('>H', (struct.unpack('>H', q[:2])[0] + 1) & 0xFFFF) + wrong[2:]
            elsewhere = wrong[:12] + name('other.example') + wrong[wrong.index(b'\0', 12) + 1:]
            table = {
                'good': [good], 'two': [message(q, [address(ME), address(ME, last=2), address(ME)])],
                'late': [0.5, good], 'wrong-number': [other], 'wrong-question': [elsewhere],
                'wrong-then-good': [other, elsewhere, 'from elsewhere', wrong, 0.1, good], 'silent': [],
                'wrong-port': ['from elsewhere', wrong],
                'cut': [good] if by_tcp else [message(q, flags=0x8680)],
                'cut-for-ever': [message(q, [address(ME)], flags=0x8680)],
                'cut-no-tcp': [] if by_tcp else [message(q, flags=0x8680)],
                'garbage': [q[:2] + b'\xff' * 60], 'short': [q[:2] + b'\x84\x80'],
                'self-name': [message(q, [record(b'\xc0' + bytes([q.index(b'\0', 12) + 5]), 1, 60, b'\xc0\0\2\1')])],
                'far-name': [message(q, [record(b'\xff\xff', 1, 60, b'\xc0\0\2\1')])],
                'cut-record': [message(q, [ME + struct.pack('>HHIH', 1, 1, 60, 400) + b'\1\2'])],
                'many-records': [message(q, count=65535)], 'missing-record': [message(q, count=1)],
                'short-address': [message(q, [record(ME, 1, 60, b'\1\2\3')])],
                'alias': [message(q, [record(ME, 5, 900, name('b.example')), address(name('B.Example'))])],
                'alias-ring': [message(q, [record(ME, 5, 60, name('b.example')), record(name('b.example'), 5, 60, ME)])],
                'alias-alone': [message(q, [record(ME, 5, 60, name('b.other'))])],
                'alias-denied': [message(q, [record(ME, 5, 60, name('b.example'))], [SOA])],
                'others': [message(q, [address(name('b.example'))])],
                'none': [message(q, [], [SOA])], 'bare-none': [message(q)], 'referral': [message(q, [], [NS], 0x8080)],
                'no-such-name': [message(q, [], [SOA], 0x8483)], 'format': [message(q, flags=0x8481)],
                'never-expires': [message(q, [address(ME, ttl=0x80000000)])],
                'question': [q], 'escape': [message(q, [record(ME, 16, 60, b'\x05a\x1b[2J')])],
                'broken-text': [message(q, [record(ME, 16, 60, b'\x09ab')])],
            }
            return table[mode]
        def mode_of(q): return q[13:13 + q[12]].decode().lower()
        def serve_udp(q, peer):
            source = udp
            for part in answers(mode_of(q), q, False):
                if part == 'from elsewhere': source = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                elif isinstance(part, float): time.sleep(part); source = udp
                else: source.sendto(part, peer)
        def serve_tcp(connection):
            head = connection.recv(2, socket.MSG_WAITALL)
            q = connection.recv(struct.unpack('>H', head)[0], socket.MSG_WAITALL)
            for part in answers(mode_of(q), q, True): connection.sendall(struct.pack('>H', len(part)) + part)
            connection.close()
        def listen_tcp():
            while True: threading.Thread(target=serve_tcp, args=(tcp.accept()[0],), daemon=True).start()
        threading.Thread(target=listen_tcp, daemon=True).start()
        print(udp.getsockname()[1], flush=True)
        while True:
            q, peer = udp.recvfrom(4096)
            print(mode_of(q), flush=True)
            threading.Thread(target=serve_udp, args=(q, peer), daemon=True).start()
        """#

    /// Starts the server, gives its port to the body and ends the server.
    static func with(_ body: (UInt16) async throws -> Void) async throws {
        try await StubServer.with(program, body)
    }
}

/// A server written in Python for a test, which prints its port first.
enum StubServer {
    static func with(_ program: String, _ body: (UInt16) async throws -> Void) async throws {
        let child = try ChildProcess.start(.python(program))
        defer { child.terminate(graceMilliseconds: 0) }
        var printed = ""
        for await event in child.events {
            if case .output(let bytes) = event { printed += String(decoding: bytes, as: UTF8.self) }
            if printed.contains("\n") { break }
            if case .exited = event { break }
        }
        let port = try #require(UInt16(printed.prefix { $0 != "\n" }), "\(printed)")
        try await body(port)
    }
}
