import KirikaeDiagnostics
import Testing

/// “Did you mean”.
@Suite struct SuggestionTests {
    private static let keys = [
        "preconditions", "postconditions", "steps", "title", "source", "action", "approval", "at",
    ]

    @Test(arguments: [
        ("precondition", "preconditions"),  // one left out
        ("preconditionss", "preconditions"),  // one too many
        ("preconditoins", "preconditions"),  // neighbours swapped
        ("stepz", "steps"),  // one replaced
        ("tilte", "title"),
        ("Title", "title"),
        ("souce", "source"),
        ("acton", "action"),
        ("ta", "at"),  // a swap is one edit even in a short word
        ("actoin", "action"),
    ])
    func nearest(word: String, expected: String) {
        #expect(Suggestion.nearest(to: word, among: Self.keys) == expected)
    }

    @Test(arguments: ["", "zzzzzz", "xyz", "verifications", "題名", "steppes-and-more"])
    func tooFar(word: String) {
        #expect(Suggestion.nearest(to: word, among: ["preconditions", "title", "steps"]) == nil)
    }

    @Test func ofTwoEquallyNearTheFirstInOrder() {
        #expect(Suggestion.nearest(to: "site", among: ["sitf", "sita", "sitz"]) == "sita")
    }

    @Test func theWordItselfIsNoSuggestion() {
        #expect(Suggestion.nearest(to: "title", among: ["title"]) == nil)
        #expect(Suggestion.nearest(to: "main", among: []) == nil)
    }

    @Test func theLimitGrowsWithTheWord() {
        #expect(Suggestion.nearest(to: "ab", among: ["cd"]) == nil)
        #expect(Suggestion.nearest(to: "abcdefg", among: ["abcdxyz"]) == "abcdxyz")
        #expect(Suggestion.nearest(to: "abcdefgh", among: ["abcdwxyz"]) == nil)
    }
}
