import KirikaeCheckpoint
import KirikaeDiagnostics

/// Words about checkpoints.
extension ScreenWording {
    /// How many records a signed note covers.
    func checkpoint(sizeOf note: String) -> String {
        let size = (try? SignedNote(parsing: Array(note.utf8))).flatMap { Checkpoint(text: $0.text)?.size }
        guard let size else { return pick("読めないチェックポイント", "an unreadable checkpoint") }
        return pick("ここまでの記録 \(size) 件", "the \(size) records so far")
    }

    /// Whether a signed head reached the second place.
    func checkpointCopied(_ place: String, _ size: Int, _ failure: String?) -> String {
        guard let failure else {
            return pick("署名の写しを \(place) に置きました（記録 \(size) 件）", "checkpoint of \(size) records copied to \(place)")
        }
        return pick(
            "署名の写しを \(place) に置けません（\(failure)）。実行は続きます。",
            "the checkpoint could not be copied to \(place): \(failure). The run goes on.")
    }
}
