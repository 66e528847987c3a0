import Foundation
import KirikaeTestSupport

/// A person at a console: a program on a pseudo-terminal, started as a person would start it, and what the person does.
enum ConsolePerson {
    /// One thing the person does or sees.
    enum Step {
        /// Waits until this is on the screen after what was seen before.
        case expect(String)
        /// Sees that the program still waits.
        case quiet
        /// Types without the end of a line.
        case type(String)
        /// Types a line.
        case line(String)
        /// Waits until a variable has a value.
        case state(String, String)
        /// Closes the window.
        case close

        fileprivate func words(control: String) -> [String] {
            switch self {
            case .expect(let text): ["expect", text]
            case .quiet: ["quiet", ""]
            case .type(let text): ["type", text]
            case .line(let text): ["type", text + "\n"]
            case .state(let variable, let value): ["state", "\(control)/state/\(variable) \(value)"]
            case .close: ["close", ""]
            }
        }
    }

    struct Broken: Error {
        var text: String
    }

    /// The driver decodes strictly by its own CP932, so a wrong byte is an error.
    private static let driver = """
        import json, os, pty, select, signal, sys, time, urllib.request
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        signal.alarm(25)
        program, deadline, seen, start = sys.argv[1], time.time() + 20, b'', 0
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(program, [program])
        def more(wait):
            global seen
            if fd is None or not select.select([fd], [], [], wait)[0]: return False
            try: chunk = os.read(fd, 4096)
            except OSError: return False
            seen += chunk
            return bool(chunk)
        for kind, text in zip(sys.argv[2::2], sys.argv[3::2]):
            if kind == 'expect':
                wanted = text.encode('cp932')
                while wanted not in seen[start:]:
                    if time.time() > deadline:
                        os.kill(pid, 9); sys.exit('timeout at ' + text + ' after ' + seen.decode('cp932', 'replace'))
                    more(0.1)
                start = seen.index(wanted, start) + len(wanted)
            elif kind == 'quiet':
                more(0.3)
                assert os.waitpid(pid, os.WNOHANG) == (0, 0), 'ended too early: ' + seen.decode('cp932', 'replace')
            elif kind == 'type': os.write(fd, text.encode('utf-8'))
            elif kind == 'state':
                url, value = text.split(' ')
                while urllib.request.urlopen(url).read().decode() != value:
                    assert time.time() < deadline, 'timeout at ' + text
                    time.sleep(0.02)
            elif kind == 'close':
                os.close(fd); fd = None
        while time.time() < deadline and more(1): pass
        status = os.waitpid(pid, 0)[1]
        print(json.dumps({'text': seen.decode('cp932').replace('\\r\\n', '\\n'), 'code': os.waitstatus_to_exitcode(status)}))
        """

    /// Lets a person do this at a program.
    ///
    /// - Returns: all that was on the screen, and the exit code; minus the number of the signal that ended it.
    static func sit(at program: String, control: String, _ steps: [Step]) async throws -> (text: String, code: Int) {
        struct Result: Decodable {
            var text: String
            var code: Int
        }
        let python = try SpawnedProgram(
            "/usr/bin/python3", ["-c", driver, program] + steps.flatMap { $0.words(control: control) }, in: "/")
        let code = await python.wait()
        guard code == 0, let result = try? JSONDecoder().decode(Result.self, from: Data(python.output)) else {
            throw Broken(text: python.said)
        }
        return (result.text, result.code)
    }
}
