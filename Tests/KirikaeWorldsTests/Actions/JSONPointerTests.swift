import Testing

@testable import KirikaeWorlds

/// Places in JSON texts that others write.
@Suite struct JSONPointerTests {
    @Test(arguments: [
        (#"{"a": {"b": "x"}}"#, "/a/b", "x"), (#"{"a": [1, 2]}"#, "/a/1", "2"), (#"{"a/b": 1}"#, "/a~1b", "1"),
        (#"{"m~n": 8}"#, "/m~0n", "8"), (#"{"": true}"#, "/", "true"), (#""x""#, "", "x"),
        (#"{"a": 0.75}"#, "/a", "0.75"), (#"{"a": -1.5e+3}"#, "/a", "-1.5e+3"), (#"{"a": 1E9}"#, "/a", "1E9"),
        (#"{"a": 123456789012345678901}"#, "/a", "123456789012345678901"),
        (#"{"a": "1.5", "b": "\"0.5"}"#, "/b", "\"0.5"), (#"[1.5, {"e": "e1"}]"#, "/1/e", "e1"),
        (#"{"a": false}"#, "/a", "false"),
    ])
    func leadsTo(json: String, pointer: String, value: String) {
        #expect(JSONPointer(pointer).value(in: Array(json.utf8)) == .found(value))
    }

    @Test(arguments: [
        (#"{"a": {}}"#, "/a"), (#"{"a": null}"#, "/a"), (#"{"a": [1]}"#, "/a/01"), (#"{"a": [1]}"#, "/a/-"),
        (#"{"a": 1}"#, "/b"), (#"{"a": 1}"#, "a"), (#"{"a": 1}"#, "/a/b"),
    ])
    func leadsNowhere(json: String, pointer: String) {
        #expect(JSONPointer(pointer).value(in: Array(json.utf8)) == .nothing)
    }

    @Test(arguments: [
        "", "{", "{'a': 1}", #"{"a": 01.5}"#, #"{"a": 1.}"#, #"{"a": .5}"#, #"{"a": 1e}"#, #"{"a": +1.5}"#, "1.5.5",
        #"{"a": 1} x"#,
    ])
    func isNoJSON(text: String) {
        #expect(JSONPointer("/a").value(in: Array(text.utf8)) == .notJSON)
    }
}
