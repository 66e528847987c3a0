import Synchronization

/// The screen of a run at which somebody is asked: what happens beside the question is shown above it, and the prompt again below.
///
/// Without it a line of a program that goes on side by side, or a word about a notice, would stand behind the prompt, and the place
/// where to type would be gone.
final class PromptedOutput: TextOutput {
    private let base: any TextOutput
    private let open = Mutex<String?>(nil)

    init(_ base: any TextOutput) {
        self.base = base
    }

    func write(_ text: String) {
        open.withLock { prompt in
            guard let prompt else { return base.write(text) }
            base.write("\n" + text + prompt)
        }
    }

    /// Left out while somebody is asked: the prompt is the last line then.
    func redraw(_ text: String) {
        open.withLock { prompt in
            if prompt == nil { base.write(text) }
        }
    }

    func prompt(_ text: String) {
        open.withLock { prompt in
            prompt = text
            base.write(text)
        }
    }

    func promptAnswered() { open.withLock { $0 = nil } }
}
