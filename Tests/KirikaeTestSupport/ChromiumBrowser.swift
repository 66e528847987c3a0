import Foundation

/// A real browser without a window, in which a test clicks what a person would.
///
/// Clicks are mouse events at the middle of what is shown, so what is covered, hidden or switched off cannot be clicked. It blocks,
/// with a bound on every wait, so it belongs on a thread of its own.
public final class ChromiumBrowser {
    /// What a page does not have, or never came to.
    public struct Missing: Error, CustomStringConvertible {
        /// What it is, and what the page shows instead.
        public var description: String
    }

    private let folder: TemporaryFolder
    private let pipe: DevToolsPipe
    private let identifier: pid_t
    private var session = ""

    private static let limitSeconds = 20.0

    /// Starts it with an empty page.
    ///
    /// - Throws: what keeps it from starting.
    public init() throws {
        folder = try TemporaryFolder()
        pipe = try DevToolsPipe()
        let log = try folder.write("", to: "said")
        identifier = try LoopbackProgram.spawn(
            "/usr/bin/chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--window-size=1024,1000", "--lang=ja", "--user-data-dir=\(folder.path)/profile",
                "--remote-debugging-pipe", "about:blank",
            ],
            log: log, environment: ["HOME=\(folder.path)"], descriptors: pipe.theirEnds)
        pipe.releaseTheirEnds()
        let target = try pipe.send("Target.createTarget", ["url": "about:blank"])
        let attached = try pipe.send(
            "Target.attachToTarget", ["targetId": target["targetId"] as? String ?? "", "flatten": true])
        session = attached["sessionId"] as? String ?? ""
    }

    deinit {
        kill(-identifier, SIGKILL)
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
    }

    // MARK: What a person does

    /// Opens an address and waits until the page is there.
    ///
    /// - Throws: why it does not come.
    public func open(_ address: String) throws {
        try leavingPage { _ = try pipe.send("Page.navigate", ["url": address], session: session) }
    }

    /// Clicks what bears a label.
    ///
    /// - Parameters:
    ///   - label: its words.
    ///   - leavesPage: whether another page must come.
    /// - Throws: `Missing` if there is no such thing, or no other page comes.
    public func click(_ label: String, leavesPage: Bool = true) throws {
        let point = try middle(of: label)
        if leavesPage { try leavingPage { try clickAt(point) } } else { try clickAt(point) }
    }

    /// Clicks a field by its label, empties it, and types into it.
    ///
    /// - Throws: `Missing` if there is no such field.
    public func type(_ text: String, into label: String) throws {
        try clickAt(try middle(of: label))
        _ = try evaluate("document.activeElement.select()")
        _ = try pipe.send("Input.insertText", ["text": text], session: session)
    }

    /// Waits until the page shows a text; pages that load themselves again do so meanwhile.
    ///
    /// - Throws: `Missing` if it does not come.
    public func wait(for text: String) throws {
        let deadline = Date().addingTimeInterval(Self.limitSeconds)
        while try !text.isEmpty && !shown.contains(text) {
            guard Date() < deadline else { throw Missing(description: "「\(text)」 never came: \(try shown)") }
            usleep(50_000)
        }
    }

    // MARK: What a person sees

    /// What the page shows as text.
    public var shown: String { get throws { try text(of: "document.body.innerText") } }

    /// The heading of the page.
    public var heading: String { get throws { try text(of: "document.querySelector('h1').innerText") } }

    /// Whether the page is wider than its window, so that a person would have to scroll sideways.
    public var isTooWide: Bool {
        get throws {
            try evaluate("document.documentElement.scrollWidth > window.innerWidth") as? Bool ?? true
        }
    }

    /// Keeps a picture of the page.
    ///
    /// - Throws: what keeps it from being written.
    public func keepPicture(_ path: String) throws {
        let result = try pipe.send("Page.captureScreenshot", ["format": "png"], session: session)
        guard let data = Data(base64Encoded: result["data"] as? String ?? "") else {
            throw Missing(description: "no picture")
        }
        try data.write(to: URL(fileURLWithPath: path))
    }

    // MARK: How

    /// Does something that another page must follow, and waits for that.
    private func leavingPage(_ act: () throws -> Void) throws {
        _ = try evaluate("window.isOfTheTestBefore = true")
        try act()
        let deadline = Date().addingTimeInterval(Self.limitSeconds)
        while try evaluate("document.readyState === 'complete' && !window.isOfTheTestBefore") as? Bool != true {
            guard Date() < deadline else { throw Missing(description: "no other page came: \(try shown)") }
            usleep(10_000)
        }
    }

    private func middle(of label: String) throws -> [Double] {
        let words = String(decoding: try JSONSerialization.data(withJSONObject: [label]), as: UTF8.self)
        let found = try evaluate(
            """
            (() => {
                const [label] = \(words);
                const shown = element => element.innerText.trim() === label;
                const element = [...document.querySelectorAll('a, button, label')].find(shown);
                if (!element) return null;
                const target = element.tagName === 'LABEL' ? element.querySelector('input') || element : element;
                target.scrollIntoView({block: 'center'});
                const box = target.getBoundingClientRect();
                const point = [box.x + box.width / 2, box.y + box.height / 2];
                const top = document.elementFromPoint(...point);
                return target.contains(top) && !target.disabled ? point : null;
            })()
            """)
        guard let numbers = found as? [NSNumber], numbers.count == 2 else {
            throw Missing(description: "there is no 「\(label)」 to click: \(try shown)")
        }
        return numbers.map(\.doubleValue)
    }

    private func clickAt(_ point: [Double]) throws {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            var parameters: [String: Any] = ["type": kind, "x": point[0], "y": point[1]]
            if kind != "mouseMoved" { parameters.merge(["button": "left", "clickCount": 1]) { $1 } }
            _ = try pipe.send("Input.dispatchMouseEvent", parameters, session: session)
        }
    }

    private func text(of expression: String) throws -> String { try evaluate(expression) as? String ?? "" }

    /// What an expression comes to; nil also where the page is just being left.
    private func evaluate(_ expression: String) throws -> Any? {
        do {
            let answer = try pipe.send(
                "Runtime.evaluate", ["expression": expression, "returnByValue": true], session: session)
            return (answer["result"] as? [String: Any])?["value"]
        } catch DevToolsPipe.Failure.refused {
            return nil
        }
    }
}
