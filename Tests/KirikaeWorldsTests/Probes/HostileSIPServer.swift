/// A SIP server on 127.0.0.1, by UDP and TCP, that does what the user of the request says: it is late, lies, or is cut short.
enum HostileSIPServer {
    private static let program = #"""
        import os, re, socket, threading, time
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        for attempt in range(50):
            try:
                udp.bind(('127.0.0.1', 0)); tcp.bind(udp.getsockname()); break
            except OSError:
                udp.close(); udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp.listen(5)
        threading.Timer(60, lambda: os._exit(9)).start()
        seen = {}
        def answers(text):
            mode = re.match(r'OPTIONS sip:([a-z-]+)@', text).group(1)
            seen[mode] = seen.get(mode, 0) + 1
            get = lambda key: re.search(r'^%s: (.*?)\r$' % key, text, re.M).group(1)
            via, cseq = get('Via'), get('CSeq')
            # What the request must have (RFC 3261, 8.1.1) is asked for here, by somebody else than its writer.
            well = all(re.search(p, text, re.M) for p in [
                r'^Via: SIP/2\.0/(UDP|TCP) [\w.\[\]:]+;branch=z9hG4bK\w{8,};rport\r$', r'^Max-Forwards: \d+\r$',
                r'^From: <sip:[^>]+>;tag=\w+\r$', r'^To: <sip:[^>]+>\r$', r'^Call-ID: \S+\r$', r'^CSeq: 1 OPTIONS\r$',
                r'^Contact: <sip:[^>]+>\r$', r'^Content-Length: 0\r$']) and text.endswith('\r\n\r\n')
            def reply(first='SIP/2.0 200 OK', via=via, cseq=cseq, more='', length='0', body=''):
                if not well: first = 'SIP/2.0 400 Bad Request'
                lines = [first, 'Via: ' + via, 'From: ' + get('From'), 'To: %s;tag=1' % get('To'), 'Call-ID: ' + get('Call-ID'),
                    'CSeq: ' + cseq] + ([more] if more else []) + (['Content-Length: ' + length] if length is not None else [])
                return ('\r\n'.join(lines) + '\r\n\r\n' + body).encode('utf-8')
            ok, trying = reply(), reply('SIP/2.0 100 Trying')
            stale = reply('SIP/2.0 503 No', via=via.replace('z9hG4bK', 'z9hG4bKx'))
            table = {
                'good': [ok], 'failing': [reply('SIP/2.0 486 Busy Here')], 'slow': [trying, 0.3, ok], 'silent': [],
                'stale': [stale], 'stale-then-good': [stale, reply('SIP/2.0 503 No', cseq='2 OPTIONS'), reply('SIP/2.0 503 No', cseq='1 INVITE'), ok],
                'second-time': [ok] if seen[mode] > 1 else [],
                'request-first': [text.replace('CSeq: 1', 'CSeq: 7').encode(), ok], 'alive-first': [b'\r\n\r\n', ok],
                'short-names': [('SIP/2.0 200 OK\r\nv: %s\r\nCSEQ : 1  OPTIONS\r\nl: 0\r\n\r\n' % via).encode()],
                'folded': [reply(via=via.replace(';branch', ';\r\n branch'))],
                'garbage': [b'\xff\xfe\0\1' * 30 + b'\r\n\r\n'], 'web': [b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
                'no-status': [reply('SIP/2.0 OK')], 'far-status': [reply('SIP/2.0 999 OK')], 'version': [reply('SIP/3.0 200 OK')],
                'no-via': [reply().replace(b'Via', b'Vie')], 'control': [reply(more='Server: a\x1b[2Jb')],
                'no-colon': [reply(more='nonsense')], 'bad-length': [reply(length='-1')],
                'two-lengths': [reply(more='Content-Length: 5')], 'long-head': [reply(more='X: ' + 'x' * 65000)],
                'hidden': [reply(more='Server: a\u202eb' + 'c' * 400)], 'too-short': [reply(length='50')],
                'no-length': [reply(length=None)], 'too-long': [reply(length='99999')],
                'body': [reply(length='4', body='body')], 'bytes': [bytes([b]) for b in ok],
                'pipelined': [trying + stale + ok], 'close': ['close'], 'close-within': [ok[:40], 'close'],
                'endless': [trying * 200] * 8, 'busy': [reply('SIP/2.0 503 Service Unavailable', more='Retry-After: 120')],
            }
            return table[mode]
        def serve(text, send, close):
            for part in answers(text):
                if isinstance(part, float): time.sleep(part)
                elif part == 'close': close()
                else: send(part)
        def serve_tcp(connection):
            text = b''
            try:
                while not text.endswith(b'\r\n\r\n'): text += connection.recv(4096)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                serve(text.decode(), connection.sendall, lambda: connection.shutdown(socket.SHUT_RDWR))
                time.sleep(5)
            except OSError: pass
        def listen_tcp():
            while True: threading.Thread(target=serve_tcp, args=(tcp.accept()[0],), daemon=True).start()
        threading.Thread(target=listen_tcp, daemon=True).start()
        print(udp.getsockname()[1], flush=True)
        while True:
            text, peer = udp.recvfrom(65535)
            threading.Thread(target=serve, args=(text.decode(), lambda b, p=peer: len(b) and udp.sendto(b, p), lambda: None), daemon=True).start()
        """#

    /// Starts the server, gives its port to the body and ends the server.
    static func with(_ body: (UInt16) async throws -> Void) async throws {
        try await StubServer.with(program, body)
    }
}
